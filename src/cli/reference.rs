//! `content/reference/commands.md`: every command and option, generated from the command line itself, so that it
//! cannot be out of date.

use std::fmt::Write;

use clap::{Arg, ArgAction, Command, CommandFactory};

const INTRO: &str = include_str!("reference.md");

fn page() -> String {
    let mut cli = super::Cli::command();
    cli.build();
    let mut page = INTRO.to_owned();
    let shared: Vec<&Arg> = cli.get_arguments().filter(|arg| is_told(arg)).collect();
    table(&mut page, "option", &shared);
    for command in cli.get_subcommands().filter(|command| command.get_name() != "help") {
        let own = |arg: &&Arg| is_told(arg) && !shared.iter().any(|other| other.get_id() == arg.get_id());
        let (named, options): (Vec<&Arg>, Vec<&Arg>) =
            command.get_arguments().filter(own).partition(|arg| arg.is_positional());
        let about = command.get_about().map(ToString::to_string).unwrap_or_default();
        write!(page, "\n## {}\n\n{about}.\n\n```text\n{}\n```\n", command.get_name(), usage(command))
            .unwrap();
        table(&mut page, "argument", &named);
        table(&mut page, "option", &options);
    }
    page
}

/// Help and version are the same everywhere.
fn is_told(arg: &Arg) -> bool {
    !matches!(
        arg.get_action(),
        ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
    ) && !arg.is_hide_set()
}

fn usage(command: &Command) -> String {
    let usage = command.clone().render_usage().to_string();
    usage.trim_start_matches("Usage:").trim().to_owned()
}

fn table(page: &mut String, what: &str, args: &[&Arg]) {
    if args.is_empty() {
        return;
    }
    write!(page, "\n| {what} | what it does |\n| --- | --- |\n").unwrap();
    for arg in args {
        let about = arg.get_help().map(ToString::to_string).unwrap_or_default().replace('|', "\\|");
        let hides = arg.get_default_values().is_empty() || !arg.get_action().takes_values();
        let default = arg.get_default_values().iter().map(|value| value.to_string_lossy());
        let default = match hides {
            true => String::new(),
            false => format!(" (default: `{}`)", default.collect::<Vec<_>>().join(", ")),
        };
        let values = arg.get_possible_values();
        let values: Vec<String> = values.iter().map(|value| format!("`{}`", value.get_name())).collect();
        let values = match values.len() {
            0 => String::new(),
            _ if !arg.get_action().takes_values() => String::new(),
            _ => format!(": {}", values.join(", ")),
        };
        writeln!(page, "| `{}` | {about}{values}{default} |", name(arg)).unwrap();
    }
}

fn name(arg: &Arg) -> String {
    let values: Vec<&str> =
        arg.get_value_names().into_iter().flatten().map(clap::builder::Str::as_str).collect();
    let value = values.join(" ").replace('|', "\\|");
    match (arg.get_long(), arg.get_short()) {
        (Some(long), Some(short)) => format!("--{long}`, `-{short}"),
        (Some(long), None) if !arg.get_action().takes_values() => format!("--{long}"),
        (Some(long), None) => format!("--{long} {value}"),
        _ => value,
    }
}

#[test]
fn the_reference_page_of_commands_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/reference/commands.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "`UPDATE=1 cargo test reference_page` writes it");
}
