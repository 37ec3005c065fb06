//! `sorted`: lists with items in alphabetical order, so that two people who add to one do not
//! cause a merge conflict on its last line.

use super::Schema;
use super::order::{find, mappings_at};
use crate::diagnostic::fix::Edit;
use crate::diagnostic::{Finding, Fix, rules};
use crate::front_matter::{FrontMatter, Node, Value};
use crate::text::Source;

/// Finds lists that are out of order (`front-matter/unsorted`).
pub fn unsorted_findings(schema: &Schema, source: &Source, front_matter: &FrontMatter) -> Vec<Finding> {
    let mut findings = Vec::new();
    for field in schema.fields.iter().filter(|field| field.sorted) {
        let Some((name, within)) = field.path.0.split_last() else { continue };
        let mappings = mappings_at(&front_matter.entries, within);
        let lists = mappings.into_iter().filter_map(|entries| find(entries, name));
        findings.extend(lists.filter_map(|entry| unsorted(source, name, &entry.value)));
    }
    findings
}

fn unsorted(source: &Source, name: &str, list: &Node) -> Option<Finding> {
    let Value::List(items) = &list.value else { return None };
    // A list that holds more than texts has no alphabetical order.
    let texts: Vec<&str> = items.iter().map(Node::as_str).collect::<Option<_>>()?;
    let key = |at: &usize| (texts[*at].to_lowercase(), texts[*at]);
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(key);
    let first = order.iter().enumerate().find(|(at, from)| at != *from).map(|(at, _)| at)?;
    let message = format!("`{name}` is not in alphabetical order: `{}` comes first", texts[order[first]]);
    let finding = Finding::new(&rules::FRONT_MATTER_UNSORTED, &source.path, items[first].span, message);
    let mut finding = finding.help(format!("write the items as {}", sorted_list(&order, &texts)));
    finding.fix = fix(source, items, &order);
    Some(finding)
}

/// The items in their order, as many as help.
fn sorted_list(order: &[usize], texts: &[&str]) -> String {
    const SHOWN: usize = 8;
    let shown: Vec<&str> = order.iter().take(SHOWN).map(|at| texts[*at]).collect();
    let rest = if order.len() > SHOWN { ", …" } else { "" };
    format!("`[{}{rest}]`", shown.join(", "))
}

/// Puts each item where it belongs. A comment may refer to the item next to it, so a list
/// with comments is left to its author.
fn fix(source: &Source, items: &[Node], order: &[usize]) -> Option<Fix> {
    let written = |at: usize| &source.text[items[at].span.start..items[at].span.end];
    let (first, last) = (items.first()?, items.last()?);
    let line_end =
        source.text[last.span.end..].find('\n').map_or(source.text.len(), |feed| last.span.end + feed);
    let has_comment = source.text[first.span.start..line_end].contains('#');
    let moved = order.iter().enumerate().filter(|(at, from)| at != *from);
    let edits = moved.map(|(at, from)| Edit { span: items[at].span, text: written(*from).to_owned() });
    (!has_comment).then(|| Fix { edits: edits.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::fix;
    use crate::files::Memory;
    use crate::front_matter;
    use crate::path::SitePath;
    use crate::schema::Schemas;

    const SCHEMA: &[u8] = br#"{"properties": {
        "tags": {"type": "array", "x-opslore": {"sorted": true}},
        "steps": {"type": "array", "items": {"properties": {"who": {"x-opslore": {"sorted": true}}}}}
    }}"#;

    fn mended(yaml: &str) -> (usize, String) {
        let mut files = Memory::default();
        files.insert(SitePath::new("schemas/x.schema.json").unwrap(), SCHEMA);
        let schemas = Schemas::load(&files).0;
        let source = Source::new(SitePath::new("a.md").unwrap(), format!("---\n{yaml}\n---\n"));
        let front_matter = front_matter::read(&source).0;
        let findings = unsorted_findings(schemas.get("x").unwrap(), &source, &front_matter);
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
        let text = fix::apply(&source.text, fixes).0;
        (findings.len(), text["---\n".len()..text.len() - "\n---\n".len()].to_owned())
    }

    #[test]
    fn items_change_places_and_nothing_else_moves() {
        for (yaml, found, sorted) in [
            ("tags: [b, \"a\",  c]", 1, "tags: [\"a\", b,  c]"),
            ("tags:\n  - etcd\n  -   Disk\n  - ceph", 1, "tags:\n  - ceph\n  -   Disk\n  - etcd"),
            ("tags: [a, B, c]", 0, "tags: [a, B, c]"),
            ("tags: b", 0, "tags: b"),
            ("tags:\n- b # why\n- a", 1, "tags:\n- b # why\n- a"),
            ("steps:\n- who: [z, y]", 1, "steps:\n- who: [y, z]"),
            ("tags: [{b: 1}, a]", 0, "tags: [{b: 1}, a]"),
        ] {
            assert_eq!(mended(yaml), (found, sorted.to_owned()), "{yaml}");
        }
    }
}
