//! The ranking: names first, then the text, as one list. The browser's `search-rank.js` does the
//! same sums in the same order.

use super::Index;
use super::distance::{allowed, distance};
use super::names::{Class, fit, fit_mistyped, fit_within};
use super::query::{Query, Slot};
use super::tokens::Terms;

/// BM25's saturation. The usual 1.2 counts bare occurrences; ours are weighted by field, a title 12
/// times, and would all be saturated by then.
const K1: f64 = 4.0;
/// BM25's share of the length. The usual 0.75 punishes long runbooks, which are long because they
/// say more, not because they are wordy.
const B: f64 = 0.5;
/// What the best section adds to its page: pages that have the words close together come first.
const SECTION: f64 = 0.5;
/// What a page gains that has every word of a query of several.
const ALL_WORDS: f64 = 25.0;
/// A page with less than this share of the query, by rarity, is noise.
const LEAST_SHARE: f64 = 0.4;
/// The same for a pasted line, most of which is about one time and place.
const LEAST_SHARE_PASTED: f64 = 0.2;
/// A beginning such as `re` stands for this many terms at most, the shortest.
const COMPLETIONS: usize = 16;
/// A mistyped word stands for this many terms at most.
const CORRECTIONS: usize = 8;

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
    let query = Query::new(text, Terms { stem: index.stem });
    let names = rank_names(index, &query);
    let (texts, terms) = rank_texts(index, &query);
    let mut pages: Vec<Ranked> = Vec::new();
    for (page, (name, text)) in names.into_iter().zip(texts).enumerate() {
        let score = name.score + text.score;
        if score > 0.0 {
            let section = if name.score >= text.score { name.section } else { text.section };
            pages.push(Ranked { page, section, score: (score * 1000.0).round() / 1000.0 });
        }
    }
    pages.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.page.cmp(&b.page)));
    Ranking { pages, terms }
}

/// The best of something.
#[derive(Clone, Copy, Debug, Default)]
struct Best {
    score: f64,
    section: Option<usize>,
}

/// The best name of each page.
fn rank_names(index: &Index, query: &Query) -> Vec<Best> {
    let mut best = vec![Best::default(); index.pages.len()];
    let mut typed = false;
    for name in &index.names {
        // Also for what looks pasted: a title may be long.
        let score = fit(&query.whole, name).max(fit_within(query, name));
        typed |= score > 0.0 && name.class != Class::Heading;
        keep(&mut best[name.page], score, name.section);
    }
    if !typed && !query.pasted {
        for name in &index.names {
            keep(&mut best[name.page], fit_mistyped(&query.whole, name), name.section);
        }
    }
    best
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
}

/// The score of each page's text.
fn rank_texts(index: &Index, query: &Query) -> (Vec<Best>, Vec<String>) {
    let mut sums = Sums {
        pages: vec![0.0; index.pages.len()],
        sections: vec![0.0; index.sections.len()],
        covered: vec![0.0; index.pages.len()],
        words: vec![0; index.pages.len()],
    };
    let mut terms = Vec::new();
    let (mut total, mut found) = (0.0, 0);
    for slot in &query.slots {
        let stand_ins = stand_ins(index, slot, query.pasted);
        if !stand_ins.is_empty() {
            found += 1;
            total += add(index, &stand_ins, &mut sums);
            terms.extend(stand_ins.iter().map(|(term, _)| index.terms[*term].0.clone()));
        }
    }
    if found * 2 < query.slots.len() && !query.pasted {
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
        let bonus = if all { ALL_WORDS } else { 0.0 };
        let score = (sums.pages[page] + SECTION * best) * (0.3 + 0.7 * share * share) + bonus;
        Best { score, section }
    });
    (best.collect(), terms)
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
fn add(index: &Index, stand_ins: &[(usize, f64)], sums: &mut Sums) -> f64 {
    let mut pages = vec![0.0; index.pages.len()];
    let mut sections = vec![0.0; index.sections.len()];
    let mut rarity: f64 = 0.0;
    for (position, (term, factor)) in stand_ins.iter().enumerate() {
        let postings = &index.terms[*term].1;
        let by_page = || postings.chunk_by(|a, b| index.page_of[a.section] == index.page_of[b.section]);
        let idf = idf(index.pages.len(), by_page().count());
        if position == 0 {
            rarity = idf;
        }
        for group in by_page() {
            let page = index.page_of[group[0].section];
            let weight: f64 = group.iter().map(|posting| posting.weight).sum();
            let length = index.pages[page].length / index.average_length;
            let score = factor * idf * saturated(weight, 1.0 - B + B * length);
            pages[page] = f64::max(pages[page], score);
        }
        for posting in postings {
            let score = factor * idf * saturated(posting.weight, 1.0);
            sections[posting.section] = f64::max(sections[posting.section], score);
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

fn saturated(weight: f64, length: f64) -> f64 {
    weight * (K1 + 1.0) / (weight + K1 * length)
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

/// The nearest terms with the same first two letters, where mistakes are rare and where the index is
/// cut.
fn corrections(index: &Index, word: &str) -> Vec<(usize, f64)> {
    let letters: Vec<char> = word.chars().collect();
    let limit = allowed(letters.len());
    if limit == 0 || letters.iter().any(char::is_ascii_digit) {
        return Vec::new();
    }
    let start: String = letters[..2].iter().collect();
    let mut nearest: Vec<(usize, usize)> = Vec::new();
    for term in index.beginning_with(&start) {
        let other: Vec<char> = index.terms[term].0.chars().collect();
        let least = nearest.first().map_or(limit, |(_, mistakes)| *mistakes);
        if let Some(mistakes) = distance(&letters, &other, false, least) {
            if mistakes < least {
                nearest.clear();
            }
            nearest.push((term, mistakes));
        }
    }
    nearest.truncate(CORRECTIONS);
    nearest.into_iter().map(|(term, mistakes)| (term, if mistakes < 2 { 0.6 } else { 0.4 })).collect()
}
