//! SVG images of strangers, cleaned: what a browser could run, fetch or unfold without end is left out,
//! so that the image may be opened on its own from any server.
//!
//! The image is read by an XML parser and written anew of the elements, attributes and styles on the
//! allow-lists (`known`). A file that is refused is one that cannot be read, or that would keep a
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
    /// What is wrong, to stand behind a colon.
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
