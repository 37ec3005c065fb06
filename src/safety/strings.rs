//! Which parts of a code block are content: strings in quotes and the bodies of here-documents.
//! Their text is taken literally.

use std::ops::Range;

/// What a block is written in, as far as its strings go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Syntax {
    /// A shell: backslashes count for nothing in `'…'`, here-documents exist.
    Shell,
    /// A session: as a shell, but a line that begins with `# ` is typed by root.
    Session,
    /// A language with `'…'` and `"…"` and its marks of a remark.
    Language {
        /// What begins a remark.
        remark: &'static str,
        /// Whether `` `…` `` is a string.
        has_backticks: bool,
    },
}

/// The ranges of `text` that are content, in their order. Linear in its length.
pub(super) fn strings(text: &str, syntax: Syntax) -> Vec<Range<usize>> {
    let mut reader =
        Reader { text, syntax, at: head(text), found: Vec::new(), unclosed: Vec::new(), ends: Vec::new() };
    while let Some(c) = reader.text.as_bytes().get(reader.at).copied() {
        reader.step(c);
    }
    reader.found
}

/// The length of the line that opens a fence.
fn head(text: &str) -> usize {
    let is_fence = text.starts_with("```") || text.starts_with("~~~");
    if is_fence { text.find('\n').unwrap_or(text.len()) } else { 0 }
}

struct Reader<'a> {
    text: &'a str,
    syntax: Syntax,
    at: usize,
    found: Vec<Range<usize>>,
    /// Quotes that are alone from here on: they are apostrophes, or the block is cut off.
    unclosed: Vec<u8>,
    /// What ends the here-documents that begin on the next line.
    ends: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn step(&mut self, c: u8) {
        match c {
            b'\\' => self.at += 2,
            b'\n' => {
                self.at += 1;
                self.here_documents();
            }
            b'"' | b'\'' => self.string(c),
            b'`' if matches!(self.syntax, Syntax::Language { has_backticks: true, .. }) => self.string(c),
            b'<' if self.is_shell() => self.redirection(),
            _ if self.begins_remark() => self.at = self.line_end(),
            _ => self.at += 1,
        }
    }

    fn is_shell(&self) -> bool {
        matches!(self.syntax, Syntax::Shell | Syntax::Session)
    }

    fn line_end(&self) -> usize {
        let bytes = &self.text.as_bytes()[self.at..];
        self.at + bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len())
    }

    fn begins_remark(&self) -> bool {
        let (bytes, at) = (self.text.as_bytes(), self.at);
        let is_first = at == 0 || bytes[at - 1] == b'\n';
        let is_word = is_first || bytes[at - 1].is_ascii_whitespace();
        match self.syntax {
            Syntax::Shell => bytes[at] == b'#' && is_word,
            Syntax::Session => bytes[at] == b'#' && is_word && !is_first,
            Syntax::Language { remark, .. } => bytes[at..].starts_with(remark.as_bytes()),
        }
    }

    /// A string up to its quote; up to the end of the line where it has none.
    fn string(&mut self, quote: u8) {
        let start = self.at + 1;
        let end = if self.unclosed.contains(&quote) { None } else { self.closing(start, quote) };
        if end.is_none() {
            self.unclosed.push(quote);
            self.unclosed.dedup();
        }
        let end = end.unwrap_or_else(|| self.line_end());
        self.found.push(start..end);
        self.at = if self.text.as_bytes().get(end) == Some(&quote) { end + 1 } else { end };
    }

    fn closing(&self, start: usize, quote: u8) -> Option<usize> {
        let has_escapes = quote != b'`' && !(self.is_shell() && quote == b'\'');
        let bytes = self.text.as_bytes();
        let mut at = start;
        while at < bytes.len() {
            match bytes[at] {
                b'\\' if has_escapes => at += 1,
                byte if byte == quote => return Some(at),
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// `<<EOF`, `<<-'EOF'`, but not `<<<`.
    fn redirection(&mut self) {
        let rest = &self.text[self.at..];
        let arrows = rest.bytes().take_while(|byte| *byte == b'<').count();
        self.at += arrows;
        let word = rest[arrows..].trim_start_matches(['-', '~', ' ']).trim_start_matches(['\'', '"', '\\']);
        let length = word.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_').count();
        if arrows == 2 && word.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            self.at = self.text.len() - word.len() + length;
            self.at += usize::from(word[length..].starts_with(['\'', '"']));
            self.ends.push(&word[..length]);
        }
    }

    fn here_documents(&mut self) {
        for end in std::mem::take(&mut self.ends) {
            let start = self.at.min(self.text.len());
            let lines = self.text[start..].split_inclusive('\n');
            let mut length = 0;
            for line in lines {
                if line.trim_start_matches(['>', ' ', '\t']).trim_end() == end {
                    break;
                }
                length += line.len();
            }
            self.found.push(start..start + length);
            self.at = start + length;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PYTHON: Syntax = Syntax::Language { remark: "#", has_backticks: false };

    fn content(text: &str, syntax: Syntax) -> Vec<&str> {
        strings(text, syntax).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn strings_and_here_documents_are_content() {
        for (text, expected) in [
            ("sed 's/a\\' \"b\\\"c\" d", vec!["s/a\\", "b\\\"c"]),
            ("cat <<EOF > f\na 'b\nEOF\nls 'c'", vec!["a 'b\n", "c"]),
            ("cat <<-'EOF'\n\ta\n\tEOF\n\"b\"", vec!["\ta\n", "b"]),
            ("cat <<A <<B\na\nA\nb\nB\n'c'", vec!["a\n", "A\nb\n", "c"]),
            ("cat <<<'a'", vec!["a"]),
            ("# don't\nls 'a'", vec!["a"]),
            ("it's\nls \"a\"", vec!["s", "a"]),
            ("awk '{\n x\n}' f", vec!["{\n x\n}"]),
            ("```sh 'x'\nls 'a'\n```", vec!["a"]),
            ("cat <<EOF\nopen", vec!["open"]),
            ("a\\", vec![]),
        ] {
            assert_eq!(content(text, Syntax::Shell), expected, "{text}");
        }
        assert_eq!(content("x = '\\'' # it's\ny = \"\"\"a\nb\"\"\"", PYTHON), ["\\'", "", "a\nb", ""]);
        assert_eq!(content("# grep 'a'\n", Syntax::Session), ["a"]);
    }
}
