//! The size of a diagram, counted in its source before anything is drawn: the crate counts only after
//! it has read and placed nearly everything.

/// At most how many things a source draws: its statements, the lines between things, and what `&`
/// multiplies. It is never less than what the crate finds, and takes time linear in the source.
pub(super) fn size(source: &str) -> usize {
    source.split(['\n', ';']).map(statement).fold(0, usize::saturating_add)
}

/// At most how many things a statement draws. `a & b --> c & d` draws four lines.
fn statement(statement: &str) -> usize {
    let statement = statement.trim();
    if statement.is_empty() || statement.starts_with("%%") {
        return 0;
    }
    let ands = statement.bytes().filter(|byte| *byte == b'&').count();
    let lists = statement.bytes().filter(|byte| matches!(byte, b',' | b':')).count();
    let arrows = arrows(statement);
    let crossed = if arrows > 0 { (ands + arrows).saturating_mul(ands) } else { ands };
    1 + arrows + lists + crossed
}

/// How many runs of the characters there are that lines are made of.
fn arrows(statement: &str) -> usize {
    let is_line = |byte: &u8| matches!(byte, b'-' | b'=' | b'~' | b'.' | b'<' | b'>');
    statement
        .as_bytes()
        .chunk_by(|a, b| is_line(a) == is_line(b))
        .filter(|run| run.len() > 1 && is_line(&run[0]))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_no_less_than_is_drawn() {
        for (source, expected) in [
            ("flowchart TD\n  A --> B\n", 3),
            ("flowchart TD; A-->B-->C; B-.->D\n%% a comment --> here\n\n", 6),
            ("flowchart TD\n  A & B & C --> D & E\n", 1 + 2 + 3 * 4),
            ("sequenceDiagram\n  A->>B: hi\n", 1 + 3),
            ("xychart-beta\n  bar [1, 2, 3]\n", 1 + 3),
        ] {
            assert_eq!(size(source), expected, "{source}");
        }
        let crossed =
            format!("flowchart TD\n{} --> {}", vec!["a"; 5000].join(" & "), vec!["b"; 5000].join(" & "));
        assert!(size(&crossed) > 25_000_000);
    }
}
