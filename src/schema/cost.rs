//! Limits the time for a schema. A validator follows every branch and every `$ref`, so a small schema
//! can expand to more work than any machine can do, or to an endless cycle.

use std::collections::HashMap;

use serde_json::Value as Json;

use super::applicable::{Object, resolve};
use super::subschemas::{self, Applies};

/// Front matter nests no deeper (`front_matter`), and the values of a file's name less.
const DEEPEST: usize = 64;
/// As many schemas are applied to one page at most: about a second.
const MOST: u64 = 200_000;
/// A schema must be able to check values that nest as deep as this.
const LEAST_DEPTH: usize = 2;

/// How much work a schema is, by how deep the values nest.
#[derive(Clone, Debug)]
pub(super) struct Cost {
    by_depth: Vec<u64>,
}

/// Why a schema is of no use.
#[derive(Debug, PartialEq)]
pub(super) enum Endless {
    /// The schema at this path leads back to itself before anything is checked.
    Circle(Vec<String>),
    /// Its branches unfold to too many.
    TooMany,
}

impl Cost {
    /// That of a self-contained schema.
    pub(super) fn of(root: &Json) -> Result<Self, Endless> {
        let graph = Graph::of(root);
        let order = graph.order()?;
        let mut by_depth = Vec::with_capacity(DEEPEST + 1);
        let mut below = vec![0_u64; graph.nodes.len()];
        for _ in 0..=DEEPEST {
            let mut here = vec![1_u64; graph.nodes.len()];
            for node in order.iter().copied() {
                let Edges { same, within, parts } = &graph.edges[node];
                let in_place = same.iter().map(|next| here[*next]);
                let in_all = within.iter().map(|next| below[*next]);
                let in_one = parts.iter().map(|next| below[*next]).max();
                here[node] = in_place.chain(in_all).chain(in_one).fold(1, u64::saturating_add);
            }
            by_depth.push(here.first().copied().unwrap_or_default());
            below = here;
        }
        if by_depth[LEAST_DEPTH] > MOST { Err(Endless::TooMany) } else { Ok(Self { by_depth }) }
    }

    /// Whether values can be checked in time.
    pub(super) fn allows(&self, values: &Json) -> bool {
        self.by_depth[depth(values).min(DEEPEST)] <= MOST
    }
}

/// How many steps lead to the deepest value.
fn depth(values: &Json) -> usize {
    match values {
        Json::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Json::Object(members) => 1 + members.values().map(depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Which schemas a schema leads to: for the same value, for any within it, for one within it.
#[derive(Clone, Debug, Default)]
struct Edges {
    same: Vec<usize>,
    within: Vec<usize>,
    parts: Vec<usize>,
}

/// The schemas of a file and which of them leads to which.
struct Graph<'a> {
    nodes: Vec<(&'a Object, Vec<String>)>,
    edges: Vec<Edges>,
}

impl<'a> Graph<'a> {
    fn of(root: &'a Json) -> Self {
        let mut nodes: Vec<(&Object, Vec<String>)> = Vec::new();
        subschemas::walk(root, &mut |schema, path| nodes.push((schema, path.to_vec())));
        let mut index: HashMap<*const Object, usize> = HashMap::new();
        let mut waiting: Vec<usize> = (0..nodes.len()).collect();
        for (node, (schema, _)) in nodes.iter().enumerate() {
            index.insert(std::ptr::from_ref(*schema), node);
        }
        let mut edges = vec![Edges::default(); nodes.len()];
        while let Some(node) = waiting.pop() {
            let (schema, path) = (nodes[node].0, nodes[node].1.clone());
            for (applies, next) in next(root, schema) {
                let number = *index.entry(std::ptr::from_ref(next)).or_insert_with(|| {
                    // A `$ref` may point at what is where no schema is expected.
                    nodes.push((next, path.clone()));
                    edges.push(Edges::default());
                    waiting.push(nodes.len() - 1);
                    nodes.len() - 1
                });
                match applies {
                    Applies::Here => edges[node].same.push(number),
                    Applies::Within => edges[node].within.push(number),
                    Applies::Part => edges[node].parts.push(number),
                }
            }
        }
        Self { nodes, edges }
    }

    /// The schemas in an order in which each comes after those for the same value that it leads to.
    fn order(&self) -> Result<Vec<usize>, Endless> {
        let mut left: Vec<usize> = self.edges.iter().map(|edges| edges.same.len()).collect();
        let mut before: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        for (node, edges) in self.edges.iter().enumerate() {
            edges.same.iter().for_each(|next| before[*next].push(node));
        }
        let mut order: Vec<usize> = (0..left.len()).filter(|node| left[*node] == 0).collect();
        let mut at = 0;
        while let Some(node) = order.get(at).copied() {
            at += 1;
            for previous in &before[node] {
                left[*previous] -= 1;
                if left[*previous] == 0 {
                    order.push(*previous);
                }
            }
        }
        // What is left leads into a circle; a `$ref` is what closes one.
        let closes = |node: &usize| left[*node] > 0 && self.nodes[*node].0.contains_key("$ref");
        match (0..left.len()).find(closes) {
            Some(node) => Err(Endless::Circle(self.nodes[node].1.clone())),
            None => Ok(order),
        }
    }
}

/// The schemas that a schema applies.
fn next<'a>(root: &'a Json, schema: &'a Object) -> Vec<(Applies, &'a Object)> {
    let mut found = subschemas::applied(schema);
    let reference = schema.get("$ref").and_then(Json::as_str);
    let target = reference.and_then(|reference| resolve(root, reference)).and_then(Json::as_object);
    found.extend(target.map(|target| (Applies::Here, target)));
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn chain(length: usize, link: impl Fn(&Json) -> Json) -> Json {
        let mut definitions = serde_json::Map::new();
        for n in 0..length {
            let next = json!({"$ref": format!("#/$defs/d{}", n + 1)});
            definitions.insert(format!("d{n}"), link(&next));
        }
        definitions.insert(format!("d{length}"), json!({"type": "string"}));
        json!({"$ref": "#/$defs/d0", "$defs": definitions})
    }

    #[test]
    fn what_never_ends_is_refused() {
        for (schema, path) in [
            (json!({"$ref": "#"}), ""),
            (json!({"allOf": [{"$ref": "#"}]}), "allOf/0"),
            (json!({"properties": {"a": {"anyOf": [{"$ref": "#/properties/a"}]}}}), "properties/a/anyOf/0"),
        ] {
            let circle =
                Endless::Circle(path.split('/').filter(|step| !step.is_empty()).map(str::to_owned).collect());
            assert_eq!(Cost::of(&schema).unwrap_err(), circle, "{schema}");
        }
        let doubling = chain(40, |next| json!({"anyOf": [next, next]}));
        assert_eq!(Cost::of(&doubling).unwrap_err(), Endless::TooMany);
    }

    #[test]
    fn what_ends_is_not() {
        let tree = json!({"properties": {"children": {"items": {"$ref": "#"}}, "next": {"$ref": "#"}}});
        let cost = Cost::of(&tree).unwrap();
        assert!(cost.allows(&json!({"children": [{"next": {"children": []}}]})));
        let wide: Json = (0..20)
            .map(|n| (format!("p{n}"), json!({"$ref": "#"})))
            .collect::<serde_json::Map<_, _>>()
            .into();
        let deep = (0..30).fold(json!("x"), |inner, _| json!({"p3": inner}));
        assert!(Cost::of(&json!({"properties": wide})).unwrap().allows(&deep));
        assert!(Cost::of(&chain(1000, |next| json!({"allOf": [next]}))).is_ok());
        let doubling = chain(40, |next| json!({"anyOf": [{"items": next}, {"items": next}]}));
        let cost = Cost::of(&doubling).unwrap();
        assert!(cost.allows(&json!([[["x"]]])));
        let deep = (0..30).fold(json!("x"), |inner, _| json!([inner]));
        assert!(!cost.allows(&deep));
    }
}
