//! YAML, line by line: keys, strings, constants, anchors, tags, block texts.

use super::super::{Class, Tokens};
use super::{Cursor, is_word};

pub(in super::super) fn lex(code: &str, tokens: &mut Tokens) {
    let mut lexer = Lexer { cursor: Cursor::new(code), tokens, block: None, depth: 0 };
    while lexer.cursor.at < code.len() {
        lexer.line();
    }
}

struct Lexer<'a, 't> {
    cursor: Cursor<'a>,
    tokens: &'t mut Tokens,
    /// The indentation of the key whose block text follows.
    block: Option<usize>,
    /// How many brackets are open.
    depth: usize,
}

impl Lexer<'_, '_> {
    fn line(&mut self) {
        let line = self.cursor.rest().split('\n').next().unwrap_or("");
        let indent = line.len() - line.trim_start_matches(' ').len();
        if let Some(parent) = self.block {
            if line.trim().is_empty() || indent > parent {
                self.token_line(Class::String);
                return;
            }
            self.block = None;
        }
        if self.depth == 0 && (line.starts_with("---") || line.starts_with("...")) {
            self.tokens.push(Class::Meta, self.cursor.at, self.cursor.at + 3);
            self.cursor.at += 3;
        } else if line.starts_with('%') {
            self.token_line(Class::Meta);
            return;
        }
        self.content(indent);
    }

    fn token_line(&mut self, class: Class) {
        let start = self.cursor.skip_line();
        self.tokens.push(class, start, self.cursor.at);
        self.cursor.at += usize::from(self.cursor.peek(0).is_some());
    }

    /// What is in a line, to its end; a quoted string may take it further.
    fn content(&mut self, indent: usize) {
        let mut column = indent;
        let line_start = self.cursor.at;
        while let Some(byte) = self.cursor.peek(0) {
            match byte {
                b'\n' => {
                    self.cursor.at += 1;
                    return;
                }
                b' ' | b'\t' | b'\r' => self.cursor.at += 1,
                b'#' if self.is_after_space() => {
                    let start = self.cursor.skip_line();
                    self.tokens.push(Class::Comment, start, self.cursor.at);
                }
                b'-' | b'?' | b':' if self.is_indicator() => self.one(Class::Operator),
                b'[' | b'{' => {
                    self.depth += 1;
                    self.cursor.at += 1;
                }
                b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    self.cursor.at += 1;
                }
                b',' => self.cursor.at += 1,
                b'&' | b'*' => self.word(Class::Variable),
                b'!' => self.word(Class::Type),
                b'|' | b'>' if self.depth == 0 => {
                    let start =
                        self.cursor.skip(|byte| matches!(byte, b'|' | b'>' | b'+' | b'-' | b'0'..=b'9'));
                    self.tokens.push(Class::Operator, start, self.cursor.at);
                    self.block = Some(column);
                }
                _ => {
                    // What is below a key is indented further than the key, wherever it is.
                    let start = self.cursor.at;
                    let is_key = if matches!(byte, b'"' | b'\'') { self.quoted(byte) } else { self.plain() };
                    if is_key {
                        column = start.saturating_sub(line_start);
                    }
                }
            }
        }
    }

    fn one(&mut self, class: Class) {
        self.tokens.push(class, self.cursor.at, self.cursor.at + 1);
        self.cursor.at += 1;
    }

    fn word(&mut self, class: Class) {
        let start =
            self.cursor.skip(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b',' | b']' | b'}'));
        self.tokens.push(class, start, self.cursor.at);
    }

    fn is_after_space(&self) -> bool {
        self.cursor.at == 0 || self.cursor.text.as_bytes()[self.cursor.at - 1].is_ascii_whitespace()
    }

    fn is_indicator(&self) -> bool {
        self.cursor.peek(1).is_none_or(|byte| byte.is_ascii_whitespace())
    }

    /// A quoted scalar; whether it is a key.
    fn quoted(&mut self, quote: u8) -> bool {
        let start = self.cursor.skip_string(quote == b'"', false);
        let is_key = self.cursor.starts_with(":");
        self.tokens.push(if is_key { Class::Attribute } else { Class::String }, start, self.cursor.at);
        is_key
    }

    /// A plain scalar; whether it is a key.
    fn plain(&mut self) -> bool {
        let start = self.cursor.at;
        let mut end = start;
        while let Some(byte) = self.cursor.peek(0) {
            let is_end = match byte {
                b'\n' => true,
                b':' => self.is_indicator() || (self.depth > 0 && self.cursor.peek(1) == Some(b',')),
                b'#' => self.is_after_space(),
                b',' | b']' | b'}' | b'[' | b'{' => self.depth > 0,
                _ => false,
            };
            if is_end && self.cursor.at > start {
                break;
            }
            self.cursor.at += 1;
            if !byte.is_ascii_whitespace() {
                end = self.cursor.at;
            }
        }
        let text = &self.cursor.text[start..end];
        if self.cursor.peek(0) == Some(b':') {
            self.tokens.push(Class::Attribute, start, end);
            return true;
        }
        if is_constant(text) {
            self.tokens.push(Class::Number, start, end);
        } else if text.starts_with("{{") || text.starts_with('$') {
            self.tokens.push(Class::Variable, start, end);
        }
        false
    }
}

/// Numbers, dates, sizes, truth values.
fn is_constant(text: &str) -> bool {
    let truths = ["true", "false", "null", "~", "yes", "no", "on", "off"];
    let mut bytes = text.bytes();
    let is_number =
        bytes.next().is_some_and(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.'))
            && bytes.all(|byte| {
                byte.is_ascii_digit() || matches!(byte, b'.' | b'_' | b'-' | b':' | b'e' | b'x' | b'T' | b'Z')
            })
            && text.bytes().any(|byte| byte.is_ascii_digit());
    let with_unit = text.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let is_size = text.len() - with_unit.len() <= 2
        && !with_unit.is_empty()
        && with_unit.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && !with_unit.starts_with('.')
        && text.bytes().all(|byte| is_word(byte) || matches!(byte, b'.' | b'%'));
    is_number || is_size || truths.iter().any(|truth| truth.eq_ignore_ascii_case(text))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::show;

    #[test]
    fn documents() {
        for (code, expected) in [
            ("a: 1 # c\n", "a(a)o(:) n(1) c(# c)\n"),
            ("---\n- b: true\n  c-d: x y\n", "m(---)\no(-) a(b)o(:) n(true)\n  a(c-d)o(:) x y\n"),
            ("s: 'it''s'\n\"k\": \"a\\\"b\"\n", "a(s)o(:) s('it''s')\na(\"k\")o(:) s(\"a\\\"b\")\n"),
            (
                "x: |\n  # no comment\n\n  y: z\nw: 5m\n",
                "a(x)o(:) o(|)\ns(  # no comment)\n\ns(  y: z)\na(w)o(:) n(5m)\n",
            ),
            ("- a: >-\n    t\n  b: c\n", "o(-) a(a)o(:) o(>-)\ns(    t)\n  a(b)o(:) c\n"),
            ("m: {a: 1, b: [x, 2]}\n", "a(m)o(:) {a(a)o(:) n(1), a(b)o(:) [x, n(2)]}\n"),
            ("r: &anchor !!str z\ns: *anchor\n", "a(r)o(:) v(&anchor) t(!!str) z\na(s)o(:) v(*anchor)\n"),
            ("u: http://x:1/#y\n", "a(u)o(:) http://x:1/#y\n"),
            (
                "d: 2025-04-08\nv: 1.2.3\nm: 512Mi\n",
                "a(d)o(:) n(2025-04-08)\na(v)o(:) n(1.2.3)\na(m)o(:) n(512Mi)\n",
            ),
            ("k: ü: \"", "a(k)o(:) a(ü)o(:) s(\")"),
            ("a:\n- -1\n", "a(a)o(:)\no(-) n(-1)\n"),
        ] {
            assert_eq!(show("yaml", code), expected);
        }
    }
}
