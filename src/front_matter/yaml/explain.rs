//! The parser's errors, explained as by somebody who sees the line and knows the mistake.

use granit_parser::ErrorKind;

use crate::front_matter::problem::{self, Problem, needs_quotes, quoted_line, shown, value_of_line};
use crate::front_matter::split::Line;
use crate::text::Span;

/// With these nothing begins that has no quotes.
const NEVER_FIRST: [char; 3] = ['@', '`', '%'];

/// The longest name of a field, in characters, which the parser looks back for.
const LONGEST_NAME: usize = 1024;

/// Where the parser gave up.
pub(super) struct Failure<'a> {
    /// The file, up to the closing fence.
    pub(super) text: &'a str,
    /// Where the top-level entry begins that could not be read.
    pub(super) from: usize,
    /// Where the parser noticed.
    pub(super) at: usize,
    /// The bracket that was open at the time.
    pub(super) unclosed: Option<usize>,
}

impl Failure<'_> {
    /// What is wrong, and how to fix it.
    pub(super) fn explain(&self, kind: &ErrorKind) -> Problem {
        use ErrorKind as K;
        if let Some(problem) = problem::odd_space(self.line()) {
            return problem;
        }
        match kind {
            K::TabNotAllowed
            | K::TabInBlockIndentation
            | K::TabAtBlockScalarStart
            | K::TabInIndentation
            | K::TabInPlainScalar
            | K::InvalidBlockEntryWhitespace
            | K::InvalidMappingValueWhitespace => self.tab(),
            K::MappingValueNotAllowed => self.colon(),
            K::SimpleKeyExpected | K::InvalidSimpleKey => self.no_colon(),
            K::UnclosedQuotedScalar
            | K::InvalidTrailingSingleQuotedScalar
            | K::InvalidTrailingDoubleQuotedScalar
            | K::DocumentIndicatorInQuotedScalar
            | K::InvalidQuotedScalarIndent => self.quote(kind),
            K::UnknownQuotedScalarEscape
            | K::InvalidQuotedScalarHexEscape
            | K::InvalidUnicodeEscape
            | K::InvalidLowSurrogate
            | K::InvalidLowSurrogateHexEscape
            | K::MissingLowSurrogate
            | K::UnpairedLowSurrogate => self.escape(),
            K::UnexpectedEofFlowSequence
            | K::UnexpectedEofFlowMapping
            | K::UnexpectedEofImplicitFlowMapping
            | K::UnclosedFlowCollection { .. }
            | K::InvalidColonPlacement
            | K::ExpectedFlowMappingSeparator
            | K::ExpectedFlowSequenceSeparator
            | K::BlockEntryInFlowCollection
            | K::InvalidFlowScalarIndent
            | K::FlowMappingValueAdjacentCollection => self.flow(),
            K::MisplacedFlowCollectionEnd | K::MismatchedFlowCollectionEnd { .. } => self.bracket(),
            K::RecursionLimitExceeded => problem::too_deep(self.at),
            K::DirectiveDisallowed => {
                self.name().unwrap_or_else(|| needs_quotes(self.text, self.rest(), "%"))
            }
            K::ExpectedDocumentStart => self.begins_like_a_directive().unwrap_or_else(|| self.indentation()),
            K::BlockSequenceEntryNotAllowed => self.item_on_the_line(),
            K::ExpectedBlockMappingKey | K::ExpectedBlockSequenceEntry | K::InvalidIndentation => {
                self.indentation()
            }
            K::InvalidBlockScalarIndent => self.block_text(),
            K::CommentNotSeparated | K::CommentInterceptedScalar => self.comment(),
            _ => {
                let known = self.item().or_else(|| self.name()).or_else(|| self.begins_wrong());
                known.unwrap_or_else(|| self.other(kind))
            }
        }
    }

    /// An item in brackets that begins with something YAML gives a meaning to.
    fn item(&self) -> Option<Problem> {
        self.unclosed?;
        let rest = self.text.get(self.at..)?;
        let item = rest.split([',', ']', '}', '\n']).next()?.trim_end();
        let part = Span::new(self.at, self.at + item.len());
        item.starts_with(NEVER_FIRST).then(|| problem::part_needs_quotes(self.text, part, "an item"))
    }

    /// The name of a field that begins so.
    fn name(&self) -> Option<Problem> {
        let line = self.line();
        let name = line.text.trim_start();
        let start = line.start + line.text.len() - name.len();
        let (name, _) = name.split_once(':')?;
        let part = Span::new(start, start + name.trim_end().len());
        let is_here = self.at <= part.end && name.starts_with(NEVER_FIRST);
        is_here.then(|| problem::part_needs_quotes(self.text, part, "the name of a field"))
    }

    /// A first line that begins with `%`, after which the parser waits for `---`.
    fn begins_like_a_directive(&self) -> Option<Problem> {
        let first = Line::at(self.text, self.from);
        if !first.text.starts_with('%') {
            return None;
        }
        let failure = Failure { at: self.from, ..*self };
        Some(failure.name().unwrap_or_else(|| needs_quotes(self.text, first.span(), "%")))
    }

    fn line(&self) -> Line<'_> {
        Line::at(self.text, self.at)
    }

    /// From the place of the error to the end of its line.
    fn rest(&self) -> Span {
        Span::new(self.at, self.line().span().end.max(self.at))
    }

    fn tab(&self) -> Problem {
        let begins_with_tab =
            |line: &Line<'_>| line.text.trim_start_matches(' ').starts_with('\t') && !line.is_blank();
        let line =
            Line::all(self.text, self.line().start).find(begins_with_tab).unwrap_or_else(|| self.line());
        let tab = self.text[line.start..].find('\t').map_or(self.at, |tab| line.start + tab);
        Problem::new(
            Span::new(tab, tab + 1),
            "a tab is used for indentation, which YAML does not allow",
            "indent with spaces, two for each level; most editors can convert tabs",
        )
    }

    /// A colon where none may be: in a value without quotes, or on a line that belongs to the value
    /// above it.
    fn colon(&self) -> Problem {
        let line = self.line();
        let first = Line::at(self.text, self.from);
        if line.start > first.start
            && let Some(problem) = problem::missing_space(first)
        {
            return problem;
        }
        let before = &self.text[line.start..self.at];
        if before.chars().count() > LONGEST_NAME {
            return Problem::new(
                line.span(),
                format!("the name of this field is longer than {LONGEST_NAME} characters"),
                "shorten it, or put the line in quotes if it is text",
            );
        }
        let key = before.trim_start().trim_start_matches("- ");
        if !key.contains(": ") && line.start > first.start {
            return self.line_of_another(line, key);
        }
        let value = value_of_line(line);
        let shown = shown(&self.text[value.start..value.end]);
        Problem::new(
            value,
            format!("the value `{shown}` contains `: ` and must be in quotes"),
            format!("write {}", quoted_line(self.text, value)),
        )
        .fix(problem::in_quotes(self.text, value))
    }

    fn line_of_another(&self, line: Line<'_>, key: &str) -> Problem {
        let indented = line.text.starts_with([' ', '\t']);
        let above = Line::all(self.text, self.from).take_while(|above| above.start < line.start);
        let above = above.filter(|above| !above.is_blank()).last().unwrap_or(line);
        let span = line.span();
        if indented {
            let start = span.end - line.text.trim().len();
            let above = shown(above.text);
            return Problem::new(
                Span::new(start, span.end),
                format!(
                    "`{}` is indented deeper than the field above it, which already has a value",
                    shown(key)
                ),
                format!("begin it in the same column as `{above}`, or put that value in quotes"),
            );
        }
        self.without_colon(above)
    }

    fn no_colon(&self) -> Problem {
        let line = self.line();
        problem::missing_space(line).unwrap_or_else(|| self.without_colon(line))
    }

    fn without_colon(&self, line: Line<'_>) -> Problem {
        let word = shown(line.text);
        Problem::new(
            line.span(),
            format!("`{word}` is neither a field nor part of a value"),
            "write a field as `name: value`; indent the lines of a value that continues by two spaces",
        )
    }

    fn quote(&self, kind: &ErrorKind) -> Problem {
        // An unclosed quote is noticed at its beginning, or at the next quote, lines below it.
        let first = Line::at(self.text, self.from);
        let value = value_of_line(first);
        let opening = self.text[value.start..value.end].chars().next().filter(|c| matches!(c, '"' | '\''));
        let mark = self.text[self.at..].chars().next();
        let begins_here = matches!(mark, Some('"' | '\'')) && matches!(kind, ErrorKind::UnclosedQuotedScalar);
        let is_below = self.line().start > first.start;
        if begins_here || (opening.is_some() && is_below) {
            let start = if begins_here { self.at } else { value.start };
            let span = Span::new(start, Line::at(self.text, start).span().end);
            return Problem::new(
                span,
                "this quote is never closed",
                "add the same quote at the end of the value; inside single quotes, write an apostrophe twice",
            );
        }
        Problem::new(
            self.rest(),
            "there is text after the closing quote",
            format!(
                "put quotes around the whole value, and use the other kind if it contains quotes: {}",
                quoted_line(self.text, value)
            ),
        )
    }

    fn escape(&self) -> Problem {
        const KNOWN: &str = "0abtnvfre \"/\\N_LP\n";
        let text = &self.text[self.at..];
        let mut backslash = 0;
        let mut characters = text.char_indices().skip(1);
        while let Some((offset, c)) = characters.next() {
            if c == '\\' {
                backslash = offset;
                if !characters.next().is_some_and(|(_, next)| KNOWN.contains(next)) {
                    break;
                }
            }
        }
        let start = self.at + backslash;
        let end =
            self.text[start..].char_indices().nth(2).map_or(self.text.len(), |(offset, _)| start + offset);
        Problem::new(
            Span::new(start, end),
            format!("`{}` is not a valid escape inside double quotes", &self.text[start..end]),
            "use single quotes, where a backslash is literal, or write it twice: `\\\\`",
        )
    }

    /// Something inside brackets.
    fn flow(&self) -> Problem {
        let line = self.line();
        // The first bracket of the line is the one where none is known to be open.
        let on_line = || self.text[line.start..self.at].find(['[', '{']).map(|at| line.start + at);
        let open = self.unclosed.or_else(on_line).unwrap_or(self.at);
        let opening = Line::at(self.text, open);
        if self.text[open..].starts_with("{{") || self.text[open..].starts_with("{%") {
            let value = Span::new(open, opening.span().end);
            return needs_quotes(self.text, value, &self.text[open..open + 2]);
        }
        let ends_here = self.at <= open || self.text[self.at..].trim().is_empty();
        if line.start > opening.start || ends_here {
            let bracket = self.text[open..].chars().next().unwrap_or('[');
            let closing = if bracket == '{' { '}' } else { ']' };
            return Problem::new(
                Span::new(open, opening.span().end.max(open)),
                format!("the bracket `{bracket}` is never closed"),
                format!("add `{closing}` after the last item, or put the value in quotes if it is text"),
            );
        }
        Problem::new(
            self.rest(),
            "this does not belong between the brackets",
            "put a comma between two items, and quotes around an item that contains a colon, a comma or a \
             bracket",
        )
    }

    fn bracket(&self) -> Problem {
        let bracket = self.text[self.at..].chars().next().map(String::from).unwrap_or_default();
        let end = self.at + bracket.len();
        Problem::new(
            Span::new(self.at, end),
            format!("`{bracket}` has no matching bracket before it"),
            "remove it, or put the value in quotes if the bracket is part of it",
        )
    }

    fn item_on_the_line(&self) -> Problem {
        Problem::new(
            self.rest(),
            "a list cannot begin on the same line as its field",
            "write each item on its own line below the field, after `- `, or write the list as `[one, \
             two]`; quote the value if it is text that begins with `-`",
        )
    }

    fn indentation(&self) -> Problem {
        let line = self.line();
        let start = line.start + (line.text.len() - line.text.trim_start().len());
        if self.at > start && !self.text[start..self.at].starts_with('-') {
            let value = value_of_line(line);
            let begins = self.text[value.start..value.end].chars().take(1).collect::<String>();
            let double = self.text[value.start..value.end].starts_with("{{");
            return needs_quotes(self.text, value, if double { "{{" } else { &begins });
        }
        let span = Span::new(start, line.span().end.max(start));
        if line.text.starts_with('-') || self.text[start..].starts_with("- ") {
            return Problem::new(
                span,
                "this list item belongs to no field",
                "put the field above it without a value (`tags:`), and begin all its items in the same \
                 column",
            );
        }
        Problem::new(
            span,
            "the indentation of this line matches no line above it",
            "begin fields of one level in the same column, two spaces to the right of the field they \
             belong to",
        )
    }

    fn block_text(&self) -> Problem {
        let line = self.line();
        Problem::new(
            line.span(),
            "this line of a text block is not indented far enough",
            "indent every line of the text at least two spaces more than its field",
        )
    }

    fn comment(&self) -> Problem {
        Problem::new(
            self.rest(),
            "a `#` begins a comment here, in the middle of a value",
            "put the value in quotes if the `#` belongs to it",
        )
    }

    /// A value without quotes that begins with something YAML gives a meaning to.
    fn begins_wrong(&self) -> Option<Problem> {
        const SPECIAL: &str = "@`%*&!,>|?-[]{}";
        let line = self.line();
        let value = value_of_line(line);
        let first = self.text[value.start..value.end].chars().next()?;
        let is_here = value.start <= self.at && self.at <= value.end;
        (is_here && SPECIAL.contains(first)).then(|| needs_quotes(self.text, value, &first.to_string()))
    }

    fn other(&self, kind: &ErrorKind) -> Problem {
        if let ErrorKind::UnexpectedCharacter { character } = kind {
            // The reader stops at the beginning of what it was reading, which may be before the character.
            let rest = self.text.get(self.at..).unwrap_or_default();
            let place = rest
                .find(*character)
                .map_or(Span::at(self.at), |at| Span::new(self.at + at, self.at + at + character.len_utf8()));
            return Problem::new(
                place,
                format!("the character {} is not allowed here", problem::named(&character.to_string())),
                "remove it, or put the value in quotes",
            );
        }
        let help = "quote values with special characters, and indent with two spaces for each level";
        Problem::new(self.rest(), "this is not valid YAML from here on", help)
    }
}
