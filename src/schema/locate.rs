//! Finds the position of a JSON pointer in the text of a JSON file, to report mistakes in a schema.

use std::collections::HashMap;

use crate::text::Span;

/// The places of all members and items in a text, read in one pass.
#[derive(Debug, Default)]
pub(super) struct Places {
    root: Span,
    /// By the number of the collection and the name or the index: the place, and the number of what is there.
    steps: HashMap<(usize, String), (Span, usize)>,
}

impl Places {
    /// The places in `text`, which must be valid JSON that is nested as deep as `serde_json` allows.
    pub(super) fn of(text: &str) -> Self {
        let mut scanner = Scanner { bytes: text.as_bytes(), at: 0, last: 0, steps: HashMap::new() };
        scanner.at = text.len() - text.trim_start_matches('\u{feff}').len();
        scanner.skip_space();
        let root = Span::new(scanner.at, (scanner.at + 1).min(text.len()));
        scanner.value();
        Self { root, steps: scanner.steps }
    }

    /// The place of what `path` leads to, or else of what is nearest to it: the key of a member, the value
    /// of an item, the first character of the whole.
    pub(super) fn nearest(&self, path: &[&str]) -> Span {
        let (mut place, mut number) = (self.root, 0);
        for step in path {
            match self.steps.get(&(number, (*step).to_owned())) {
                Some(found) => (place, number) = *found,
                None => break,
            }
        }
        place
    }
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
    /// The last number that a value got.
    last: usize,
    steps: HashMap<(usize, String), (Span, usize)>,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(|byte| byte.is_ascii_whitespace() || byte == b',' || byte == b':') {
            self.at += 1;
        }
    }

    /// Reads the value here, whose number is the last.
    fn value(&mut self) {
        match self.peek() {
            Some(b'{') => self.members(),
            Some(b'[') => self.items(),
            Some(b'"') => drop(self.skip_string()),
            _ => self.skip_plain(),
        }
    }

    fn members(&mut self) {
        let parent = self.last;
        self.at += 1;
        self.skip_space();
        while self.peek() == Some(b'"') {
            let key = self.skip_string();
            self.skip_space();
            let name = serde_json::from_slice(self.bytes.get(key.start..key.end).unwrap_or_default());
            self.step(parent, name.unwrap_or_default(), key);
            self.value();
            self.skip_space();
        }
        self.at += 1;
    }

    fn items(&mut self) {
        let parent = self.last;
        self.at += 1;
        self.skip_space();
        let mut index = 0;
        while self.peek().is_some_and(|byte| byte != b']') {
            let start = self.at;
            self.step(parent, index.to_string(), Span::at(start));
            self.value();
            if let Some((span, _)) = self.steps.get_mut(&(parent, index.to_string())) {
                *span = Span::new(start, self.at);
            }
            index += 1;
            self.skip_space();
        }
        self.at += 1;
    }

    /// Notes a member or an item. Of members with one name, the first counts.
    fn step(&mut self, parent: usize, name: String, span: Span) {
        self.last += 1;
        self.steps.entry((parent, name)).or_insert((span, self.last));
    }

    /// Skips a number or a word.
    fn skip_plain(&mut self) {
        let ends = |byte: u8| byte.is_ascii_whitespace() || matches!(byte, b',' | b']' | b'}');
        while self.peek().is_some_and(|byte| !ends(byte)) {
            self.at += 1;
        }
    }

    fn skip_string(&mut self) -> Span {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek() {
            self.at += if byte == b'\\' { 2 } else { 1 };
            if byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.bytes.len());
        Span::new(start, self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_members_and_items() {
        let text = r#" {"a": {"b\"c": [1, {"x": "}"}, "ü"]}, "d" : true}"#;
        let places = Places::of(text);
        for (path, expected) in [
            (&[][..], "{"),
            (&["a"][..], "\"a\""),
            (&["a", "b\"c"][..], "\"b\\\"c\""),
            (&["a", "b\"c", "0"][..], "1"),
            (&["a", "b\"c", "1"][..], "{\"x\": \"}\"}"),
            (&["a", "b\"c", "1", "x"][..], "\"x\""),
            (&["a", "b\"c", "2"][..], "\"ü\""),
            (&["d"][..], "\"d\""),
        ] {
            let span = places.nearest(path);
            assert_eq!(&text[span.start..span.end], expected, "{path:?}");
        }
        for (path, nearest) in
            [(&["e"][..], "{"), (&["a", "b\"c", "3"][..], r#""b\"c""#), (&["d", "x"][..], r#""d""#)]
        {
            let span = places.nearest(path);
            assert_eq!(&text[span.start..span.end], nearest, "{path:?}");
        }
        assert_eq!(Places::of("\u{feff}{}").nearest(&[]), Span::new(3, 4));
        assert_eq!(Places::of("3").nearest(&["a"]), Span::new(0, 1));
    }
}
