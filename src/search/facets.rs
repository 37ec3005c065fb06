//! Facets as columns: for every page number the terms of its page, as one character.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::documents::Facet;
use super::index::{Index, Page};

/// The facet that the page's type is.
const TYPE: &str = "type";
/// With more than this a facet is a list to search in, not a row of buttons, and its column is long.
const MANY_SETS: usize = 32;

/// The columns, those first that say most in the fewest terms.
pub(super) fn columns(index: &Index) -> Vec<Value> {
    let kind = Column::new(index, |page| vec![(page.kind.as_str(), page.kind_title.as_str(), None)]);
    let mut names: Vec<&String> = index.pages.iter().flat_map(|page| page.facets.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let unnamed = Facet::default();
    let columns = names.into_iter().map(|name| {
        let facet = index.setting.facets.iter().find(|facet| facet.name == *name).unwrap_or(&unnamed);
        let column = Column::new(index, |page| {
            let terms = page.facets.get(name).into_iter().flatten();
            let shown = |term: &String| facet.ranks.get(term).copied();
            let title = |term| facet.terms.get(term).unwrap_or(term).as_str();
            terms.map(|term| (term.as_str(), title(term), shown(term))).collect()
        });
        let title = if facet.title.is_empty() { name } else { &facet.title };
        (column.rank(), name, column.json(name, title, &facet.label))
    });
    let mut columns: Vec<_> = columns.collect();
    columns.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(b.1)));
    std::iter::once(kind.json(TYPE, "", "")).chain(columns.into_iter().map(|(_, _, json)| json)).collect()
}

/// A term's value and title, and its rank where it has one.
type Term<'a> = (&'a str, &'a str, Option<usize>);

/// A facet's terms, by page number.
#[derive(Default)]
struct Column<'a> {
    /// A term's value, title and rank.
    terms: Vec<Term<'a>>,
    /// What pages have together, as numbers of terms; the first is nothing.
    sets: Vec<Vec<usize>>,
    /// The number of the set of each page number.
    slots: Vec<usize>,
    /// How many pages have a term.
    pages: usize,
}

impl<'a> Column<'a> {
    fn new(index: &'a Index, terms_of: impl Fn(&'a Page) -> Vec<Term<'a>>) -> Self {
        let mut column = Self { sets: vec![Vec::new()], slots: vec![0; index.slots], ..Self::default() };
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        let mut sets: BTreeMap<Vec<usize>, usize> = BTreeMap::from([(Vec::new(), 0)]);
        for page in &index.pages {
            let mut set = Vec::new();
            for (value, title, rank) in terms_of(page) {
                let next = numbers.len();
                let number = *numbers.entry(value).or_insert(next);
                if number == next {
                    column.terms.push((value, title, rank));
                }
                if !set.contains(&number) {
                    set.push(number);
                }
            }
            column.pages += usize::from(!set.is_empty());
            let next = sets.len();
            column.slots[page.slot] = *sets.entry(set.clone()).or_insert(next);
            if column.slots[page.slot] == next {
                column.sets.push(set);
            }
        }
        column
    }

    fn rank(&self) -> (bool, std::cmp::Reverse<usize>) {
        (self.terms.len() < 2 || self.sets.len() > MANY_SETS, std::cmp::Reverse(self.pages))
    }

    fn json(&self, name: &str, title: &str, label: &str) -> Value {
        let term = |(value, title, rank): &Term<'_>| match rank {
            Some(rank) => json!([value, title, rank]),
            None => json!([value, title]),
        };
        let terms: Vec<Value> = self.terms.iter().map(term).collect();
        let slots: String = self.slots.iter().map(|set| letter(*set)).collect();
        let mut column =
            json!({"name": name, "title": title, "terms": terms, "sets": self.sets, "slots": slots});
        if !label.is_empty() {
            column["label"] = json!(label);
        }
        column
    }
}

/// A character for a number: letters first, then any that need no escape in JSON and are no halves of
/// a pair in JavaScript.
fn letter(number: usize) -> char {
    let code = if number < 34 { 0x5d + number } else { 0xa1 + number - 34 };
    // More sets than there are letters share the last: no site has 50,000 of them.
    u32::try_from(code).ok().filter(|code| *code < 0xd800).and_then(char::from_u32).unwrap_or('\u{d7ff}')
}
