//! The cascade: a drawing's style sheet, `style` attributes and attributes, brought down to one value
//! for each property of each element.

use roxmltree::{Document, Node};

use super::selector::Selector;

/// The properties that are kept. All of them are attributes too, which the Content-Security-Policy has
/// nothing against.
const PROPERTIES: [&str; 21] = [
    "alignment-baseline",
    "display",
    "dominant-baseline",
    "fill",
    "fill-opacity",
    "font-size",
    "font-style",
    "font-weight",
    "marker-end",
    "marker-mid",
    "marker-start",
    "opacity",
    "stroke",
    "stroke-dasharray",
    "stroke-linecap",
    "stroke-linejoin",
    "stroke-opacity",
    "stroke-width",
    "text-anchor",
    "text-decoration",
    "visibility",
];

/// Where a value comes from. What an author chose for one node is written as its `style`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Attribute,
    Sheet,
    Style,
}

/// A property's value for an element.
#[derive(Debug)]
pub(super) struct Value<'s> {
    pub(super) property: &'static str,
    pub(super) value: &'s str,
    pub(super) origin: Origin,
}

/// A drawing's style sheet.
#[derive(Debug, Default)]
pub(super) struct Sheet<'s> {
    rules: Vec<(Selector, Vec<Declaration<'s>>)>,
}

#[derive(Clone, Copy, Debug)]
struct Declaration<'s> {
    property: &'static str,
    value: &'s str,
    important: bool,
}

/// What outweighs what, the later of equals winning.
type Weight = (bool, Origin, (usize, usize, usize));

impl<'s> Sheet<'s> {
    /// Reads the `style` elements of a drawing.
    pub(super) fn read(document: &'s Document<'_>) -> Self {
        let styles = document.descendants().filter(|node| node.has_tag_name("style"));
        let mut sheet = Self::default();
        for text in styles.filter_map(|style| style.text()) {
            sheet.add(text);
        }
        sheet
    }

    fn add(&mut self, text: &'s str) {
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (selectors, body) = (&rest[..open], &rest[open + 1..]);
            let end = if selectors.trim_start().starts_with('@') { block_end(body) } else { body.find('}') };
            let Some(end) = end else { return };
            rest = &body[end + 1..];
            if selectors.trim_start().starts_with('@') {
                continue;
            }
            let declarations = declarations(&body[..end]);
            if declarations.is_empty() {
                continue;
            }
            let selectors = selectors.split(',').filter_map(Selector::read);
            self.rules.extend(selectors.map(|selector| (selector, declarations.clone())));
        }
    }

    /// The values of an element's own, one for each property, in the order of [`PROPERTIES`].
    pub(super) fn values(&self, node: Node<'s, '_>) -> Vec<Value<'s>> {
        let mut found: Vec<(Weight, Declaration<'s>)> = Vec::new();
        for attribute in node.attributes() {
            if let Some(property) = property(attribute.name()) {
                let declaration = Declaration { property, value: attribute.value(), important: false };
                found.push(((false, Origin::Attribute, (0, 0, 0)), declaration));
            }
        }
        for (selector, declarations) in self.rules.iter().filter(|(selector, _)| selector.matches(node)) {
            found.extend(declarations.iter().map(|declaration| {
                ((declaration.important, Origin::Sheet, selector.specificity), *declaration)
            }));
        }
        let style = node.attribute("style").map(declarations).unwrap_or_default();
        found.extend(style.into_iter().map(|own| ((own.important, Origin::Style, (0, 0, 0)), own)));
        let strongest = |property: &&'static str| {
            let of_it = found.iter().filter(|(_, declaration)| declaration.property == *property);
            let ((_, origin, _), declaration) = of_it.max_by_key(|(weight, _)| *weight)?;
            Some(Value { property: declaration.property, value: declaration.value, origin: *origin })
        };
        PROPERTIES.iter().filter_map(strongest).collect()
    }
}

/// Where a block ends that may hold others.
fn block_end(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' if depth == 0 => return Some(at),
            b'}' => depth -= 1,
            _ => {}
        }
    }
    None
}

fn declarations(text: &str) -> Vec<Declaration<'_>> {
    let read = |declaration| {
        let (name, value) = str::split_once(declaration, ':')?;
        let property = property(name.trim())?;
        let value = value.trim();
        let plain = value.strip_suffix("!important");
        Some(Declaration { property, value: plain.unwrap_or(value).trim(), important: plain.is_some() })
    };
    text.split(';').filter_map(read).collect()
}

fn property(name: &str) -> Option<&'static str> {
    PROPERTIES.binary_search(&name).ok().map(|at| PROPERTIES[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_strongest_value_wins() {
        let svg = "<svg id=\"m\"><style>@keyframes k{from{fill:red}}#m rect{fill:red;stroke:blue}\
                   .a{fill:green!important;}rect{stroke:black}</style>\
                   <rect class=\"a\" stroke=\"white\" opacity=\"1\" style=\"fill:gold;stroke-width:2px\"/></svg>";
        let document = Document::parse(svg).unwrap();
        let rect = document.descendants().find(|node| node.has_tag_name("rect")).unwrap();
        let sheet = Sheet::read(&document);
        let values = sheet.values(rect);
        let values: Vec<_> = values.iter().map(|value| (value.property, value.value, value.origin)).collect();
        let expected = [
            ("fill", "green", Origin::Sheet),
            ("opacity", "1", Origin::Attribute),
            ("stroke", "blue", Origin::Sheet),
            ("stroke-width", "2px", Origin::Style),
        ];
        assert_eq!(values, expected);
        assert!(PROPERTIES.is_sorted());
    }

    #[test]
    fn half_a_sheet_is_no_harm() {
        for css in ["a{", "@media x{a{", "}{", "a{fill", "{fill:red}", "a,{;;:}"] {
            let svg = format!("<svg><style>{css}</style></svg>");
            Sheet::read(&Document::parse(&svg).unwrap());
        }
    }
}
