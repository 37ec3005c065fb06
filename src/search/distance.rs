//! The number of typing mistakes between two words.

/// The number of letters to insert, delete, replace or swap with their neighbour that turns
/// `pattern` into `text` (optimal string alignment), or into some part of it when `anywhere` is set.
/// More than `limit` counts as `None`.
pub(super) fn distance(pattern: &[char], text: &[char], anywhere: bool, limit: usize) -> Option<usize> {
    if pattern.len() > text.len() + limit || (!anywhere && text.len() > pattern.len() + limit) {
        return None;
    }
    let mut two_before: Vec<usize> = Vec::new();
    let mut before: Vec<usize> = (0..=text.len()).map(|column| if anywhere { 0 } else { column }).collect();
    for row in 1..=pattern.len() {
        let mut current = Vec::with_capacity(before.len());
        current.push(row);
        let mut least = row;
        for column in 1..=text.len() {
            let other = usize::from(pattern[row - 1] != text[column - 1]);
            let mut cost = (before[column] + 1).min(current[column - 1] + 1).min(before[column - 1] + other);
            let swapped = row > 1
                && column > 1
                && pattern[row - 1] == text[column - 2]
                && pattern[row - 2] == text[column - 1];
            if swapped {
                cost = cost.min(two_before[column - 2] + 1);
            }
            least = least.min(cost);
            current.push(cost);
        }
        if least > limit {
            return None;
        }
        two_before = before;
        before = current;
    }
    let cost = if anywhere { before.iter().copied().min() } else { before.last().copied() };
    cost.filter(|cost| *cost <= limit)
}

/// The typing mistakes between a word and what may have been meant by it, `None` for too many.
pub(super) fn mistakes(typed: &[char], meant: &[char]) -> Option<usize> {
    if typed.len() == SHORT {
        return is_swapped(typed, meant).then_some(1);
    }
    distance(typed, meant, false, allowed(typed.len()))
}

/// In a word of four letters only two that changed places are a mistake: with another letter every
/// random word would be near some word of a site.
const SHORT: usize = 4;

fn is_swapped(typed: &[char], meant: &[char]) -> bool {
    let differ: Vec<usize> = (0..SHORT).filter(|at| meant.get(*at) != typed.get(*at)).collect();
    match differ.as_slice() {
        [] => meant.len() == SHORT,
        [a, b] => meant.len() == SHORT && a + 1 == *b && typed[*a] == meant[*b] && typed[*b] == meant[*a],
        _ => false,
    }
}

/// How many mistakes a longer word may hold: the steps are those of Elasticsearch's `AUTO` fuzziness,
/// some letters later.
fn allowed(length: usize) -> usize {
    match length {
        0..=SHORT => 0,
        5..=8 => 1,
        _ => 2,
    }
}

/// The same for a part of a word, which has more chances to match by accident.
pub(super) fn allowed_inside(length: usize) -> usize {
    match length {
        0..=6 => 0,
        7..=10 => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn between(pattern: &str, text: &str, anywhere: bool) -> Option<usize> {
        let [pattern, text] = [pattern, text].map(|word| word.chars().collect::<Vec<_>>());
        distance(&pattern, &text, anywhere, 2)
    }

    #[test]
    fn counts_mistakes() {
        assert_eq!(between("etcd", "etcd", false), Some(0));
        assert_eq!(between("etdc", "etcd", false), Some(1));
        assert_eq!(between("crashloping", "crashlooping", false), Some(1));
        assert_eq!(between("qxvwk", "quorum", false), None);
        assert_eq!(between("crashlopin", "kubepodcrashlooping", true), Some(1));
        assert_eq!(between("kubezzz", "kubepod", true), None);
    }

    #[test]
    fn allows_few_in_short_words() {
        let mistaken = |typed: &str, meant: &str| {
            let [typed, meant] = [typed, meant].map(|word| word.chars().collect::<Vec<_>>());
            mistakes(&typed, &meant)
        };
        assert_eq!(mistaken("etdc", "etcd"), Some(1));
        assert_eq!(mistaken("lova", "nova"), None);
        assert_eq!(mistaken("etd", "etcd"), None);
        assert_eq!(mistaken("galrea", "galera"), Some(1));
        assert_eq!(mistaken("florbish", "flourish"), None);
    }
}
