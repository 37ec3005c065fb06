//! How much a browser would have to draw: an image of a few lines can use a part that uses another part, and
//! so on, and expand to billions of elements.

use std::collections::HashMap;

use roxmltree::{Document, Node, NodeId};

use super::Unusable;
use super::clean::{href, is_svg};
use super::css;

/// How many elements may be drawn, counting what is used as often as it is.
const MOST_DRAWN: u64 = 500_000;
/// How deep elements may be nested, counting what they use.
const DEEPEST: usize = 256;

/// Refuses an image that unfolds into too much, nests too deep, or uses itself.
pub(super) fn check(document: &Document<'_>) -> Result<(), Unusable> {
    let ids = document.descendants().filter_map(|node| Some((node.attribute("id")?, node)));
    let mut scale = Scale { ids: ids.collect(), known: HashMap::new() };
    match scale.weigh(document.root_element(), 0)? {
        weight if weight > MOST_DRAWN => {
            Err(Unusable::too_large(format!("it expands to more than {MOST_DRAWN} elements")))
        }
        _ => Ok(()),
    }
}

struct Scale<'d, 'i> {
    ids: HashMap<&'d str, Node<'d, 'i>>,
    /// The weights of elements; none for one that is being weighed.
    known: HashMap<NodeId, Option<u64>>,
}

impl<'d, 'i> Scale<'d, 'i> {
    fn weigh(&mut self, node: Node<'d, 'i>, depth: usize) -> Result<u64, Unusable> {
        if depth > DEEPEST {
            return Err(Unusable::too_large(format!("its elements are nested more than {DEEPEST} deep")));
        }
        match self.known.get(&node.id()) {
            Some(Some(weight)) => return Ok(*weight),
            Some(None) => {
                return Err(Unusable::new("a part of it uses itself", "remove the circular `use`"));
            }
            None => {}
        }
        self.known.insert(node.id(), None);
        let mut weight = 1_u64;
        for child in node.children().filter(Node::is_element) {
            weight = weight.saturating_add(self.weigh(child, depth + 1)?);
        }
        for id in used(node) {
            if let Some(part) = self.ids.get(id.as_str()).copied() {
                weight = weight.saturating_add(self.weigh(part, depth + 1)?);
            }
        }
        self.known.insert(node.id(), Some(weight));
        Ok(weight)
    }
}

/// The ids of the parts that an element uses.
fn used(node: Node<'_, '_>) -> Vec<String> {
    if !is_svg(node) {
        return Vec::new();
    }
    let own = href(node).and_then(|href| href.trim().strip_prefix('#')).map(str::to_owned);
    let values = node.attributes().filter(|attribute| attribute.value().contains('#'));
    own.into_iter().chain(values.flat_map(|attribute| css::ids(attribute.value()))).collect()
}
