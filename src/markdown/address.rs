//! Bare addresses before the parser looks for emphasis: as on GitHub, `*`, `_` and `~` in an address are
//! part of it.

use std::ops::Range;

use memchr::memmem;
use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};

use super::autolink;
use super::mask::stand_in;

/// `text` in which the bytes of bare addresses mean nothing to the parser; nothing where none could.
pub(super) fn guarded(text: &str, options: Options) -> Option<String> {
    if !may_matter(text) {
        return None;
    }
    let mut bytes = text.as_bytes().to_vec();
    for run in runs(text, options) {
        let before = text[..run.start].chars().next_back();
        let addresses = autolink::find(&text[run.clone()], before);
        for address in addresses.into_iter().filter(|address| !address.target.starts_with("mailto:")) {
            let range = run.start + address.range.start..run.start + address.range.end;
            for (at, byte) in range.clone().zip(&mut bytes[range]) {
                if matches!(byte, b'*' | b'_' | b'~') && !is_escaped(text, at) {
                    *byte = stand_in(*byte);
                }
            }
        }
    }
    String::from_utf8(bytes).ok()
}

fn is_escaped(text: &str, at: usize) -> bool {
    let before = text.as_bytes()[..at].iter().rev();
    before.take_while(|byte| **byte == b'\\').count() % 2 == 1
}

/// Whether a word of `text` looks like an address and has something that could be emphasis; between
/// letters, `_` is none. Saves most pages another parse.
fn may_matter(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_www = |dot: usize| dot >= 3 && bytes[dot - 3..dot].eq_ignore_ascii_case(b"www");
    let schemes = memmem::find_iter(bytes, "://");
    let hosts = memchr::memchr_iter(b'.', bytes).filter(|dot| is_www(*dot));
    may_be_emphasised(bytes, schemes) || may_be_emphasised(bytes, hosts)
}

/// Whether something that could be emphasis follows one of the places in its word.
fn may_be_emphasised(bytes: &[u8], places: impl Iterator<Item = usize>) -> bool {
    // A word of many addresses is looked through once.
    let mut end = 0;
    for at in places {
        if at < end {
            continue;
        }
        let rest = &bytes[at..];
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b'<');
        end = at + rest.iter().position(is_space).unwrap_or(rest.len());
        let is_mark = |at: &usize| match bytes[*at] {
            b'*' | b'~' => true,
            b'_' => !is_in_word(bytes, *at),
            _ => false,
        };
        if (at..end).any(|at| is_mark(&at)) {
            return true;
        }
    }
    false
}

fn is_in_word(bytes: &[u8], at: usize) -> bool {
    let is_letter =
        |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    is_letter(at.checked_sub(1)) && is_letter(at.checked_add(1))
}

/// The runs of text in which emphasis may begin and end, and nothing else does: neither code, links,
/// raw HTML nor a line. What is between angle brackets is an address as a whole, and has to stay one.
fn runs(text: &str, options: Options) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let (mut is_open, mut is_literal) = (false, false);
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Text(_) if !is_literal => match runs.last_mut().filter(|_| is_open) {
                Some(run) => run.end = range.end,
                None => runs.push(range),
            },
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough) if is_open => {
                // A delimiter at the end belongs to the address that it is part of.
                if let Some(run) = runs.last_mut() {
                    run.end = run.end.max(range.start);
                }
                continue;
            }
            Event::End(end) if is_emphasis(end) => {
                continue;
            }
            Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock)
            | Event::Start(Tag::Link { link_type: LinkType::Autolink | LinkType::Email, .. }) => {
                is_literal = true;
            }
            Event::End(_) => is_literal = false,
            _ => {}
        }
        is_open = matches!(event, Event::Text(_));
    }
    runs
}

fn is_emphasis(end: pulldown_cmark::TagEnd) -> bool {
    use pulldown_cmark::TagEnd::{Emphasis, Strikethrough, Strong};
    matches!(end, Emphasis | Strong | Strikethrough)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> String {
        let options = super::super::parse::options();
        let guarded = guarded(text, options).unwrap_or_else(|| text.to_owned());
        assert_eq!(super::super::mask::restore(&guarded), text);
        guarded.replace(['\u{3}', '\u{4}', '\u{5}'], "·")
    }

    #[test]
    fn what_is_in_an_address_is_no_emphasis() {
        for (text, expected) in [
            ("https://a.b/__c__.py#L3", "https://a.b/··c··.py#L3"),
            ("x https://a.b/~c/d~ e", "x https://a.b/·c/d~ e"),
            ("https://a.b/*/c https://a.b/*/d", "https://a.b/·/c https://a.b/·/d"),
            ("https://a.b?q=*&r=*", "https://a.b?q=·&r=*"),
            ("www.a.b/_c_/d", "www.a.b/·c·/d"),
            ("**https://a.b/_c**", "**https://a.b/·c**"),
            ("*see https://a.b/*c*, d* e", "*see https://a.b/·c*, d* e"),
            ("|a|\n|-|\n|**https://a.b/_c**|\n", "|a|\n|-|\n|**https://a.b/·c**|\n"),
            ("> - https://a.b/*c*d\n", "> - https://a.b/·c·d\n"),
        ] {
            assert_eq!(seen(text), expected);
        }
    }

    #[test]
    fn what_is_no_address_is_left_alone() {
        for text in [
            "`https://a.b/`*c*",
            "[c](https://a.b)*d*",
            "<a href=\"https://a.b\">*c*</a>",
            "<https://a.b>*c*",
            "<https://a.b/__c__>",
            "_d@e.fg_ https://a.b",
            "https://a.b/c_d_e",
            "```\nhttps://a.b/*c*\n```\n",
            "https://a.b/\\*c\\*",
        ] {
            assert_eq!(seen(text), text);
        }
    }
}
