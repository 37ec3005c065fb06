//! Placeholders that something fills in later: `{{ $labels.x }}`, `${x}`, `%(x)s`.

/// Stands for a part that is not known yet. It is a control character, which no address has.
pub(super) const HOLE: char = '\u{1}';

/// How such parts begin and end.
const FENCES: &[(&str, &str)] = &[("{{", "}}"), ("${", "}"), ("$(", ")"), ("%(", ")s")];

/// A text with each part that is filled in later replaced by a [`HOLE`]. The work grows with the
/// square of the text's length, which callers therefore bound.
pub(super) fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let hole = FENCES.iter().find_map(|(open, close)| {
            let inner = rest.strip_prefix(open)?;
            Some(&inner[inner.find(close)? + close.len()..])
        });
        match hole {
            Some(behind) => {
                masked.push(HOLE);
                rest = behind;
            }
            None => {
                masked.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
    }
    masked
}

/// Whether a text may be what a pattern becomes. A hole stands for part of a path's part; one at the
/// very beginning for any number of parts, because that is where a whole address is filled in.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let (mut wanted, mut given) = (parts(pattern), parts(text));
    if wanted.first().is_some_and(|first| first.chars().eq([HOLE])) {
        wanted.remove(0);
        given.drain(..given.len().saturating_sub(wanted.len()));
    }
    wanted.len() == given.len() && wanted.iter().zip(&given).all(|(wanted, given)| part_fits(wanted, given))
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').filter(|part| !part.is_empty()).collect()
}

/// Whether a pattern says anything at all.
pub(super) fn is_telling(pattern: &str) -> bool {
    pattern.chars().any(|c| c != HOLE && c.is_alphanumeric())
}

/// One part, with holes for any text: what is between two holes is best taken at once.
fn part_fits(pattern: &str, text: &str) -> bool {
    let mut pieces: Vec<&str> = pattern.split(HOLE).collect();
    let (Some(last), false) = (pieces.pop(), pieces.is_empty()) else { return pattern == text };
    let Some(mut rest) = text.strip_prefix(pieces[0]) else { return false };
    for piece in &pieces[1..] {
        let Some(found) = rest.find(piece) else { return false };
        rest = &rest[found + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_that_are_filled_in_become_holes() {
        let hole = HOLE.to_string();
        assert_eq!(mask("a/{{ $labels.x }}/b?{{y}}"), format!("a/{hole}/b?{hole}"));
        assert_eq!(mask("${HOST}/%(name)s.md"), format!("{hole}/{hole}.md"));
        assert_eq!(mask("{{ a {{ b ${c"), "{{ a {{ b ${c");
        assert_eq!(mask("ü {} $ %"), "ü {} $ %");
    }

    #[test]
    fn holes_stay_within_a_part_except_the_first() {
        let fits = |pattern: &str, text: &str| fits(&mask(pattern), text);
        assert!(fits("runbooks/{{x}}", "runbooks/etcd/"));
        assert!(!fits("runbooks/{{x}}", "runbooks/a/b/"));
        assert!(fits("runbooks/kube-{{x}}-down-{{y}}", "runbooks/kube-api-down-eu/"));
        assert!(!fits("runbooks/kube-{{x}}-down", "runbooks/kube-down/"));
        assert!(fits("{{host}}/node/x", "runbooks/node/x/"));
        assert!(fits("{{host}}/x", "x/"));
        assert!(!fits("{{host}}/x", "y/"));
        assert!(!is_telling(&mask("{{x}}/{{y}}")));
    }
}
