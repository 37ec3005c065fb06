//! Keeps secrets out of what findings say: many messages quote what an author wrote, reports of CI
//! are read by more people than the page, and a baseline is even committed.

use aho_corasick::AhoCorasick;

use super::Finding;

/// How many bytes of a secret have to stand in a text for it to be quoted there. A message may show
/// only the beginning of a long value.
const TELLING: usize = 8;
/// How many characters of a secret may be seen: those that tell which one it is.
pub(crate) const SHOWN: usize = 4;

/// The secrets of a knowledge base.
#[derive(Debug)]
pub struct Redactor {
    /// In lower case and sorted, so that those which share most with a text are neighbours.
    secrets: Vec<String>,
    beginnings: AhoCorasick,
}

impl Redactor {
    /// For these secrets; `None` where there are none.
    pub fn new(secrets: impl IntoIterator<Item = String>) -> Option<Self> {
        let mut secrets: Vec<String> = secrets
            .into_iter()
            .filter(|secret| secret.is_char_boundary(TELLING) && secret.len() > TELLING)
            .map(|secret| secret.to_ascii_lowercase())
            .collect();
        secrets.sort();
        secrets.dedup();
        let mut beginnings: Vec<&str> = secrets.iter().map(|secret| &secret[..TELLING]).collect();
        beginnings.dedup();
        let beginnings = AhoCorasick::builder().ascii_case_insensitive(true).build(beginnings).ok()?;
        (!secrets.is_empty()).then_some(Self { secrets, beginnings })
    }

    /// Takes the secrets out of all that a finding says. An edit that holds one is dropped: it could
    /// only be shown as it is.
    pub fn redact(&self, finding: &mut Finding) {
        let labels = finding.labels.iter_mut().map(|label| &mut label.message);
        for text in labels.chain([&mut finding.message]).chain(&mut finding.help) {
            if let Some(redacted) = self.without_secrets(text) {
                *text = redacted;
            }
        }
        let quotes =
            |fix: &mut super::Fix| fix.edits.iter().any(|edit| self.without_secrets(&edit.text).is_some());
        finding.fix.take_if(quotes);
    }

    /// The text with `…` for the rest of each secret, if there is one in it.
    fn without_secrets(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut at = 0;
        for found in self.beginnings.find_iter(text) {
            let start = found.start();
            if start < at {
                continue;
            }
            let same = self.longest(&text[start..]);
            if same < TELLING {
                continue;
            }
            let shown =
                text[start..].char_indices().nth(SHOWN).map_or(text.len(), |(offset, _)| start + offset);
            out.push_str(&text[at..shown]);
            out.push('…');
            at = start + same;
        }
        (at > 0).then(|| out + &text[at..])
    }

    /// How much of a secret the text begins with, in bytes, whatever the letter case.
    fn longest(&self, text: &str) -> usize {
        let lower = || text.bytes().map(|byte| byte.to_ascii_lowercase());
        let at = self.secrets.partition_point(|secret| secret.bytes().lt(lower()));
        let neighbours = self.secrets[at.saturating_sub(1)..].iter().take(2);
        let shared = |secret: &String| secret.bytes().zip(lower()).take_while(|(a, b)| a == b).count();
        text.floor_char_boundary(neighbours.map(shared).max().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Fix, rules};
    use crate::path::SitePath;
    use crate::text::Span;

    #[test]
    fn a_secret_is_quoted_nowhere() {
        let redactor = Redactor::new(["hunter-and-more-2".to_owned(), "hunter-and-less".to_owned()]).unwrap();
        let path = SitePath::root();
        let finding = Finding::new(
            &rules::LINK_EMPTY,
            &path,
            Span::default(),
            "found `x-Hunter-and-more-2-y` and hunter-and-l…",
        )
        .help("did you mean `hunter-and-less`?")
        .label(&path, Span::default(), "hunter-and-more-2")
        .fix(Fix::insert(0, "[hunter-and-less]"));
        let mut redacted = finding;
        redactor.redact(&mut redacted);
        assert_eq!(redacted.message, "found `x-Hunt…-y` and hunt……");
        assert_eq!(redacted.help.as_deref(), Some("did you mean `hunt…`?"));
        assert_eq!((redacted.labels[0].message.as_str(), redacted.fix), ("hunt…", None));
    }

    #[test]
    fn of_many_secrets_the_one_that_fits_best_counts() {
        let secrets = (0..50_000).map(|nth| format!("hunter-and-{nth:06}-secret"));
        let redactor = Redactor::new(secrets).unwrap();
        let text = "HUNTER-and-040000-secret ".repeat(20_000);
        assert_eq!(redactor.without_secrets(&text), Some("HUNT… ".repeat(20_000)));
        let redactor = Redactor::new(["a".repeat(100_000)]).unwrap();
        assert_eq!(redactor.without_secrets(&"a".repeat(1_000_000)), Some("aaaa…".repeat(10)));
    }

    #[test]
    fn what_is_no_secret_stays() {
        assert!(Redactor::new([]).is_none() && Redactor::new(["short".to_owned()]).is_none());
        let redactor = Redactor::new(["hunter-and-more".to_owned()]).unwrap();
        assert_eq!(redactor.without_secrets("a hunter-and"), None.or(Some("a hunt…".to_owned())));
        assert_eq!(redactor.without_secrets("a hunter is no secret"), None);
    }
}
