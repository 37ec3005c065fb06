//! Console sessions: prompts, commands and what they printed.
//!
//! Someone will copy from here and run it, so the pieces have to be distinguished: prompts are tokens of
//! their own, and an output line's token takes its line end along. What is left is what is copied:
//! commands and comments. Where it is not sure that a block is a session nothing is a prompt, and all
//! of it is copied.

use std::collections::HashMap;

use super::lexers::shell;
use super::{Class, Tokens};
use super::{prompt, unfinished};

/// Whether a block of a shell is a session in truth.
pub(super) fn has_prompts(code: &str) -> bool {
    code.lines().any(|line| prompt::shell(line).is_some())
}

pub(super) fn session(code: &str, tokens: &mut Tokens) {
    let is_root_only = prompt::is_root_only(code);
    let has_comments = code.lines().any(|line| line.starts_with("# "));
    if has_comments && !is_root_only && !code.lines().any(prompt::is_sure) {
        return shell::lex(code, 0, false, tokens);
    }
    let last_lines = last_lines(code);
    let mut session = Session { is_root: is_root_only, last_lines, ..Session::default() };
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        session.line(code, start, line, tokens);
        start += line.len();
    }
    session.command.finish(code, tokens);
}

/// What a line is.
#[derive(Clone, Copy, Default, PartialEq)]
enum Line {
    /// A command after a prompt of that length.
    Shell(usize),
    /// The same at the prompt of a program.
    Program(usize),
    Comment,
    Output,
    #[default]
    Blank,
}

#[derive(Default)]
struct Session<'a> {
    /// Where each line begins for the last time, to know whether a here-document ends.
    last_lines: HashMap<&'a str, usize>,
    open: Open<'a>,
    command: Command,
    /// What the line before was.
    before: Line,
    /// Whether a shell of root's is open, whose prompt may be `# `.
    is_root: bool,
}

impl<'a> Session<'a> {
    fn line(&mut self, code: &'a str, start: usize, line: &'a str, tokens: &mut Tokens) {
        let end = start + line.len();
        if self.open != Open::Nothing {
            let length = continuation(line);
            self.command.add(start, length, end);
            let open = std::mem::take(&mut self.open);
            self.open = open.after(&line[length..], &code[end..], |word| self.has_end(word, end));
            return;
        }
        self.command.finish(code, tokens);
        self.before = self.classify(line, &code[end..]);
        match self.before {
            Line::Shell(length) => {
                self.command.add(start, length, end);
                self.open =
                    Open::Nothing.after(&line[length..], &code[end..], |word| self.has_end(word, end));
                self.is_root |= opens_shell(&line[length..]);
            }
            Line::Program(length) => tokens.push(Class::Prompt, start, start + length),
            Line::Comment => tokens.push_apart(Class::Comment, start, end),
            Line::Output | Line::Blank => tokens.push_apart(Class::Output, start, end),
        }
    }

    /// Whether a here-document that ends with `word` has an end from `start` on.
    fn has_end(&self, word: &str, start: usize) -> bool {
        self.last_lines.get(word).is_some_and(|last| *last >= start)
    }

    fn classify(&self, line: &str, rest: &str) -> Line {
        if let Some(length) = prompt::shell(line).or_else(|| prompt::place(line)) {
            return Line::Shell(length);
        }
        let goes_on = prompt::goes_on(line).filter(|_| matches!(self.before, Line::Program(_)));
        if let Some(length) = goes_on.or_else(|| prompt::program(line)) {
            return Line::Program(length);
        }
        match line.strip_prefix('#').map(|text| (text, text.strip_prefix(' ').unwrap_or(""))) {
            None if line.trim().is_empty() => Line::Blank,
            None => Line::Output,
            Some((_, text)) if prompt::is_command(text) && (self.is_root || begins_with_output(rest)) => {
                Line::Shell(2)
            }
            // Of a file that was shown.
            Some((text, _)) if self.before == Line::Output && !self.is_root && !may_be_command(text) => {
                Line::Output
            }
            Some(_) => Line::Comment,
        }
    }
}

/// Whether what follows `#` is neither a sentence nor a mere mark.
fn may_be_command(text: &str) -> bool {
    text.starts_with(' ') && !prompt::is_prose(text)
}

/// Whether a command opens a shell that may be root's.
fn opens_shell(command: &str) -> bool {
    let words: Vec<&str> = command.split_whitespace().collect();
    let last = words.last().map_or("", |word| word.rsplit('/').next().unwrap_or(word));
    match words[..] {
        ["su", ..] | ["sudo", "-i" | "-s" | "su", ..] => true,
        [_, _, ..] => matches!(last, "sh" | "bash" | "zsh" | "ash"),
        _ => false,
    }
}

/// Whether the next line is what a command printed.
fn begins_with_output(rest: &str) -> bool {
    let next = rest.lines().next().unwrap_or("");
    !next.trim().is_empty() && !next.starts_with('#') && !prompt::is_sure(next)
}

/// The length of the prompt of a line that goes on with a command: `> ` or nothing.
fn continuation(line: &str) -> usize {
    match line.strip_prefix('>') {
        Some(rest) if rest.starts_with(' ') => 2,
        Some(rest) if rest.trim_end().is_empty() => 1,
        _ => 0,
    }
}

/// What a command still waits for at the end of a line.
#[derive(Default, PartialEq)]
enum Open<'a> {
    #[default]
    Nothing,
    /// So many more lines.
    Lines(usize),
    /// The line that ends a here-document.
    HereDocument(&'a str),
}

impl<'a> Open<'a> {
    /// What is open after a line of a command, its prompt left out; `rest` is the session below it, and
    /// `has_end` says whether a line of it ends a here-document.
    fn after(self, line: &'a str, rest: &str, has_end: impl Fn(&str) -> bool) -> Self {
        let begun = match self {
            Self::HereDocument(word) => Some(word).filter(|word| line.trim() != *word),
            Self::Lines(left) if left > 1 => None,
            // A document without an end is an example cut short: what follows is output.
            _ => delimiter(line).filter(|word| has_end(word)),
        };
        if let Some(word) = begun {
            return Self::HereDocument(word);
        }
        let left = match self {
            Self::Nothing => unfinished::lines_after(line, rest, continuation),
            Self::Lines(left) => left - 1,
            Self::HereDocument(_) => 0,
        };
        match left {
            0 if line.trim_end_matches(['\n', '\r']).ends_with('\\') => Self::Lines(1),
            0 => Self::Nothing,
            _ => Self::Lines(left),
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

/// Where each line begins for the last time, by the word that a here-document would end with there.
fn last_lines(code: &str) -> HashMap<&str, usize> {
    let mut at = 0;
    let places = code.split_inclusive('\n').map(|line| {
        let start = at;
        at += line.len();
        (line.strip_prefix("> ").unwrap_or(line).trim(), start)
    });
    places.collect()
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
    use super::super::{Class, highlight};

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

    /// What a reader gets who copies the block: all but prompts and output, or all of it if there is
    /// no prompt. The script of the page does the same.
    fn copied(language: &str, code: &str) -> String {
        let tokens = highlight(language, code).tokens;
        if !tokens.iter().any(|token| token.class == Class::Prompt) {
            return code.trim_end().to_owned();
        }
        let mut at = 0;
        let mut copied = String::new();
        for token in tokens.iter().filter(|token| matches!(token.class, Class::Prompt | Class::Output)) {
            copied.push_str(&code[at..token.start]);
            at = token.end;
        }
        (copied + &code[at..]).trim_end().to_owned()
    }

    #[test]
    fn what_is_copied_of_sessions() {
        for (code, expected) in [
            (
                "# systemctl status etcd\n● etcd.service\n   Active: active\n# exit\n",
                "systemctl status etcd\nexit",
            ),
            (
                "$ sudo -i\n# systemctl restart etcd\n# ceph -s\n  cluster:\n",
                "sudo -i\nsystemctl restart etcd\nceph -s",
            ),
            ("$ sudo -i\n# mytool up\n", "sudo -i\n# mytool up"),
            (
                "$ kubectl exec -it db-0 -- bash\n# psql -U app\napp=> SELECT 1;\n ?column?\n",
                "kubectl exec -it db-0 -- bash\npsql -U app\nSELECT 1;",
            ),
            ("$ a\n# Drain the node\n$ b\n", "a\n# Drain the node\nb"),
            (
                "# Look first.\n$ a\n1\n\n# Then act.\n### Slowly\n$ b\n",
                "# Look first.\na\n# Then act.\n### Slowly\nb",
            ),
            ("$ a\nx\n#1 y\n", "a"),
            ("$ a\n# rm -rf /data\n$ b\n", "a\n# rm -rf /data\nb"),
            ("$ a\n# systemctl stop x\nStopped.\n", "a\nsystemctl stop x"),
            ("$ cat /etc/hosts\nx\n# Managed by puppet.\n", "cat /etc/hosts"),
            (
                "# mysql\nmysql> SHOW STATUS\n    -> LIKE 'x';\nx 1\nmysql> exit\nBye\n",
                "mysql\nSHOW STATUS\nLIKE 'x';\nexit",
            ),
            ("root@a:~# mysql\nmysql> exit\n", "mysql\nexit"),
            (
                "$ psql\npostgres=# SELECT 1\npostgres-# FROM x;\n 1\npostgres=# \\q\n",
                "psql\nSELECT 1\nFROM x;\n\\q",
            ),
            ("$ python3\n>>> for x in a:\n...     print(x)\n...\n1\n", "python3\nfor x in a:\n    print(x)"),
            ("PS C:\\> Get-Service etcd\nStatus Name\nPS C:\\> exit\n", "Get-Service etcd\nexit"),
            ("switch# show vlan\n1 default\nswitch(config)# vlan 5\n", "show vlan\nvlan 5"),
            ("/ # ls\nbin\n/ # exit\n", "ls\nexit"),
            ("me@host:~$ echo \"5 # 6\"\n5 # 6\n", "echo \"5 # 6\""),
            ("$ a \\\n    # b\n", "a \\\n    # b"),
            ("$ for i in 1 2; do\n>   echo $i\n> done\n1\n2\n", "for i in 1 2; do\n  echo $i\ndone"),
            ("$ if true; then\n    echo a\nfi\na\n", "if true; then\n    echo a\nfi"),
            ("$ echo \"more\n> lines\"\nmore\nlines\n$ b\n", "echo \"more\nlines\"\nb"),
            ("$ kubectl get pods |\n> grep db\ndb-0 Running\n", "kubectl get pods |\ngrep db"),
            ("root@db:~# for i in a b; do\n> rm $i\n> done\n", "for i in a b; do\nrm $i\ndone"),
            ("$ a \\\n    -f - <<E\nb: 1\nE\ndone\n", "a \\\n    -f - <<E\nb: 1\nE"),
            ("$ a |\n> b \\\n> c <<E\n> d\n> E\ne\n", "a |\nb \\\nc <<E\nd\nE"),
            ("$ export A='a\nb'\n$ c\n", "export A='a\nb'\nc"),
            ("$ echo it's up\nit's up\n", "echo it's up"),
            ("$ curl -vs localhost\n> GET / HTTP/1.1\n", "curl -vs localhost"),
        ] {
            assert_eq!(copied("console", code), expected, "{code}");
        }
    }

    #[test]
    fn in_doubt_all_is_copied() {
        for (language, code) in [
            ("console", "# drain the node\nkubectl drain node1\n"),
            ("console", "# restart etcd\nsystemctl restart etcd\n"),
            ("console", "# ls files\nls -la\n"),
            ("console", "# mytool\nsome output\n"),
            ("console", "kubectl get nodes\nNAME STATUS\n"),
            ("console", "NAME STATUS\na    Ready\n"),
            ("bash", "# systemctl stop etcd\nsystemctl start etcd\n"),
            ("bash", "# ls -la\ntotal 0\n"),
            ("sh", "# foo\n"),
            ("sh", "cat <<E\nmysql> x\nE\n"),
            ("sql", "mysql> SELECT 1;\n"),
            ("text", "$ ls\na\n"),
        ] {
            assert_eq!(copied(language, code), code.trim_end(), "{language}: {code}");
        }
        assert_eq!(copied("bash", "$ ls\na\n# a comment\n$ pwd\n"), "ls\n# a comment\npwd");
        assert_eq!(copied("bash", "root@a:~# ls\na\n"), "ls");
    }

    #[test]
    fn shell_blocks_with_prompts_are_sessions() {
        assert_eq!(show("bash", "$ ls\nx\n"), "p($ )f(ls)\ng(x\n)");
        assert_eq!(show("bash", "# a comment\nls\n"), "c(# a comment)\nf(ls)\n");
    }
}
