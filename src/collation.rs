//! The order of titles, by the rules of a language.

use std::cmp::Ordering;

use icu_collator::options::{CollatorOptions, Strength};
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

/// Compares titles as a dictionary of the language does, by the Unicode Collation Algorithm (UTS 10) with
/// the orders that CLDR collects. Letter case counts only where nothing else differs, and numbers go by
/// their value. `page.js` sorts lists in the browser by the same rules (`Intl.Collator`).
#[derive(Debug)]
pub struct Collation {
    titles: Collator,
    letters: Collator,
}

/// The crate brings the data of every language; if ever it did not, texts would go by their code points.
type Collator = Option<CollatorBorrowed<'static>>;

impl Collation {
    /// The order of a language, a BCP 47 tag; of a language that has none of its own, and of a text that
    /// is no tag, the order that most languages share.
    pub fn new(language: &str) -> Self {
        let locale: Locale = language.parse().unwrap_or(Locale::UNKNOWN);
        let collator = |strength| {
            let mut preferences = CollatorPreferences::from(&locale);
            preferences.numeric_ordering = Some(CollationNumericOrdering::True);
            let mut options = CollatorOptions::default();
            options.strength = Some(strength);
            CollatorBorrowed::try_new(preferences, options).ok()
        };
        Self { titles: collator(Strength::Tertiary), letters: collator(Strength::Primary) }
    }

    /// Compares two titles. Only equal texts are equal, so that an order never depends on chance.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        compare(&self.titles, a, b).then_with(|| a.cmp(b))
    }

    /// Compares letters under which a dictionary lists its words. Equal are those under which the same
    /// words stand: in German `A` and `Ä`, which is a letter of its own in Swedish.
    pub fn compare_letters(&self, a: &str, b: &str) -> Ordering {
        compare(&self.letters, a, b)
    }
}

fn compare(collator: &Collator, a: &str, b: &str) -> Ordering {
    collator.as_ref().map_or_else(|| a.cmp(b), |collator| collator.compare(a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted<const N: usize>(language: &str, mut titles: [&'static str; N]) -> [&'static str; N] {
        let collation = Collation::new(language);
        titles.sort_by(|a, b| collation.compare(a, b));
        titles
    }

    #[test]
    fn numbers_go_by_their_value_and_case_counts_last() {
        let titles = ["Node 10", "node 9", "Ceph", "Node 010 b", "2 nodes", "alpha", "Alpha"];
        assert_eq!(
            sorted("en", titles),
            ["2 nodes", "alpha", "Alpha", "Ceph", "node 9", "Node 10", "Node 010 b"]
        );
    }

    #[test]
    fn letters_stand_where_the_language_has_them() {
        assert_eq!(sorted("de", ["Zone", "Überlast", "Uhr"]), ["Überlast", "Uhr", "Zone"]);
        assert_eq!(
            sorted("de-AT", ["Strassen", "Straße", "Ast", "Äpfel"]),
            ["Äpfel", "Ast", "Straße", "Strassen"]
        );
        assert_eq!(sorted("sv", ["Zon", "Öl", "Ark", "Ärende"]), ["Ark", "Zon", "Ärende", "Öl"]);
        assert_eq!(sorted("cs", ["Chyba", "Host", "Cesta"]), ["Cesta", "Host", "Chyba"]);
    }

    #[test]
    fn a_letter_is_the_languages_own() {
        assert_eq!(Collation::new("de").compare_letters("A", "Ä"), Ordering::Equal);
        assert_eq!(Collation::new("sv").compare_letters("Z", "Ä"), Ordering::Less);
    }

    #[test]
    fn what_is_no_language_has_the_common_order() {
        assert_eq!(sorted("tlh", ["b", "Ä", "a"]), ["a", "Ä", "b"]);
        assert_eq!(sorted("no such tag", ["b", "Ä", "a"]), ["a", "Ä", "b"]);
    }
}
