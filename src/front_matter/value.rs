//! What YAML says, as the author typed it: scalars stay text until a schema asks for a type.

use crate::text::Span;

/// A value and where it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Its bytes in the file.
    pub span: Span,
}

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text, a number, a date: what was typed.
    Scalar(Scalar),
    /// A sequence.
    List(Vec<Node>),
    /// A mapping, in the order in which it was written.
    Map(Vec<Entry>),
}

/// A scalar as typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Scalar {
    /// The text, unquoted and unfolded but otherwise untouched: `1.10` stays `1.10`.
    pub text: String,
    /// Whether it was written without quotes and not as a block, so that it may be a number, a
    /// truth value or nothing at all.
    pub plain: bool,
}

/// A key with its value.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Its bytes in the file.
    pub key_span: Span,
    /// What it holds.
    pub value: Node,
}

impl Node {
    /// The text of a scalar.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Value::Scalar(scalar) => Some(&scalar.text),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// Whether nothing was written: an empty plain scalar, `~` or `null`.
    pub fn is_blank(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => {
                scalar.plain && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            Value::List(_) | Value::Map(_) => false,
        }
    }
}
