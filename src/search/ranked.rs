//! How well a page fits.

/// A page that fits.
#[derive(Debug)]
pub(super) struct Ranked {
    /// The page's number.
    pub(super) page: usize,
    /// The number of its best section, where it is not the page as a whole.
    pub(super) section: Option<usize>,
    /// How well it fits.
    pub(super) score: f64,
    /// The number of the name of it that was asked for, if it is a key.
    pub(super) key: Option<usize>,
    /// Whether its best section destroys something and the query asked for nothing of the kind.
    pub(super) destroys: bool,
    /// Which words of the query that section has, or the page's own data, one bit each.
    pub(super) words: u32,
}

/// The best of something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Best {
    /// How good it is.
    pub(super) score: f64,
    pub(super) section: Option<usize>,
    pub(super) key: Option<usize>,
    /// Whether its names have another number than what is asked for.
    pub(super) is_other: bool,
}
