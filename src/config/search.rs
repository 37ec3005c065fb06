//! `search`: how readers look for pages.

use serde::Deserialize;

use super::problems::Problems;
use crate::search;

/// What `search` may say.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct RawSearch {
    synonyms: Option<Vec<serde_yaml::Value>>,
}

/// Where they are.
const PATH: &[&str] = &["search", "synonyms"];

/// So many groups: each costs every reader a little.
const MOST_GROUPS: usize = 1000;

const HELP: &str = "write each group as a list, such as `[bastion, jump host]`";

impl Problems<'_> {
    /// Groups of words and phrases that stand for each other.
    pub(super) fn synonyms(&mut self, raw: RawSearch) -> Vec<Vec<String>> {
        let groups = raw.synonyms.unwrap_or_default();
        if groups.len() > MOST_GROUPS {
            let message =
                format!("`search.synonyms` has {} groups: the limit is {MOST_GROUPS}", groups.len());
            self.report(PATH, message, "keep those that your readers use");
            return Vec::new();
        }
        groups.iter().map(|group| self.group(group)).collect()
    }

    fn group(&mut self, group: &serde_yaml::Value) -> Vec<String> {
        let Some(items) = group.as_sequence() else {
            self.wrong(&written(group), "is not a list of words with the same meaning", HELP);
            return Vec::new();
        };
        if items.len() < 2 {
            let shown = items.first().map(written).unwrap_or_default();
            self.wrong(&shown, "is the only word in its group, so it has no effect", HELP);
        }
        let texts = items.iter().filter_map(|item| {
            let text = written(item);
            let is_text = !item.is_sequence() && !item.is_mapping() && !item.is_null();
            if !is_text {
                self.wrong(&text, "is not a word or phrase", HELP);
            } else if let Some((problem, help)) = search::phrase_problem(&text) {
                self.wrong(&text, problem, &help);
            } else {
                return Some(text);
            }
            None
        });
        texts.collect()
    }

    fn wrong(&mut self, text: &str, problem: &str, help: &str) {
        let span = if text.is_empty() { self.places.value(PATH) } else { self.places.item(PATH, text) };
        let shown = if text.is_empty() { "an item".to_owned() } else { format!("`{text}`") };
        let message = format!("{shown} in `search.synonyms` {problem}");
        self.report_at(span, message, help);
    }
}

/// A value as an author wrote it, nothing for lists and mappings.
fn written(value: &serde_yaml::Value) -> String {
    match value {
        serde_yaml::Value::String(text) => text.clone(),
        serde_yaml::Value::Number(number) => number.to_string(),
        serde_yaml::Value::Bool(truth) => truth.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Config, Overrides};
    use crate::diagnostic::Finding;
    use crate::path::SitePath;
    use crate::text::Source;

    fn resolve(text: &str) -> Result<Config, Vec<Finding>> {
        let source = Source::new(SitePath::new("opslore.yaml").unwrap(), text);
        Config::resolve(&source, true, &Overrides::default())
    }

    fn problem(text: &str) -> (String, String) {
        let finding = resolve(text).unwrap_err().remove(0);
        (finding.message.clone(), text[finding.span.start..finding.span.end].to_owned())
    }

    #[test]
    fn takes_groups_of_words() {
        let config = resolve("search:\n  synonyms:\n    - [bastion, jump host]\n    - [1.10, v1]\n").unwrap();
        assert_eq!(config.synonyms[0], ["bastion", "jump host"]);
        assert!(resolve("search: {synonyms: []}\n").unwrap().synonyms.is_empty());
    }

    #[test]
    fn points_at_what_is_no_group() {
        let at = |text: &str| problem(text).1;
        assert_eq!(at("search:\n  synonyms:\n    - bastion\n"), "bastion");
        assert_eq!(at("search:\n  synonyms:\n    - [bastion]\n"), "bastion");
        assert_eq!(at("search:\n  synonyms:\n    - [bastion, the]\n"), "the");
        assert_eq!(at("search:\n  synonyms: [[bastion, [jump, host]]]\n"), "[[bastion, [jump, host]]]");
        let (message, _) = problem("search:\n  synonyms: [[a1, 'one two three four five six seven']]\n");
        assert!(message.contains("too long"), "{message}");
    }
}
