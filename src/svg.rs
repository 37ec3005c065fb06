//! Cleaned SVG images: anything that a browser could run, fetch or expand endlessly is removed,
//! so that the image is safe to open on its own from any server.
//!
//! The image is read by an XML parser and rewritten from the elements, attributes and styles on the
//! allow-lists (`known`). A file is refused if it cannot be read, or if it would keep a
//! browser busy (`bounds`, `weight`).

mod bounds;
mod clean;
mod css;
mod known;
mod url;
mod weight;

#[cfg(test)]
mod tests;

pub use clean::{Cleaned, clean};

/// Why an image is not published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unusable {
    /// What is wrong, to follow a colon.
    pub reason: String,
    /// What to do.
    pub help: &'static str,
}

impl Unusable {
    fn new(reason: impl Into<String>, help: &'static str) -> Self {
        Self { reason: reason.into(), help }
    }

    fn too_large(reason: impl Into<String>) -> Self {
        Self::new(reason, "simplify it, or publish it as a PNG image")
    }
}
