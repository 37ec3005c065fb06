//! Parses a query. The browser's `search-query.js` does the same.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::names::Parts;
use super::tokens::{
    Chunk, PAIR, Terms, chunk, digit_parts, ends, is_cjk, is_single, is_stop, last_word, spans, squash,
};

/// From so many chunks on, a query is a line somebody pasted, not something typed.
const PASTED_CHUNKS: usize = 9;
/// From so many chunks on, it may be a line that a program prints.
const LINE_CHUNKS: usize = 5;
/// The same for its letters, with [`PASTED_CHUNKS_LONG`] chunks.
const PASTED_LENGTH: usize = 60;
/// See [`PASTED_LENGTH`].
const PASTED_CHUNKS_LONG: usize = 5;
/// How many words of a pasted line are looked up, those of alerts and then the longest: each may cost a
/// request.
const PASTED_WORDS: usize = 10;
/// How many words of a typed query are looked up.
const TYPED_WORDS: usize = 24;

/// Names of the members of structured log lines and alerts, days and months.
const LOG_STOP: [&str; 41] = [
    "alertname",
    "alerts",
    "annotations",
    "apr",
    "aug",
    "caller",
    "component",
    "dec",
    "feb",
    "file",
    "fingerprint",
    "fri",
    "http",
    "https",
    "info",
    "jan",
    "job",
    "jul",
    "jun",
    "labels",
    "level",
    "log",
    "logger",
    "mar",
    "may",
    "mon",
    "msg",
    "nov",
    "oct",
    "sat",
    "sep",
    "severity",
    "startsat",
    "status",
    "sun",
    "thu",
    "time",
    "ts",
    "tue",
    "wed",
    "www",
];

/// What makes another verb of the word before it, often written as one: `log in`.
const PARTICLES: [&str; 2] = ["in", "on"];

/// What is before the name of an alert in what Alertmanager and those who speak its language send.
const ALERT_LABEL: &str = "alertname";

/// A query, taken apart.
#[derive(Debug)]
pub(super) struct Query {
    /// What to look for in the text.
    pub(super) slots: Vec<Slot>,
    /// What to look for among the names.
    pub(super) whole: Parts,
    /// The same without words that only ask, if there are any.
    pub(super) meant: Option<Parts>,
    /// Whether it asks for what destroys something.
    pub(super) destroys: bool,
    /// Whether it is a pasted line, of which only a part needs to match.
    pub(super) pasted: bool,
    /// Whether it may be a part of an error signature: it is not a single name.
    pub(super) is_line: bool,
    /// The identifiers in it, in lower case and without what joins their words, where there is more
    /// to the query than one of them; names of alerts first.
    pub(super) identifiers: Vec<String>,
    /// How many of these are names of alerts by what is before them.
    pub(super) alerts: usize,
    /// Words with the number or letter after them, which distinguish names: `raid` and `5`.
    pub(super) numbered: Vec<(String, String)>,
    /// The terms for the names of alerts.
    pub(super) named: Vec<String>,
    /// The terms for a query that is one flag, variable, path, address or name in that very form.
    pub(super) exact: Vec<String>,
}

/// A word of the query and the terms that stand for it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Slot {
    /// Its term.
    pub(super) term: String,
    /// As typed, for the beginning of a term.
    pub(super) typed: String,
    /// Terms for it together with its neighbours: worth more than the word alone.
    pub(super) wider: Vec<String>,
    /// Terms for its parts: worth less.
    pub(super) parts: Vec<String>,
    /// Whether it may still be being typed.
    pub(super) last: bool,
    /// Whether it is a single letter or digit, for which only the terms in `narrow` stand.
    pub(super) single: bool,
    /// The terms for such a letter or digit together with its neighbours.
    pub(super) narrow: Vec<String>,
}

impl Query {
    /// Takes a query apart.
    pub(super) fn new(text: &str, terms: Terms) -> Self {
        let whole = Parts::new(text);
        let text = &*spread(text);
        let spans = spans(text);
        let length = text.trim().chars().count();
        let chunks = spans.iter().filter(|span| !text[(*span).clone()].starts_with(is_cjk)).count();
        let pasted = chunks >= PASTED_CHUNKS || (chunks >= PASTED_CHUNKS_LONG && length >= PASTED_LENGTH);
        let is_line = pasted || chunks >= LINE_CHUNKS;
        let mut slots: Vec<Slot> = Vec::new();
        let mut single: Option<(usize, String)> = None;
        let mut labels = Labels::default();
        let mut exact = Vec::new();
        let several = spans.len() > 1;
        let mut before: Option<String> = None;
        for (number, span) in spans.iter().enumerate() {
            let first = slots.len();
            let source = &text[span.clone()];
            let chunk = chunk(source);
            labels.add(&chunk, several);
            if !several {
                exact = exact_terms(&chunk, terms);
            }
            // An article is one unless it is the last word: `class A`, but `drain a node`.
            let as_written = if number + 1 == spans.len() { "A" } else { source };
            let across = before.as_ref().and_then(|word| terms.pair_across(word, &chunk, as_written));
            if !chunk.pieces.is_empty() || ends(source) {
                before = last_word(&chunk, source);
            }
            let alone = add_chunk(&chunk, terms, pasted, across, &mut slots);
            if let Some((before, word)) = &single {
                widen(&mut slots, (*before, word), (first, alone.as_deref()), &chunk, terms);
            }
            single = alone.filter(|_| !pasted).map(|word| (first, word));
        }
        if let (Some(slot), false) = (slots.last_mut(), text.ends_with(char::is_whitespace)) {
            slot.last = !pasted;
        }
        if let ([slot], false) = (slots.as_mut_slice(), several) {
            // Of a letter or digit that is all of the query, its own term too.
            let own = slot.single && slot.narrow.is_empty();
            slot.narrow.extend(own.then(|| slot.term.clone()));
        }
        slots.retain(|slot| !slot.single || !slot.narrow.is_empty());
        let Labels { alerts, identifiers, .. } = labels;
        let named: Vec<String> = alerts.iter().map(|name| terms.term(name)).collect();
        let numbered = if pasted { Vec::new() } else { whole.numbered().collect() };
        let count = alerts.len();
        Self {
            slots: chosen(slots, pasted, &named),
            whole,
            meant: None,
            destroys: false,
            pasted,
            is_line,
            identifiers: alerts.into_iter().chain(identifiers).collect(),
            numbered,
            alerts: count,
            named,
            exact,
        }
    }
}

/// Of two words that are alone, or of one and a particle, what they are as one word is found too. `before`
/// and `after` say at which slots they are.
fn widen(
    slots: &mut [Slot],
    before: (usize, &str),
    after: (usize, Option<&str>),
    chunk: &Chunk,
    terms: Terms,
) {
    let ((before, word), (first, next)) = (before, after);
    if let Some(next) = next {
        let joined = terms.term(&format!("{word}{next}"));
        slots[before].wider.push(joined.clone());
        slots[first].wider.push(joined);
    }
    if let [piece] = chunk.pieces.as_slice()
        && let [particle] = piece.words.as_slice()
        && PARTICLES.contains(&particle.as_str())
    {
        slots[before].wider.push(terms.term(&format!("{word}{particle}")));
    }
}

/// The names in a query.
#[derive(Default)]
struct Labels {
    /// Those that a label says are names of alerts.
    alerts: Vec<String>,
    /// The other identifiers.
    identifiers: Vec<String>,
    /// Whether the last piece was that label.
    labelled: bool,
}

impl Labels {
    /// Adds those of a chunk, one of `several` or not.
    fn add(&mut self, chunk: &Chunk, several: bool) {
        for piece in &chunk.pieces {
            let name = piece.words.concat();
            let is_label = name == ALERT_LABEL;
            if self.labelled && !is_label {
                self.alerts.extend(Some(name).filter(|name| !name.is_empty()));
            } else if several || chunk.pieces.len() > 1 {
                self.identifiers.extend(piece.joined.clone());
            }
            self.labelled = is_label;
        }
    }
}

/// A text with blanks in place of what holds JSON together, which is often written without any: its
/// members are chunks of their own.
fn spread(text: &str) -> Cow<'_, str> {
    static STRUCTURE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"[ \t\r\n{}\[\],:"\\]+"#).ok());
    let Some(structure) = STRUCTURE.as_ref() else { return Cow::Borrowed(text) };
    structure.replace_all(text, |run: &Captures<'_>| {
        let run = &run[0];
        let is_structure = run.contains('"') && run.contains(['{', '}', '[', ']', ',', ':']);
        if is_structure { " ".to_owned() } else { run.to_owned() }
    })
}

/// The terms that only the very form of a chunk has.
fn exact_terms(chunk: &Chunk, terms: Terms) -> Vec<String> {
    if let Some(path) = &chunk.path {
        return vec![path.clone()];
    }
    match chunk.pieces.as_slice() {
        [piece] => match (&piece.marked, &piece.joined) {
            (Some(marked), _) => vec![marked.clone()],
            (None, Some(joined)) => vec![terms.term(joined)],
            (None, None) => only_pair(chunk, terms),
        },
        _ => only_pair(chunk, terms),
    }
}

/// The symbol that a chunk is, or the pair, if it is just that: `C#`, `8.4`, `I/O`.
fn only_pair(chunk: &Chunk, terms: Terms) -> Vec<String> {
    let pair = match terms.pairs(chunk).as_slice() {
        [Some(pair)] => Some(pair.term.clone()),
        _ => None,
    };
    chunk.symbol.clone().or(pair).into_iter().collect()
}

/// Adds the words of a chunk; its word if it has but one. `across` is the pair of the word before it and
/// its first one.
fn add_chunk(
    chunk: &Chunk,
    terms: Terms,
    pasted: bool,
    across: Option<String>,
    slots: &mut Vec<Slot>,
) -> Option<String> {
    let first = slots.len();
    let pairs: Vec<Option<String>> =
        std::iter::once(across).chain(terms.pairs(chunk).into_iter().map(|pair| Some(pair?.term))).collect();
    let mut at = 0;
    for piece in &chunk.pieces {
        let from = slots.len();
        let noisy = pasted && piece.words.iter().any(|word| is_noise(word));
        for word in &piece.words {
            let near = pairs[at..].iter().take(2).flatten();
            at += 1;
            if is_single(word) && !pasted {
                let mut narrow: Vec<String> = near.flat_map(|pair| with_joined(pair)).collect();
                narrow.extend(piece.marked.iter().chain(&chunk.symbol).cloned());
                slots.extend(narrow_slot(word, narrow, terms));
            } else if is_asked(word, pasted) {
                slots.push(word_slot(word, terms));
            }
        }
        let joined = piece.joined.iter().filter(|_| !noisy).map(|joined| terms.term(joined));
        let wider: Vec<String> = joined.chain(piece.marked.clone()).collect();
        for slot in slots[from..].iter_mut().filter(|slot| !slot.single) {
            slot.wider.extend(wider.iter().cloned());
        }
    }
    for slot in &mut slots[first..] {
        slot.wider.extend(chunk.path.clone());
    }
    match chunk.pieces.as_slice() {
        [piece] if piece.words.len() == 1 && slots.len() == first + 1 => piece.words.first().cloned(),
        _ => None,
    }
}

fn word_slot(word: &str, terms: Terms) -> Slot {
    let mut parts: Vec<String> = digit_parts(word).map(|part| terms.term(part)).collect();
    if changes(word) > 1 {
        parts.clear();
    }
    // `RAID5` may be written `RAID 5`, and `IO` `I/O`.
    let is_short = word.chars().count() == 2 && word.chars().all(|c| c.is_ascii_lowercase());
    let wider = (is_short || ends_in_digit(word)).then(|| format!("{PAIR}{word}"));
    let (term, typed) = (terms.term(word), squash(word));
    Slot { term, typed, parts, wider: wider.into_iter().collect(), ..Slot::default() }
}

/// Whether all of a word is letters but for a digit at its end.
fn ends_in_digit(word: &str) -> bool {
    word.ends_with(|c: char| c.is_ascii_digit()) && changes(word) == 1 && digit_parts(word).count() < 2
}

/// A slot of a single letter or digit. An article or pronoun is none without a neighbour.
fn narrow_slot(word: &str, narrow: Vec<String>, terms: Terms) -> Option<Slot> {
    if narrow.is_empty() && is_stop(word) {
        return None;
    }
    let term = narrow.first().cloned().unwrap_or_else(|| terms.term(word));
    Some(Slot { term, typed: squash(word), single: true, narrow, ..Slot::default() })
}

/// A pair, and its words as one, as they are found where they alone are a piece.
fn with_joined(pair: &str) -> impl Iterator<Item = String> {
    let joined = pair.trim_start_matches(PAIR);
    let is_piece = joined.chars().all(|c| c.is_alphanumeric() || c == '.');
    std::iter::once(pair.to_owned()).chain(is_piece.then(|| joined.to_owned()))
}

/// How often a word changes between letters and digits: once in `port2379`, more often in an id, whose
/// parts say nothing.
fn changes(word: &str) -> usize {
    let is_digit: Vec<bool> = word.chars().map(|c| c.is_ascii_digit()).collect();
    is_digit.windows(2).filter(|pair| pair[0] != pair[1]).count()
}

/// Whether a word is looked up.
pub(super) fn is_asked(word: &str, pasted: bool) -> bool {
    let long_enough = word.chars().count() > 1 || word.chars().all(is_cjk);
    long_enough && !is_stop(word) && !(pasted && (is_noise(word) || LOG_STOP.contains(&word)))
}

/// Whether a word of a pasted line is only about this one time: a time, a number, an id. Three digits
/// may be an HTTP or SMTP status.
pub(super) fn is_noise(word: &str) -> bool {
    let length = word.chars().count();
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let is_status = digits == 3 && length == 3 && matches!(word.as_bytes()[0], b'1'..=b'5');
    let is_hex = length >= 6 && word.chars().all(|c| c.is_ascii_hexdigit());
    !is_status && digits > 0 && (is_hex || digits * 2 >= length)
}

/// Each word once, and of a pasted line the words of the alerts, whose terms are `named`, and then the
/// longest ones.
fn chosen(mut slots: Vec<Slot>, pasted: bool, named: &[String]) -> Vec<Slot> {
    let mut chosen: Vec<Slot> = Vec::new();
    if pasted {
        let is_named = |slot: &Slot| named.iter().any(|name| *name == slot.term || slot.wider.contains(name));
        slots.sort_by_key(|slot| {
            (std::cmp::Reverse(is_named(slot)), std::cmp::Reverse(slot.term.chars().count()))
        });
    }
    for slot in slots {
        match chosen.iter_mut().find(|other| other.term == slot.term) {
            Some(other) => {
                other.last |= slot.last;
                other.wider.extend(slot.wider);
                other.narrow.extend(slot.narrow);
            }
            None => chosen.push(slot),
        }
    }
    chosen.truncate(if pasted { PASTED_WORDS } else { TYPED_WORDS });
    chosen
}
