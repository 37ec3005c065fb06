//! Fixes are tried before they are told: each edit is made, and the page validated again.

use std::collections::HashSet;

use serde_json::{Map, Value as Json};

use super::types::Schema;
use super::validate;
use crate::diagnostic::{Finding, Fix, fix};
use crate::front_matter::{self, FrontMatter};
use crate::text::Source;

/// Types front matter and finds everything that the schema forbids, with the fixes that are right.
pub(super) fn validate(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
) -> (Map<String, Json>, Vec<Finding>) {
    let (values, mut findings) = validate::find(schema, source, front_matter);
    keep_right(schema, source, &mut findings);
    (values, findings)
}

/// More mistakes of one page than these are not fixed at once, as each is tried by itself.
const MOST: usize = 50;

/// Takes back the fixes after which the page would not have fewer mistakes, or would have another.
fn keep_right(schema: &Schema, source: &Source, findings: &mut [Finding]) {
    if findings.iter().all(|finding| finding.fix.is_none()) {
        return;
    }
    let unread = front_matter::read(source).1.len();
    let before: HashSet<String> = findings.iter().map(|finding| finding.message.clone()).collect();
    let count = findings.len();
    let is_right = |fix: &Fix| {
        let (text, made) = fix::apply(&source.text, [fix]);
        let mended = Source::new(source.path.clone(), text);
        let (front_matter, problems) = front_matter::read(&mended);
        let after = validate::find(schema, &mended, &front_matter).1;
        made == 1
            && problems.len() <= unread
            && after.len() < count
            && after.iter().all(|finding| before.contains(&finding.message))
    };
    let fixes = findings.iter_mut().map(|finding| &mut finding.fix).filter(|fix| fix.is_some());
    for (index, fix) in fixes.enumerate() {
        if index >= MOST || !fix.as_ref().is_some_and(is_right) {
            *fix = None;
        }
    }
}
