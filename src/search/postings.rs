//! Where a term occurs, as the ranking and the files see it: by page, with the sections in which it
//! says most. The length of a page is in the number already, so that a browser need not know it.

use smallvec::SmallVec;

use super::Index;
use super::tokens::is_single;

/// BM25's saturation. The usual 1.2 counts bare occurrences; ours are weighted by field, and a word in
/// the title has to stay worth more than one that a long page mentions often.
const K1: f64 = 10.0;
/// BM25's share of the length. The usual 0.75 punishes long runbooks, which are long because they
/// say more, not because they are wordy.
const B: f64 = 0.5;
/// Points are whole numbers in the files: so many for each that BM25 gives, at most 55.
pub(super) const POINTS: f64 = 5.0;
/// So many sections of a page are kept, those in which the term counts most.
const MOST_SECTIONS: usize = 3;
/// Sections are distinguished up to this number, which the browser relies on.
const SECTIONS: usize = 4096;
/// A term on more pages says nothing about a section of them.
const MOST_PAGES_WITH_SECTIONS: usize = 1000;

/// Such a term's points are multiples of this: its list is long and it tells little.
const COARSE: u32 = 4;

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

    fn weight(self) -> f64 {
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

/// The pages of a term, in their order.
pub(super) fn entries(index: &Index, term: usize) -> Vec<Entry> {
    let page = |posting: &Posting| index.page_of[posting.section()];
    let groups = index.postings(term).chunk_by(|a, b| page(a) == page(b));
    let mut entries: Vec<Entry> = groups.map(|group| entry(index, group)).collect();
    if is_single(&index.terms[term].0) {
        // Letters and digits are nearly everywhere.
        entries.iter_mut().for_each(|entry| entry.sections.clear());
    }
    if entries.len() > MOST_PAGES_WITH_SECTIONS {
        for entry in &mut entries {
            entry.sections.clear();
            entry.points = entry.points.next_multiple_of(COARSE);
        }
    }
    entries
}

fn entry(index: &Index, group: &[Posting]) -> Entry {
    let number = index.page_of[group[0].section()];
    let page = &index.pages[number];
    let length = 1.0 - B + B * page.length / index.average_length;
    let own = |posting: &Posting| posting.section() - page.sections.start;
    let mut sections: Sections =
        group.iter().map(|posting| (own(posting), section_points(index, posting))).collect();
    sections.retain(|(section, _)| *section < SECTIONS);
    if sections.len() > MOST_SECTIONS {
        sections.sort_by_key(|(section, points)| (*section > 0, std::cmp::Reverse(*points)));
        sections.truncate(MOST_SECTIONS);
        sections.sort_unstable();
    }
    let weight = group.iter().map(|posting| posting.weight()).sum();
    Entry { page: number, points: points(weight, length), sections }
}

fn section_points(index: &Index, posting: &Posting) -> u32 {
    let even = points(posting.weight(), 1.0).max(2) & !1;
    even | u32::from(index.destroys[posting.section()])
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 55")]
fn points(weight: f64, length: f64) -> u32 {
    (POINTS * weight * (K1 + 1.0) / (weight + K1 * length)).round().max(1.0) as u32
}
