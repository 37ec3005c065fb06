//! Style sheets and declarations, cleaned token by token: a value is rewritten if all its tokens are
//! harmless. The tokenizer has already resolved escapes, which could hide something.

use cssparser::{CowRcStr, Delimiter, ParseError, Parser, ToCss, Token};

use super::known::{AT_RULES, FUNCTIONS, SELECTORS, is_in, is_property};
use super::url;

/// How deep blocks and parentheses may be nested.
const DEEPEST: u8 = 32;
/// What [`Cleaner::removed`] says of an address.
const ADDRESS: &str = "an address in a style";

/// What was read, or nothing: a part of CSS that is not on the lists is left out, whatever the reason.
type Parsed<T> = Result<T, ParseError<()>>;

fn unsafe_part<T>() -> Parsed<T> {
    Err(ParseError::unexpected_token())
}

/// Cleans CSS, and notes what had to go.
pub(super) struct Cleaner {
    /// What was left out and may be missed.
    pub(super) removed: Vec<String>,
}

/// What a value is of.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Selector,
    Property,
    Font,
}

impl Cleaner {
    pub(super) fn new() -> Self {
        Self { removed: Vec::new() }
    }

    /// The value of a presentation attribute; none if it is not harmless.
    pub(super) fn value(&mut self, text: &str) -> Option<String> {
        // What has none of these is words, numbers and colours.
        if !text.contains(['(', '\\', '/', '@', '{', '<']) {
            return Some(text.to_owned());
        }
        let mut out = String::new();
        self.copy(&mut parser(text), &mut out, Of::Property).ok().map(|()| out)
    }

    /// A `style` attribute.
    pub(super) fn style(&mut self, text: &str) -> String {
        let mut out = String::new();
        self.declarations(&mut parser(text), &mut out, Of::Property);
        out
    }

    /// The text of a `style` element.
    pub(super) fn sheet(&mut self, text: &str) -> String {
        let mut out = String::new();
        self.rules(&mut parser(text), &mut out);
        out
    }

    fn rules(&mut self, parser: &mut Parser<'_>, out: &mut String) {
        loop {
            parser.skip_whitespace();
            let start = parser.state();
            let Ok(token) = parser.next().cloned() else { return };
            let mark = out.len();
            let done = match token {
                Token::AtKeyword(name) => self.at_rule(&name, parser, out),
                Token::CDO | Token::CDC | Token::Semicolon => Ok(()),
                _ => {
                    parser.reset(&start);
                    self.style_rule(parser, out)
                }
            };
            if done.is_err() {
                out.truncate(mark);
            }
        }
    }

    fn style_rule(&mut self, parser: &mut Parser<'_>, out: &mut String) -> Parsed<()> {
        let selector = parser
            .parse_until_before(Delimiter::CurlyBracketBlock, |parser| self.copy(parser, out, Of::Selector));
        parser.expect_curly_bracket_block()?;
        out.push('{');
        parser.parse_nested_block(|parser| {
            self.declarations(parser, out, Of::Property);
            Ok(())
        })?;
        out.push('}');
        selector
    }

    fn at_rule(&mut self, name: &str, parser: &mut Parser<'_>, out: &mut String) -> Parsed<()> {
        let lower = name.to_ascii_lowercase();
        out.push('@');
        out.push_str(&lower);
        let ends = Delimiter::CurlyBracketBlock | Delimiter::Semicolon;
        let prelude = parser.parse_until_before(ends, |parser| self.copy(parser, out, Of::Selector));
        let is_known = is_in(AT_RULES, &lower);
        if !is_known {
            self.note(format!("`@{lower}`"));
        }
        match parser.next()? {
            Token::CurlyBracketBlock => {}
            _ => return unsafe_part(),
        }
        out.push('{');
        parser.parse_nested_block(|parser| {
            match lower.as_str() {
                "font-face" => self.declarations(parser, out, Of::Font),
                _ if is_known => self.rules(parser, out),
                _ => while parser.next().is_ok() {},
            }
            Ok(())
        })?;
        out.push('}');
        if is_known { prelude } else { unsafe_part() }
    }

    fn declarations(&mut self, parser: &mut Parser<'_>, out: &mut String, of: Of) {
        let mut is_first = true;
        while !parser.is_exhausted() {
            let mark = out.len();
            let done: Parsed<bool> = parser.parse_until_after(Delimiter::Semicolon, |parser| {
                if parser.is_exhausted() {
                    return Ok(false);
                }
                let name = parser.expect_ident()?.clone();
                let lower = if name.starts_with("--") { name.to_string() } else { name.to_ascii_lowercase() };
                parser.expect_colon()?;
                parser.skip_whitespace();
                if !is_first {
                    out.push(';');
                }
                Token::Ident(lower.as_str().into()).to_css(out).or_else(|_| unsafe_part())?;
                out.push(':');
                self.copy(parser, out, of)?;
                Ok(is_property(&lower))
            });
            match done {
                Ok(true) => is_first = false,
                _ => out.truncate(mark),
            }
        }
    }

    /// Copies all that is left of a value, or says that it is not harmless.
    fn copy(&mut self, parser: &mut Parser<'_>, out: &mut String, of: Of) -> Parsed<()> {
        let mut was_blank = false;
        loop {
            let start = parser.position();
            let Ok(token) = parser.next_including_whitespace_and_comments() else { return Ok(()) };
            let token = token.clone();
            let is_blank =
                std::mem::replace(&mut was_blank, matches!(token, Token::WhiteSpace(_) | Token::Comment(_)));
            match &token {
                Token::WhiteSpace(_) | Token::Comment(_) if is_blank => {}
                Token::WhiteSpace(_) | Token::Comment(_) => out.push(' '),
                // XML has none: what is written would not be what was judged.
                _ if parser.slice_from(start).contains(char::is_control) => return unsafe_part(),
                // As written: a number loses digits when it is read.
                Token::Number { .. } | Token::Percentage { .. } => out.push_str(parser.slice_from(start)),
                Token::Dimension { .. } => match parser.slice_from(start) {
                    text if text.contains('\\') => return unsafe_part(),
                    text => out.push_str(text),
                },
                Token::UnquotedUrl(url) => self.url(url, out, of)?,
                Token::Function(name) if name.eq_ignore_ascii_case("url") => {
                    let url = quoted(parser)?;
                    self.url(&url, out, of)?;
                }
                Token::Function(_) | Token::ParenthesisBlock | Token::SquareBracketBlock => {
                    self.block(&token, parser, out, of)?;
                }
                Token::CurlyBracketBlock
                | Token::AtKeyword(_)
                | Token::Semicolon
                | Token::CDO
                | Token::CDC => {
                    return unsafe_part();
                }
                token if token.is_parse_error() => return unsafe_part(),
                token => token.to_css(out).or_else(|_| unsafe_part())?,
            }
        }
    }

    fn block(&mut self, token: &Token<'_>, parser: &mut Parser<'_>, out: &mut String, of: Of) -> Parsed<()> {
        let close = if *token == Token::SquareBracketBlock { ']' } else { ')' };
        if let Token::Function(name) = token {
            let lower = name.to_ascii_lowercase();
            let is_known = is_in(FUNCTIONS, &lower) || (of == Of::Selector && is_in(SELECTORS, &lower));
            if !is_known {
                self.note(format!("`{lower}()` in a style"));
                return unsafe_part();
            }
        }
        token.to_css(out).or_else(|_| unsafe_part())?;
        parser.parse_nested_block(|parser| self.copy(parser, out, of))?;
        out.push(close);
        Ok(())
    }

    fn url(&mut self, address: &str, out: &mut String, of: Of) -> Parsed<()> {
        let address = address.trim();
        let fits = match of {
            Of::Selector => false,
            Of::Property => url::is_local(address),
            Of::Font => url::is_font(address),
        };
        if !fits {
            self.note(ADDRESS.to_owned());
            return unsafe_part();
        }
        out.push_str("url(");
        Token::QuotedString(address.into()).to_css(out).or_else(|_| unsafe_part())?;
        out.push(')');
        Ok(())
    }

    fn note(&mut self, what: String) {
        self.removed.push(what);
    }
}

fn parser(text: &str) -> Parser<'_> {
    let mut parser = Parser::new(text);
    parser.set_nested_block_limit(DEEPEST);
    parser
}

/// The address in the parentheses of `url("…")`.
fn quoted<'i>(parser: &mut Parser<'i>) -> Parsed<CowRcStr<'i>> {
    parser.parse_nested_block(|parser| Ok(parser.expect_string()?.clone()))
}

/// The ids that a value refers to by `url(#id)`.
pub(super) fn ids(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    collect(&mut parser(text), &mut found);
    found
}

fn collect(parser: &mut Parser<'_>, found: &mut Vec<String>) {
    while let Ok(token) = parser.next() {
        let token = token.clone();
        let url = match &token {
            Token::UnquotedUrl(url) => Some(url.clone()),
            Token::Function(name) if name.eq_ignore_ascii_case("url") => quoted(parser).ok(),
            Token::Function(_)
            | Token::ParenthesisBlock
            | Token::SquareBracketBlock
            | Token::CurlyBracketBlock => {
                let _: Parsed<()> = parser.parse_nested_block(|parser| {
                    collect(parser, found);
                    Ok(())
                });
                None
            }
            _ => None,
        };
        found.extend(url.and_then(|url| url.trim().strip_prefix('#').map(str::to_owned)));
    }
}
