//! Where a JSON pointer leads in the text of a JSON file, to point at a mistake in a schema.

use crate::text::Span;

/// The place of the member or item that `path` leads to in `text`, which has to be valid JSON: the
/// key of a member, the value of an item, the first character of the whole.
pub(super) fn locate(text: &str, path: &[&str]) -> Option<Span> {
    let mut scanner = Scanner { bytes: text.as_bytes(), at: 0 };
    scanner.skip_space();
    let mut found = Span::new(scanner.at, (scanner.at + 1).min(text.len()));
    for step in path {
        found = scanner.enter(step)?;
    }
    Some(found)
}

struct Scanner<'a> {
    bytes: &'a [u8],
    at: usize,
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

    /// Moves to the value of the member or item `step` of the collection that begins here.
    fn enter(&mut self, step: &str) -> Option<Span> {
        match self.peek()? {
            b'{' => self.enter_member(step),
            b'[' => self.enter_item(step.parse().ok()?),
            _ => None,
        }
    }

    fn enter_member(&mut self, name: &str) -> Option<Span> {
        self.at += 1;
        loop {
            self.skip_space();
            if self.peek()? != b'"' {
                return None;
            }
            let key = self.skip_string();
            self.skip_space();
            let written = std::str::from_utf8(self.bytes.get(key.start..key.end)?).ok()?;
            if serde_json::from_str::<String>(written).is_ok_and(|key| key == name) {
                return Some(key);
            }
            self.skip_value();
        }
    }

    fn enter_item(&mut self, index: usize) -> Option<Span> {
        self.at += 1;
        for _ in 0..index {
            self.skip_space();
            self.skip_value();
        }
        self.skip_space();
        let start = self.at;
        self.skip_value();
        let end = std::mem::replace(&mut self.at, start);
        (self.peek()? != b']').then_some(Span::new(start, end))
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

    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'"' => {
                    self.skip_string();
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' if depth == 0 => return,
                b'}' | b']' => {
                    depth -= 1;
                    self.at += 1;
                }
                b',' if depth == 0 => return,
                byte if depth == 0 && byte.is_ascii_whitespace() => return,
                _ => {
                    self.at += 1;
                    continue;
                }
            }
            if depth == 0 {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_members_and_items() {
        let text = r#" {"a": {"b\"c": [1, {"x": "}"}, "ü"]}, "d" : true}"#;
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
            let span = locate(text, path).unwrap_or_else(|| panic!("{path:?}"));
            assert_eq!(&text[span.start..span.end], expected, "{path:?}");
        }
        for path in [&["e"][..], &["a", "b\"c", "3"][..], &["d", "x"][..]] {
            assert_eq!(locate(text, path), None, "{path:?}");
        }
    }
}
