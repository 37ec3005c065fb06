//! Console sessions: prompts, commands and what they printed.
//!
//! Someone will copy from here and run it, so the pieces have to be told apart: prompts are tokens of
//! their own, and an output line's token takes its line end along. What is left are the commands.

use super::lexers::shell;
use super::{Class, Tokens};

/// Whether a shell block is a session in truth. `#` alone does not tell: it begins a comment too, and a
/// comment taken for a command would be run.
pub(super) fn has_prompts(code: &str) -> bool {
    code.lines().any(|line| line.starts_with("$ "))
}

pub(super) fn session(code: &str, tokens: &mut Tokens) {
    let root_prompts = !has_prompts(code);
    let mut start = 0;
    let mut open = Open::Nothing;
    let mut command = Command::default();
    for line in code.split_inclusive('\n') {
        let end = start + line.len();
        let goes_on = open != Open::Nothing;
        let prompt = if goes_on { continuation(line) } else { prompt(line, root_prompts) };
        match prompt {
            Some(length) => {
                if !goes_on {
                    command.finish(code, tokens);
                }
                command.add(start, length, end);
                open = open.after(&line[length..], &code[end..]);
            }
            None => {
                command.finish(code, tokens);
                let is_comment = line.starts_with("# ");
                tokens.push_apart(if is_comment { Class::Comment } else { Class::Output }, start, end);
            }
        }
        start = end;
    }
    command.finish(code, tokens);
}

/// The length of the prompt at the start of a line.
fn prompt(line: &str, root_prompts: bool) -> Option<usize> {
    if line.starts_with("$ ") || line.starts_with("% ") || line.trim_end() == "$" {
        return Some(line.len().min(2));
    }
    if let Some(rest) = line.strip_prefix("# ") {
        // «# Drain the node» is a comment, «# systemctl stop x» a command of root.
        return (root_prompts && !rest.starts_with(|c: char| c.is_uppercase())).then_some(2);
    }
    let end = line.find("$ ").or_else(|| line.find("# "))?;
    let before = &line[..end];
    let is_host = before.contains('@') && !before.contains(char::is_whitespace);
    let is_bracketed = before.starts_with(['[', '(']) && before.trim_end().ends_with([']', ')']);
    (is_host || is_bracketed).then_some(end + 2)
}

/// The length of the prompt of a line that goes on with a command: `> ` or nothing.
fn continuation(line: &str) -> Option<usize> {
    Some(match line.strip_prefix('>') {
        Some(rest) if rest.starts_with(' ') => 2,
        Some(rest) if rest.trim_end().is_empty() => 1,
        _ => 0,
    })
}

/// What a command still waits for at the end of a line.
#[derive(PartialEq)]
enum Open<'a> {
    Nothing,
    /// One more line.
    Line,
    /// The line that ends a here-document.
    HereDocument(&'a str),
}

impl<'a> Open<'a> {
    /// What is open after a line of a command, its prompt left out; `rest` is the session below it.
    fn after(self, line: &'a str, rest: &str) -> Self {
        let begun = match self {
            Self::HereDocument(word) => Some(word).filter(|word| line.trim() != *word),
            // A document without an end is an example cut short: what follows is output.
            _ => delimiter(line).filter(|word| rest.lines().any(|line| ends(line, word))),
        };
        match begun {
            Some(word) => Self::HereDocument(word),
            None if line.trim_end_matches(['\n', '\r']).ends_with('\\') => Self::Line,
            None => Self::Nothing,
        }
    }
}

/// The word that ends the here-document begun in a line.
fn delimiter(line: &str) -> Option<&str> {
    let (_, after) = line.split_once("<<").filter(|(_, after)| !after.starts_with('<'))?;
    let word = after.trim_start_matches('-').trim_start().trim_start_matches(['\'', '"']);
    let end = word.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(word.len());
    Some(&word[..end]).filter(|word| !word.is_empty())
}

fn ends(line: &str, word: &str) -> bool {
    line.strip_prefix("> ").unwrap_or(line).trim() == word
}

/// A command of one or more lines.
#[derive(Default)]
struct Command {
    /// For each line where it begins, the length of its prompt, and where it ends.
    lines: Vec<(usize, usize, usize)>,
}

impl Command {
    fn add(&mut self, start: usize, prompt: usize, end: usize) {
        self.lines.push((start, prompt, end));
    }

    /// Hands the tokens on. Lines without prompts between them are lexed as one text.
    fn finish(&mut self, code: &str, tokens: &mut Tokens) {
        let mut lines = std::mem::take(&mut self.lines).into_iter().peekable();
        let mut goes_on = false;
        while let Some((start, prompt, mut end)) = lines.next() {
            while let Some((_, _, next)) = lines.next_if(|(_, prompt, _)| *prompt == 0) {
                end = next;
            }
            tokens.push(Class::Prompt, start, start + prompt);
            shell::lex(&code[start + prompt..end], start + prompt, goes_on, tokens);
            goes_on = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::show;

    #[test]
    fn sessions() {
        for (code, expected) in [
            ("$ ls -l\na\nb\n$ pwd\n", "p($ )f(ls) a(-l)\ng(a\n)g(b\n)p($ )f(pwd)\n"),
            ("# systemctl stop x\n# Then wait\n", "p(# )f(systemctl) stop x\nc(# Then wait\n)"),
            ("$ a\n# b\n", "p($ )f(a)\nc(# b\n)"),
            ("me@host:~$ a \\\n> --b\nc\n", "p(me@host:~$ )f(a) \\\np(> )a(--b)\ng(c\n)"),
            ("[root@host ~]# ls\n", "p([root@host ~]# )f(ls)\n"),
            ("$ a \\\n  --b\n", "p($ )f(a) \\\n  a(--b)\n"),
            ("costs 5$ a\n", "g(costs 5$ a\n)"),
            (
                "$ cat <<'E' > f\n> x:\n>   y\n> E\nz\n",
                "p($ )f(cat) o(<<)s('E') o(>) f\np(> )x:\np(> )  y\np(> )E\ng(z\n)",
            ),
            ("$ cat <<E\nx\nE\nx\n", "p($ )f(cat) o(<<)s(E)\ns(x\nE\n)g(x\n)"),
            ("$ cat <<E\nx\n", "p($ )f(cat) o(<<)s(E)\ng(x\n)"),
            ("$ cat <<< E\nE\n", "p($ )f(cat) o(<<<) s(E)\ng(E\n)"),
        ] {
            assert_eq!(show("console", code), expected);
        }
    }

    #[test]
    fn shell_blocks_with_prompts_are_sessions() {
        assert_eq!(show("bash", "$ ls\nx\n"), "p($ )f(ls)\ng(x\n)");
        assert_eq!(show("bash", "# a comment\nls\n"), "c(# a comment)\nf(ls)\n");
    }
}
