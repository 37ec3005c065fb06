//! What is read of an element wherever it is met.

use roxmltree::Node;

/// Text is measured for one font and shown in the reader's, which may be wider: it is shown this much
/// smaller than it was measured, and so fits.
const TEXT_SCALE: f64 = 0.875;

/// How deep elements may be nested; the deepest that the crate draws are a tenth of that.
pub(super) const DEEPEST: usize = 200;

pub(super) fn has_class(node: Node<'_, '_>, wanted: &[&str]) -> bool {
    let classes = node.attribute("class").unwrap_or_default();
    classes.split_whitespace().any(|class| wanted.contains(&class))
}

/// The size that text is shown in which was measured with this one.
pub(super) fn shown_size(measured: f64) -> f64 {
    (measured * TEXT_SCALE).max(11.0)
}
