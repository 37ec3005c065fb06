//! Lexers of our own, for the languages that most blocks are in.

pub(super) mod ini;
pub(super) mod json;
pub(super) mod promql;
pub(super) mod shell;
pub(super) mod yaml;

/// A place in a text. Everything looked for is ASCII, so no place is ever inside a character.
struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// The byte `ahead` of here.
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.as_bytes().get(self.at + ahead).copied()
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn starts_with(&self, text: &str) -> bool {
        self.rest().starts_with(text)
    }

    /// Goes on while bytes fit, and returns where it was.
    fn skip(&mut self, fits: impl Fn(u8) -> bool) -> usize {
        let start = self.at;
        let run = self.text.as_bytes()[start..].iter().position(|byte| !fits(*byte));
        self.at = run.map_or(self.text.len(), |length| start + length);
        start
    }

    /// Goes to the end of the line, before its line feed.
    fn skip_line(&mut self) -> usize {
        self.skip(|byte| byte != b'\n')
    }

    /// Goes one character on.
    fn bump(&mut self) {
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
    }

    /// Goes after the string that begins here with a quote, in which `\` escapes if `escapes`; one that
    /// does not end goes to the end of the text, or of the line if `one_line`.
    fn skip_string(&mut self, escapes: bool, one_line: bool) -> usize {
        let start = self.at;
        let quote = self.peek(0);
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\\' if escapes => {
                    self.at += 1;
                    self.bump();
                    continue;
                }
                b'\n' if one_line => return start,
                _ => self.at += 1,
            }
            if Some(byte) == quote {
                return start;
            }
        }
        self.at = self.at.min(self.text.len());
        start
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || !byte.is_ascii()
}
