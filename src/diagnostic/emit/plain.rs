//! Text from the content as it may appear on a terminal or in a log: nothing in it moves a cursor, changes
//! a colour, reverses the direction of text, floods a log or gives a command to a CI service.

use std::borrow::Cow;

/// The most bytes of a line that are shown; it may quote a value of any length.
const LONGEST_TEXT: usize = 2000;

/// Whether a terminal could obey the character, or a reader overlook it.
pub(super) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Text of one line, not endless, with every deceptive character, line breaks among them, spelt out.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST_TEXT));
    for (at, c) in text.char_indices() {
        if at >= LONGEST_TEXT {
            out.push('…');
            break;
        }
        match is_deceptive(c) {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    defused(&out).into_owned()
}

/// As [`one_line`], but line breaks stay.
pub(crate) fn many_lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}

/// A patch with every deceptive character spelt out, except what ends a line or indents it.
pub(crate) fn patch(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_layout = matches!(c, '\n' | '\t') || (c == '\r' && rest.peek() == Some(&'\n'));
        match is_deceptive(c) && !is_layout {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    defused(&out).into_owned()
}

/// JSON of the same meaning without a deceptive character in it, nor a command: a log shows it as it is.
/// All of JSON but its strings is ASCII.
pub(crate) fn json(json: String) -> String {
    let is_layout = |c: char| matches!(c, '\n' | '\r' | '\t');
    let is_special = |c: char| is_deceptive(c) && !is_layout(c);
    if !json.contains(is_special) && !json.contains("##") {
        return json;
    }
    let mut out = String::with_capacity(json.len());
    let mut last = ' ';
    for c in json.chars() {
        if is_special(c) || (c == '#' && last == '#') {
            let mut units = [0; 2];
            out.extend(c.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
        last = c;
    }
    out
}

/// Text in which no CI service finds a command of its own, such as `##vso[…]` (Azure Pipelines), `##[…]`
/// and, at the start of a line, `::…::` (GitHub Actions) or `##teamcity[…]`. A space takes them apart.
pub(crate) fn defused(text: &str) -> Cow<'_, str> {
    if !text.contains("##") && !text.contains("::") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for line in text.split_inclusive('\n') {
        let inner = line.trim_start();
        let (indent, inner) = line.split_at(line.len() - inner.len());
        out.push_str(indent);
        let command =
            inner.strip_prefix("::").filter(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()));
        let inner = command.inspect(|_| out.push_str(": :")).unwrap_or(inner);
        let mut last = ' ';
        for (at, c) in inner.char_indices() {
            out.push(c);
            if c == '#' && last == '#' && opens(&inner[at + 1..]) {
                out.push(' ');
            }
            last = c;
        }
    }
    Cow::Owned(out)
}

fn opens(rest: &str) -> bool {
    rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()).starts_with('[')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spells_out_what_a_terminal_would_obey() {
        assert_eq!(
            one_line("a\u{1b}[31m\u{9b}\u{7f}\r\nb\u{2028}\u{202e}"),
            "a\\u{1b}[31m\\u{9b}\\u{7f}\\u{d}\\u{a}b\\u{2028}\\u{202e}"
        );
        assert_eq!(many_lines("a\u{7}\r\nb\rc"), "a\\u{7}\nb\\u{d}c");
        assert_eq!(patch("-a\r\n+\tb\r\u{1b}\n"), "-a\r\n+\tb\\u{d}\\u{1b}\n");
    }

    #[test]
    fn takes_commands_of_ci_services_apart() {
        for (text, expected) in [
            ("x ##vso[task.setvariable variable=PATH]y", "x ## vso[task.setvariable variable=PATH]y"),
            ("##[add-mask]a", "## [add-mask]a"),
            ("###[x] ##teamcity[a]", "### [x] ## teamcity[a]"),
            ("a\n  ::stop-commands::x\n::error::", "a\n  : :stop-commands::x\n: :error::"),
            ("a::b ## c [d] ##", "a::b ## c [d] ##"),
            (" ::: b.md:1:1", " ::: b.md:1:1"),
        ] {
            assert_eq!(defused(text), expected);
            assert_eq!(defused(expected), expected);
        }
    }

    #[test]
    fn json_keeps_its_meaning() {
        let value =
            serde_json::json!({"a\u{9b}##": ["\u{7f}\u{2028}\u{202e}", "\\##[x]", "\u{e0041}", "ü\n"]});
        for text in [serde_json::to_string(&value).unwrap(), serde_json::to_string_pretty(&value).unwrap()] {
            let shown = json(text.clone());
            assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).unwrap(), value);
            assert!(!shown.contains(|c| c != '\n' && is_deceptive(c)) && !shown.contains("##"), "{shown}");
        }
        assert_eq!(json("{\"a\":\n1}".to_owned()), "{\"a\":\n1}");
    }
}
