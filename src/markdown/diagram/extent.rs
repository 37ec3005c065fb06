//! How far the text of a chart extends. The crate measures for one font and lets long labels extend out
//! of the picture, as Mermaid does; here they are measured with room for any font.

use roxmltree::Node;

use super::style::Sheet;
use super::svg::{DEEPEST, has_class, shown_size};

/// Between two labels of an axis, in pixels.
const GAP: f64 = 8.0;

/// The leftmost and the rightmost point of text, without what is turned.
pub(super) fn reach(root: Node<'_, '_>, sheet: &Sheet<'_>) -> Option<(f64, f64)> {
    let mut reach = None;
    visit(root, &Place { size: 16.0, ..Place::default() }, sheet, &mut reach);
    reach
}

/// Every how many marks of an axis have room for their labels.
pub(super) fn labels_with_room(axis: Node<'_, '_>, sheet: &Sheet<'_>) -> usize {
    let ticks: Vec<_> = axis.children().filter(|node| has_class(*node, &["tick"])).collect();
    let at: Vec<f64> = ticks.iter().filter_map(|tick| offset(*tick)).collect();
    let widths = ticks.iter().filter_map(|tick| reach(*tick, sheet)).map(|(left, right)| right - left);
    let widest = widths.fold(0.0, f64::max) + GAP;
    let has_room = |every: &usize| at.windows(every + 1).all(|pair| pair[*every] - pair[0] >= widest);
    (1..=at.len()).find(has_room).unwrap_or(1)
}

#[derive(Clone, Copy, Default)]
struct Place {
    x: f64,
    /// How much of the text stands left of its place: none, half or all.
    before: f64,
    /// The font size that the crate measured with.
    size: f64,
    depth: usize,
}

fn visit(node: Node<'_, '_>, around: &Place, sheet: &Sheet<'_>, reach: &mut Option<(f64, f64)>) {
    let is_text = matches!(node.tag_name().name(), "text" | "tspan");
    if around.depth > DEEPEST || !(is_text || matches!(node.tag_name().name(), "svg" | "g" | "a")) {
        return;
    }
    let Some(shift) = offset(node) else { return };
    let own_x = node.attribute("x").filter(|_| is_text).and_then(|x| x.trim().parse::<f64>().ok());
    let mut place = Place { x: around.x + shift, depth: around.depth + 1, ..*around };
    for value in sheet.values(node) {
        match (value.property, value.value) {
            ("text-anchor", "middle") => place.before = 0.5,
            ("text-anchor", "end") => place.before = 1.0,
            ("text-anchor", _) => place.before = 0.0,
            ("font-size", size) => place.size = size.trim_end_matches("px").parse().unwrap_or(place.size),
            _ => {}
        }
    }
    for child in node.children() {
        let text = child.text().filter(|_| child.is_text() && is_text).map_or("", str::trim);
        if !text.is_empty() {
            let width = width(text) * shown_size(place.size);
            let left = place.x + own_x.unwrap_or(0.0) - place.before * width;
            let (least, most) = reach.unwrap_or((left, left));
            *reach = Some((least.min(left), most.max(left + width)));
        }
        visit(child, &place, sheet, reach);
    }
}

/// How far an element is moved to the right; nothing where it is turned as well.
fn offset(node: Node<'_, '_>) -> Option<f64> {
    let Some(transform) = node.attribute("transform") else { return Some(0.0) };
    let transform = transform.trim_end().trim_end_matches("rotate(0)").trim_end();
    let inside = transform.strip_prefix("translate(")?.strip_suffix(')')?;
    inside.split([',', ' ']).next()?.trim().parse().ok().filter(|_| !inside.contains(')'))
}

/// The width of a text in a wide font such as DejaVu Sans, in units of its size.
fn width(text: &str) -> f64 {
    let one = |c: char| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' => 0.36,
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.98,
        'A'..='Z' | '0'..='9' => 0.68,
        c if c < '\u{1100}' => 0.62,
        _ => 1.05,
    };
    text.chars().map(one).sum()
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    #[test]
    fn text_reaches_as_far_as_it_is_moved() {
        for (svg, expected) in [
            ("<text x='10'>..</text>", Some((10.0, 20.0))),
            ("<g transform='translate(-30, 9)'><text text-anchor='end'>..</text></g>", Some((-40.0, -30.0))),
            ("<text x='1' font-size='32px'><tspan x='7'>..</tspan> </text>", Some((7.0, 27.0))),
            (
                "<text transform='translate(5, 0) rotate(0)' style='text-anchor:middle'>..</text>",
                Some((0.0, 10.0)),
            ),
            ("<text transform='translate(5, 0) rotate(90)'>..</text>", None),
            ("<rect x='9'/>", None),
        ] {
            let svg = format!("<svg>{svg}</svg>");
            let document = Document::parse(&svg).unwrap();
            let found = reach(document.root_element(), &Sheet::read(&document));
            let rounded = found.map(|(left, right)| (left.round(), right.round()));
            assert_eq!(rounded, expected, "{svg}");
        }
    }

    #[test]
    fn an_axis_says_as_much_as_fits() {
        for (distance, expected) in [(200.0, 1), (54.0, 2), (30.0, 3), (1.0, 9)] {
            let tick = |nth| {
                let x = f64::from(nth) * distance;
                format!(
                    "<g class='tick' transform='translate({x},0)'><text font-size='10'>2024-01-01</text></g>"
                )
            };
            let svg = format!("<svg>{}</svg>", (0..9).map(tick).collect::<String>());
            let document = Document::parse(&svg).unwrap();
            assert_eq!(
                labels_with_room(document.root_element(), &Sheet::read(&document)),
                expected,
                "{distance}"
            );
        }
    }
}
