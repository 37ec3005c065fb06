//! Shells: commands, options, strings, variables, comments, here documents.

use super::super::{Class, Tokens};
use super::{Cursor, is_word};

const KEYWORDS: &[&str] = &[
    "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "in",
    "function", "select", "time", "return", "break", "continue", "exit", "local", "export", "readonly",
    "declare", "unset", "set", "shift", "trap",
];

/// Commands that run the command after them.
const WRAPPERS: &[&str] = &["sudo", "exec", "nohup", "time", "watch", "xargs", "env", "command", "doas"];

/// Finds the tokens of `code`, which is at `offset` in the whole text and begins with a command
/// unless it goes on with one.
pub(in super::super) fn lex(code: &str, offset: usize, goes_on: bool, tokens: &mut Tokens) {
    let cursor = Cursor::new(code);
    let mut lexer = Lexer { cursor, offset, tokens, at_command: !goes_on, here_documents: Vec::new() };
    while lexer.cursor.at < code.len() {
        lexer.step();
    }
}

struct Lexer<'a, 't> {
    cursor: Cursor<'a>,
    offset: usize,
    tokens: &'t mut Tokens,
    /// Whether the next word is a command.
    at_command: bool,
    /// The end marks of the here documents that begin below this line.
    here_documents: Vec<&'a str>,
}

impl<'a> Lexer<'a, '_> {
    fn push(&mut self, class: Class, start: usize) {
        self.tokens.push(class, self.offset + start, self.offset + self.cursor.at);
    }

    fn step(&mut self) {
        let Some(byte) = self.cursor.peek(0) else { return };
        match byte {
            b'\n' => self.line_end(),
            b' ' | b'\t' | b'\r' => self.cursor.at += 1,
            b'#' if self.is_at_word() => {
                let start = self.cursor.skip_line();
                self.push(Class::Comment, start);
            }
            b'\'' | b'"' => self.string(byte),
            b'$' => self.variable(),
            b'\\' => {
                // A line that goes on is no new command.
                self.cursor.at += 1;
                self.cursor.bump();
            }
            b'|' | b'&' | b';' | b'(' | b'`' => {
                self.one(Class::Operator);
                self.at_command = true;
            }
            b'<' if self.cursor.starts_with("<<") && !self.cursor.starts_with("<<<") => self.here_document(),
            b'<' | b'>' => self.one(Class::Operator),
            b'{' | b'!' if self.at_command => self.one(Class::Operator),
            b'[' if self.at_command => {
                self.at_command = false;
                self.cursor.at += 1;
            }
            b')' | b'}' | b'{' | b'!' | b'*' | b'?' | b'[' | b']' | b'=' | b',' | b'~' | b'^' => {
                self.cursor.at += 1;
            }
            b'-' if self.is_at_word() && !self.at_command => {
                let start = self.cursor.skip(|byte| is_word(byte) || matches!(byte, b'-' | b'.'));
                self.push(Class::Attribute, start);
            }
            _ => self.word(),
        }
    }

    fn one(&mut self, class: Class) {
        self.cursor.at += 1;
        self.push(class, self.cursor.at - 1);
    }

    /// Whether a word begins here.
    fn is_at_word(&self) -> bool {
        let before = self.cursor.at.checked_sub(1).map(|at| self.cursor.text.as_bytes()[at]);
        before
            .is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b';' | b'(' | b'|' | b'&' | b'`'))
    }

    fn line_end(&mut self) {
        self.cursor.at += 1;
        self.at_command = true;
        for mark in std::mem::take(&mut self.here_documents) {
            let start = self.cursor.at;
            while self.cursor.peek(0).is_some() {
                let line = self.cursor.skip_line();
                let is_end = self.cursor.text[line..self.cursor.at].trim() == mark;
                self.cursor.at += usize::from(self.cursor.peek(0).is_some());
                if is_end {
                    break;
                }
            }
            self.push(Class::String, start);
        }
    }

    fn here_document(&mut self) {
        let start = self.cursor.at;
        self.cursor.at += 2 + usize::from(self.cursor.peek(2) == Some(b'-'));
        self.push(Class::Operator, start);
        let start = self.cursor.skip(|byte| matches!(byte, b' ' | b'\'' | b'"' | b'\\'));
        let word = self.cursor.skip(is_word);
        let mark = &self.cursor.text[word..self.cursor.at];
        if mark.is_empty() {
            return;
        }
        self.cursor.skip(|byte| matches!(byte, b'\'' | b'"'));
        let text = &self.cursor.text[start..self.cursor.at];
        self.push(Class::String, start + text.len() - text.trim_start().len());
        self.here_documents.push(mark);
    }

    /// A string; variables in double quotes stand out.
    fn string(&mut self, quote: u8) {
        self.at_command = false;
        if quote == b'\'' {
            let start = self.cursor.skip_string(false, false);
            return self.push(Class::String, start);
        }
        let mut start = self.cursor.at;
        self.cursor.at += 1;
        while let Some(byte) = self.cursor.peek(0) {
            match byte {
                b'"' => {
                    self.cursor.at += 1;
                    break;
                }
                b'\\' => {
                    self.cursor.at += 1;
                    self.cursor.bump();
                }
                b'$' if self.names_variable() => {
                    self.push(Class::String, start);
                    self.variable();
                    start = self.cursor.at;
                }
                _ => self.cursor.at += 1,
            }
        }
        self.push(Class::String, start);
    }

    fn names_variable(&self) -> bool {
        let next = self.cursor.peek(1);
        next.is_some_and(|byte| {
            is_word(byte) || matches!(byte, b'{' | b'@' | b'*' | b'#' | b'?' | b'$' | b'!')
        })
    }

    fn variable(&mut self) {
        let start = self.cursor.at;
        if !self.names_variable() {
            self.cursor.at += 1;
            return;
        }
        self.cursor.at += 1;
        match self.cursor.peek(0) {
            Some(b'{') => {
                self.cursor.skip(|byte| !matches!(byte, b'}' | b'\n'));
                self.cursor.at += usize::from(self.cursor.peek(0) == Some(b'}'));
            }
            Some(byte) if is_word(byte) => {
                self.cursor.skip(is_word);
            }
            _ => self.cursor.at += 1,
        }
        self.push(Class::Variable, start);
        self.at_command = false;
    }

    /// A word: an assignment, a keyword, a command, a number or an argument.
    fn word(&mut self) {
        let starts_word = self.is_at_word();
        let start = self
            .cursor
            .skip(|byte| is_word(byte) || matches!(byte, b'.' | b'/' | b'-' | b':' | b'+' | b'@' | b'%'));
        if self.cursor.at == start {
            return self.cursor.bump();
        }
        let word = &self.cursor.text[start..self.cursor.at];
        if self.at_command && self.cursor.peek(0) == Some(b'=') && word.bytes().all(is_word) {
            self.push(Class::Variable, start);
            return self.assignment();
        }
        if self.at_command {
            let is_keyword = KEYWORDS.contains(&word);
            self.push(if is_keyword { Class::Keyword } else { Class::Function }, start);
            let goes_on = ["then", "else", "elif", "do", "if", "while", "until", "time"].contains(&word);
            self.at_command = goes_on || WRAPPERS.contains(&word);
        } else if starts_word && ["in", "do", "then"].contains(&word) {
            self.push(Class::Keyword, start);
            self.at_command = word != "in";
        } else if starts_word && word.bytes().all(|byte| byte.is_ascii_digit()) {
            self.push(Class::Number, start);
        }
    }

    /// `=value`; the word after it is a command still.
    fn assignment(&mut self) {
        self.one(Class::Operator);
        match self.cursor.peek(0) {
            Some(quote @ (b'"' | b'\'')) => self.string(quote),
            Some(b'$') if self.cursor.peek(1) == Some(b'(') => self.cursor.at += 1,
            Some(b'$') => self.variable(),
            _ => {
                self.cursor
                    .skip(|byte| !byte.is_ascii_whitespace() && !matches!(byte, b';' | b'|' | b'&' | b')'));
            }
        }
        self.at_command = true;
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::show;

    #[test]
    fn commands() {
        for (code, expected) in [
            ("kubectl get pods -n kube # all\n", "f(kubectl) get pods a(-n) kube c(# all)\n"),
            ("sudo systemctl restart x | tee y\n", "f(sudo) f(systemctl) restart x o(|) f(tee) y\n"),
            (
                "A=1 B=\"$C\" cmd --opt=v 'x'\n",
                "v(A)o(=)1 v(B)o(=)s(\")v($C)s(\") f(cmd) a(--opt)=v s('x')\n",
            ),
            (
                "for x in a b; do echo ${x} 5; done\n",
                "k(for) x k(in) a bo(;) k(do) f(echo) v(${x}) n(5)o(;) k(done)\n",
            ),
            ("cat <<'EOF' > f\n$x\nEOF\nls\n", "f(cat) o(<<)s('EOF') o(>) f\ns($x\nEOF\n)f(ls)\n"),
            ("x=$(date)\n", "v(x)o(=)$o(()f(date))\n"),
            ("a \\\n  --b\nc", "f(a) \\\n  a(--b)\nf(c)"),
            ("echo \"a $(b) \\\" c\" d#e\n", "f(echo) s(\"a $(b) \\\" c\") d#e\n"),
            ("echo \"open", "f(echo) s(\"open)"),
            ("if [ -f x ]; then y; fi", "k(if) [ a(-f) x ]o(;) k(then) f(y)o(;) k(fi)"),
            ("ü $ \\", "f(ü) $ \\"),
        ] {
            assert_eq!(show("sh", code), expected);
        }
    }
}
