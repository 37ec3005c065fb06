//! Gantt charts: what Mermaid says in its style sheet.

use roxmltree::Node;

use super::colour::Stand;
use super::shape::has_class;

/// The turn that makes a diamond of a milestone, which is drawn as a square.
pub(super) fn diamond(node: Node<'_, '_>) -> Option<String> {
    let number = |name: &str| node.attribute(name)?.parse::<f64>().ok();
    let (x, y, size) = (number("x")?, number("y")?, number("height")?);
    let (x, y) = (x + size / 2.0, y + size / 2.0);
    let turned = format!("translate({x:.1},{y:.1}) rotate(45) scale(.8) translate({:.1},{:.1})", -x, -y);
    has_class(node, &["milestone"]).then_some(turned)
}

/// The colour of a task's bar. Its class is its state and the number of its section, such as `crit0`
/// or `doneCrit2`.
pub(super) fn bar(node: Node<'_, '_>) -> Option<Stand> {
    let classes = node.attribute("class").filter(|_| node.has_tag_name("rect"))?;
    let state = classes.split_whitespace().map(|class| class.trim_end_matches(|c: char| c.is_ascii_digit()));
    let numbered = state.zip(classes.split_whitespace()).filter(|(state, class)| state != class);
    numbered.filter_map(|(state, _)| colour(state)).next()
}

fn colour(state: &str) -> Option<Stand> {
    match state {
        "crit" | "activeCrit" => Some(Stand::Series(4)),
        "done" | "doneCrit" => Some(Stand::role("surface-muted")),
        "active" => Some(Stand::Series(1)),
        "task" => Some(Stand::Series(0)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use roxmltree::Document;

    use super::*;

    #[test]
    fn bars_tell_their_state() {
        for (class, expected) in [
            ("task task0", Some(Stand::Series(0))),
            ("task crit12", Some(Stand::Series(4))),
            ("task doneCrit1", Some(Stand::role("surface-muted"))),
            ("task task-type-0", None),
            ("task", None),
        ] {
            let svg = format!("<rect class='{class}'/>");
            assert_eq!(bar(Document::parse(&svg).unwrap().root_element()), expected, "{class}");
        }
    }

    #[test]
    fn milestones_are_turned_where_they_stand() {
        let document = Document::parse("<rect class='milestone' x='10' y='20' height='8'/>").unwrap();
        let expected = "translate(14.0,24.0) rotate(45) scale(.8) translate(-14.0,-24.0)";
        assert_eq!(diamond(document.root_element()).as_deref(), Some(expected));
    }
}
