//! YAML with the span of every key and value: a page's front matter as a [`mapping`], which is strict, and
//! whole files as [`documents`]. The only module that names a YAML event parser.

mod comments;
pub mod documents;
pub(crate) mod line;
pub(crate) mod mapping;
pub(crate) mod mistake;
pub(crate) mod quote;
mod value;

pub use value::{Entry, Node, Scalar, Value};
