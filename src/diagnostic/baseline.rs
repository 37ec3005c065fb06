//! Findings that a repository had when it was first checked: only new ones fail.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Finding;
use super::emit::Shown;
use super::fingerprint::fingerprints;
use super::rules;

/// The content of the file. Rule, path and message are for reviewers; the fingerprint
/// alone decides.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
    findings: Vec<Known>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Known {
    fingerprint: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    path: String,
    #[serde(default)]
    message: String,
}

/// The version of the file that this program reads and writes.
const VERSION: u32 = 1;

/// The findings that are known.
#[derive(Debug)]
pub struct Baseline {
    known: BTreeMap<String, Known>,
}

impl Baseline {
    /// Reads the text of a baseline file. The error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: File = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!("it has version {}, but this program reads version {VERSION}", file.version));
        }
        let known = file.findings.into_iter().map(|known| (known.fingerprint.clone(), known));
        Ok(Self { known: known.collect() })
    }

    /// Whether a text is a baseline file, of this version or another.
    pub fn is_one(text: &str) -> bool {
        serde_json::from_str::<File>(text).is_ok()
    }

    /// Drops known findings. Returns how many known ones no longer exist.
    pub fn retain_new(&self, shown: &mut Shown<'_>) -> usize {
        let prints = fingerprints(shown);
        let met = prints.iter().filter(|print| self.known.contains_key(*print)).count();
        let mut prints = prints.iter();
        shown.retain(|finding, _| {
            let is_known = prints.next().is_some_and(|print| self.known.contains_key(print));
            !is_kept(finding) || !is_known
        });
        self.known.len() - met
    }
}

/// Whether a baseline may contain the finding: not one that prevents others from being found.
fn is_kept(finding: &Finding) -> bool {
    *finding.rule != rules::CONFIG_INVALID
}

/// The text of a baseline file with these findings, one per line, so that a review sees which came and
/// which went.
pub fn write(shown: &Shown<'_>) -> String {
    let findings = shown.findings();
    let prints = fingerprints(shown);
    let lines =
        findings.iter().zip(prints).filter(|(finding, _)| is_kept(finding)).map(|(finding, fingerprint)| {
            let known = Known {
                fingerprint,
                code: finding.rule.code.to_owned(),
                path: finding.path.to_string(),
                message: finding.message.clone(),
            };
            // Strings only: there is nothing in it that could fail to serialise.
            format!("    {}", serde_json::to_string(&known).unwrap_or_default())
        });
    let lines: Vec<String> = lines.collect();
    let findings = if lines.is_empty() { String::new() } else { format!("\n{}\n  ", lines.join(",\n")) };
    format!("{{\n  \"version\": {VERSION},\n  \"findings\": [{findings}]\n}}\n")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::rules::{CONFIG_INVALID, LINK_EMPTY};
    use crate::path::SitePath;
    use crate::text::Span;

    fn empty_link(at: usize) -> Finding {
        Finding::new(&LINK_EMPTY, &SitePath::new("a.md").unwrap(), Span::new(at, at + 1), "empty")
    }

    #[test]
    fn what_was_written_is_known_and_nothing_else() {
        let source = |_: &SitePath| Some(Arc::from("xyz"));
        let old = vec![
            empty_link(0),
            empty_link(1),
            Finding::new(&CONFIG_INVALID, &SitePath::root(), Span::at(0), "bad"),
        ];
        let text = write(&Shown::new(old.clone(), &source));
        assert_eq!(text.lines().count(), 7);
        let baseline = Baseline::parse(&text).unwrap();
        let mut now = Shown::new(vec![empty_link(1), empty_link(2), old[2].clone()], &source);
        assert_eq!(baseline.retain_new(&mut now), 1);
        assert_eq!(now.findings(), [empty_link(2), old[2].clone()]);
        let nothing = Baseline::parse(&write(&Shown::new(Vec::new(), &source))).unwrap();
        let mut now = Shown::new(old, &source);
        assert_eq!((nothing.retain_new(&mut now), now.findings().len()), (0, 3));
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        for text in ["", "[]", "{\"version\": 2, \"findings\": []}", "{\"version\": 1, \"findings\": [{}]}"] {
            assert!(Baseline::parse(text).is_err(), "{text}");
        }
    }
}
