//! The map of the knowledge base: its pages, how they are connected, which are central and which nothing
//! refers to, drawn at build time.

mod districts;
mod label;
mod layout;

use std::collections::{BTreeMap, BTreeSet};

use super::presenter::{Heads, Presenter};
use crate::path::SitePath;
use crate::url::encode_path;
use crate::view::{LinkView, MapDistrict, MapGroup, MapItem, MapView, Shell, TermView};
use crate::words::Words;
use districts::{District, Item};
use layout::{Area, COLUMN, LINE, Line, PADDING, WIDTH};

/// Where the map is, under the site's root.
pub const MAP_HREF: &str = "map/";
/// How many of the pages referred to most are named above the map.
const CENTRAL: usize = 8;
/// A page is central where at least so many refer to it.
const REFERRED: usize = 3;
/// With more lines than this the map would be grey: they are seen at single pages only.
const MOST_LINES: usize = 400;

/// Bold letters are wider: how much less of a title fits.
const BOLD: f64 = 0.92;

/// Where the middle of a dot is, from the left edge of its line.
const DOT: usize = 5;

/// The map as a link.
pub fn map_link(words: &Words) -> LinkView {
    LinkView { title: words.say("map").to_owned(), href: MAP_HREF.to_owned() }
}

impl Presenter<'_> {
    /// The map.
    pub fn map(&self) -> Shell<MapView> {
        let referrers = districts::referrers(self);
        let counts: Vec<usize> = referrers.iter().map(BTreeSet::len).collect();
        let districts = districts::districts(self, &counts);
        let central = self.central(&counts);
        let view = Drawing::new(&districts, &referrers).view(&districts, &counts, &central);
        let references = counts.iter().sum();
        let view = MapView {
            pages: self.graph.is_published.iter().filter(|published| **published).count(),
            references,
            central: central.iter().map(|page| self.central_view(*page, counts[*page])).collect(),
            orphans: self.orphans(&counts),
            ..view
        };
        let heads = Heads {
            href: MAP_HREF.to_owned(),
            title: self.words.say("map").to_owned(),
            description: String::new(),
            folder: SitePath::root(),
            page: None,
        };
        self.shell(heads, view)
    }

    /// The pages referred to most.
    fn central(&self, counts: &[usize]) -> Vec<usize> {
        let published = (0..counts.len()).filter(|page| self.graph.is_published[*page]);
        let mut central: Vec<usize> = published.filter(|page| counts[*page] >= REFERRED).collect();
        central.sort_by(|a, b| {
            let titles = || self.collation.compare(&self.pages[*a].title, &self.pages[*b].title);
            counts[*b].cmp(&counts[*a]).then_with(titles).then(a.cmp(b))
        });
        central.truncate(CENTRAL);
        central
    }

    fn central_view(&self, page: usize, count: usize) -> TermView {
        let page = &self.pages[page];
        let (title, href) = (page.title.clone(), encode_path(&page.place.href));
        TermView { title, slug: String::new(), href, count }
    }

    /// The pages that no other refers to, without those that represent folders and the home page.
    fn orphans(&self, counts: &[usize]) -> Vec<LinkView> {
        let published = (0..counts.len()).filter(|page| self.graph.is_published[*page]);
        let lonely = published.filter(|page| counts[*page] == 0 && self.tree.folder_of(*page).is_none());
        let link = |page: usize| LinkView {
            title: self.pages[page].title.clone(),
            href: encode_path(&self.pages[page].place.href),
        };
        let mut orphans: Vec<LinkView> = lonely.map(link).collect();
        orphans.sort_by(|a, b| self.collation.compare(&a.title, &b.title).then_with(|| a.href.cmp(&b.href)));
        orphans
    }
}

/// The map with a place for everything on it. Items are numbered through all districts.
struct Drawing {
    areas: Vec<Area>,
    /// The lines of each district: titles of groups and items.
    lines: Vec<Vec<(usize, usize)>>,
    height: usize,
    /// From one item to another, sorted.
    edges: BTreeSet<(usize, usize)>,
    dots: Vec<(usize, usize)>,
}

impl Drawing {
    fn new(districts: &[District], referrers: &[BTreeSet<usize>]) -> Self {
        let all: Vec<Vec<Line>> = districts.iter().map(lines).collect();
        let (placed, height) = layout::place(&all);
        let (areas, lines): (Vec<Area>, Vec<_>) = placed.into_iter().unzip();
        let placed = all.iter().flatten().zip(lines.iter().flatten());
        let dots =
            placed.filter(|(line, _)| **line == Line::Page).map(|(_, (x, y))| (x + DOT, y - 4)).collect();
        Self { areas, lines, height, edges: edges(districts, referrers), dots }
    }

    fn view(&self, districts: &[District], counts: &[usize], central: &[usize]) -> MapView {
        let mut ends: Vec<(Vec<usize>, Vec<usize>)> = vec![Default::default(); self.dots.len()];
        for (number, (from, to)) in self.edges.iter().enumerate() {
            ends[*from].0.push(number);
            ends[*to].1.push(number);
        }
        let mut next = 0;
        let mut shown = Vec::with_capacity(districts.len());
        for ((district, area), lines) in districts.iter().zip(&self.areas).zip(&self.lines) {
            let mut lines = lines.iter().copied();
            let mut group = |group: &districts::Group| {
                let place = if group.title.is_empty() { None } else { lines.next() };
                let items = group.items.iter().map(|item| {
                    let (outgoing, incoming) = std::mem::take(&mut ends[next]);
                    next += 1;
                    let (x, y) = lines.next().unwrap_or_default();
                    let drawn = Drawn { x, y, outgoing, incoming };
                    drawn.view(item, counts, central)
                });
                let items = items.collect();
                let (x, y) = place.unwrap_or_default();
                MapGroup { title: group.title.clone(), x, y, items }
            };
            let groups = district.groups.iter().map(&mut group).collect();
            shown.push(MapDistrict {
                label: label::shorten(&district.title, heading_room(area.width, district.count)),
                title: district.title.clone(),
                href: encode_path(&district.href),
                look: district.look.clone(),
                kind: district.kind.clone(),
                count: district.count,
                x: area.x,
                y: area.y,
                width: area.width,
                height: area.height,
                groups,
            });
        }
        let curve = |(from, to): &(usize, usize)| layout::curve(self.dots[*from], self.dots[*to]);
        MapView {
            pages: 0,
            references: 0,
            central: Vec::new(),
            orphans: Vec::new(),
            width: WIDTH,
            height: self.height.max(LINE),
            is_dense: self.edges.len() > MOST_LINES,
            edges: self.edges.iter().map(curve).collect(),
            districts: shown,
        }
    }
}

/// How much of a district's title fits next to the number of its pages, in the size of the map's text:
/// the title's letters are larger and bold.
fn heading_room(width: usize, count: usize) -> f64 {
    let number = 10 * (1 + count.to_string().len());
    width.saturating_sub(2 * PADDING + number) as f64 * 13.0 / 15.0 * BOLD
}

/// An item with its place and the lines that begin and end there.
struct Drawn {
    x: usize,
    y: usize,
    outgoing: Vec<usize>,
    incoming: Vec<usize>,
}

impl Drawn {
    fn view(self, item: &Item, counts: &[usize], central: &[usize]) -> MapItem {
        let weight: usize = item.pages.iter().map(|page| counts[*page]).sum();
        let is_central = item.is_page && central.contains(&item.pages[0]);
        let room = (COLUMN - 2 * PADDING - 17) as f64 * if is_central { BOLD } else { 1.0 };
        MapItem {
            label: label::shorten(&item.title, room),
            title: item.title.clone(),
            href: encode_path(&item.href),
            x: self.x + DOT,
            y: self.y,
            // The radius and not the area grows with the square root: the smallest must be seen.
            radius: ((weight as f64).sqrt() * 2.2 + 5.0).min(14.0).round() / 2.0,
            referrers: weight,
            is_central,
            is_orphan: item.is_page && !item.is_folder && weight == 0,
            outgoing: self.outgoing,
            incoming: self.incoming,
        }
    }
}

/// The lines of a district.
fn lines(district: &District) -> Vec<Line> {
    let group = |group: &districts::Group| {
        let title = (!group.title.is_empty()).then_some(Line::Title);
        title.into_iter().chain(group.items.iter().map(|_| Line::Page)).collect::<Vec<_>>()
    };
    district.groups.iter().flat_map(group).collect()
}

/// Which items refer to which.
fn edges(districts: &[District], referrers: &[BTreeSet<usize>]) -> BTreeSet<(usize, usize)> {
    let items = districts.iter().flat_map(|district| &district.groups).flat_map(|group| &group.items);
    let items: Vec<&Item> = items.collect();
    let of_page: BTreeMap<usize, usize> = items
        .iter()
        .enumerate()
        .flat_map(|(number, item)| item.pages.iter().map(move |page| (*page, number)))
        .collect();
    let mut edges = BTreeSet::new();
    for (number, item) in items.iter().enumerate() {
        let from = item.pages.iter().flat_map(|page| &referrers[*page]);
        let from = from.filter_map(|page| of_page.get(page)).filter(|from| **from != number);
        edges.extend(from.map(|from| (*from, number)));
    }
    edges
}
