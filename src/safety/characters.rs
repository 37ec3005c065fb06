//! Deceptive characters: those that reorder text, invisible ones, and those of a word
//! processor in a command.

use std::ops::Range;

use super::strings::{Syntax, strings};

/// A stretch of code in a text.
#[derive(Clone, Debug)]
pub(super) struct Code<'a> {
    pub(super) range: Range<usize>,
    /// What follows the fence; empty for a code span, an indented block, the target of a link.
    pub(super) language: &'a str,
    /// Whether it is something to type: not the target of a link.
    pub(super) is_typed: bool,
}

/// What is wrong with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// It changes the order in which text is shown (CVE-2021-42574, «Trojan Source»).
    Bidirectional,
    /// It is not shown, or is not an ordinary space.
    Invisible,
    /// It is a dash or a typographic quote where a command wants that of ASCII.
    Typographic,
}

/// A character, or several equal ones in a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Odd {
    pub(super) kind: Kind,
    pub(super) range: Range<usize>,
    pub(super) character: char,
    /// Where it is, to be read after what it is; empty in text.
    pub(super) place: &'static str,
    /// What belongs in its place, where that is certain.
    pub(super) replacement: Option<&'static str>,
}

/// Every such character in `text`. `code` is sorted by where it begins.
pub(super) fn odd_characters(text: &str, code: &[Code<'_>]) -> Vec<Odd> {
    let mut found: Vec<Odd> = Vec::new();
    let mut content = Content::default();
    let mut at = 0;
    while let Some(next) = text.as_bytes()[at..].iter().position(|byte| !byte.is_ascii()) {
        let start = at + next;
        let Some(character) = text[start..].chars().next() else { break };
        at = start + character.len_utf8();
        let Some(odd) = judge(text, start..at, character, code, &mut content) else { continue };
        match found.last_mut() {
            Some(last)
                if last.range.end == start
                    && last.character == character
                    && odd.kind != Kind::Typographic =>
            {
                last.range.end = at;
            }
            _ => found.push(odd),
        }
    }
    found
}

/// The strings of the code that was looked at last: they are read once, however many characters it has.
#[derive(Default)]
pub(super) struct Content {
    code: Range<usize>,
    strings: Vec<Range<usize>>,
}

impl Content {
    /// Whether the byte at `at` is in a string or a here-document of `code`.
    pub(super) fn holds(&mut self, text: &str, code: &Code<'_>, at: usize) -> bool {
        if self.code != code.range {
            self.strings = strings(&text[code.range.clone()], syntax(&language(code)));
            self.code = code.range.clone();
        }
        let at = at - code.range.start;
        let before = self.strings.partition_point(|string| string.start <= at);
        before.checked_sub(1).is_some_and(|last| at < self.strings[last].end)
    }
}

fn judge(
    text: &str,
    range: Range<usize>,
    character: char,
    code: &[Code<'_>],
    content: &mut Content,
) -> Option<Odd> {
    if !may_be_odd(character) {
        return None;
    }
    let around = code_around(code, range.start);
    let odd = |kind, replacement| Odd {
        kind,
        range: range.clone(),
        character,
        place: around.map_or("", |code| if code.is_typed { " in code" } else { " in a link's target" }),
        replacement,
    };
    if is_override(character) && (around.is_some() || !is_of_script(text, range.start, character)) {
        return Some(odd(Kind::Bidirectional, None));
    }
    if is_never_text(character) && !is_flag(text, range.start) {
        return Some(odd(Kind::Invisible, None));
    }
    let around = around?;
    match character {
        '\u{200e}' | '\u{200f}' | '\u{61c}' => Some(odd(Kind::Bidirectional, None)),
        _ if is_blank(character) && around.is_typed && is_drawing(text, range.start, around) => None,
        _ if is_blank(character) => Some(odd(Kind::Invisible, around.is_typed.then_some(" "))),
        _ if is_hidden(character) && !joins(text, &range, character) => Some(odd(Kind::Invisible, Some(""))),
        _ if around.is_typed && !content.holds(text, around, range.start) => {
            let replacement = typographic(text, &range, character, around)?;
            Some(odd(Kind::Typographic, replacement))
        }
        _ => None,
    }
}

/// The code that holds the byte at `at`.
pub(super) fn code_around<'a, 'c>(code: &'a [Code<'c>], at: usize) -> Option<&'a Code<'c>> {
    let before = code.partition_point(|code| code.range.start <= at);
    code[..before].iter().rev().take(2).find(|code| at < code.range.end)
}

/// A first, cheap answer: everything below is in these ranges.
fn may_be_odd(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{ad}' | '«' | '»' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{1680}' | '\u{180e}'
        | '\u{2000}'..='\u{206f}' | '\u{2212}' | '\u{3000}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Embeddings, overrides and isolates (Unicode Standard Annex 9).
fn is_override(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Whether a control is on a line with a script that is written from right to left, where it does
/// what it is for. An override is never needed to write a language.
fn is_of_script(text: &str, at: usize, control: char) -> bool {
    let is_right_to_left =
        |c: char| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}');
    let (start, end) = (window_start(text, at), text.ceil_char_boundary((at + 512).min(text.len())));
    let line = text[start..end].lines().next().unwrap_or_default();
    !matches!(control, '\u{202d}' | '\u{202e}') && line.contains(is_right_to_left)
}

/// Where the line of `at` begins, or 512 bytes before it: a line may be as long as the page.
pub(super) fn window_start(text: &str, at: usize) -> usize {
    let least = text.ceil_char_boundary(at.saturating_sub(512));
    text[least..at].rfind('\n').map_or(least, |newline| least + newline + 1)
}

/// Characters that no text needs: tags, which carry hidden text, and marks of annotation.
fn is_never_text(c: char) -> bool {
    matches!(c, '\u{e0000}'..='\u{e007f}' | '\u{fff9}'..='\u{fffb}')
}

/// Whether the tag at `at` belongs to a flag, such as that of Scotland: a black flag, a few tags.
fn is_flag(text: &str, at: usize) -> bool {
    let before = text[..at].chars().rev().take(8).find(|c| !is_never_text(*c));
    before == Some('\u{1f3f4}')
}

/// Spaces that a shell takes for part of a word.
fn is_blank(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Whether the line of `at` is drawn, not typed: `tree` prints no-break spaces after the lines of its
/// drawings (`│   └──`). Such a line, or code span, begins with a box-drawing character or with branches
/// of ASCII, after blanks and what makes a remark or a quote of it.
fn is_drawing(text: &str, at: usize, code: &Code<'_>) -> bool {
    let end = text.ceil_char_boundary((at + 256).min(text.len()));
    let line = text[window_start(text, at).max(code.range.start)..end]
        .trim_start_matches(|c: char| is_blank(c) || " \t#>*/;".contains(c));
    let is_drawn = |c: char| matches!(c, '\u{2500}'..='\u{257f}');
    line.trim_start_matches('`').starts_with(is_drawn) || begins_with_branches(line)
}

/// Whether a line begins with the branches of a tree as drawn without Unicode. A line
/// with a single `|` may go on with a command.
fn begins_with_branches(line: &str) -> bool {
    let is_drawn = |c: char| is_blank(c) || "|`+\\- ".contains(c);
    let drawn = line.split(|c| !is_drawn(c)).next().unwrap_or_default();
    ["|--", "`--", "+--", "\\--"].iter().any(|branch| drawn.contains(branch))
}

/// Characters without a width.
pub(super) fn is_hidden(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}'
        | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}')
}

/// Whether it joins or parts two characters of a script or an emoji, as it is meant to.
fn joins(text: &str, range: &Range<usize>, c: char) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let is_other = |c: Option<char>| c.is_some_and(|c| !c.is_ascii());
    matches!(c, '\u{200c}' | '\u{200d}') && is_other(before) && is_other(after)
}

/// Shells, whose words are between blanks.
const SHELLS: &[&str] = &[
    "sh",
    "bash",
    "shell",
    "zsh",
    "fish",
    "ksh",
    "dash",
    "console",
    "shell-session",
    "sh-session",
    "shellsession",
    "terminal",
    "powershell",
    "pwsh",
    "ps1",
    "bat",
    "cmd",
];
/// Languages in which a typographic quote is no quote.
const LANGUAGES: &[&str] =
    &["json", "sql", "promql", "python", "py", "go", "golang", "hcl", "terraform", "tf", "javascript", "js"];

/// Whether a language is one of shells.
pub(super) fn is_shell(language: &str) -> bool {
    SHELLS.contains(&language)
}

/// The language of a block, in lower case.
pub(super) fn language(code: &Code<'_>) -> String {
    code.language.split([' ', '{', ',']).next().unwrap_or_default().to_ascii_lowercase()
}

/// How strings are written in a language.
fn syntax(language: &str) -> Syntax {
    match language {
        "sql" => Syntax::Language { remark: "--", has_backticks: false },
        "go" | "golang" | "javascript" | "js" => Syntax::Language { remark: "//", has_backticks: true },
        "python" | "py" | "promql" | "json" | "hcl" | "terraform" | "tf" => {
            Syntax::Language { remark: "#", has_backticks: false }
        }
        _ if is_session(language) => Syntax::Session,
        _ => Syntax::Shell,
    }
}

/// `Some` for a dash or a quote that a command cannot have meant, with what it must be.
fn typographic(text: &str, range: &Range<usize>, c: char, code: &Code<'_>) -> Option<Option<&'static str>> {
    let language = language(code);
    let is_shell = is_shell(&language);
    let start = window_start(text, range.start).max(code.range.start);
    let before = &text[start..range.start];
    let end = text.floor_char_boundary(code.range.end.min(range.end + 512));
    let after = &text[range.end..end.max(range.end)];
    if is_remark(before) || (is_shell && is_output(&language, before)) {
        return None;
    }
    match c {
        dash if is_dash(dash) && (is_shell || language.is_empty()) => option_dash(before, after, c),
        '“' | '”' | '„' if is_shell || LANGUAGES.contains(&language.as_str()) => {
            Some((!before.contains('"') && !first_line(after).contains('"')).then_some("\""))
        }
        '‘' | '’' | '‚' if is_shell && !is_apostrophe(before, after) => {
            Some((!before.contains('\'') && !first_line(after).contains('\'')).then_some("'"))
        }
        _ => None,
    }
}

/// A dash where an option begins. One made of two hyphens by a word processor is long; a short one
/// before a single letter was one hyphen; a short one before a word may have been either.
fn option_dash(before: &str, after: &str, dash: char) -> Option<Option<&'static str>> {
    let begins = before.is_empty() || before.ends_with([' ', '\t', '`', '[', '(']);
    let name = after.trim_start_matches(|c| is_dash(c) || c == '-');
    let letters = name.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let is_option = begins && name.starts_with(|c: char| c.is_ascii_alphabetic());
    is_option.then_some(match (dash, letters) {
        _ if name.len() < after.len() => None,
        ('\u{2014}', _) => Some("--"),
        (_, 1) => Some("-"),
        _ => None,
    })
}

fn is_dash(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// Whether the line was a remark up to here.
pub(super) fn is_remark(before: &str) -> bool {
    let line = before.trim_start_matches(['`', ' ', '\t', '>']);
    let is_prompt = line.starts_with("# ") && before.contains(" -");
    (line.starts_with('#') && !is_prompt)
        || line.starts_with("//")
        || line.starts_with("--")
        || [" # ", " // ", "/*", "<!--"].iter().any(|mark| before.contains(mark))
}

/// Whether a line of a console session is what a command printed.
pub(super) fn is_output(language: &str, before: &str) -> bool {
    let line = before.trim_start_matches([' ', '\t', '>']);
    is_session(language) && !line.contains("$ ") && !line.starts_with("# ") && !line.starts_with("% ")
}

/// Whether the block shows commands together with what they print.
fn is_session(language: &str) -> bool {
    matches!(language, "console" | "shell-session" | "sh-session" | "shellsession" | "terminal")
}

/// Whether it is between two letters, as in `don’t`.
fn is_apostrophe(before: &str, after: &str) -> bool {
    before.ends_with(char::is_alphabetic) && after.starts_with(char::is_alphabetic)
}
