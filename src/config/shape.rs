//! Which kind of value each key of the configuration takes, and what is wrong with one of another
//! kind, in the words of an author.

use super::places::{Places, line_of};
use super::problems::finding;
use crate::diagnostic::{Finding, and_list, did_you_mean, rules};
use crate::text::{Source, Span};
use crate::yaml::{Entry, Node, Value};

/// A kind of value.
#[derive(Clone, Copy, Debug)]
enum Shape {
    /// One text.
    Text,
    /// `true` or `false`.
    Flag,
    /// Texts, one below the other or in brackets.
    List,
    /// One text, or several.
    Texts,
    /// A list, whose items are judged where they are read.
    Items,
    /// These keys.
    Keys(&'static [(&'static str, Shape)]),
    /// Keys that the author chooses, each with a value of this kind.
    Any(&'static Shape),
    /// The first, or the second if the value is a list or has keys.
    Either(&'static Shape, &'static Shape),
}

use Shape::{Any, Either, Flag, Items, Keys, List, Text, Texts};

/// What the keys of the file hold. A key that is not here is judged where it is read.
const SHAPES: &[(&str, Shape)] = &[
    ("title", Text),
    ("description", Text),
    ("base_url", Text),
    ("language", Text),
    ("time_zone", Text),
    ("content", Text),
    ("theme", Text),
    ("license", Text),
    ("repository", Text),
    ("branch", Text),
    ("edit_url", Text),
    ("contributors", Flag),
    ("unknown_keys", Text),
    ("collections", Any(&Either(&Text, &Keys(&[("type", Text), ("title", Text), ("description", Text)])))),
    ("ignore", List),
    ("include", List),
    ("rules", Any(&Text)),
    ("alerts", Keys(&[("rules", Texts), ("annotations", Texts), ("urls", Texts), ("require", Texts)])),
    ("safety", Keys(&[("allow", List)])),
    ("links", Keys(&[("allow_private", Either(&Flag, &List)), ("external", Keys(&[("ignore", List)]))])),
    ("attachments", Keys(&[("allow", List)])),
    ("search", Keys(&[("synonyms", Items)])),
];

/// What is wrong with the kinds of values, and keys that are given twice.
pub(super) fn problems(source: &Source, places: &Places<'_>) -> Vec<Finding> {
    let documents = places.documents();
    let mut judge = Judge { source, findings: Vec::new() };
    if let Some(mistake) = &documents.mistake {
        return vec![mistake.clone().of(&rules::CONFIG_INVALID).finding(&source.path, 0)];
    }
    if let Some(second) = documents.roots.get(1) {
        judge.report(
            line_of(&source.text, second),
            "a second document begins here",
            "remove the line `---` above it",
        );
    }
    match documents.roots.first().map(|root| (&root.value, root)) {
        None => {}
        Some((Value::Map(entries), _)) => {
            judge.twice(entries, &[]);
            for entry in entries {
                let shape = SHAPES.iter().find(|(key, _)| *key == entry.key);
                match shape {
                    Some((_, shape)) => judge.value(&entry.value, *shape, &[&entry.key]),
                    None => judge.nested(&entry.value, &[&entry.key]),
                }
            }
        }
        Some((_, root)) => {
            let message = format!("the configuration must be keys with values, not {}", kind(root));
            judge.report(line_of(&source.text, root), message, "write for example `title: Operations`");
        }
    }
    judge.findings
}

struct Judge<'a> {
    source: &'a Source,
    findings: Vec<Finding>,
}

impl Judge<'_> {
    fn report(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.findings.push(finding(self.source, span, message).help(help));
    }

    fn line_of(&self, node: &Node) -> Span {
        line_of(&self.source.text, node)
    }

    /// A blank value counts as not given.
    fn value(&mut self, node: &Node, shape: Shape, path: &[&str]) {
        if node.is_blank() {
            return;
        }
        let key = path.last().copied().unwrap_or_default();
        match (shape, &node.value) {
            (Text, Value::Scalar(_)) => self.text(node, path),
            (Flag, Value::Scalar(scalar)) if matches!(&*scalar.text, "true" | "false") && scalar.plain => {}
            (List | Texts, Value::List(items)) => self.items(items, path),
            (Texts, Value::Scalar(_)) => self.text(node, path),
            (Items, Value::List(_)) => self.nested(node, path),
            (Keys(known), Value::Map(entries)) => self.keys(entries, known, path),
            (Any(shape), Value::Map(entries)) => {
                self.twice(entries, path);
                entries.iter().for_each(|entry| self.value(&entry.value, *shape, &with(path, &entry.key)));
            }
            (Either(shape, _), Value::Scalar(_)) if !matches!(shape, Flag) => self.value(node, *shape, path),
            (Either(Flag, _), Value::Scalar(scalar)) if matches!(&*scalar.text, "true" | "false") => {}
            (Either(_, shape @ List), Value::List(_)) | (Either(_, shape @ Keys(_)), Value::Map(_)) => {
                self.value(node, *shape, path);
            }
            _ => {
                let message = format!("`{}` must be {}, not {}", path.join("."), wanted(shape), kind(node));
                self.report(self.line_of(node), message, help(shape, key, node));
            }
        }
    }

    fn items(&mut self, items: &[Node], path: &[&str]) {
        for (nth, item) in items.iter().enumerate() {
            match &item.value {
                Value::Scalar(_) if !item.is_blank() => self.text(item, path),
                // Such an alias has no anchor: a pattern was meant.
                _ if self.source.text[item.span.start..].starts_with('*') => {
                    let line = self.source.text[item.span.start..].lines().next().unwrap_or_default();
                    let text = line.split([',', ']', ' ']).next().unwrap_or_default();
                    let place = Span::new(item.span.start, item.span.start + text.len());
                    let message = format!("`{text}` must be in quotes: YAML reads `*` as an alias");
                    self.report(place, message, format!("write `\"{text}\"`"));
                }
                _ => {
                    let message =
                        format!("item {} of `{}` must be text, not {}", nth + 1, path.join("."), kind(item));
                    self.report(self.line_of(item), message, "write one text for each item");
                }
            }
        }
    }

    /// A number or a truth value is text once it is in quotes, and what a person means by it may
    /// differ: `1.10` would be `1.1`.
    fn text(&mut self, node: &Node, path: &[&str]) {
        if is_text(node) {
            return;
        }
        let text = node.as_str().unwrap_or_default();
        let message = format!("`{}` must be text, not {}", path.join("."), kind(node));
        self.report(node.span, message, format!("write it in quotes: `\"{text}\"`"));
    }

    fn keys(&mut self, entries: &[Entry], known: &[(&str, Shape)], path: &[&str]) {
        self.twice(entries, path);
        for entry in entries {
            match known.iter().find(|(key, _)| *key == entry.key) {
                Some((_, shape)) => self.value(&entry.value, *shape, &with(path, &entry.key)),
                None => {
                    let names = || known.iter().map(|(key, _)| *key);
                    let help = did_you_mean(&entry.key, names());
                    let help = help.unwrap_or_else(|| keys_help(known));
                    let message = format!("`{}` is not a key of `{}`", entry.key, path.join("."));
                    self.report(entry.key_span, message, help);
                }
            }
        }
    }

    /// Keys that are given twice, in all that is below.
    fn nested(&mut self, node: &Node, path: &[&str]) {
        match &node.value {
            Value::Scalar(_) => {}
            Value::List(items) => items.iter().for_each(|item| self.nested(item, path)),
            Value::Map(entries) => {
                self.twice(entries, path);
                entries.iter().for_each(|entry| self.nested(&entry.value, &with(path, &entry.key)));
            }
        }
    }

    fn twice(&mut self, entries: &[Entry], path: &[&str]) {
        let mut seen = std::collections::BTreeMap::new();
        for entry in entries {
            let first = *seen.entry(&entry.key).or_insert(entry.key_span);
            // An alias is read as often as it is used.
            if first != entry.key_span {
                let message = format!("`{}` is given twice", with(path, &entry.key).join("."));
                let found = finding(self.source, entry.key_span, message).help("keep one of them");
                self.findings.push(found.label(&self.source.path, first, "first given here"));
            }
        }
    }
}

fn with<'p>(path: &[&'p str], key: &'p str) -> Vec<&'p str> {
    path.iter().copied().chain([key]).collect()
}

/// Whether a scalar is text to the reader of YAML too.
fn is_text(node: &Node) -> bool {
    let Value::Scalar(scalar) = &node.value else { return false };
    use serde_yaml::Value::{Bool, Number};
    !scalar.plain || !matches!(serde_yaml::from_str(&scalar.text), Ok(Bool(_) | Number(_)))
}

/// What a value is, for a person.
fn kind(node: &Node) -> String {
    let Value::Scalar(scalar) = &node.value else {
        return match &node.value {
            Value::List(_) => "a list".to_owned(),
            _ => "keys with values".to_owned(),
        };
    };
    let text = scalar.text.lines().next().unwrap_or_default();
    match serde_yaml::from_str(&scalar.text) {
        _ if node.is_blank() => "empty".to_owned(),
        Ok(serde_yaml::Value::Number(_)) if scalar.plain => format!("the number `{text}`"),
        Ok(serde_yaml::Value::Bool(_)) if scalar.plain => format!("`{text}`"),
        _ => format!("the text `{text}`"),
    }
}

/// What a value of a shape is, for a person.
fn wanted(shape: Shape) -> String {
    match shape {
        Text => "text".to_owned(),
        Flag => "`true` or `false`".to_owned(),
        List | Items => "a list".to_owned(),
        Texts => "text or a list of texts".to_owned(),
        Keys(_) | Any(_) => "keys with values".to_owned(),
        Either(one, other) => format!("{} or {}", wanted(*one), wanted(*other)),
    }
}

/// What to write.
fn help(shape: Shape, key: &str, node: &Node) -> String {
    match (shape, node.as_str()) {
        (List | Texts, Some(text)) => format!("write `{key}: [\"{text}\"]`"),
        (Items, _) => format!("write each item of `{key}` on a line of its own"),
        (List | Texts, None) => format!("write `{key}: [first, second]`"),
        (Flag, _) => format!("write `{key}: true` or `{key}: false`"),
        (Text, _) => format!("write one text: `{key}: …`"),
        (Keys(known), _) => keys_help(known),
        (Any(_), _) => format!("write one key on each line below `{key}:`"),
        (Either(Flag, _), _) => format!("write `{key}: true`, `{key}: false` or a list"),
        (Either(_, other), _) => help(*other, key, node),
    }
}

fn keys_help(known: &[(&str, Shape)]) -> String {
    let names: Vec<&str> = known.iter().map(|(key, _)| *key).collect();
    match names.as_slice() {
        [one] => format!("the only key is `{one}`"),
        _ => format!("the keys are {}", and_list(&names)),
    }
}
