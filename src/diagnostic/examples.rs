//! A wrong and a right example of a rule, as data: `examples.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A wrong and a right example of a rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// What both are.
    #[serde(default)]
    pub part: Part,
    /// The file that they are in.
    #[serde(default = "page")]
    pub file: String,
    /// What else the knowledge base has, by its path.
    #[serde(default)]
    pub beside: BTreeMap<String, String>,
    /// What gives the finding.
    pub bad: String,
    /// What does not.
    pub good: String,
}

/// What an example shows of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// A part of a page's text.
    #[default]
    Text,
    /// Lines of a page's front matter.
    Fields,
    /// All of it.
    File,
}

fn page() -> String {
    "content/runbooks/example.md".to_owned()
}

impl Example {
    /// A file with one of the two in it.
    pub fn file_with(&self, shown: &str) -> String {
        match self.part {
            Part::Text => format!("---\ntitle: Example\n---\n\n{shown}"),
            Part::Fields => format!("---\ntitle: Example\n{shown}---\n"),
            Part::File => shown.to_owned(),
        }
    }

    /// Both as `explain` shows them.
    pub fn shown(&self) -> String {
        let place = match self.part {
            Part::Text => String::new(),
            Part::Fields => ", in the front matter".to_owned(),
            Part::File if self.file == page() => String::new(),
            Part::File => format!(", in `{}`", self.file),
        };
        format!("Wrong{place}:\n\n{}\nRight:\n\n{}", indented(&self.bad), indented(&self.good))
    }
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    text.lines().map(line).collect()
}

/// The examples, by the codes of their rules.
pub fn all() -> BTreeMap<String, Example> {
    // The file is part of the program: a test reads it.
    serde_yaml::from_str(include_str!("examples.yaml")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::rules;
    use super::*;

    #[test]
    fn each_belongs_to_a_rule_and_is_short() {
        let all: BTreeMap<String, Example> = serde_yaml::from_str(include_str!("examples.yaml")).unwrap();
        assert!(all.len() > 50);
        for (code, example) in &all {
            assert!(rules::find(code).is_some_and(|rule| rule.code == code), "{code}");
            for shown in [&example.bad, &example.good] {
                assert!(shown.ends_with('\n') && shown.lines().count() <= 16, "{code}");
                assert!(shown.lines().all(|line| line.chars().count() <= 90), "{code}");
            }
        }
    }

    #[test]
    fn both_are_shown_with_their_place() {
        let example = Example {
            part: Part::Fields,
            file: page(),
            beside: BTreeMap::new(),
            bad: "a: 1\n\nb: 2\n".to_owned(),
            good: "a: 2\n".to_owned(),
        };
        assert_eq!(
            example.shown(),
            "Wrong, in the front matter:\n\n    a: 1\n\n    b: 2\n\nRight:\n\n    a: 2\n"
        );
        assert_eq!(example.file_with(&example.good), "---\ntitle: Example\na: 2\n---\n");
    }
}
