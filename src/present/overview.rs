//! Overviews: what a schema shows of its pages on the home page, and of the pages that refer to a page.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{Presenter, fields};
use crate::collation::Collation;
use crate::graph::LINKED_FROM;
use crate::schema::dates::parse_moment;
use crate::schema::{HomeSection, Schema, SortKey};
use crate::url::encode_path;
use crate::view::{BacklinksView, CountView, PageLink, SectionView};

impl Presenter<'_> {
    /// A page as an entry of an overview, with what its schema shows there.
    pub(super) fn entry(&self, index: usize) -> PageLink {
        let schema = &self.pages[index].schema;
        let show = &schema.overview.show;
        // A page that lacks the date which its type shows must not show another in its place.
        let shows_date = show.iter().filter_map(|name| schema.field(name)).any(|field| field.is_date);
        let link = self.link(index);
        PageLink {
            fields: fields::brief(self, index, show),
            counts: self.counts(index),
            updated: link.updated.clone().filter(|_| !shows_date),
            ..link
        }
    }

    /// How many pages of each type that its schema counts refer to a page.
    fn counts(&self, index: usize) -> Vec<CountView> {
        let groups = self.graph.backlinks[index].iter().filter(|(title, _)| title != LINKED_FROM);
        let referrers: BTreeSet<usize> = groups.flat_map(|(_, pages)| pages.iter().copied()).collect();
        let count = |kind: &String| {
            let mut of_kind = referrers.iter().filter(|page| self.pages[**page].schema.name == *kind);
            let first = *of_kind.next()?;
            let title = self.plural(&self.pages[first].schema);
            Some(CountView { title, count: 1 + of_kind.count() })
        };
        self.pages[index].schema.overview.count.iter().filter_map(count).collect()
    }

    /// What pages of a type are called together.
    fn plural(&self, schema: &Schema) -> String {
        let own = self.config.collections.iter().find(|collection| collection.kind == schema.name);
        let given = own.and_then(|collection| collection.title.clone());
        let said = || schema.collection.as_ref().map(|collection| collection.title.clone());
        given.or_else(said).unwrap_or_else(|| schema.title.clone())
    }

    /// Where a type is among the collections.
    fn rank(&self, kind: &str) -> usize {
        let position = self.config.collections.iter().position(|collection| collection.kind == kind);
        position.unwrap_or(usize::MAX)
    }

    /// The pages that refer to a page, by what they are to it: in the order of the collections, and
    /// each group as the schema of its pages sorts them.
    pub(super) fn backlinks(&self, index: usize) -> Vec<BacklinksView> {
        let first = self.pages[index].schema.backlinks_first;
        let mut groups = self.split(&self.graph.backlinks[index]);
        groups.sort_by_key(|(title, pages)| (title == LINKED_FROM, self.rank(self.kind_of(pages))));
        let view = |(title, mut pages): (String, Vec<usize>)| {
            let kind = self.kind_of(&pages).to_owned();
            let first = first && !kind.is_empty() && title != LINKED_FROM;
            if !kind.is_empty() {
                self.sort(&mut pages);
            }
            let link = |page: usize| if first { self.entry(page) } else { self.link(page) };
            let title = if title == LINKED_FROM { self.words.say("linked_from").to_owned() } else { title };
            BacklinksView { title, kind, first, pages: pages.into_iter().map(link).collect() }
        };
        groups.into_iter().map(view).collect()
    }

    /// Where all referrers come under one title, such as «Used by», they are distinguished by their types.
    fn split(&self, groups: &[(String, Vec<usize>)]) -> Vec<(String, Vec<usize>)> {
        let mut titled = groups.iter().filter(|(title, _)| title != LINKED_FROM);
        let (only, more) = (titled.next(), titled.next());
        let Some((_, pages)) = only.filter(|(_, pages)| more.is_none() && self.kind_of(pages).is_empty())
        else {
            return groups.to_vec();
        };
        let mut by_kind: BTreeMap<&str, (String, Vec<usize>)> = BTreeMap::new();
        for page in pages {
            let schema = &self.pages[*page].schema;
            let group = by_kind.entry(&schema.name).or_insert_with(|| (self.plural(schema), Vec::new()));
            group.1.push(*page);
        }
        let linked = groups.iter().filter(|(title, _)| title == LINKED_FROM).cloned();
        by_kind.into_values().chain(linked).collect()
    }

    /// The name of the type of pages that are all of one, or nothing.
    pub(super) fn kind_of(&self, pages: &[usize]) -> &str {
        let mut kinds = pages.iter().map(|page| self.pages[*page].schema.name.as_str());
        let first = kinds.next().unwrap_or("");
        if kinds.all(|kind| kind == first) { first } else { "" }
    }

    /// Sorts pages of one type as its schema says, and then by their titles.
    pub(super) fn sort(&self, pages: &mut [usize]) {
        let Some(schema) = pages.first().map(|page| &self.pages[*page].schema) else { return };
        let sort = &schema.overview.sort;
        let keys = |page: usize| sort.iter().map(|key| self.sort_key(page, &key.field)).collect::<Vec<_>>();
        let keys: BTreeMap<usize, Vec<String>> = pages.iter().map(|page| (*page, keys(*page))).collect();
        pages.sort_by(|a, b| {
            let by_keys = sort.iter().zip(keys[a].iter().zip(&keys[b]));
            let mut orders = by_keys.map(|(key, (a, b))| compare(self.collation, key, a, b));
            let order = orders.find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal);
            order
                .then_with(|| self.collation.compare(&self.pages[*a].title, &self.pages[*b].title))
                .then(a.cmp(b))
        });
    }

    /// What a page is sorted by under a name, as a text in which numbers count by their value; empty
    /// for a page that does not have it.
    pub(super) fn sort_key(&self, index: usize, name: &str) -> String {
        let page = &self.pages[index];
        match name {
            "title" => return page.title.to_lowercase(),
            "updated" => return self.updated(page).map(|date| date.iso).unwrap_or_default(),
            _ => {}
        }
        let Some((field, value)) = page.schema.field(name).zip(page.fields.get(name)) else {
            return String::new();
        };
        let text = match value.as_array().map_or(Some(value), |items| items.first()) {
            Some(Json::String(text)) => text.trim().to_owned(),
            Some(Json::Number(number)) => number.to_string(),
            _ => return String::new(),
        };
        if field.is_date {
            let moment = parse_moment(&text, &self.config.time_zone);
            return moment.map(|moment| moment.timestamp().to_string()).unwrap_or_default();
        }
        match field.options.iter().position(|option| *option == text) {
            Some(rank) => rank.to_string(),
            None if field.options.is_empty() => text.to_lowercase(),
            None => String::new(),
        }
    }

    /// The sections of the home page: cards before rows, each in the order of the collections.
    pub(super) fn home_sections(&self) -> Vec<SectionView> {
        let mut types: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for index in self.listed().filter(|index| self.pages[*index].schema.overview.home.is_some()) {
            types.entry(&self.pages[index].schema.name).or_default().push(index);
        }
        let sections = types.into_iter().filter_map(|(kind, pages)| {
            let home = self.pages[*pages.first()?].schema.overview.home.as_ref()?;
            Some(self.section(kind, home, pages))
        });
        let mut sections: Vec<SectionView> = sections.collect();
        sections.sort_by_key(|section| (!section.cards, self.rank(&section.kind)));
        sections
    }

    fn section(&self, kind: &str, home: &HomeSection, mut pages: Vec<usize>) -> SectionView {
        self.sort(&mut pages);
        let folder = self.tree.iter().map(|(_, folder)| folder).find(|folder| folder.kind == kind);
        let title = home.title.clone();
        SectionView {
            title: title.unwrap_or_else(|| self.plural(&self.pages[pages[0]].schema)),
            kind: kind.to_owned(),
            href: folder.map(|folder| encode_path(&folder.href)).unwrap_or_default(),
            count: pages.len(),
            cards: home.cards,
            pages: pages.into_iter().take(home.limit).map(|page| self.entry(page)).collect(),
        }
    }

    /// The published pages that represent no folder.
    fn listed(&self) -> impl Iterator<Item = usize> {
        let published = (0..self.pages.len()).filter(|index| self.graph.is_published[*index]);
        published.filter(|index| self.tree.folder_of(*index).is_none())
    }
}

/// Compares what two pages are sorted by; nothing comes last either way.
fn compare(collation: &Collation, key: &SortKey, a: &str, b: &str) -> std::cmp::Ordering {
    let order = collation.compare(a, b);
    let order = if key.descending && !a.is_empty() && !b.is_empty() { order.reverse() } else { order };
    a.is_empty().cmp(&b.is_empty()).then(order)
}
