//! The terms of many texts as numbers. Words repeat: a chunk that was taken apart once is looked up.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use foldhash::fast::RandomState;

use super::tokens::{Chunk, Terms, begins_alone, chunk, ends, is_cjk, last_letter, last_word, spans};

/// Chunks and terms that were met. Each thread has its own; numbers mean nothing elsewhere.
#[derive(Debug)]
pub(super) struct Vocabulary {
    terms: Terms,
    chunks: HashMap<Box<str>, Rc<Known>, RandomState>,
    numbers: HashMap<Rc<str>, u32, RandomState>,
    names: Vec<Rc<str>>,
}

/// A chunk that was taken apart.
#[derive(Debug)]
struct Known {
    /// Its terms, and whether each counts as a word.
    terms: Vec<(u32, bool)>,
    /// The chunk, where it begins with a word that makes a pair with the one before.
    single: Option<Chunk>,
    /// Its last word, unless punctuation parts that from the next.
    last: Option<String>,
    is_empty: bool,
}

impl Vocabulary {
    /// Empty.
    pub(super) fn new(terms: Terms) -> Self {
        Self { terms, chunks: HashMap::default(), numbers: HashMap::default(), names: Vec::new() }
    }

    /// The terms, by their numbers.
    pub(super) fn into_names(self) -> Vec<Rc<str>> {
        self.names
    }

    /// Every term by which one text is found, as often as it occurs, and whether it counts as a word.
    /// Besides the terms of its chunks these are pairs of words in two chunks (`code 1`) and the last
    /// letter of a run of a script without spaces, which no pair of neighbours begins with.
    pub(super) fn each(&mut self, text: &str, mut emit: impl FnMut(u32, bool)) {
        let mut before: Option<(usize, Rc<Known>)> = None;
        let mut spans = spans(text).into_iter().peekable();
        while let Some(span) = spans.next() {
            let source = &text[span.clone()];
            let known = self.known(source);
            if let Some((at, _)) = source.char_indices().nth(1).filter(|_| source.starts_with(is_cjk)) {
                let next = spans.peek().map_or(text.len(), |next| next.start);
                if next >= span.end {
                    emit(self.number(&last_letter(&source[at..])), false);
                }
            }
            let near = before.take().filter(|(end, _)| !text[*end..span.start].contains('\n'));
            if let (Some((_, earlier)), Some(chunk)) = (&near, &known.single)
                && let Some(pair) =
                    earlier.last.as_ref().and_then(|word| self.terms.pair_across(word, chunk, source))
            {
                emit(self.number(&pair), false);
            }
            known.terms.iter().for_each(|(term, is_word)| emit(*term, *is_word));
            before = match known.is_empty {
                // As in `rc = 1`. Up to here there is no end of a line, so that nothing is looked at twice.
                true => near.filter(|_| !ends(source)).map(|(_, earlier)| (span.end, earlier)),
                false => known.last.is_some().then_some((span.end, known)),
            };
        }
    }

    /// Whether a chunk of a text gives one of these terms.
    pub(super) fn has(&mut self, text: &str, terms: &BTreeSet<String>) -> bool {
        spans(text).into_iter().any(|span| {
            let known = self.known(&text[span]);
            known.terms.iter().any(|(term, _)| terms.contains(&*self.names[*term as usize]))
        })
    }

    fn known(&mut self, source: &str) -> Rc<Known> {
        if let Some(known) = self.chunks.get(source) {
            return Rc::clone(known);
        }
        let chunk = chunk(source);
        let mut terms = Vec::new();
        self.terms.each_in_chunk(&chunk, &mut |term, is_word| terms.push((term, is_word)));
        let terms = terms.into_iter().map(|(term, is_word)| (self.number(&term), is_word)).collect();
        let known = Rc::new(Known {
            terms,
            last: last_word(&chunk, source),
            is_empty: chunk.pieces.is_empty(),
            single: begins_alone(&chunk).then_some(chunk),
        });
        self.chunks.insert(source.into(), Rc::clone(&known));
        known
    }

    /// The number of a term.
    fn number(&mut self, term: &str) -> u32 {
        if let Some(number) = self.numbers.get(term) {
            return *number;
        }
        let name: Rc<str> = term.into();
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.numbers.insert(Rc::clone(&name), number);
        self.names.push(name);
        number
    }
}

#[cfg(test)]
mod tests {
    use super::super::stem::Stemmer;
    use super::*;

    fn terms(vocabulary: &mut Vocabulary, text: &str) -> Vec<(String, bool)> {
        let mut numbers = Vec::new();
        vocabulary.each(text, |number, is_word| numbers.push((number, is_word)));
        let name = |(number, is_word)| (vocabulary.names[number as usize].to_string(), is_word);
        numbers.into_iter().map(name).collect()
    }

    #[test]
    fn a_text_has_the_same_terms_whatever_was_met_before() {
        let new = || Vocabulary::new(Terms { stemmer: Stemmer::English });
        let texts =
            ["exit code 1\nrc = 1, or 2", "code 1 exit", "再起動 する", "C# and --force-new-cluster 1"];
        let mut shared = new();
        for text in texts.into_iter().chain(texts) {
            assert_eq!(terms(&mut shared, text), terms(&mut new(), text), "{text}");
        }
        let pairs: Vec<_> =
            terms(&mut shared, texts[0]).into_iter().filter(|(term, _)| term.starts_with('+')).collect();
        assert_eq!(pairs, [("+cod1".to_owned(), false), ("+rc1".to_owned(), false)]);
    }

    #[test]
    fn a_line_of_signs_takes_time_in_proportion_to_its_length() {
        // As long as a page may be: where every sign had the line before it searched, half a minute.
        let text = format!("code {}1", "= ".repeat(crate::page::LARGEST / 2 - 3));
        let mut vocabulary = Vocabulary::new(Terms { stemmer: Stemmer::English });
        let begun = std::time::Instant::now();
        let found = terms(&mut vocabulary, &text);
        assert!(begun.elapsed() < std::time::Duration::from_secs(10), "{:?}", begun.elapsed());
        assert!(found.contains(&("+cod1".to_owned(), false)), "{found:?}");
    }
}
