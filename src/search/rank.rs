//! The ranking: names first, then the text, as one list. The browser's `search-rank.js` does the
//! same sums in the same order.

use std::borrow::Cow;
use std::collections::HashMap;

use super::candidates::{SIGNED, best_pages, candidates};
use super::danger::{demote, rounded};
use super::distance::mistakes;
use super::names::{Class, Known, Parts, fit, fit_mistyped, fit_within};
use super::postings::{Entry, POINTS, TELLING, entries};
use super::query::{Query, Slot};
use super::tokens::{is_cjk, squash};
use super::understand::{Same, understand};
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
/// What a page gains that refers to the alert that is pasted: more than a page whose name occurs there,
/// less than the alert's own.
const MENTIONED: f64 = 100.0;
/// A page with less than this share of the query, by rarity, is noise.
const LEAST_SHARE: f64 = 0.4;
/// The same for a page whose title or other own data has one of the words.
const LEAST_SHARE_NAMED: f64 = 0.24;
/// The same for a pasted line, most of which is about one time and place.
const LEAST_SHARE_PASTED: f64 = 0.2;
/// A beginning such as `re` stands for this many terms at most, the shortest.
const COMPLETIONS: usize = 16;
/// A mistyped word stands for this many terms at most.
const CORRECTIONS: usize = 8;

/// What a term is worth that is a mistake away from the word.
const CORRECTED: f64 = 0.6;

/// What a page is worth that has other words for one of the query's, and as how rare the word counts at
/// least if its other words are rarer.
const SYNONYM: (f64, f64) = (0.5, 1.0);
/// The same of a phrase, which says more than its words.
const SYNONYM_OF_PHRASE: (f64, f64) = (1.0, 1.7);
/// What the text of a page is worth whose name has another number than what is asked for.
const OTHER_NUMBER: f64 = 0.3;
/// What a name is worth that is asked for in a question.
const MEANT: f64 = 0.95;

/// A page that fits.
#[derive(Debug)]
pub(super) struct Ranked {
    /// The page's number.
    pub(super) page: usize,
    /// The number of its best section, if it is not the page as a whole.
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
    let mut query = Query::new(text, index.as_terms());
    let same = understand(index, &mut query);
    let texts = rank_texts(index, &query, &same);
    let by_text = best_pages(index, &texts.best);
    let names = match &index.keys {
        Some(keys) => {
            let pages: Vec<usize> = candidates(index, keys, &query, &by_text).into_iter().collect();
            rank_names(index, &query, &pages, &pages)
        }
        None => {
            let signed = &by_text[..by_text.len().min(SIGNED)];
            rank_names(index, &query, &(0..index.pages.len()).collect::<Vec<_>>(), signed)
        }
    };
    let pages = names.into_iter().zip(&texts.best).enumerate();
    let pages = pages.filter(|(_, (name, text))| name.score + text.score > 0.0);
    let mut pages: Vec<Ranked> =
        pages.map(|(page, (name, text))| ranked(index, &query, &texts, page, &name, text)).collect();
    demote(&mut pages);
    let slot = |ranked: &Ranked| index.pages[ranked.page].slot;
    pages.sort_by(|a, b| b.score.total_cmp(&a.score).then(slot(a).cmp(&slot(b))));
    Ranking { pages, terms: texts.terms }
}

/// A page by the best of its names and its text. A name that was asked for opens the page at its top,
/// where its warnings are, unless a section's heading was asked for besides.
fn ranked(index: &Index, query: &Query, texts: &Texts, page: usize, name: &Best, text: &Best) -> Ranked {
    let own = texts.masks[index.pages[page].sections.start];
    let is_meant = |section: usize| !query.pasted && texts.telling[section] & !own != 0;
    let section = match (name.section, name.score > 0.0) {
        (None, true) => text.section.filter(|section| is_meant(*section)),
        (None, false) => text.section,
        (section, _) => section,
    };
    let destroys = section.is_some_and(|section| index.destroys[section]);
    Ranked {
        page,
        section,
        score: rounded(name.score + text.score * if name.is_other { OTHER_NUMBER } else { 1.0 }),
        key: name.key,
        destroys: destroys && !query.destroys && !query.pasted,
        words: own | section.map_or(0, |section| texts.masks[section]),
    }
}

/// The best of something.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Best {
    /// How good it is.
    pub(super) score: f64,
    section: Option<usize>,
    key: Option<usize>,
    /// Whether its names have another number than what is asked for.
    is_other: bool,
}

/// The best name of each page, of those that are candidates, or the best of its headings. Of
/// `signed` pages the error signatures are names too: a browser loads those of a few pages only.
fn rank_names(index: &Index, query: &Query, candidates: &[usize], signed: &[usize]) -> Vec<Best> {
    let mut best = vec![Best::default(); index.pages.len()];
    let names = candidates
        .iter()
        .flat_map(|page| index.pages[*page].names.iter().enumerate().map(move |name| (*page, name)))
        .filter(|(page, (_, name))| {
            name.class != Class::Signature || (query.is_line && signed.contains(page))
        })
        .map(|(page, (number, name))| {
            (page, (name.class == Class::Key).then_some(number), Known::from(name))
        });
    let names: Vec<_> = names.collect();
    // A letter that pages have is meant, not what it begins.
    let mut typed =
        matches!(query.slots.as_slice(), [slot] if slot.single && index.term(&slot.term).is_some());
    for (page, key, name) in &names {
        // Also for what looks pasted: a title may be long.
        let meant = query.meant.as_ref().map_or(0.0, |meant| MEANT * fit(meant, name));
        let score = fit(&query.whole, name).max(meant).max(fit_within(query, name));
        typed |= score > 0.0;
        keep(&mut best[*page], Best { score, section: None, key: *key, ..Best::default() });
    }
    let fits = |parts: &Parts| headings::fits(index, &squash(&parts.compact()), parts.closed);
    let mut headings = fits(&query.whole);
    if let (true, Some(meant)) = (headings.is_empty(), &query.meant) {
        headings = fits(meant);
    }
    if !typed && headings.is_empty() && !query.pasted && has_unknown(index, query) {
        headings = headings::fits_mistyped(index, &query.whole);
    }
    for (page, section, score) in headings {
        let section = Some(index.pages[page].sections.start + section);
        keep(&mut best[page], Best { score, section, ..Best::default() });
    }
    if !typed {
        for (page, key, name) in &names {
            let score = fit_mistyped(&query.whole, name);
            keep(&mut best[*page], Best { score, section: None, key: *key, ..Best::default() });
        }
    }
    let mut same = vec![None; index.pages.len()];
    for (page, _, name) in &names {
        if let Some(is_same) = name.is_numbered(&query.numbered, query.whole.closed) {
            same[*page] = Some(is_same || same[*page] == Some(true));
        }
    }
    for (best, same) in best.iter_mut().zip(same) {
        best.is_other = same == Some(false);
    }
    best
}

/// Whether a word of the query, or all of it as one word, is not a term: it may be mistyped.
fn has_unknown(index: &Index, query: &Query) -> bool {
    let slots = query.slots.iter().filter(|slot| !slot.single);
    let mut terms = slots.map(|slot| &slot.term).chain(&query.exact);
    terms.any(|term| index.term(term).is_none())
}

fn keep(best: &mut Best, other: Best) {
    if other.score > best.score {
        *best = other;
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
    /// Which of the words say what each section is about.
    telling: Vec<u32>,
}

/// The text of each page, by what of the query it has.
struct Texts {
    best: Vec<Best>,
    terms: Vec<String>,
    masks: Vec<u32>,
    telling: Vec<u32>,
}

/// The score of each page's text; `same` are the pages with other words for the query's.
fn rank_texts(index: &Index, query: &Query, same: &[Vec<Same>]) -> Texts {
    let mut sums = Sums {
        pages: vec![0.0; index.pages.len()],
        sections: vec![0.0; index.sections.len()],
        covered: vec![0.0; index.pages.len()],
        words: vec![0; index.pages.len()],
        masks: vec![0; index.sections.len()],
        telling: vec![0; index.sections.len()],
    };
    let mut terms = Vec::new();
    let exact = gains(index, &query.exact, EXACT);
    let mentioned = gains(index, &query.named, MENTIONED);
    let places = places(index, &query.named);
    let (mut total, mut asked, mut found, mut sure) = (0.0, 0, 0, false);
    for (slot, same) in query.slots.iter().zip(same) {
        let stand_ins = stand_ins(index, slot, query.pasted, !same.is_empty());
        terms.extend(stand_ins.iter().map(|(term, _)| index.terms[*term].0.clone()));
        // A single letter or digit that the site does not have next to its neighbour says nothing.
        asked += usize::from(!slot.single || !stand_ins.is_empty());
        if !stand_ins.is_empty() || !same.is_empty() {
            total += add(index, &stand_ins, same, 1 << found, &mut sums);
            found += 1;
            sure |= !same.is_empty() || stand_ins.iter().any(|(_, factor)| *factor > CORRECTED);
        }
    }
    let Sums { masks, telling, .. } = &sums;
    let texts = |best| Texts { best, terms, masks: masks.clone(), telling: telling.clone() };
    // Words that are nowhere next to words that are only like others are no query for this site.
    let guessed = !sure && found < asked;
    if (found * 2 < asked || guessed) && !query.pasted {
        return texts(vec![Best::default(); index.pages.len()]);
    }
    let least = |own: u32| match own {
        _ if query.pasted => LEAST_SHARE_PASTED,
        // A single name is asked for as a whole.
        1.. if query.exact.is_empty() => LEAST_SHARE_NAMED,
        _ => LEAST_SHARE,
    };
    let pages = 0..index.pages.len();
    let best = pages.map(|page| {
        let share = if total > 0.0 { sums.covered[page] / total } else { 0.0 };
        let few = query.pasted && found > 1 && sums.words[page] < 2;
        let own = sums.masks[index.pages[page].sections.start];
        if share < least(own) || few {
            return Best::default();
        }
        let (section, best) = best_section(index, page, &sums, query.destroys || query.pasted);
        let all = found > 1 && sums.words[page] == found && !query.pasted;
        let near = own | section.map_or(0, |section| sums.masks[section]);
        let together = if near.count_ones() as usize == found { TOGETHER } else { 0.0 };
        let quoted = query.pasted && together > 0.0 && found == query.slots.len() && found > 3;
        let bonus = match (all, quoted) {
            (true, _) => ALL_WORDS + together,
            (_, true) => QUOTED,
            _ => exact[page],
        };
        let score = (sums.pages[page] + SECTION * best) * (0.7 + 0.3 * share) + bonus + mentioned[page];
        Best { score, section: places.get(&page).copied().or(section), ..Best::default() }
    });
    texts(best.collect())
}

/// What each page gains that has one of the terms.
fn gains(index: &Index, terms: &[String], gain: f64) -> Vec<f64> {
    let mut gains = vec![0.0; index.pages.len()];
    for term in terms.iter().filter_map(|term| index.term(term)) {
        for posting in index.postings(term) {
            gains[index.page_of[posting.section()]] = gain;
        }
    }
    gains
}

/// The section of each page that says most of one of the terms, the first of equals.
fn places(index: &Index, terms: &[String]) -> HashMap<usize, usize> {
    let mut most: HashMap<usize, (u32, usize)> = HashMap::new();
    for term in terms.iter().filter_map(|term| index.term(term)) {
        for entry in entries(index, term) {
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

/// The best section below the page's own data, the first of equals. One that destroys something is best
/// only if no other has the same words of the query, with the page's own data; any is with `any`.
fn best_section(index: &Index, page: usize, sums: &Sums, any: bool) -> (Option<usize>, f64) {
    let sections = index.pages[page].sections.clone();
    let own = sums.masks[sections.start];
    let best = |fits: &dyn Fn(usize) -> bool| {
        let scores = sections.clone().skip(1).filter(|section| fits(*section));
        scores.fold((None, 0.0), |best, section| {
            let score = sums.sections[section];
            if score > best.1 { (Some(section), score) } else { best }
        })
    };
    let best_of_all = best(&|_| true);
    let (Some(section), _) = best_of_all else { return best_of_all };
    if any || !index.destroys[section] {
        return best_of_all;
    }
    let words = sums.masks[section];
    let same = best(&|other| !index.destroys[other] && words & !(sums.masks[other] | own) == 0);
    if same.0.is_some() || words & !own == 0 { same } else { best_of_all }
}

/// Adds one word, by the best of the pages that stand for it; the word's rarity.
fn add(index: &Index, stand_ins: &[(usize, f64)], same: &[Same], word: u32, sums: &mut Sums) -> f64 {
    let mut pages = vec![0.0; index.pages.len()];
    let mut sections = vec![0.0; index.sections.len()];
    let mut rarity: f64 = 0.0;
    // No section of them is known, so it is the page's own data.
    for entry in same.iter().flat_map(|same| same.entries) {
        sums.masks[index.pages[entry.page].sections.start] |= word;
    }
    let own = stand_ins.iter().map(|(term, factor)| (entries(index, *term).into(), *factor, f64::INFINITY));
    let own: Vec<(Cow<'_, [Entry]>, f64, f64)> = own.collect();
    let least = own.first().map_or(f64::INFINITY, |(entries, ..)| idf(index.pages.len(), entries.len()));
    // Other words are worth no more than the word itself, however few pages have them.
    let same = same.iter().map(|same| {
        let (factor, rare) = if same.is_phrase { SYNONYM_OF_PHRASE } else { SYNONYM };
        (Cow::Borrowed(same.entries), factor, least.max(rare))
    });
    for (position, (entries, factor, most)) in own.into_iter().chain(same).enumerate() {
        let idf = idf(index.pages.len(), entries.len()).min(most);
        if position == 0 {
            rarity = idf;
        }
        let worth = |points: u32| factor * idf * (f64::from(points) / POINTS);
        for entry in entries.iter() {
            pages[entry.page] = f64::max(pages[entry.page], worth(entry.points));
            let start = index.pages[entry.page].sections.start;
            for (section, points) in &entry.sections {
                sums.masks[start + section] |= word;
                if *points >= TELLING {
                    sums.telling[start + section] |= word;
                }
                let score = &mut sections[start + section];
                *score = f64::max(*score, worth(*points));
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
/// begins, else what it may have been meant to be, unless other words for it are known.
fn stand_ins(index: &Index, slot: &Slot, pasted: bool, is_known: bool) -> Vec<(usize, f64)> {
    let exact = |term: &str, factor: f64| index.term(term).map(|term| (term, factor));
    if slot.single {
        return slot.narrow.iter().filter_map(|term| exact(term, 1.0)).collect();
    }
    let mut found: Vec<(usize, f64)> = exact(&slot.term, 1.0).into_iter().collect();
    let has_exact = !found.is_empty();
    found.extend(slot.wider.iter().filter_map(|term| exact(term, 1.2)));
    if !has_exact {
        found.extend(slot.parts.iter().filter_map(|term| exact(term, 0.5)));
    }
    if !pasted {
        let is_cjk = slot.typed.chars().all(is_cjk);
        let shortest = if slot.last { 2 } else { 3 };
        if is_cjk || ((slot.last || found.is_empty()) && slot.typed.chars().count() >= shortest) {
            found.extend(completions(index, &slot.typed));
        }
        if found.is_empty() && !is_known {
            let half = ["in", "i"].iter().find_map(|ending| slot.typed.strip_suffix(ending));
            found.extend(half.and_then(|word| exact(word, 0.9)));
        }
        if found.is_empty() && !is_known {
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
