//! How a finding is recognised from one run to the next.
//!
//! A fingerprint consists of the rule, the file, the marked text and the message, and
//! nothing that changes when lines are inserted above: code hosts close and reopen findings by it, and a
//! baseline contains them.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Finding;
use super::emit::Shown;
use crate::path::SitePath;
use crate::text::hash;

/// The most bytes of what is marked that count. A mark may be as long as a page.
const LONGEST_MARK: usize = 200;

/// A fingerprint for each of the findings, in their order: 32 hexadecimal digits. Findings that are
/// alike in everything that counts are numbered in their order.
pub fn fingerprints(shown: &Shown<'_>) -> Vec<String> {
    let findings = shown.findings();
    let mut texts: BTreeMap<&SitePath, Option<Arc<str>>> = BTreeMap::new();
    let mut seen: BTreeMap<u128, u32> = BTreeMap::new();
    let mut fingerprint = |finding: &'_ Finding, text: Option<&str>| {
        let key = hash(identity(finding, text).as_bytes());
        let nth = seen.entry(key).or_default();
        *nth += 1;
        if *nth == 1 {
            format!("{key:032x}")
        } else {
            format!("{:032x}", hash(format!("{key}#{nth}").as_bytes()))
        }
    };
    let mut all = Vec::with_capacity(findings.len());
    for finding in findings {
        let text = texts.entry(&finding.path).or_insert_with(|| shown.text(&finding.path));
        all.push(fingerprint(finding, text.as_deref()));
    }
    all
}

fn identity(finding: &Finding, text: Option<&str>) -> String {
    // A fingerprint is published; from the hash of a short password the password can be found.
    let marked = text.filter(|_| finding.secret.is_none()).map_or("", |text| {
        let start = text.floor_char_boundary(finding.span.start);
        let end = text.floor_char_boundary(finding.span.end.min(start + LONGEST_MARK));
        &text[start..end.max(start)]
    });
    // No path and no code contains a NUL, so two different findings cannot read alike.
    [finding.rule.code, finding.path.as_str(), marked.trim(), &finding.message].join("\0")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::rules::{LINK_EMPTY, LINK_MISSING_PAGE};
    use crate::text::Span;

    fn prints(findings: &[Finding], text: &str) -> Vec<String> {
        fingerprints(&Shown::new(findings.to_vec(), &|_| Some(Arc::from(text))))
    }

    #[test]
    fn they_stay_when_lines_move_and_tell_findings_apart() {
        let path = SitePath::new("a.md").unwrap();
        let gone = |at| Finding::new(&LINK_MISSING_PAGE, &path, Span::new(at, at + 3), "gone");
        let before = prints(&[gone(0), gone(4)], "x.m x.m y.m");
        let after = prints(&[gone(2), gone(6)], "\n\nx.m x.m y.m");
        assert_eq!(before, after);
        assert_ne!(before[0], before[1], "the second of two that are alike");
        let others = [
            Finding::new(&LINK_EMPTY, &path, Span::new(0, 3), "gone"),
            Finding::new(&LINK_MISSING_PAGE, &path, Span::new(8, 11), "gone"),
            Finding::new(&LINK_MISSING_PAGE, &path, Span::new(0, 3), "lost"),
            Finding::new(&LINK_MISSING_PAGE, &SitePath::new("b.md").unwrap(), Span::new(0, 3), "gone"),
        ];
        let mut all = prints(&others, "x.m x.m y.m");
        all.extend(before);
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
    }
}
