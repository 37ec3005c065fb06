//! Selectors of CSS, as far as style sheets of diagrams use them. One that is not understood matches
//! nothing.

use roxmltree::Node;

/// How many parts a selector may have; the crate's have at most six.
const MOST_PARTS: usize = 8;

/// `#a .b > c`, from the right: what matches, and what must be around it.
#[derive(Debug)]
pub(super) struct Selector {
    last: Compound,
    /// Outwards; whether it must be the parent.
    around: Vec<(bool, Compound)>,
    /// Ids, classes and attributes, names of elements.
    pub(super) specificity: (usize, usize, usize),
}

/// `name#id.class[attribute="value"]:not(.class)`.
#[derive(Debug, Default)]
struct Compound {
    name: Option<String>,
    id: Option<String>,
    classes: Vec<String>,
    attributes: Vec<(String, String)>,
    nots: Vec<Compound>,
}

impl Selector {
    /// Reads a selector without commas.
    pub(super) fn read(text: &str) -> Option<Self> {
        let spaced = text.replace('>', " > ");
        let mut around: Vec<(bool, Compound)> = Vec::new();
        let mut is_parent = false;
        for word in spaced.split_whitespace() {
            if word == ">" {
                is_parent = true;
                continue;
            }
            around.push((is_parent, Compound::read(word)?));
            is_parent = false;
        }
        if around.len() > MOST_PARTS {
            return None;
        }
        let specificity = around.iter().fold((0, 0, 0), |sum, (_, part)| {
            let (ids, classes, names) = part.specificity();
            (sum.0 + ids, sum.1 + classes, sum.2 + names)
        });
        let (mut below_is_child, last) = around.pop()?;
        let mut outwards = Vec::with_capacity(around.len());
        while let Some((is_child, part)) = around.pop() {
            outwards.push((below_is_child, part));
            below_is_child = is_child;
        }
        Some(Self { last, around: outwards, specificity })
    }

    pub(super) fn matches(&self, node: Node<'_, '_>) -> bool {
        self.last.matches(node) && is_inside(node, &self.around)
    }
}

fn is_inside(node: Node<'_, '_>, around: &[(bool, Compound)]) -> bool {
    let Some(((is_parent, part), rest)) = around.split_first() else { return true };
    let reach = if *is_parent { 1 } else { usize::MAX };
    let mut outwards = node.ancestors().skip(1).take(reach);
    outwards.any(|outer| part.matches(outer) && is_inside(outer, rest))
}

impl Compound {
    fn read(text: &str) -> Option<Self> {
        let mut compound = Self::default();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let after = &rest[first.len_utf8()..];
            let name_end = |text: &str| text.find(['.', '#', '[', ':', '*']).unwrap_or(text.len());
            rest = match first {
                '*' => after,
                '.' | '#' => {
                    let (name, rest) = after.split_at(name_end(after));
                    match first {
                        '.' => compound.classes.push(name.to_owned()),
                        _ => compound.id = Some(name.to_owned()),
                    }
                    rest
                }
                '[' => {
                    let (attribute, rest) = after.split_once(']')?;
                    let (name, value) = attribute.split_once('=')?;
                    let value = value.trim_matches(['"', '\'']).to_owned();
                    // `^=` and its like are none of ours.
                    let is_plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
                    compound.attributes.push((is_plain.then(|| name.to_owned())?, value));
                    rest
                }
                ':' => {
                    let (inside, rest) = after.strip_prefix("not(")?.split_once(')')?;
                    compound.nots.push(Self::read(inside)?);
                    rest
                }
                _ => {
                    let (name, after) = rest.split_at(name_end(rest));
                    compound.name = Some(name.to_owned());
                    after
                }
            };
        }
        Some(compound)
    }

    fn specificity(&self) -> (usize, usize, usize) {
        let classes = self.classes.len() + self.attributes.len() + self.nots.len();
        (usize::from(self.id.is_some()), classes, usize::from(self.name.is_some()))
    }

    fn matches(&self, node: Node<'_, '_>) -> bool {
        let has_class = |class: &String| {
            node.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|own| own == class))
        };
        node.is_element()
            && self.name.as_deref().is_none_or(|name| node.tag_name().name() == name)
            && self.id.as_deref().is_none_or(|id| node.attribute("id") == Some(id))
            && self.classes.iter().all(has_class)
            && self.attributes.iter().all(|(name, value)| node.attribute(name.as_str()) == Some(value))
            && !self.nots.iter().any(|not| not.matches(node))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matches_as_a_browser_does() {
        let svg = r#"<svg id="m"><g class="node x"><g class="label"><text/></g><rect data-a="1"/></g></svg>"#;
        let document = roxmltree::Document::parse(svg).unwrap();
        let find = |name| document.descendants().find(|node| node.has_tag_name(name)).unwrap();
        for (selector, name, expected) in [
            ("#m .node text", "text", true),
            ("#m .node > text", "text", false),
            (".node>.label text", "text", true),
            ("g.node.x rect", "rect", true),
            ("g.node.y rect", "rect", false),
            ("#m [data-a=\"1\"]", "rect", true),
            (".node:not(.x) rect", "rect", false),
            (".node:not(.y) *", "rect", true),
            ("#n rect", "rect", false),
        ] {
            let selector = Selector::read(selector).unwrap();
            assert_eq!(selector.matches(find(name)), expected, "{selector:?}");
        }
        for unknown in ["a:hover", "a[b^=\"c\"]", "", "a:nth-of-type(2)", "a[b", "a:not(b"] {
            assert!(Selector::read(unknown).is_none(), "{unknown}");
        }
    }
}
