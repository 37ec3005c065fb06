//! Words that the markup of a body adds, in the site's language.

use std::sync::{Arc, LazyLock};

use super::alert::AlertKind;
use super::diagram::KINDS;
use crate::words::Words;

/// Titles and names that no author writes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Labels {
    /// The language that they are in.
    pub(super) language: String,
    alerts: Vec<String>,
    /// Of the link next to a heading.
    pub(super) to_section: String,
    /// Of a table, before its number.
    pub(super) table: String,
    /// Of a task without a text, done or not.
    pub(super) tasks: [String; 2],
    /// Of the footnotes as a whole, of a reference to one, and of the way back.
    pub(super) footnotes: [String; 3],
    /// Of the source below a diagram.
    pub(super) diagram_source: String,
    /// Of the kinds of diagrams, in their order.
    diagrams: Vec<String>,
}

impl Labels {
    /// The labels in the language of the words.
    pub fn new(words: &Words) -> Self {
        let say = |key: &str| words.say(key).to_owned();
        Self {
            language: words.language().to_owned(),
            alerts: AlertKind::ALL.iter().map(|kind| say(&format!("alert_{}", kind.name()))).collect(),
            to_section: say("to_section"),
            table: say("table"),
            tasks: ["task_open", "task_done"].map(say),
            footnotes: ["footnotes", "footnote", "footnote_back"].map(say),
            diagram_source: say("diagram_source"),
            diagrams: KINDS.iter().map(|(_, kind)| say(&format!("diagram_{kind}"))).collect(),
        }
    }

    /// What an alert without a title of its own is called.
    pub(super) fn alert(&self, kind: AlertKind) -> &str {
        AlertKind::ALL.iter().position(|other| *other == kind).map_or("", |at| &self.alerts[at])
    }

    /// What a diagram of one of the [`KINDS`] is called.
    pub(super) fn diagram(&self, kind: &str) -> &str {
        KINDS.iter().position(|(_, other)| *other == kind).map_or("", |at| &self.diagrams[at])
    }

    /// The labels in English.
    pub fn english() -> Arc<Self> {
        static ENGLISH: LazyLock<Arc<Labels>> = LazyLock::new(|| Arc::new(Labels::new(&Words::english())));
        Arc::clone(&ENGLISH)
    }
}
