//! Which parts of a script are code: strings, templates, regular expressions and comments are covered
//! up, so that words such as `import` are found only where they are words of the language.

/// Stands for a byte of a string, a template or a regular expression.
pub(super) const COVER: u8 = 1;

/// What the next characters belong to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Within {
    Code,
    /// An expression `${…}` of a template, with the number of open braces in it.
    Expression(usize),
    Template,
}

/// The script with the same number of bytes, in which comments are spaces and the contents of
/// strings, templates and regular expressions are [`COVER`]. Nothing for a script with something left
/// open, which this cannot be relied on to have understood.
pub(super) fn covered(script: &str) -> Option<String> {
    let mut cover = Cover { bytes: script.as_bytes(), out: Vec::with_capacity(script.len()), at: 0 };
    let mut within = vec![Within::Code];
    while cover.at < cover.bytes.len() {
        match within.last()? {
            Within::Template => cover.template(&mut within)?,
            _ => cover.code(&mut within)?,
        }
    }
    (within == [Within::Code]).then_some(())?;
    String::from_utf8(cover.out).ok()
}

struct Cover<'a> {
    bytes: &'a [u8],
    out: Vec<u8>,
    at: usize,
}

impl Cover<'_> {
    fn code(&mut self, within: &mut Vec<Within>) -> Option<()> {
        let rest = &self.bytes[self.at..];
        match rest[0] {
            b'/' if rest.starts_with(b"//") => {
                let end = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                self.cover(end, b' ');
            }
            b'/' if rest.starts_with(b"/*") => {
                let end = rest[2..].windows(2).position(|pair| pair == b"*/")?;
                self.cover(end + 4, b' ');
            }
            b'/' if self.begins_expression() => self.quoted(regex_end(rest)?),
            quote @ (b'"' | b'\'') => self.quoted(string_end(rest, quote)?),
            b'`' => {
                self.keep();
                within.push(Within::Template);
            }
            byte => {
                if let Some(Within::Expression(open)) = within.last_mut() {
                    match byte {
                        b'{' => *open += 1,
                        b'}' if *open == 0 => drop(within.pop()),
                        b'}' => *open -= 1,
                        _ => {}
                    }
                }
                self.keep();
            }
        }
        Some(())
    }

    fn template(&mut self, within: &mut Vec<Within>) -> Option<()> {
        let rest = &self.bytes[self.at..];
        match rest {
            [b'`', ..] => {
                self.keep();
                within.pop();
            }
            [b'$', b'{', ..] => {
                self.keep();
                self.keep();
                within.push(Within::Expression(0));
            }
            [b'\\', _, ..] => self.cover(2, COVER),
            _ => self.cover(1, COVER),
        }
        Some(())
    }

    fn keep(&mut self) {
        self.out.push(self.bytes[self.at]);
        self.at += 1;
    }

    fn cover(&mut self, length: usize, with: u8) {
        self.out.extend(std::iter::repeat_n(with, length));
        self.at += length;
    }

    /// Keeps the delimiters and covers what is between them.
    fn quoted(&mut self, length: usize) {
        self.keep();
        self.cover(length.saturating_sub(2), COVER);
        self.keep();
    }

    /// Whether a slash here begins a regular expression: after an operator or a word that wants an
    /// operand, and not after one.
    fn begins_expression(&self) -> bool {
        let before = self.out.trim_ascii_end();
        let word_start = before.iter().rposition(|byte| !is_word(*byte)).map_or(0, |at| at + 1);
        match (&before[word_start..], before.last()) {
            (b"", Some(b')' | b']' | b'}' | b'"' | b'\'' | b'`' | b'/')) => false,
            (b"", _) => true,
            (word, _) => matches!(word, b"return" | b"typeof" | b"case" | b"of" | b"in" | b"await" | b"else"),
        }
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$' || !byte.is_ascii()
}

/// The length of a string with both quotes; nothing for one that goes over the end of its line.
fn string_end(text: &[u8], quote: u8) -> Option<usize> {
    let mut at = 1;
    loop {
        match text.get(at)? {
            b'\n' => return None,
            b'\\' => at += 2,
            byte if *byte == quote => return Some(at + 1),
            _ => at += 1,
        }
    }
}

/// The length of a regular expression with both slashes; one in brackets does not end it.
fn regex_end(text: &[u8]) -> Option<usize> {
    let (mut at, mut in_class) = (1, false);
    loop {
        match text.get(at)? {
            b'\n' => return None,
            b'\\' => at += 1,
            b'[' => in_class = true,
            b']' => in_class = false,
            b'/' if !in_class => return Some(at + 1),
            _ => {}
        }
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(script: &str) -> String {
        covered(script).unwrap().replace('\u{1}', "·")
    }

    #[test]
    fn only_code_stays() {
        assert_eq!(shown("a // b\nc /* d\ne */ f"), "a     \nc           f");
        assert_eq!(shown(r#"x("a\"b", 'c')"#), r#"x("····", '·')"#);
        assert_eq!(shown("`a${b + `c${d}`}e\n`;"), "`·${b + `·${d}`}··`;");
        assert_eq!(shown("`${{a: {}}.a}`"), "`${{a: {}}.a}`");
    }

    #[test]
    fn a_regular_expression_is_no_division() {
        assert_eq!(shown(r#"a = /["/\]]\//.test(b)"#), "a = /········/.test(b)");
        assert_eq!(shown("a = b / c / d[0] / (e) / 2"), "a = b / c / d[0] / (e) / 2");
        assert_eq!(shown("return /'/u;"), "return /·/u;");
    }

    #[test]
    fn what_is_left_open_is_not_understood() {
        for script in ["\"a\n", "`a", "/* a", "x = /a", "`${", "'\\", "`\\"] {
            assert_eq!(covered(script), None, "{script}");
        }
    }

    #[test]
    fn no_script_is_too_strange() {
        for script in ["}", "é/ü/", "\"é\"", "`é${ü}`", "\0", "/", "//", "\\"] {
            let covered = covered(script);
            assert!(covered.is_none_or(|covered| covered.len() == script.len()), "{script}");
        }
    }
}
