//! Whether a shell expects more at the end of a line: a quote is open, a loop has not ended, a pipe
//! has no target. The words are those of the POSIX shell grammar (XCU 2.10), as far as commands in
//! documentation go.

use super::prompt;

/// A command of more lines than this is a script.
const MOST_LINES: usize = 64;

/// For how many of the lines of `rest` a command goes on that begins with `first`, their prompts left
/// out by `continuation`. None where it does not come to an end before the next prompt: an example
/// cut short, and what follows is output.
pub(super) fn lines_after(first: &str, rest: &str, continuation: impl Fn(&str) -> usize) -> usize {
    let mut command = first.to_owned();
    for (count, line) in rest.split_inclusive('\n').enumerate().take(MOST_LINES) {
        if !is_unfinished(&command) {
            return count;
        }
        if prompt::is_sure(line) {
            return 0;
        }
        command.push_str(&line[continuation(line)..]);
        if !is_unfinished(&command) {
            return count + 1;
        }
    }
    0
}

/// What is open after some of a command.
#[derive(Default)]
struct Scan {
    /// The mark that ends a quote.
    quote: Option<char>,
    /// Compound commands, such as loops.
    compounds: usize,
    /// Those of them that are `case`, in which `)` ends a pattern.
    cases: usize,
    brackets: usize,
    word: String,
    /// Whether the next word is no argument.
    is_argument: bool,
    /// Whether an operator or `\` needs what follows.
    waits: bool,
}

fn is_unfinished(command: &str) -> bool {
    let mut scan = Scan::default();
    let mut before = '\n';
    let mut chars = command.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        match (scan.quote, c) {
            (Some('\''), '\\') => {}
            (_, '\\') => {
                scan.waits = chars.next().is_none_or(|escaped| escaped == '\n');
                if !scan.waits {
                    scan.word.push(c);
                }
            }
            (Some(mark), _) if mark == c => scan.quote = None,
            (Some(_), _) => {}
            // An apostrophe, not a quote.
            (None, '\'') if before.is_alphabetic() && next.is_some_and(char::is_alphabetic) => {}
            (None, '\'' | '"' | '`') => {
                scan.quote = Some(c);
                scan.word.push(c);
            }
            (None, '#') if scan.word.is_empty() && (before.is_whitespace() || before == ';') => {
                while chars.next_if(|c| *c != '\n').is_some() {}
            }
            (None, '&') if before == '>' || next == Some('>') => {}
            (None, ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')') => scan.ends_word(c, before),
            (None, _) => scan.word.push(c),
        }
        before = c;
    }
    scan.ends_word('\n', before);
    scan.quote.is_some() || scan.compounds > 0 || scan.brackets > 0 || scan.waits
}

impl Scan {
    /// What a mark between words does.
    fn ends_word(&mut self, mark: char, before: char) {
        let word = std::mem::take(&mut self.word);
        if !word.is_empty() {
            self.waits = false;
            if !self.is_argument {
                self.is_argument = self.begins_command(&word);
            }
        }
        match mark {
            '(' => self.brackets += 1,
            ')' => self.brackets = self.brackets.saturating_sub(1),
            '|' => self.waits = true,
            '&' if before == '&' => self.waits = true,
            _ => {}
        }
        match mark {
            ' ' | '\t' | '\r' => {}
            // After `()` stands a function's body, after a pattern of `case` a command.
            ')' => self.is_argument = self.cases == 0 && before != '(',
            _ => self.is_argument = false,
        }
    }

    /// Counts a word that may be one of the shell's own; whether arguments follow it.
    fn begins_command(&mut self, word: &str) -> bool {
        match word {
            "if" | "while" | "until" | "{" => self.compounds += 1,
            "then" | "do" | "else" | "elif" | "!" | "time" => {}
            "for" | "select" | "case" => {
                self.compounds += 1;
                self.cases += usize::from(word == "case");
                return true;
            }
            "fi" | "done" | "esac" | "}" => {
                self.compounds = self.compounds.saturating_sub(1);
                self.cases = self.cases.saturating_sub(usize::from(word == "esac"));
                return true;
            }
            _ => return true,
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_commands_are_told_from_finished_ones() {
        for open in [
            "for i in 1 2; do\n",
            "if true; then\n echo a\n",
            "echo \"more\n",
            "export A='a\n",
            "a |\n",
            "a ||\n",
            "a && \n",
            "a \\\n",
            "(cd x\n",
            "echo $(date\n",
            "case $x in\n a) b ;;\n",
            "f() {\n",
            "while read x\n",
            "a | while read x; do # why\n",
        ] {
            assert!(is_unfinished(open), "{open}");
        }
        for done in [
            "ls\n",
            "for i in 1 2; do echo $i; done\n",
            "echo it's fine\n",
            "echo if\n",
            "a 2>&1\n",
            "a &> x\n",
            "a &\n",
            "awk '{ print }' x\n",
            "echo $(date) for you\n",
            "case $x in\n a) b ;;\nesac\n",
            "f() {\n a\n}\n",
            "echo \"a \\\" b\"\n",
            "a # it's | {\n",
            "find . -exec ls {} \\;\n",
            "(a)\n",
            "",
            "if a; then b; else c; fi | d\n",
            "echo done; echo '\\'\n",
            "a |\nb\n",
        ] {
            assert!(!is_unfinished(done), "{done}");
        }
    }

    #[test]
    fn a_command_that_never_ends_has_one_line() {
        let none = |_: &str| 0;
        assert_eq!(lines_after("echo \"a\n", "b\n$ c\n\"\n", none), 0);
        assert_eq!(lines_after("echo \"a\n", "b\n", none), 0);
        assert_eq!(lines_after("echo \"a\n", "b\"\nc\n", none), 1);
        assert_eq!(lines_after("ls\n", "a\n", none), 0);
    }
}
