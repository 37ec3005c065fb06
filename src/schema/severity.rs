//! `severity`: how severe a violation of a part of a schema is.

use jsonschema::paths::Location;
use serde_json::Value as Json;

use super::annotations::KEYWORD;
use super::applicable::resolve;
use super::relations::severity;
use crate::diagnostic::Severity;

/// The severity that the innermost part of the schema `root` on the way of `evaluation` gives to
/// what it forbids.
pub(super) fn severity_at(root: &Json, evaluation: &Location) -> Option<Severity> {
    let mut here = root;
    let mut found = own(here);
    for step in evaluation.segments() {
        let step = step.to_string();
        let next = match here {
            Json::Array(items) => step.parse::<usize>().ok().and_then(|index| items.get(index)),
            other => other.get(&step),
        };
        here = match next {
            Some(Json::String(reference)) if step == "$ref" => {
                resolve(root, reference).unwrap_or(&Json::Null)
            }
            Some(next) => next,
            None => return found,
        };
        found = own(here).or(found);
    }
    found
}

fn own(schema: &Json) -> Option<Severity> {
    severity(schema.get(KEYWORD)?.get("severity")?)
}
