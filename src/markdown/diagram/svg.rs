//! The allow-list: a new SVG is written from the known parts of the one that was drawn. Everything else
//! is left out: scripts, links, images, foreign elements, styles.

use std::collections::HashMap;

use roxmltree::{Document, Node};

use super::colour::{Paint, Stand};
use super::extent;
use super::gantt;
use super::style::{Origin, Sheet, Value};
use super::{Drawing, NUMBER};
use crate::markdown::escape::{push_attribute, push_escaped};

/// The elements that are kept, and their attributes of geometry; those for colour and type are in
/// `style`.
const ELEMENTS: [(&str, &[&str]); 12] = [
    ("circle", &["cx", "cy", "r", "transform"]),
    ("ellipse", &["cx", "cy", "rx", "ry", "transform"]),
    ("g", &["transform"]),
    ("line", &["x1", "x2", "y1", "y2", "transform"]),
    ("marker", &["markerHeight", "markerUnits", "markerWidth", "orient", "refX", "refY", "viewBox"]),
    ("path", &["d", "transform"]),
    ("polygon", &["points", "transform"]),
    ("polyline", &["points", "transform"]),
    ("rect", &["height", "rx", "ry", "transform", "width", "x", "y"]),
    ("text", &["dx", "dy", "transform", "x", "y"]),
    ("tspan", &["dx", "dy", "x", "y"]),
    // A picture within the picture, which the crate puts labels in: written as a group.
    ("svg", &[]),
];

/// Text is measured for one font and shown in the reader's, which may be wider: it is shown this much
/// smaller than it was measured, and so fits.
const TEXT_SCALE: f64 = 0.875;

/// What is left next to text that reaches out of the picture, in pixels.
const MARGIN: f64 = 4.0;

/// How deep elements may be nested; the deepest that the crate draws are a tenth of that.
pub(super) const DEEPEST: usize = 200;

/// Writes the drawing that `svg` shows; `None` where it shows nothing.
pub(super) fn drawing(svg: &str) -> Option<Drawing> {
    let document = Document::parse(svg).ok()?;
    let root = document.root_element();
    let role = root.attribute("aria-roledescription").unwrap_or_default();
    let child_text = |name: &str| {
        let child = root.children().find(|node| node.has_tag_name(name));
        child.and_then(|node| node.text()).unwrap_or_default().trim().to_owned()
    };
    let mut writer = Writer::new(&document);
    let (view_box, width, height) = view_box(root, &writer.sheet, is_series(role))?;
    writer.root(root, Around { is_series: is_series(role), ..Around::default() });
    if !writer.shows {
        return None;
    }
    Some(Drawing {
        inside: writer.out,
        view_box,
        width,
        height,
        kind: kind(role),
        title: child_text("title"),
        description: child_text("desc"),
    })
}

/// Whether an element is on the allow-list.
#[cfg(test)]
pub(super) fn is_known(name: &str) -> bool {
    ELEMENTS.iter().any(|(known, _)| *known == name)
}

/// The view box, and its size. That of a chart is as wide as its text needs.
fn view_box(root: Node<'_, '_>, sheet: &Sheet<'_>, is_chart: bool) -> Option<(String, f64, f64)> {
    let numbers = root.attribute("viewBox")?.split_whitespace();
    let numbers: Vec<f64> = numbers.filter_map(|number| number.parse().ok()).collect();
    let [x, y, width, height] = numbers[..] else { return None };
    let (least, most) = extent::reach(root, sheet).filter(|_| is_chart).unwrap_or((x, x + width));
    let left = x.min(least - MARGIN).floor();
    let width = (x + width).max(most + MARGIN) - left;
    let is_size = |size: f64| size > 0.0 && size < 200_000.0;
    (is_size(width) && is_size(height)).then(|| {
        let (width, height) = (width.ceil(), height.ceil());
        (format!("{left} {y:.0} {width} {height}"), width, height)
    })
}

/// The kinds of diagrams, as merman's roles begin with them, each with a word of the site's language
/// (`diagram_…`). What is none of them is a flowchart.
pub(in super::super) const KINDS: [(&str, &str); 13] = [
    ("flowchart", "flowchart"),
    ("sequence", "sequence"),
    ("state", "state"),
    ("class", "class"),
    ("er", "entities"),
    ("gantt", "gantt"),
    ("pie", "pie"),
    ("gitGraph", "git"),
    ("timeline", "timeline"),
    ("mindmap", "mindmap"),
    ("journey", "journey"),
    ("quadrant", "quadrant"),
    ("xychart", "chart"),
];

fn kind(role: &str) -> &'static str {
    KINDS.iter().find(|(start, _)| role.starts_with(start)).map_or(KINDS[0].1, |(_, kind)| kind)
}

/// Whether a diagram of this kind has no colours of its author's, but series of the theme's and what the
/// crate makes of them.
fn is_series(role: &str) -> bool {
    !["flowchart", "state", "class", "er", "sequence"].iter().any(|kind| role.starts_with(kind))
}

/// What is known from the elements around the one at hand.
#[derive(Clone, Default)]
struct Around {
    depth: usize,
    /// The colour that an author gave the node.
    ground: Option<Paint>,
    is_series: bool,
    /// Every how many marks of the axis have a label.
    every: usize,
    /// Whether this mark has none.
    is_mute: bool,
}

struct Writer<'s, 'i> {
    sheet: Sheet<'s>,
    /// The elements with an id that something may refer to.
    ids: HashMap<&'s str, Node<'s, 'i>>,
    /// The markers in use, by the number in their new id.
    markers: Vec<&'s str>,
    out: String,
    /// How many marks of an axis have been met.
    ticks: usize,
    /// Whether there is anything to see.
    shows: bool,
}

impl<'s, 'i> Writer<'s, 'i> {
    fn new(document: &'s Document<'i>) -> Self {
        let with_id = |node: Node<'s, 'i>| Some((node.attribute("id")?, node));
        Self {
            sheet: Sheet::read(document),
            ids: document.descendants().filter_map(with_id).collect(),
            markers: Vec::new(),
            out: String::new(),
            ticks: 0,
            shows: false,
        }
    }

    fn root(&mut self, root: Node<'s, 'i>, around: Around) {
        self.attributes(root, "g", &around);
        let attributes = std::mem::take(&mut self.out);
        self.children(root, &around);
        let body = std::mem::take(&mut self.out);
        let mut at = 0;
        // Markers may refer to none, but their number may grow while they are written.
        while let Some(id) = self.markers.get(at).copied() {
            at += 1;
            if let Some(marker) = self.ids.get(id).copied() {
                self.marker(marker, at, &around);
            }
        }
        let markers = std::mem::take(&mut self.out);
        let defs = if markers.is_empty() { String::new() } else { format!("<defs>{markers}</defs>") };
        self.out = format!("{defs}<g{attributes}>{body}</g>");
    }

    fn marker(&mut self, marker: Node<'s, 'i>, number: usize, around: &Around) {
        let start = self.out.len() + "<marker".len();
        self.out.push_str("<marker");
        push_attribute(&mut self.out, "id", &marker_id(number));
        self.attributes(marker, "marker", around);
        self.out.push('>');
        self.children(marker, around);
        self.out.push_str("</marker>");
        // Some heads of arrows are left to the default, which is black.
        if !self.out[start..].contains(" fill=") {
            self.out.insert_str(start, " fill=\"var(--line-strong)\"");
        }
        // A number is on this one, for which the colour of lines is too pale.
        if marker.attribute("id").is_some_and(|id| id.ends_with("sequencenumber")) {
            let disc = self.out.split_off(start).replace("var(--line-strong)", "var(--muted)");
            self.out.push_str(&disc);
        }
    }

    fn children(&mut self, node: Node<'s, 'i>, around: &Around) {
        for child in node.children() {
            if child.is_text() && matches!(node.tag_name().name(), "text" | "tspan") {
                let text = child.text().unwrap_or_default();
                self.shows |= !text.trim().is_empty();
                push_escaped(&mut self.out, &text.replace(NUMBER, ""));
            } else if child.is_element() {
                self.element(child, around);
            }
        }
    }

    fn element(&mut self, node: Node<'s, 'i>, around: &Around) {
        let mut around = Around { depth: around.depth + 1, ..around.clone() };
        if around.depth > DEEPEST {
            return;
        }
        let name = node.tag_name().name();
        match name {
            "use" => return self.label(node, &around),
            "marker" => return,
            _ => {}
        }
        // What a link is around stays; where it leads nobody has checked.
        let name = if name == "a" { "g" } else { name };
        let Some((name, _)) = ELEMENTS.iter().find(|(known, _)| *known == name) else { return };
        if self.is_hidden(node) || is_nothing(node, name) || (around.is_mute && *name == "text") {
            return;
        }
        self.axis(node, &mut around);
        if *name == "g" && has_class(node, &["node", "cluster"]) {
            around.ground = self.ground(node);
        }
        let written = if *name == "svg" { "g" } else { name };
        self.shows |= !matches!(written, "g" | "text" | "tspan");
        let start = self.out.len();
        self.out.push('<');
        self.out.push_str(written);
        self.attributes(node, name, &around);
        self.out.push('>');
        let inside = self.out.len();
        self.children(node, &around);
        if self.out[start..].starts_with("<g>") {
            self.out.replace_range(start..inside, "");
        } else if self.out.len() > inside {
            self.out.push_str(&format!("</{written}>"));
        } else if matches!(written, "g" | "text" | "tspan") {
            self.out.truncate(start);
        } else {
            self.out.pop();
            self.out.push_str("/>");
        }
    }

    /// Notes the axis that an element is, or whether the mark that it is has room for its label.
    fn axis(&mut self, node: Node<'s, 'i>, around: &mut Around) {
        if has_class(node, &["grid"]) {
            self.ticks = 0;
            around.every = extent::labels_with_room(node, &self.sheet);
        } else if has_class(node, &["tick"]) {
            around.is_mute = self.ticks.checked_rem(around.every).is_some_and(|rest| rest > 0);
            self.ticks += 1;
        }
    }

    /// A label, which is elsewhere and is put in its place.
    fn label(&mut self, node: Node<'s, 'i>, around: &Around) {
        let id = node.attribute("href").and_then(|href| href.strip_prefix('#'));
        let id = id.filter(|id| id.contains("-foreignobject-label-"));
        let Some(label) = id.and_then(|id| self.ids.get(id)).copied() else { return };
        // A label that has others inside could be made to unfold without end.
        if !label.descendants().any(|inner| inner.has_tag_name("use")) {
            self.children(label, around);
        }
    }

    fn is_hidden(&self, node: Node<'s, 'i>) -> bool {
        let values = self.sheet.values(node);
        let is = |property: &str, value: &str| {
            values.iter().any(|own| own.property == property && own.value == value)
        };
        is("display", "none") || is("visibility", "hidden") || is("opacity", "0")
    }

    /// The colour that the author gave a node: that of its first shape.
    fn ground(&self, node: Node<'s, 'i>) -> Option<Paint> {
        let is_shape = |node: &Node<'_, '_>| {
            matches!(node.tag_name().name(), "rect" | "circle" | "ellipse" | "polygon" | "path")
        };
        let shape =
            node.descendants().filter(is_shape).find(|shape| !is_nothing(*shape, shape.tag_name().name()))?;
        let values = self.sheet.values(shape);
        let fill = values.iter().find(|value| value.property == "fill")?;
        Paint::read(fill.value).filter(|paint| matches!(paint, Paint::Own(_)))
    }

    fn attributes(&mut self, node: Node<'s, 'i>, name: &str, around: &Around) {
        let known = ELEMENTS.iter().find(|(known, _)| *known == name).map_or(&[][..], |(_, known)| known);
        for attribute in node.attributes().filter(|own| known.contains(&own.name())) {
            if let Some(value) = geometry(attribute.value()) {
                push_attribute(&mut self.out, attribute.name(), &value);
            }
        }
        if name == "svg" {
            let at = |name: &str| node.attribute(name).and_then(geometry).unwrap_or_else(|| "0".to_owned());
            let (x, y) = (at("x"), at("y"));
            if (x.as_str(), y.as_str()) != ("0", "0") {
                push_attribute(&mut self.out, "transform", &format!("translate({x},{y})"));
            }
        }
        if let Some(turned) = gantt::diamond(node) {
            push_attribute(&mut self.out, "transform", &turned);
        }
        for value in self.sheet.values(node) {
            self.property(node, &value, around);
        }
    }

    fn property(&mut self, node: Node<'s, 'i>, value: &Value<'s>, around: &Around) {
        let written = match value.property {
            "fill" | "stroke" => paint(node, value, around),
            "marker-start" | "marker-mid" | "marker-end" => self.marker_reference(value.value),
            "font-size" => font_size(value.value),
            "alignment-baseline" => None,
            _ => plain(value.value),
        };
        let is_default = matches!(
            (value.property, value.value),
            ("opacity" | "fill-opacity", "1")
                | ("display", "inline")
                | ("visibility", "inherit")
                | ("font-weight" | "font-style", "normal")
        );
        if let Some(written) = written.filter(|_| !is_default) {
            push_attribute(&mut self.out, value.property, &written);
        }
        if is_tint(node, value) {
            push_attribute(&mut self.out, "fill-opacity", ".2");
        }
    }

    /// A reference to a marker, by its new id.
    fn marker_reference(&mut self, value: &'s str) -> Option<String> {
        let id =
            value.strip_prefix("url(")?.strip_suffix(')')?.trim_matches(['"', '\'']).strip_prefix('#')?;
        let marker = self.ids.get(id).filter(|node| node.has_tag_name("marker"))?;
        let id = marker.attribute("id")?;
        let at = self.markers.iter().position(|known| *known == id).unwrap_or_else(|| {
            self.markers.push(id);
            self.markers.len() - 1
        });
        Some(format!("url(#{})", marker_id(at + 1)))
    }
}

/// No heading has an id with a colon, since they are made of letters.
fn marker_id(number: usize) -> String {
    format!("ol:diagram:{NUMBER}:{number}")
}

pub(super) fn has_class(node: Node<'_, '_>, wanted: &[&str]) -> bool {
    let classes = node.attribute("class").unwrap_or_default();
    classes.split_whitespace().any(|class| wanted.contains(&class))
}

/// Whether an element has no extent: the crate leaves empty backgrounds behind.
fn is_nothing(node: Node<'_, '_>, name: &str) -> bool {
    let is_zero = |name: &str| node.attribute(name).is_none_or(|value| value.trim() == "0");
    match name {
        "rect" => is_zero("width") || is_zero("height"),
        "path" => node.attribute("d").is_none_or(|d| d.trim().is_empty()),
        _ => false,
    }
}

/// A colour as an attribute: the site's where the drawing's own has a meaning or nobody chose it, the
/// author's if there is one.
fn paint(node: Node<'_, '_>, value: &Value<'_>, around: &Around) -> Option<String> {
    if let Some(stand) = gantt::bar(node).filter(|_| around.is_series && value.property == "fill") {
        return Some(Paint::Site(stand).attribute());
    }
    let paint = Paint::read(value.value)?;
    let is_text = is_text(node);
    let painted = match (&paint, value.origin) {
        (Paint::Site(stand), _) if value.property == "stroke" && stand.is_ground() => {
            Paint::Site(Stand::role("border"))
        }
        (Paint::Site(_), _) if is_text => around.ground.as_ref().and_then(Paint::ink).unwrap_or(paint),
        // Black, white and grey are what the crate draws with where the theme says nothing.
        (Paint::Own([red, green, blue]), origin)
            if red == green && green == blue && origin != Origin::Style =>
        {
            default_paint(*red, is_text, around, value)
        }
        (Paint::Own(_), _) if around.is_series => Paint::Site(match (is_text, value.property) {
            (true, _) => Stand::role("text"),
            (false, "stroke") => Stand::role("line"),
            (false, _) => Stand::Series(0),
        }),
        _ => paint,
    };
    Some(painted.attribute())
}

/// Whether what is painted is text, or a group of nothing else.
fn is_text(node: Node<'_, '_>) -> bool {
    let is_shape = |node: Node<'_, '_>| {
        let name = node.tag_name().name();
        node.is_element() && !matches!(name, "g" | "a" | "svg" | "use" | "text" | "tspan" | "marker")
    };
    match node.tag_name().name() {
        "text" | "tspan" => true,
        "g" => node.has_children() && !node.descendants().any(is_shape),
        _ => false,
    }
}

fn default_paint(grey: u8, is_text: bool, around: &Around, value: &Value<'_>) -> Paint {
    if value.origin == Origin::Sheet && around.ground.is_some() {
        // A class of the author's.
        return Paint::Own([grey; 3]);
    }
    Paint::Site(Stand::role(match (is_text, grey) {
        (true, _) => "text",
        (false, 0..=0xb0) => "line",
        (false, _) if value.property == "stroke" => "border",
        (false, _) => "surface",
    }))
}

/// Whether this is a colour behind several things, whose text must be readable on any ground: the
/// boxes and regions of a sequence.
fn is_tint(node: Node<'_, '_>, value: &Value<'_>) -> bool {
    value.property == "fill"
        && node.has_tag_name("rect")
        && value.origin == Origin::Attribute
        && node.attribute("class").is_some_and(|class| class == "rect")
        && matches!(Paint::read(value.value), Some(Paint::Own(_)))
}

fn font_size(value: &str) -> Option<String> {
    let number: f64 = value.trim_end_matches("px").trim().parse().ok()?;
    (number > 0.0 && number < 400.0).then(|| shown_size(number).to_string())
}

/// The size that text is shown in which was measured with this one.
pub(super) fn shown_size(measured: f64) -> f64 {
    (measured * TEXT_SCALE).max(11.0)
}

/// A value of words, numbers and commas.
fn plain(value: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ',' | ' ' | '%');
    (!value.is_empty() && value.len() <= 200 && value.chars().all(fits)).then(|| value.replace("px", ""))
}

/// A value of geometry with two decimals at most. A path has letters; there is nothing else in it that
/// could mean something.
fn geometry(value: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || " \t\n,.+-()%".contains(c);
    if !value.chars().all(fits) {
        return None;
    }
    let mut out = String::with_capacity(value.len());
    let mut decimals: Option<usize> = None;
    for c in value.chars() {
        decimals = match (c, decimals) {
            ('.', _) => Some(0),
            ('0'..='9', Some(count)) => Some(count + 1),
            _ => None,
        };
        if decimals.is_none_or(|count| count <= 2) {
            out.push(c);
        }
    }
    Some(out)
}
