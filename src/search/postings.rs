//! Where a term occurs, as the ranking and the files see it: by page, with the sections in which it
//! says most. The length of a page is in the number already, so that a browser need not know it.

use smallvec::SmallVec;

/// So many sections of a page are kept, those in which the term counts most.
pub(super) const MOST_SECTIONS: usize = 3;
/// That a term occurs in a section.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Posting {
    section: u32,
    weight: u8,
}

impl Posting {
    /// Of a section, by its number among all: how often, by where.
    pub(super) fn new(section: usize, weight: u8) -> Self {
        Self { section: u32::try_from(section).unwrap_or(u32::MAX), weight }
    }

    /// The same where so many sections come before those of its page.
    pub(super) fn after(self, sections: usize) -> Self {
        Self::new(sections + self.section(), self.weight)
    }

    /// The section's number among all.
    pub(super) fn section(self) -> usize {
        self.section as usize
    }

    pub(super) fn weight(self) -> f64 {
        f64::from(self.weight)
    }
}

/// From so many points on, a word says what a section is about: it is in its heading, or often in it.
pub(super) const TELLING: u32 = 24;

/// That a term occurs on a page.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    /// The page.
    pub(super) page: usize,
    /// How much it counts there.
    pub(super) points: u32,
    /// The sections in which it counts most, by their number on the page, with their points; the page's
    /// own data, such as its title, is section 0. Points are odd where a section destroys something.
    pub(super) sections: Sections,
}

/// Sections with their points, in place: there are millions of entries.
pub(super) type Sections = SmallVec<[(usize, u32); MOST_SECTIONS]>;
