//! `opslore explain`: what a finding means, and how to fix it.

use clap::Args;

use super::outcome::{Failure, Outcome};
use super::terminal::Terminal;
use crate::diagnostic::{did_you_mean, examples, rules};

/// The arguments of `explain`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A code such as OL0201 or a rule's name; without it, all rules are listed
    #[arg(value_name = "CODE")]
    code: Option<String>,
}

/// Prints one rule, or a line for each.
pub(super) fn run(arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let Some(code) = &arguments.code else {
        for rule in rules::ALL {
            let (code, severity, name) = (rule.code, rule.severity.name(), rule.name);
            terminal.print(&format!("{code}  {severity:<7}  {name:<24}  {}\n", rule.summary()));
        }
        return Ok(Outcome::Done);
    };
    let Some(rule) = rules::find(code) else {
        let names = rules::ALL.iter().flat_map(|rule| [rule.name, rule.code]);
        let help =
            did_you_mean(code, names).unwrap_or_else(|| "`opslore explain` lists all rules".to_owned());
        return Err(Failure::new(format!("there is no rule `{code}`; {help}")));
    };
    let text = wrap(rule.explanation(), 88);
    let (code, name, severity) = (rule.code, rule.name, rule.severity.name());
    let example =
        examples::all().get(code).map(|example| format!("{}\n", example.shown())).unwrap_or_default();
    let (summary, url) = (rule.summary(), rule.url());
    terminal.print(&format!("{code} {name} ({severity})\n{summary}\n\n{text}\n\n{example}{url}\n"));
    Ok(Outcome::Done)
}

/// Breaks a paragraph into lines of at most `width` characters where words allow.
fn wrap(text: &str, width: usize) -> String {
    let mut wrapped = String::new();
    let mut column = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            wrapped.push('\n');
            column = 0;
        } else if column > 0 {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += length;
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words() {
        assert_eq!(wrap("aa bb cc d", 5), "aa bb\ncc d");
        assert_eq!(wrap("longer-than-that a", 5), "longer-than-that\na");
    }
}
