//! What a body is rendered with.

use std::sync::Arc;

use super::labels::Labels;
use crate::{diagram, highlight};

/// Where a link leads once all pages are known.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Another place: the URL as it goes into the attribute (not yet escaped).
    External(String),
    /// A page or file of the site: its path under the site's root, without the leading `/`, with
    /// its fragment. The rendering puts the way back to the root before it.
    Internal {
        /// Percent-encoded path and fragment.
        href: String,
        /// The title of the page, for a wiki link without text of its own.
        title: Option<String>,
    },
    /// A fragment of the same page, with its `#`.
    Fragment(String),
    /// Leads nowhere (there is a finding): the text is shown, marked, without a link.
    Missing,
}

/// How a page's body is to be rendered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct RenderOptions {
    /// Leave out the first heading: the theme shows it as the page's title.
    pub drop_title: bool,
    /// Add this to every heading's level (6 at most), so that the title stays the only `h1`.
    pub shift_headings: u8,
    /// The way from the page's folder to the site's root: `../../`, or `./`.
    pub root: String,
    /// What the markup says by itself.
    pub labels: Arc<Labels>,
    /// The language of the page where it is not that of the labels.
    pub language: Option<String>,
    /// How much work its diagrams may be, as [`super::diagram_work`] says.
    pub diagram_work: usize,
}

impl Default for RenderOptions {
    fn default() -> Self {
        Self {
            drop_title: false,
            shift_headings: 0,
            root: String::new(),
            labels: Labels::english(),
            language: None,
            diagram_work: diagram::PATIENCE,
        }
    }
}

/// What was highlighted and drawn before: it is not done again where it stands once more.
#[derive(Debug, Default)]
pub struct Known {
    pub(super) highlighted: highlight::Known,
    pub(super) drawn: diagram::Drawn,
}
