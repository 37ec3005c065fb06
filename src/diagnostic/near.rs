//! Names that are similar to one that does not exist: what an author may have meant.

/// Longer names, in characters, are not compared: they are rarely mistyped, and a comparison takes time
/// in proportion to the product of both lengths.
const LONGEST: usize = 200;

/// Below this similarity (0 to 1) a suggestion reads as a guess.
const NEAR_ENOUGH: f64 = 0.6;

/// The cost of seeing that the lengths of two names differ too much, in compared pairs of characters.
const GLANCE: usize = 16;

/// How much comparing names may still cost, in pairs of characters: without a limit, a page of broken
/// links would be compared with every page there is, link by link.
#[derive(Debug)]
pub struct Patience {
    left: usize,
}

impl Patience {
    /// A budget of so many pairs of characters; a million take a few milliseconds.
    pub fn new(pairs: usize) -> Self {
        Self { left: pairs }
    }

    /// As [`nearest`], or nothing once the budget is used up.
    pub fn nearest<'a>(
        &mut self,
        wanted: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Vec<&'a str> {
        self.nearest_by(wanted, candidates, |candidate| candidate)
    }

    /// As [`nearest_by`], or nothing once the budget is used up.
    pub fn nearest_by<'a>(
        &mut self,
        wanted: &str,
        candidates: impl IntoIterator<Item = &'a str>,
        part: impl Fn(&'a str) -> &'a str,
    ) -> Vec<&'a str> {
        let Some(wanted) = folded(wanted) else { return Vec::new() };
        let mut scored: Vec<(f64, &str)> = Vec::new();
        for candidate in candidates {
            let other = folded(part(candidate)).filter(|other| may_be_near(&wanted, other));
            let cost = other.as_ref().map_or(GLANCE, |other| GLANCE + wanted.len() * other.len());
            if self.spend(cost).is_none() {
                return Vec::new();
            }
            let score = other.map(|other| strsim::normalized_damerau_levenshtein(&wanted, &other));
            scored.extend(score.filter(|score| *score >= NEAR_ENOUGH).map(|score| (score, candidate)));
        }
        scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        scored.dedup_by(|a, b| a.1 == b.1);
        scored.into_iter().take(3).map(|(_, candidate)| candidate).collect()
    }

    /// Subtracts a cost from the budget; `None` if less is left.
    pub fn spend(&mut self, pairs: usize) -> Option<()> {
        let left = self.left.checked_sub(pairs);
        self.left = left.unwrap_or(0);
        left.map(|_| ())
    }
}

/// The candidates nearest to `wanted`, best first, at most three and only those near enough to be
/// what the author may have meant. Case and the difference between `-`, `_` and a space are ignored.
/// For lists of names that no page can make long.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    nearest_by(wanted, candidates, |candidate| candidate)
}

/// As [`nearest`], comparing only the part of each candidate that `part` picks.
pub fn nearest_by<'a>(
    wanted: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    part: impl Fn(&'a str) -> &'a str,
) -> Vec<&'a str> {
    Patience::new(usize::MAX).nearest_by(wanted, candidates, part)
}

/// «did you mean `a`, `b` or `c`?», or `None` where nothing is near.
pub fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    ask(&nearest(wanted, candidates))
}

/// «did you mean `a`, `b` or `c`?» of names that are known to be near.
pub fn ask(near: &[&str]) -> Option<String> {
    (!near.is_empty()).then(|| format!("did you mean {}?", or_list(near)))
}

/// `` `a`, `b` or `c` ``.
pub fn or_list<T: AsRef<str>>(names: &[T]) -> String {
    list(names, "or")
}

/// `` `a`, `b` and `c` ``.
pub fn and_list<T: AsRef<str>>(names: &[T]) -> String {
    list(names, "and")
}

fn list<T: AsRef<str>>(names: &[T], conjunction: &str) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    listed(&quoted, conjunction)
}

/// `a, b and c`, with this word for `and`.
pub fn listed(items: &[String], conjunction: &str) -> String {
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} {conjunction} {last}", rest.join(", ")),
    }
}

/// A name as it is compared; `None` for one that is too long.
fn folded(name: &str) -> Option<String> {
    let is_short = name.len() <= LONGEST * char::MAX.len_utf8() && name.chars().nth(LONGEST).is_none();
    is_short.then(|| name.to_lowercase().replace(['_', ' '], "-"))
}

/// Whether the lengths of two names are similar enough: each additional character is a
/// mistake.
fn may_be_near(a: &str, b: &str) -> bool {
    let (a, b) = (a.chars().count(), b.chars().count());
    #[expect(clippy::cast_precision_loss, reason = "names are short")]
    let most = a.min(b) as f64 / a.max(b).max(1) as f64;
    a == b || most >= NEAR_ENOUGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_another_length_need_no_comparison() {
        let names = ["restart-node", "restart-nodes", "restart_Node", "drain", "restart-node-of-a-cluster"];
        assert_eq!(nearest("restart-nod", names), ["restart-node", "restart_Node", "restart-nodes"]);
        let all = ["a", "ab", "abc", "abcd", "abcde", "abcdef", "ü", ""];
        for (wanted, other) in all.iter().flat_map(|a| all.iter().map(move |b| (*a, *b))) {
            let score = strsim::normalized_damerau_levenshtein(wanted, other);
            assert!(score < NEAR_ENOUGH || may_be_near(wanted, other), "{wanted} {other}");
        }
    }

    #[test]
    fn patience_has_an_end_and_long_names_are_not_compared() {
        let names: Vec<String> = (0..1000).map(|nth| format!("page-number-{nth}")).collect();
        let names = || names.iter().map(String::as_str);
        let mut patience = Patience::new(250_000);
        assert_eq!(patience.nearest("page-number-7x", names()).first(), Some(&"page-number-7"));
        assert_eq!(patience.nearest("page-number-7x", names()), [""; 0]);
        let long = "x".repeat(1 << 20);
        assert_eq!(nearest(&long, [long.as_str(), "x"]), [""; 0]);
    }
}
