//! Passwords that a command takes as an option or an argument.

use std::ops::Range;

use super::alphabet::is_word;
use super::password::is_password;

/// How a command takes the password.
#[derive(Clone, Copy, Debug)]
enum Takes {
    /// `-pX`: after a blank it is something else.
    Attached,
    /// `-p X`, and `-pX`.
    Option,
    /// `-p X` only.
    Next,
    /// `-u user:X`.
    User,
    /// `add_user name X`: the second argument.
    Second,
}

/// A family of commands.
struct Command {
    names: &'static [&'static str],
    /// A word without which it takes no password.
    needs: Option<&'static str>,
    takes: Takes,
    /// The options, or the subcommands for [`Takes::Second`].
    options: &'static [&'static str],
}

/// Every family, as their manuals say. Options that are called `--password` are settings.
const COMMANDS: &[Command] = &[
    Command {
        names: &[
            "mysql",
            "mysqldump",
            "mysqladmin",
            "mysqlcheck",
            "mysqlimport",
            "mysqlbinlog",
            "mysqlshow",
            "mariadb",
            "mariadb-dump",
            "mariadb-admin",
            "mariadb-check",
        ],
        needs: None,
        takes: Takes::Attached,
        options: &["-p"],
    },
    Command { names: &["sshpass"], needs: None, takes: Takes::Option, options: &["-p"] },
    Command {
        names: &["redis-cli", "valkey-cli"],
        needs: None,
        takes: Takes::Next,
        options: &["-a", "--pass"],
    },
    Command { names: &["ipmitool", "sqlcmd"], needs: None, takes: Takes::Option, options: &["-P"] },
    Command {
        names: &["curl"],
        needs: None,
        takes: Takes::User,
        options: &["-u", "--user", "-U", "--proxy-user"],
    },
    Command { names: &["etcdctl"], needs: None, takes: Takes::User, options: &["--user"] },
    Command {
        names: &["docker", "podman", "nerdctl", "skopeo", "buildah", "helm", "oras", "oc", "argocd", "az"],
        needs: Some("login"),
        takes: Takes::Next,
        options: &["-p"],
    },
    Command {
        names: &["mongo", "mongosh", "mongodump", "mongorestore", "rabbitmqadmin"],
        needs: None,
        takes: Takes::Option,
        options: &["-p"],
    },
    Command {
        names: &["ldapsearch", "ldapmodify", "ldapadd", "ldapdelete", "ldapwhoami", "ldappasswd"],
        needs: None,
        takes: Takes::Next,
        options: &["-w"],
    },
    Command {
        names: &["rabbitmqctl"],
        needs: None,
        takes: Takes::Second,
        options: &["add_user", "change_password", "authenticate_user"],
    },
];

/// A command is not looked at further than this.
const LONGEST: usize = 512;

/// The names of all commands.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    COMMANDS.iter().flat_map(|command| command.names).copied()
}

/// The password in the command whose name is at `name`.
pub(super) fn password(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let command = COMMANDS.iter().find(|command| command.names.contains(&&text[name.clone()]))?;
    if text[..name.start].ends_with(|c: char| is_word(c) || matches!(c, '-' | '.')) {
        return None;
    }
    let words = words(text, name.end);
    if command.needs.is_some_and(|needed| words.iter().all(|word| &text[word.clone()] != needed)) {
        return None;
    }
    (0..words.len())
        .flat_map(|at| command.candidate(text, &words, at))
        .find(|range| is_password(&text[range.clone()]))
}

impl Command {
    /// What would be the password if the word at `at` is an option for it.
    fn candidate(&self, text: &str, words: &[Range<usize>], at: usize) -> Option<Range<usize>> {
        let word = &text[words[at].clone()];
        let option = self.options.iter().find(|option| word.starts_with(**option))?;
        let rest = words[at].start + option.len()..words[at].end;
        let value = match (self.takes, rest.is_empty()) {
            (Takes::Second, true) => words.get(at + 2)?.clone(),
            (Takes::Attached, true) | (Takes::Next, false) | (Takes::Second, false) => return None,
            (_, true) => words.get(at + 1)?.clone(),
            (_, false) if option.starts_with("--") => {
                text[rest.clone()].starts_with('=').then_some(rest.start + 1..rest.end)?
            }
            (_, false) => rest,
        };
        let value = unquoted(text, value);
        if !matches!(self.takes, Takes::User) {
            return Some(value);
        }
        let colon = text[value.clone()].find(':')?;
        Some(unquoted(text, value.start + colon + 1..value.end))
    }
}

/// `range` without the quotes around it.
fn unquoted(text: &str, range: Range<usize>) -> Range<usize> {
    let word = &text[range.clone()];
    let is_quoted =
        word.len() >= 2 && ['"', '\''].iter().any(|quote| word.starts_with(*quote) && word.ends_with(*quote));
    if is_quoted { range.start + 1..range.end - 1 } else { range }
}

/// The words of a command from `at` on; a backslash carries it on into the next line.
fn words(text: &str, at: usize) -> Vec<Range<usize>> {
    let end = text.floor_char_boundary((at + LONGEST).min(text.len()));
    let bytes = &text.as_bytes()[..end];
    let (mut at, mut words) = (at, Vec::new());
    while let Some(start) = next_word(bytes, at) {
        at = word_end(bytes, start);
        words.push(start..at);
    }
    words
}

/// Where the next word begins: `None` after the last one of the command.
fn next_word(bytes: &[u8], mut at: usize) -> Option<usize> {
    let from = at;
    loop {
        match bytes.get(at)? {
            b' ' | b'\t' => at += 1,
            b'\\' if bytes.get(at + 1) == Some(&b'\n') => at += 2,
            b'\n' | b'|' | b';' | b'&' | b'`' | b')' | b'\r' => return None,
            _ => return (at > from).then_some(at),
        }
    }
}

fn word_end(bytes: &[u8], mut at: usize) -> usize {
    let mut quote = None;
    while let Some(byte) = bytes.get(at) {
        match (quote, byte) {
            (_, b'\n' | b'\r' | b'`') => break,
            (None, b' ' | b'\t' | b'|' | b';' | b')') => break,
            (None, b'"' | b'\'') => quote = Some(*byte),
            (Some(open), byte) if open == *byte => quote = None,
            _ => {}
        }
        at += 1;
    }
    at
}
