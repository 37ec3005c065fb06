//! The ranking: names first, then the text, as one list. The browser's `search-rank.js` does the
//! same sums in the same order.

use std::collections::HashMap;

use super::candidates::{best_pages, candidates};
use super::distance::mistakes;
use super::names::{Class, Known, fit, fit_mistyped, fit_within};
use super::postings::{POINTS, entries};
use super::query::{Query, Slot};
use super::tokens::squash;
use super::{Index, headings};

/// What the best section adds to its page: pages that have the words close together come first.
const SECTION: f64 = 0.4;
/// What a page gains that has every word of a query of several.
const ALL_WORDS: f64 = 3.0;
/// What it gains besides that has them in one section and its own data, such as its title.
const TOGETHER: f64 = 8.0;
/// What a page gains that has all of a pasted text in one section: it is a sentence of that page.
const QUOTED: f64 = 20.0;
/// What a page gains that has a flag, variable, path or address in the very form that was typed.
const EXACT: f64 = 30.0;
/// What a page gains that speaks of the alert that is pasted: more than a page whose name occurs there,
/// less than the alert's own.
const MENTIONED: f64 = 100.0;
/// A page with less than this share of the query, by rarity, is noise.
const LEAST_SHARE: f64 = 0.4;
/// The same for a pasted line, most of which is about one time and place.
const LEAST_SHARE_PASTED: f64 = 0.2;
/// A beginning such as `re` stands for this many terms at most, the shortest.
const COMPLETIONS: usize = 16;
/// A mistyped word stands for this many terms at most.
const CORRECTIONS: usize = 8;

/// What a term is worth that is a mistake away from the word.
const CORRECTED: f64 = 0.6;

/// A page that fits.
#[derive(Debug)]
pub(super) struct Ranked {
    /// The page's number.
    pub(super) page: usize,
    /// The number of its best section, where it is not the page as a whole.
    pub(super) section: Option<usize>,
    /// How well it fits.
    pub(super) score: f64,
}

/// The pages that fit, best first, and the terms by which they were found.
#[derive(Debug, Default)]
pub(super) struct Ranking {
    /// The pages.
    pub(super) pages: Vec<Ranked>,
    /// The terms.
    pub(super) terms: Vec<String>,
}

/// Ranks every page of the index.
pub(super) fn rank(index: &Index, text: &str) -> Ranking {
    let query = Query::new(text, index.as_terms());
    let (texts, terms) = rank_texts(index, &query);
    let by_text = best_pages(index, &texts);
    let names = match &index.keys {
        Some(keys) => {
            let pages: Vec<usize> = candidates(index, keys, &query, &by_text).into_iter().collect();
            rank_names(index, &query, &pages, &pages)
        }
        None => rank_names(index, &query, &(0..index.pages.len()).collect::<Vec<_>>(), &by_text),
    };
    let mut pages: Vec<Ranked> = Vec::new();
    for (page, (name, text)) in names.into_iter().zip(texts).enumerate() {
        let score = name.score + text.score;
        if score > 0.0 {
            // The section whose heading was asked for, whatever else the page says.
            let by_name = name.section.is_some() || name.score >= text.score;
            let section = if by_name { name.section } else { text.section };
            pages.push(Ranked { page, section, score: (score * 1000.0).round() / 1000.0 });
        }
    }
    let slot = |ranked: &Ranked| index.pages[ranked.page].slot;
    pages.sort_by(|a, b| b.score.total_cmp(&a.score).then(slot(a).cmp(&slot(b))));
    Ranking { pages, terms }
}

/// The best of something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Best {
    /// How good it is.
    pub(super) score: f64,
    section: Option<usize>,
}

/// The best name of each page, of those that are candidates, or the best of its headings. Of
/// `signed` pages the error signatures are names too: a browser loads those of a few pages only.
fn rank_names(index: &Index, query: &Query, candidates: &[usize], signed: &[usize]) -> Vec<Best> {
    let mut best = vec![Best::default(); index.pages.len()];
    let names = candidates
        .iter()
        .flat_map(|page| index.pages[*page].names.iter().map(move |name| (*page, name)))
        .filter(|(page, name)| name.class != Class::Signature || (query.is_line && signed.contains(page)))
        .map(|(page, name)| (page, Known::from(name)));
    let names: Vec<_> = names.collect();
    let mut typed = false;
    for (page, name) in &names {
        // Also for what looks pasted: a title may be long.
        let score = fit(&query.whole, name).max(fit_within(query, name));
        typed |= score > 0.0;
        keep(&mut best[*page], score, None);
    }
    let asked = squash(&query.whole.compact());
    let mut headings = headings::fits(index, &asked);
    if !typed && headings.is_empty() && !query.pasted && has_unknown(index, query) {
        headings = headings::fits_mistyped(index, &query.whole);
    }
    for (page, section, score) in headings {
        keep(&mut best[page], score, Some(index.pages[page].sections.start + section));
    }
    if !typed {
        for (page, name) in &names {
            keep(&mut best[*page], fit_mistyped(&query.whole, name), None);
        }
    }
    best
}

/// Whether a word of the query, or all of it as one word, is not a term: it may be mistyped.
fn has_unknown(index: &Index, query: &Query) -> bool {
    let mut terms = query.slots.iter().map(|slot| &slot.term).chain(&query.exact);
    terms.any(|term| index.term(term).is_none())
}

fn keep(best: &mut Best, score: f64, section: Option<usize>) {
    if score > best.score {
        *best = Best { score, section };
    }
}

/// What the words of a query add up to.
struct Sums {
    pages: Vec<f64>,
    sections: Vec<f64>,
    /// The rarity of the words that each page has.
    covered: Vec<f64>,
    /// How many of the words each page has.
    words: Vec<usize>,
    /// Which of the words each section has, one bit each.
    masks: Vec<u32>,
}

/// The score of each page's text.
fn rank_texts(index: &Index, query: &Query) -> (Vec<Best>, Vec<String>) {
    let mut sums = Sums {
        pages: vec![0.0; index.pages.len()],
        sections: vec![0.0; index.sections.len()],
        covered: vec![0.0; index.pages.len()],
        words: vec![0; index.pages.len()],
        masks: vec![0; index.sections.len()],
    };
    let mut terms = Vec::new();
    let exact = gains(index, &query.exact, EXACT);
    let mentioned = gains(index, &query.named, MENTIONED);
    let places = places(index, &query.named);
    let (mut total, mut found, mut sure) = (0.0, 0, false);
    for slot in &query.slots {
        let stand_ins = stand_ins(index, slot, query.pasted);
        if !stand_ins.is_empty() {
            total += add(index, &stand_ins, 1 << found, &mut sums);
            found += 1;
            sure |= stand_ins.iter().any(|(_, factor)| *factor > CORRECTED);
            terms.extend(stand_ins.iter().map(|(term, _)| index.terms[*term].0.clone()));
        }
    }
    // Words that are nowhere beside words that are only like others are no query for this site.
    let guessed = !sure && found < query.slots.len();
    if (found * 2 < query.slots.len() || guessed) && !query.pasted {
        return (vec![Best::default(); index.pages.len()], terms);
    }
    let least = if query.pasted { LEAST_SHARE_PASTED } else { LEAST_SHARE };
    let pages = 0..index.pages.len();
    let best = pages.map(|page| {
        let share = if total > 0.0 { sums.covered[page] / total } else { 0.0 };
        let few = query.pasted && found > 1 && sums.words[page] < 2;
        if share < least || few {
            return Best::default();
        }
        let (section, best) = best_section(index, page, &sums.sections);
        let all = found > 1 && sums.words[page] == found && !query.pasted;
        let own = sums.masks[index.pages[page].sections.start];
        let near = own | section.map_or(0, |section| sums.masks[section]);
        let together = if near.count_ones() as usize == found { TOGETHER } else { 0.0 };
        let quoted = query.pasted && together > 0.0 && found == query.slots.len() && found > 3;
        let bonus = match (all, quoted) {
            (true, _) => ALL_WORDS + together,
            (_, true) => QUOTED,
            _ => exact[page],
        };
        let score = (sums.pages[page] + SECTION * best) * (0.7 + 0.3 * share) + bonus + mentioned[page];
        Best { score, section: places.get(&page).copied().or(section) }
    });
    (best.collect(), terms)
}

/// What each page gains that has one of the terms.
fn gains(index: &Index, terms: &[String], gain: f64) -> Vec<f64> {
    let mut gains = vec![0.0; index.pages.len()];
    for term in terms.iter().filter_map(|term| index.term(term)) {
        index.terms[term].1.iter().for_each(|posting| gains[index.page_of[posting.section]] = gain);
    }
    gains
}

/// The section of each page that says most of one of the terms, the first of equals.
fn places(index: &Index, terms: &[String]) -> HashMap<usize, usize> {
    let mut most: HashMap<usize, (u32, usize)> = HashMap::new();
    for term in terms.iter().filter_map(|term| index.term(term)) {
        for entry in entries(index, &index.terms[term].1) {
            let start = index.pages[entry.page].sections.start;
            for (section, points) in entry.sections.into_iter().filter(|(section, _)| *section > 0) {
                let best = most.entry(entry.page).or_default();
                if points > best.0 {
                    *best = (points, start + section);
                }
            }
        }
    }
    most.into_iter().map(|(page, (_, section))| (page, section)).collect()
}

/// The best section below the page's own data, the first of equals.
fn best_section(index: &Index, page: usize, scores: &[f64]) -> (Option<usize>, f64) {
    let sections = index.pages[page].sections.clone();
    let mut best = (None, 0.0);
    for section in sections.skip(1) {
        if scores[section] > best.1 {
            best = (Some(section), scores[section]);
        }
    }
    best
}

/// Adds one word, by the best of the terms that stand for it; the word's rarity.
fn add(index: &Index, stand_ins: &[(usize, f64)], word: u32, sums: &mut Sums) -> f64 {
    let mut pages = vec![0.0; index.pages.len()];
    let mut sections = vec![0.0; index.sections.len()];
    let mut rarity: f64 = 0.0;
    for (position, (term, factor)) in stand_ins.iter().enumerate() {
        let entries = entries(index, &index.terms[*term].1);
        let idf = idf(index.pages.len(), entries.len());
        if position == 0 {
            rarity = idf;
        }
        let worth = |points: u32| factor * idf * (f64::from(points) / POINTS);
        for entry in entries {
            pages[entry.page] = f64::max(pages[entry.page], worth(entry.points));
            let start = index.pages[entry.page].sections.start;
            for (section, points) in entry.sections {
                sums.masks[start + section] |= word;
                let score = &mut sections[start + section];
                *score = f64::max(*score, worth(points));
            }
        }
    }
    for (page, score) in pages.iter().enumerate().filter(|(_, score)| **score > 0.0) {
        sums.pages[page] += score;
        sums.covered[page] += rarity;
        sums.words[page] += 1;
    }
    for (sum, score) in sums.sections.iter_mut().zip(sections) {
        *sum += score;
    }
    rarity
}

#[expect(clippy::cast_precision_loss, reason = "numbers of pages")]
fn idf(pages: usize, with: usize) -> f64 {
    let (pages, with) = (pages as f64, with as f64);
    (1.0 + (pages - with + 0.5) / (with + 0.5)).ln()
}

/// The terms that stand for a word, by number, and what each is worth: the word itself, else what it
/// begins, else what it may have been meant to be.
fn stand_ins(index: &Index, slot: &Slot, pasted: bool) -> Vec<(usize, f64)> {
    let exact = |term: &str, factor: f64| index.term(term).map(|term| (term, factor));
    let mut found: Vec<(usize, f64)> = exact(&slot.term, 1.0).into_iter().collect();
    let has_exact = !found.is_empty();
    found.extend(slot.wider.iter().filter_map(|term| exact(term, 1.2)));
    if !has_exact {
        found.extend(slot.parts.iter().filter_map(|term| exact(term, 0.5)));
    }
    if !pasted {
        let shortest = if slot.last { 2 } else { 3 };
        if (slot.last || found.is_empty()) && slot.typed.chars().count() >= shortest {
            found.extend(completions(index, &slot.typed));
        }
        if found.is_empty() {
            let half = ["in", "i"].iter().find_map(|ending| slot.typed.strip_suffix(ending));
            found.extend(half.and_then(|word| exact(word, 0.9)));
        }
        if found.is_empty() {
            found.extend(corrections(index, &slot.term));
        }
    }
    let mut seen = Vec::new();
    found.retain(|(term, _)| {
        !seen.contains(term) && {
            seen.push(*term);
            true
        }
    });
    found
}

/// The shortest terms that begin with `typed`.
#[expect(clippy::cast_precision_loss, reason = "lengths of words")]
fn completions(index: &Index, typed: &str) -> Vec<(usize, f64)> {
    let length = typed.chars().count();
    let begins = index.beginning_with(typed).map(|term| (term, index.terms[term].0.chars().count()));
    let mut longer: Vec<(usize, usize)> = begins.filter(|(_, other)| *other > length).collect();
    longer.sort_by_key(|(term, length)| (*length, *term));
    longer.truncate(COMPLETIONS);
    let factor = |other: usize| 0.4 + 0.4 * length as f64 / other as f64;
    longer.into_iter().map(|(term, other)| (term, factor(other))).collect()
}

/// The nearest terms with the same first letters, where mistakes are rare.
fn corrections(index: &Index, word: &str) -> Vec<(usize, f64)> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || letters.iter().any(char::is_ascii_digit) {
        return Vec::new();
    }
    let mut found = nearest(index, &letters, 3);
    if found.is_empty() {
        found = nearest(index, &letters, 2);
    }
    found.truncate(CORRECTIONS);
    found.into_iter().map(|(term, wrong)| (term, if wrong < 2 { CORRECTED } else { 0.4 })).collect()
}

/// The terms with the fewest mistakes among those with the same first letters.
fn nearest(index: &Index, letters: &[char], same: usize) -> Vec<(usize, usize)> {
    let start: String = letters[..same].iter().collect();
    let mut nearest: Vec<(usize, usize)> = Vec::new();
    for term in index.beginning_with(&start) {
        let other: Vec<char> = index.terms[term].0.chars().collect();
        let least = nearest.first().map_or(usize::MAX, |(_, wrong)| *wrong);
        if let Some(wrong) = mistakes(letters, &other).filter(|wrong| *wrong <= least) {
            if wrong < least {
                nearest.clear();
            }
            nearest.push((term, wrong));
        }
    }
    nearest
}
