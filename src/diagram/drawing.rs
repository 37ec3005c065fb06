//! What comes of a source.

/// Stands in a drawing for its number on the page, which makes its ids unique. Unicode has set the
/// character aside for uses such as this.
pub(super) const NUMBER: char = '\u{fdd0}';

/// A diagram, drawn.
#[derive(Debug)]
pub(crate) struct Drawing {
    /// The SVG's inside, with [`NUMBER`] in every id.
    pub(super) inside: String,
    pub(crate) view_box: String,
    /// Its size in pixels.
    pub(crate) width: f64,
    pub(crate) height: f64,
    /// What kind it is: one of the words of [`super::KINDS`].
    pub(crate) kind: &'static str,
    /// What the author calls it: `accTitle`, or its title.
    pub(crate) title: String,
    /// `accDescr`.
    pub(crate) description: String,
}

impl Drawing {
    /// The SVG's inside for the page's diagram with this number.
    pub(crate) fn inside(&self, number: usize) -> String {
        self.inside.replace(NUMBER, &number.to_string())
    }
}

/// Why a diagram cannot be drawn.
#[derive(Debug)]
pub(crate) struct Undrawn {
    /// What is wrong, to stand behind a colon.
    pub(crate) reason: String,
    /// The line of the source, from 0, where that is known.
    pub(crate) line: Option<usize>,
    pub(crate) help: &'static str,
}
