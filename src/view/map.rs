//! The map of the knowledge base.

use serde::Serialize;

use super::{LinkView, TermView};

/// The map (template `map.html`). Lengths are in units of the drawing.
#[derive(Clone, Debug, Serialize)]
pub struct MapView {
    /// How many pages there are.
    pub pages: usize,
    /// How many times a page refers to another.
    pub references: usize,
    /// The pages referred to most, with the number of their referrers.
    pub central: Vec<TermView>,
    /// Pages without references to them.
    pub orphans: Vec<LinkView>,
    /// How wide the drawing is.
    pub width: usize,
    /// How high it is.
    pub height: usize,
    /// Whether there are too many lines to show all at once.
    pub is_dense: bool,
    /// The lines between items, as data of SVG paths; items name them by their position here.
    pub edges: Vec<String>,
    /// The folders at the top.
    pub districts: Vec<MapDistrict>,
}

/// A folder at the top, on the map.
#[derive(Clone, Debug, Serialize)]
pub struct MapDistrict {
    /// Its title.
    pub title: String,
    /// The title as far as there is room.
    pub label: String,
    /// Where its pages are listed.
    pub href: String,
    /// The name of its type, or nothing.
    pub kind: String,
    /// How many pages it has.
    pub count: usize,
    /// The left edge.
    pub x: usize,
    /// The upper edge.
    pub y: usize,
    /// How wide it is.
    pub width: usize,
    /// How high it is.
    pub height: usize,
    /// Its neighbourhoods.
    pub groups: Vec<MapGroup>,
}

/// A neighbourhood on the map.
#[derive(Clone, Debug, Serialize)]
pub struct MapGroup {
    /// Its title, may be empty.
    pub title: String,
    /// The left edge of the title.
    pub x: usize,
    /// The base line of the title.
    pub y: usize,
    /// What is in it.
    pub items: Vec<MapItem>,
}

/// A page on the map, or a folder where there are too many pages.
#[derive(Clone, Debug, Serialize)]
pub struct MapItem {
    /// Its title.
    pub title: String,
    /// The title as far as there is room.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Where the middle of its dot is.
    pub x: usize,
    /// The base line.
    pub y: usize,
    /// The radius of its dot.
    pub radius: f64,
    /// How many pages refer to it.
    pub referrers: usize,
    /// Whether it is one of those referred to most.
    pub is_central: bool,
    /// Whether no other page refers to it.
    pub is_orphan: bool,
    /// The lines that begin here.
    pub outgoing: Vec<usize>,
    /// The lines that end here.
    pub incoming: Vec<usize>,
}
