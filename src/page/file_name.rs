//! `file_name`: the name of a page's file must match its type's pattern and its fields.

use serde_json::{Map, Value as Json};

use crate::diagnostic::Finding;
use crate::front_matter::FrontMatter;
use crate::schema::{Named, Schema, values_at};
use crate::text::Source;

/// What is wrong with the name of the file, whose parts are `parts`.
pub(super) fn findings(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
    parts: &Map<String, Json>,
) -> Vec<Finding> {
    let first_line = front_matter.first_line(&source.text);
    let mut findings: Vec<Finding> = schema.file_name.finding(&source.path, first_line).into_iter().collect();
    for (part, named) in &schema.file_name.agree {
        let (Some(said), Named::Field(path)) = (parts.get(part).and_then(Json::as_str), named) else {
            continue;
        };
        let values = values_at(front_matter, path);
        // A list agrees when one of its values does.
        let Some(first) = values.first().filter(|_| !values.iter().any(|node| node.as_str() == Some(said)))
        else {
            continue;
        };
        let (name, text) = (named.shown(), first.as_str().unwrap_or("…"));
        let message = format!("`{name}` is `{text}`, but the file name says `{said}`");
        findings.push(
            schema
                .file_name
                .mismatch(&source.path, first.span, message)
                .help("rename the file, or correct the field"),
        );
    }
    findings
}
