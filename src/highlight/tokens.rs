//! The tokens of a text.

use crate::memo::Recent;

/// Blocks in the languages that take long. The same snippet stands on many pages.
pub(crate) type Known = Recent<Tokens, 4096>;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Class {
    /// A comment.
    Comment,
    /// A string.
    String,
    /// A keyword.
    Keyword,
    /// A number, a constant, a truth value.
    Number,
    /// A function or a command.
    Function,
    /// A type.
    Type,
    /// A variable.
    Variable,
    /// An operator.
    Operator,
    /// The prompt of a shell.
    Prompt,
    /// What a program printed.
    Output,
    /// An added line.
    Inserted,
    /// A removed line.
    Deleted,
    /// A heading, a section, a place in a file.
    Meta,
    /// An attribute, a key, a tag.
    Attribute,
}

impl Class {
    /// The one-letter class in the page.
    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::Comment => "c",
            Self::String => "s",
            Self::Keyword => "k",
            Self::Number => "n",
            Self::Function => "f",
            Self::Type => "t",
            Self::Variable => "v",
            Self::Operator => "o",
            Self::Prompt => "p",
            Self::Output => "g",
            Self::Inserted => "i",
            Self::Deleted => "d",
            Self::Meta => "m",
            Self::Attribute => "a",
        }
    }
}

/// A classified range of bytes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Token {
    pub(super) class: Class,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Tokens in the making: in order, apart, neighbours of one class joined.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens {
    pub(super) list: Vec<Token>,
}

impl Tokens {
    pub(super) fn push(&mut self, class: Class, start: usize, end: usize) {
        if start >= end {
            return;
        }
        match self.list.last_mut() {
            Some(last) if last.class == class && last.end == start => last.end = end,
            _ => self.list.push(Token { class, start, end }),
        }
    }

    /// Adds a token that is not joined with the one before it.
    pub(super) fn push_apart(&mut self, class: Class, start: usize, end: usize) {
        if start < end {
            self.list.push(Token { class, start, end });
        }
    }
}
