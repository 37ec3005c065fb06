//! Keeps one page from flooding a report: beyond some hundreds of findings of one rule, the rest is
//! one finding that says how many more there are.
//!
//! Only what is shown is folded. Totals, exit code, fixes and the baseline know of every finding.

use std::collections::BTreeMap;

use super::emit::counted;
use super::{Finding, Severity};
use crate::path::SitePath;

/// How many findings of one rule and severity are shown for one file.
const MOST: usize = 300;

/// The findings of one rule with one severity in one file.
type Group<'f> = (&'f SitePath, &'static str, Severity);

/// `findings`, which are sorted, as they are shown. What is folded stands where the first of it stood,
/// and keeps its rule and its severity: an error never vanishes behind warnings.
pub fn folded(findings: &[Finding]) -> Vec<Finding> {
    let mut sizes: BTreeMap<Group<'_>, usize> = BTreeMap::new();
    let mut shown = Vec::with_capacity(findings.len());
    // Which of those that are shown stands for others too.
    let mut folded: BTreeMap<Group<'_>, usize> = BTreeMap::new();
    for finding in findings {
        let size = sizes.entry(group(finding)).or_default();
        *size += 1;
        if *size <= MOST + 1 {
            shown.push(finding.clone());
        }
        if *size == MOST + 1 {
            folded.insert(group(finding), shown.len() - 1);
        }
    }
    for (group, at) in folded {
        shown[at] = rest(&shown[at], sizes[&group] - MOST);
    }
    shown
}

fn group(finding: &Finding) -> Group<'_> {
    (&finding.path, finding.rule.code, finding.severity)
}

/// What stands for the first finding that is not shown and all that follow.
fn rest(first: &Finding, more: usize) -> Finding {
    if more == 1 {
        return first.clone();
    }
    let message =
        format!("{} of `{}` in this file are not shown", counted(more, "more finding"), first.rule.name);
    let finding = Finding::new(first.rule, &first.path, first.span, message).severity(first.severity);
    let mut finding = finding.help(format!("fix the first {MOST}, then run it again"));
    finding.secret.clone_from(&first.secret);
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules::{LINK_EMPTY, LINK_MISSING_PAGE};
    use crate::diagnostic::sort;
    use crate::text::Span;

    fn finding(path: &str, rule: &'static crate::diagnostic::Rule, at: usize) -> Finding {
        Finding::new(rule, &SitePath::new(path).unwrap(), Span::at(at), format!("finding {at}"))
    }

    #[test]
    fn what_is_left_out_is_counted_by_rule_severity_and_file() {
        let mut all: Vec<Finding> = (0..1000).map(|at| finding("a.md", &LINK_EMPTY, at)).collect();
        all.extend((0..301).map(|at| finding("b.md", &LINK_EMPTY, at)));
        all.extend((998..1002).map(|at| finding("a.md", &LINK_MISSING_PAGE, at)));
        all.push(finding("a.md", &LINK_EMPTY, 999).severity(Severity::Error));
        sort(&mut all);
        let shown = folded(&all);
        assert_eq!(shown.len(), 301 + 301 + 4 + 1);
        let rest = &shown[MOST];
        assert_eq!(rest.message, "700 more findings of `link/empty` in this file are not shown");
        assert_eq!((rest.span, rest.severity, rest.rule), (Span::at(300), Severity::Warning, &LINK_EMPTY));
        assert_eq!(shown.iter().filter(|finding| finding.severity == Severity::Error).count(), 5);
        assert_eq!(shown.last(), all.last(), "one more than are shown is shown as it is");
        assert_eq!(folded(&all[..MOST]), all[..MOST]);
    }
}
