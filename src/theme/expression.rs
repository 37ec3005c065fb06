//! The tags of a Tera template as tokens, and the paths in them such as `page.updated?.text`. Tera has
//! parsed the template before, so anything that is not a valid tag can be skipped.

use crate::text::Span;

/// Words of the language that stand where a variable may.
const KEYWORDS: [&str; 17] = [
    "and", "or", "not", "is", "in", "if", "else", "elif", "for", "true", "True", "false", "False", "none",
    "None", "null", "loop",
];

/// A name, a quoted text, a number or a sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    start: usize,
}

impl<'a> Token<'a> {
    /// Whether it is a name and no sign, text or number.
    pub(super) fn is_name(&self) -> bool {
        self.text.starts_with(|first: char| first.is_alphabetic() || first == '_')
    }

    fn is_text(&self) -> bool {
        self.text.len() > 1 && self.text.starts_with(['"', '\'', '`'])
    }

    /// The name, without the quotes of one in brackets.
    pub(super) fn name(&self) -> &'a str {
        if self.is_text() { &self.text[1..self.text.len() - 1] } else { self.text }
    }

    /// Its bytes in the template.
    pub(super) fn span(&self) -> Span {
        Span::new(self.start, self.start + self.text.len())
    }

    /// Whether a value may end with it.
    fn ends_value(&self) -> bool {
        let is_keyword = KEYWORDS[..8].contains(&self.text);
        matches!(self.text, ")" | "]" | "}") || (!is_keyword && !self.is_sign())
    }

    fn is_sign(&self) -> bool {
        !self.is_name() && !self.is_text() && !self.text.starts_with(|first: char| first.is_ascii_digit())
    }
}

/// What is between `{{` and `}}` or `{%` and `%}`.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    pub(super) tokens: Vec<Token<'a>>,
    is_statement: bool,
}

/// A variable and what is asked of it.
#[derive(Debug)]
pub(super) struct Path<'a> {
    pub(super) name: Token<'a>,
    pub(super) steps: Vec<Step<'a>>,
    /// The first of its tokens.
    pub(super) start: usize,
    /// The token after it.
    pub(super) end: usize,
}

/// A step of a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step<'a> {
    /// A member, with the path up to it.
    Member(Token<'a>, String),
    /// An item of a list, by its number.
    Item,
    /// Some of the items.
    Slice,
    /// What only rendering knows.
    Computed,
}

/// Every tag of a template, apart from those in `raw` and in remarks.
pub(super) fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('{').map(|found| at + found) {
        let rest = &text[start..];
        at = start + 1;
        if rest.starts_with("{#") {
            at = rest.find("#}").map_or(text.len(), |end| start + end + 2);
        } else if rest.starts_with("{{") || rest.starts_with("{%") {
            let trim = usize::from(rest[2..].starts_with('-'));
            let (tokens, end) = tokens(text, start + 2 + trim);
            at = end;
            let tag = Tag { tokens, is_statement: rest.starts_with("{%") };
            if tag.name() == "raw" {
                at = text[end..].find("endraw").map_or(text.len(), |found| end + found);
            }
            tags.push(tag);
        }
    }
    tags
}

/// The tokens from a place on to the end of the tag, and the place after that.
fn tokens(text: &str, from: usize) -> (Vec<Token<'_>>, usize) {
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut at = from;
    let mut braces = 0_usize;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match first {
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                continue;
            }
            '%' | '-' if rest.trim_start_matches('-').starts_with("%}") => break,
            '}' | '-' if braces == 0 && rest.trim_start_matches('-').starts_with("}}") => break,
            '"' | '\'' | '`' => quoted(rest, first),
            _ if first.is_alphanumeric() || first == '_' => {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
            }
            _ => {
                let long = ["...", "?.", "?[", "==", "!=", "<=", ">="];
                long.into_iter().find(|sign| rest.starts_with(sign)).map_or(first.len_utf8(), str::len)
            }
        };
        match first {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            _ => {}
        }
        tokens.push(Token { text: &rest[..length], start: at });
        at += length;
    }
    let end = text[at..].find('}').map_or(text.len(), |found| at + found + 1);
    (tokens, end)
}

/// The length of a quoted text.
fn quoted(text: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

impl<'a> Tag<'a> {
    /// The name of a statement; nothing for what is printed.
    pub(super) fn name(&self) -> &'a str {
        self.tokens.first().filter(|_| self.is_statement).map_or("", |token| token.text)
    }

    /// The path that begins with a token.
    pub(super) fn path(&self, at: usize) -> Option<Path<'a>> {
        Path::at(&self.tokens, at)
    }

    /// Every path in the tag.
    pub(super) fn paths(&self) -> impl Iterator<Item = Path<'a>> {
        let first = match self.name() {
            "" => 0,
            "set" | "set_global" | "filter" => 2,
            _ => 1,
        };
        (first..self.tokens.len()).filter_map(|at| self.path(at))
    }
}

impl<'a> Path<'a> {
    /// The path that begins with a token; nothing where that is the name of a filter, a test, a
    /// component or an argument, or within another path.
    pub(super) fn at(tokens: &[Token<'a>], at: usize) -> Option<Self> {
        let name = *tokens.get(at)?;
        let before = at.checked_sub(1).map(|before| tokens[before]);
        let is_before = |texts: &[&str]| before.is_some_and(|token| texts.contains(&token.text));
        let is_test = is_before(&["is"]) || is_before(&["not"]) && at > 1 && tokens[at - 2].text == "is";
        let is_component =
            is_before(&["<", "/"]) && (at < 2 || !tokens[at - 2].ends_value() || tokens[at - 2].text == "<");
        let next = tokens.get(at + 1).map_or("", |token| token.text);
        let is_variable = name.is_name()
            && !KEYWORDS.contains(&name.text)
            && !name.text.starts_with("__")
            && !is_before(&[".", "?.", "|", "@"])
            && !is_test
            && !is_component
            && !matches!(next, "(" | "=");
        is_variable.then(|| Self::steps(tokens, at, name))
    }

    fn steps(tokens: &[Token<'a>], start: usize, name: Token<'a>) -> Self {
        let (mut end, mut steps, mut so_far) = (start + 1, Vec::new(), name.text.to_owned());
        while let Some(sign) = tokens.get(end) {
            match (sign.text, tokens.get(end + 1)) {
                ("." | "?.", Some(member)) if member.is_name() => {
                    steps.push(Step::Member(*member, so_far.clone()));
                    so_far.push('.');
                    so_far.push_str(member.text);
                    end += 2;
                }
                ("." | "?.", Some(_)) => {
                    steps.push(Step::Item);
                    so_far.push_str(".0");
                    end += 2;
                }
                ("[" | "?[", Some(_)) => {
                    let Some(close) = closing(tokens, end) else { break };
                    steps.push(Step::in_brackets(&tokens[end + 1..close], &so_far));
                    so_far.push_str("[…]");
                    end = close + 1;
                }
                _ => break,
            }
        }
        Self { name, steps, start, end }
    }
}

impl<'a> Step<'a> {
    fn in_brackets(tokens: &[Token<'a>], so_far: &str) -> Self {
        match tokens {
            [key] if key.is_text() => Self::Member(*key, so_far.to_owned()),
            [number] if !number.is_name() => Self::Item,
            tokens if tokens.iter().any(|token| token.text == ":") => Self::Slice,
            _ => Self::Computed,
        }
    }
}

/// The bracket that closes the one at a place.
fn closing(tokens: &[Token<'_>], open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "[" | "?[" => depth += 1,
            "]" => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let path = |path: Path<'_>| {
            let steps = path.steps.iter().map(|step| match step {
                Step::Member(token, _) => format!(".{}", token.name()),
                Step::Item => "[0]".to_owned(),
                Step::Slice => "[:]".to_owned(),
                Step::Computed => "[?]".to_owned(),
            });
            path.name.text.to_owned() + &steps.collect::<String>()
        };
        tags(text).iter().flat_map(|tag| tag.paths().map(path).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn paths_are_told_from_other_names() {
        assert_eq!(names(r#"{{ a.b?.c["d"] | join(sep=e.f) }}"#), ["a.b.c.d", "e.f"]);
        assert_eq!(names("{% if x is defined and not y.z or w is not string %}"), ["x", "y.z", "w"]);
        assert_eq!(names("{{ <icon name={a.b} item /> }}{{ c < d }}"), ["a.b", "item", "c", "d"]);
        assert_eq!(names("{%- for item in a.b[:3] -%}{{- loop.last -}}{% endfor %}"), ["item", "a.b[:]"]);
        assert_eq!(names("{% set x = a[0].b if c else d[e] %}"), ["a[0].b", "c", "d[?]", "e"]);
        assert_eq!(names("{# a.b #}{% raw %}{{ c }}{% endraw %}{{ \"}}\" ~ d }} { e }"), ["d"]);
        assert_eq!(names("{{ {\"a\": b} | length }}"), ["b"]);
        assert_eq!(names("{{ unfinished"), ["unfinished"]);
        assert_eq!(names("{{ ä.ö[ }}"), ["ä.ö"]);
    }
}
