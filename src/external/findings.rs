//! Turns the verdicts into findings on the pages.

use std::collections::BTreeMap;

use super::Verdict;
use super::plan::{Plan, Use};
use crate::diagnostic::{Finding, rules};

/// A finding at every place that uses an address with which something is wrong.
pub(super) fn findings(plan: &Plan, verdicts: &BTreeMap<&str, Verdict>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (url, verdict) in verdicts {
        for place in plan.uses.get(*url).into_iter().flatten() {
            findings.extend(finding(url, verdict, place));
        }
    }
    findings
}

fn finding(url: &str, verdict: &Verdict, place: &Use) -> Option<Finding> {
    match verdict {
        Verdict::Dead { why, tries } => {
            let times = if *tries == 1 { "once".to_owned() } else { format!("{tries} times") };
            let message = format!("`{url}` {why}; tried {times}");
            let help =
                "correct the address, or list it under `links: {external: {ignore: […]}}` in opslore.yaml";
            Some(Finding::new(&rules::LINK_DEAD, &place.path, place.span, message).help(help))
        }
        Verdict::Moved { to } => {
            let message = format!("`{url}` has moved permanently");
            let finding = Finding::new(&rules::LINK_MOVED, &place.path, place.span, message);
            // No fix: what is there now may be another page, and only a person can tell.
            Some(finding.help(format!("check that it is the same page, then write `{to}`")))
        }
        _ => None,
    }
}
