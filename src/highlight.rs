//! Highlighting: one pure function of a language and a text.
//!
//! The few languages that make up most blocks of a knowledge base have their own lexers, about a
//! hundred times faster than a grammar; syntect handles all others.

mod console;
mod grammar;
mod lexers;
mod prompt;
mod tokens;
mod unfinished;

use crate::escape::push_escaped;
pub(crate) use tokens::Known;
use tokens::{Token, Tokens};

/// Blocks longer than this are shown plain: nobody reads them for their colours.
const LONGEST_BLOCK: usize = 64 * 1024;

/// The same for blocks with a line longer than this, which grammars are slow on.
const LONGEST_LINE: usize = 4 * 1024;

/// A text's tokens.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Highlighted {
    tokens: Vec<Token>,
}

/// Finds the tokens of `code`. A language that is not known has none.
pub(crate) fn highlight(language: &str, code: &str, known: &Known) -> Highlighted {
    if language.is_empty() || code.len() > LONGEST_BLOCK || code.lines().any(|line| line.len() > LONGEST_LINE)
    {
        return Highlighted::default();
    }
    let mut tokens = Tokens::default();
    match language {
        "text" | "txt" | "plain" | "plaintext" | "none" | "output" | "ascii" | "mermaid" => {}
        "bash" | "sh" | "shell" | "zsh" | "ksh" | "fish" | "bats" | "commandline" => {
            if console::has_prompts(code) {
                console::session(code, &mut tokens);
            } else {
                lexers::shell::lex(code, 0, false, &mut tokens);
            }
        }
        "console" | "shell-session" | "shellsession" | "sh-session" | "bash-session" | "terminal" => {
            console::session(code, &mut tokens);
        }
        "yaml" | "yml" => lexers::yaml::lex(code, &mut tokens),
        "json" | "jsonc" | "json5" | "ndjson" | "jsonl" => lexers::json::lex(code, &mut tokens),
        "promql" | "logql" | "metricsql" | "prometheus" => lexers::promql::lex(code, &mut tokens),
        "ini" | "conf" | "cfg" | "properties" | "systemd" | "toml" | "env" | "dotenv" => {
            lexers::ini::lex(code, &mut tokens);
        }
        language => tokens = grammar::lex(language, code, known),
    }
    Highlighted { tokens: tokens.list }
}

impl Highlighted {
    /// Appends `code` as HTML, the tokens in spans.
    pub(crate) fn write(&self, out: &mut String, code: &str) {
        self.write_part(out, code, 0, code.len(), 0);
    }

    /// Like [`Highlighted::write`], with the lines wrapped that `marked` accepts; they count from 1.
    /// A line's end is inside, so that a copied block is what was written.
    pub(crate) fn write_lines(&self, out: &mut String, code: &str, marked: impl Fn(usize) -> bool) {
        let (mut start, mut first) = (0, 0);
        for (index, line) in code.split_inclusive('\n').enumerate() {
            let end = start + line.len();
            if marked(index + 1) {
                // The line end stays outside: a box that is as wide as the line would keep it inside.
                let text_end = start + line.trim_end_matches(['\n', '\r']).len();
                out.push_str("<span class=\"line marked\">");
                first = self.write_part(out, code, start, text_end, first);
                out.push_str("</span>");
                start = text_end;
            }
            first = self.write_part(out, code, start, end, first);
            start = end;
        }
    }

    /// Appends the bytes from `start` up to `end`, whose tokens begin at `first`. Returns where those
    /// begin that follow.
    fn write_part(&self, out: &mut String, code: &str, start: usize, end: usize, first: usize) -> usize {
        let plain = |out: &mut String, from: usize, to: usize| {
            push_escaped(out, code.get(from..to).unwrap_or(""));
        };
        let mut at = start;
        let mut index = first;
        while let Some(token) = self.tokens.get(index).filter(|token| token.start < end) {
            let (from, to) = (token.start.max(at), token.end.min(end));
            plain(out, at, from);
            out.push_str("<span class=\"");
            out.push_str(token.class.letter());
            out.push_str("\">");
            plain(out, from, to);
            out.push_str("</span>");
            at = to;
            if token.end > end {
                break;
            }
            index += 1;
        }
        plain(out, at, end);
        index
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// `code` with its tokens as `letter(text)`.
    pub(in crate::highlight) fn show(language: &str, code: &str) -> String {
        let mut shown = String::new();
        let mut at = 0;
        for token in highlight(language, code, &Known::default()).tokens {
            assert!(at <= token.start && token.start < token.end, "{token:?} in {code:?}");
            shown.push_str(&code[at..token.start]);
            shown.push_str(&format!("{}({})", token.class.letter(), &code[token.start..token.end]));
            at = token.end;
        }
        shown + &code[at..]
    }

    #[test]
    fn unknown_languages_and_large_blocks_are_plain() {
        for (language, code) in [("nosuch", "if x"), ("", "if x"), ("text", "if x")] {
            assert_eq!(show(language, code), code);
        }
        assert_eq!(highlight("bash", &"echo x\n".repeat(20_000), &Known::default()).tokens, []);
        assert_eq!(highlight("bash", &"echo ".repeat(2_000), &Known::default()).tokens, []);
    }

    #[test]
    fn writes_lines() {
        let code = "a: \"x\n  y\"\nb: 1\n";
        let highlighted = highlight("yaml", code, &Known::default());
        let mut out = String::new();
        highlighted.write_lines(&mut out, code, |line| line == 2);
        assert_eq!(
            out,
            "<span class=\"a\">a</span><span class=\"o\">:</span> <span class=\"s\">&quot;x\n</span><span class=\"line marked\"><span class=\"s\">  y&quot;</span></span>\n<span class=\"a\">b</span><span class=\"o\">:</span> <span class=\"n\">1</span>\n"
        );
    }

    proptest! {
        #[test]
        fn any_code_can_be_highlighted(
            language in prop::sample::select(vec!["sh", "console", "yaml", "json", "promql", "toml", "ruby", "go", "sql", "diff"]),
            code in "([a-z$#\"'`\\\\{}()\\[\\]<>=:;|&*!,.% \n\t-]|é|EOF|<<){0,60}",
        ) {
            let highlighted = highlight(language, &code, &Known::default());
            let (mut out, mut marked) = (String::new(), String::new());
            highlighted.write(&mut out, &code);
            highlighted.write_lines(&mut marked, &code, |line| line % 2 == 0);
            let mut plain = String::new();
            push_escaped(&mut plain, &code);
            for html in [out, marked] {
                let text: Vec<&str> = html.split("<span class=\"").map(|part| part.split_once("\">").map_or(part, |(_, text)| text)).collect();
                prop_assert_eq!(text.concat().replace("</span>", ""), plain.clone());
            }
        }
    }
}
