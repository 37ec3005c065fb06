//! Heading ids as GitHub makes them, so that links written for it work here.

use std::collections::HashMap;

use unicode_normalization::char::is_combining_mark;

/// How the ids of the theme and of what is drawn for a page begin. No text makes such a slug, and authors
/// cannot choose one, so that no heading takes the place of the search field.
const OURS: &str = "ol:";

/// Whether an id is one that a page cannot have.
pub(super) fn is_ours(id: &str) -> bool {
    id.starts_with(OURS)
}

/// Hands out ids that are unique within a page.
#[derive(Debug, Default)]
pub(super) struct Slugger {
    /// Every id in use, with the number that the last duplicate of it got.
    taken: HashMap<String, usize>,
}

impl Slugger {
    /// Takes `id` unless it is taken; says whether it was free.
    pub(super) fn reserve(&mut self, id: &str) -> bool {
        if self.taken.contains_key(id) {
            return false;
        }
        self.taken.insert(id.to_owned(), 0);
        true
    }

    /// `id`, or `id-1`, `id-2` … where it is taken.
    pub(super) fn unique(&mut self, id: String) -> String {
        if self.reserve(&id) {
            return id;
        }
        loop {
            let count = self.taken.entry(id.clone()).or_default();
            *count += 1;
            let numbered = format!("{id}-{count}");
            if self.reserve(&numbered) {
                return numbered;
            }
        }
    }
}

/// The id of a heading with this text: lower case, punctuation and symbols dropped, spaces as `-`.
/// A text without a single letter gives `section`, since an id must not be empty.
pub fn slug(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    slug.extend(text.trim().chars().filter(|c| is_kept(*c)).map(|c| if c == ' ' { '-' } else { c }));
    if slug.is_ascii() {
        slug.make_ascii_lowercase();
    } else {
        slug = slug.to_lowercase();
    }
    if slug.is_empty() { "section".to_owned() } else { slug }
}

/// Letters, marks, decimal digits, connecting punctuation, space and hyphen: Ruby's `\p{Word}`, which
/// GitHub filters with.
fn is_kept(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ' ');
    }
    c.is_alphabetic()
        || is_combining_mark(c)
        || (c.is_numeric() && !is_other_number(c))
        || matches!(
            c,
            '\u{203f}' | '\u{2040}' | '\u{2054}' | '\u{fe33}' | '\u{fe34}' | '\u{fe4d}'
                ..='\u{fe4f}' | '\u{ff3f}'
        )
}

/// Numbers that are not decimal digits: superscripts, fractions, circled numbers.
fn is_other_number(c: char) -> bool {
    matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{bc}'..='\u{be}' | '\u{2070}'..='\u{2089}'
        | '\u{2150}'..='\u{215f}' | '\u{2189}' | '\u{2460}'..='\u{249b}' | '\u{24ea}'..='\u{24ff}'
        | '\u{2776}'..='\u{2793}' | '\u{3192}'..='\u{3195}' | '\u{3220}'..='\u{3229}'
        | '\u{3248}'..='\u{325f}' | '\u{3280}'..='\u{3289}' | '\u{32b1}'..='\u{32bf}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_the_ids_that_github_makes() {
        for (text, expected) in [
            ("Hello World", "hello-world"),
            ("What's up, Doc?", "whats-up-doc"),
            ("snake_case & kebab-case", "snake_case--kebab-case"),
            ("  trimmed  ", "trimmed"),
            ("Über Straße", "über-straße"),
            ("日本語", "日本語"),
            ("A 🚀 rocket", "a--rocket"),
            ("v1.2.3", "v123"),
            ("m² / ½", "m--"),
            ("cafe\u{301}", "cafe\u{301}"),
            ("KubePodCrashLooping", "kubepodcrashlooping"),
            ("🚀", "section"),
            ("", "section"),
        ] {
            assert_eq!(slug(text), expected, "{text}");
        }
    }

    #[test]
    fn numbers_duplicates() {
        let mut slugger = Slugger::default();
        let mut next = |id: &str| slugger.unique(id.to_owned());
        assert_eq!(
            ["foo", "foo", "foo 1", "foo-1", "foo", "bar"].map(&mut next),
            ["foo", "foo-1", "foo 1", "foo-1-1", "foo-2", "bar"]
        );
    }
}
