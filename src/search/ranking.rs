//! The numbers and words of the ranking, from src/search/ranking.yaml: `UPDATE=1 cargo test ranking`
//! writes this file.

/// The query is the name.
pub(super) const FIT_WHOLE: f64 = 160.0;

/// The name begins with the query.
pub(super) const FIT_START: f64 = 70.0;

/// A word of the name begins with the query.
pub(super) const FIT_WORD: f64 = 55.0;

/// The query is somewhere in the name.
pub(super) const FIT_INSIDE: f64 = 40.0;

/// What it adds to a word of the name that the query goes on to the end of the name.
pub(super) const FIT_TAIL: f64 = 8.0;

/// Each word of the query begins a word of the name.
pub(super) const FIT_WORDS: f64 = 35.0;

/// What both together add: `crash looping` means `PodCrashLooping` rather than `ClusterCrashlooping`.
pub(super) const FIT_BOTH: f64 = 35.0;

/// What a part of a name gains that is nearly all of it.
pub(super) const FIT_SHARE: f64 = 20.0;

/// What each letter of a part adds; a longer part is less likely chance.
pub(super) const FIT_LETTER: f64 = 4.0;

/// The most that letters add.
pub(super) const FIT_LETTERS: f64 = 40.0;

/// The name stands beside the label of an alert's name in what was pasted.
pub(super) const FIT_LABEL: f64 = 120.0;

/// The name occurs in the query.
pub(super) const FIT_IDENTIFIER: f64 = 80.0;

/// All lasting words of a signature are in the line.
pub(super) const FIT_SIGNATURE: f64 = 50.0;

/// What each of these words adds.
pub(super) const FIT_SIGNATURE_WORD: f64 = 3.0;

/// The most that these words add.
pub(super) const FIT_SIGNATURE_WORDS: f64 = 30.0;

/// The query is a long name with mistakes.
pub(super) const FIT_MISTYPED_LONG: f64 = 110.0;

/// What each mistake in a long name takes away.
pub(super) const FIT_MISTAKE_LONG: f64 = 15.0;

/// The query is a name with mistakes.
pub(super) const FIT_MISTYPED: f64 = 60.0;

/// What each mistake takes away.
pub(super) const FIT_MISTAKE: f64 = 8.0;

/// The query is a part of a name, with mistakes.
pub(super) const FIT_MISTYPED_INSIDE: f64 = 30.0;

/// What each mistake in a part takes away.
pub(super) const FIT_MISTAKE_INSIDE: f64 = 6.0;

/// Each word of the query is nearly a word of the name.
pub(super) const FIT_MISTYPED_WORDS: f64 = 15.0;

/// What a mistyped part of a name gains that is nearly all of it.
pub(super) const FIT_MISTYPED_SHARE: f64 = 10.0;

/// What a line that a program prints is worth beside a name: it is more like text.
pub(super) const SIGNATURE_WORTH: f64 = 0.5;

/// So many letters of a name, with a mistake or two, hardly mean another.
pub(super) const LONG: usize = 8;

/// So many letters may be the beginning of a name.
pub(super) const SHORTEST_START: usize = 2;

/// So many letters may be the beginning of a word of a name; one more is needed inside of a word.
pub(super) const SHORTEST_PART: usize = 3;

/// A signature of one word says enough if it has so many letters.
pub(super) const SHORTEST_SIGNATURE: usize = 6;

/// A mistyped name lacks so many letters of the query at most.
pub(super) const MOST_OTHER_LETTERS: usize = 2;

/// What the best section adds to its page: pages that have the words close together come first.
pub(super) const SECTION: f64 = 0.4;

/// What a page gains that has every word of a query of several.
pub(super) const ALL_WORDS: f64 = 3.0;

/// What it gains besides that has them in one section and its own data, such as its title.
pub(super) const TOGETHER: f64 = 8.0;

/// What a page gains that has all of a pasted text in one section: it is a sentence of that page.
pub(super) const QUOTED: f64 = 20.0;

/// What a page gains that has a flag, variable, path or address in the very form that was typed.
pub(super) const EXACT: f64 = 30.0;

/// What a page gains that speaks of the alert that is pasted: more than a page whose name occurs there, less than the alert's own.
pub(super) const MENTIONED: f64 = 100.0;

/// A page with less than this share of the query, by rarity, is noise.
pub(super) const LEAST_SHARE: f64 = 0.4;

/// The same for a page whose title or other own data has one of the words.
pub(super) const LEAST_SHARE_NAMED: f64 = 0.24;

/// The same for a pasted line, most of which is about one time and place.
pub(super) const LEAST_SHARE_PASTED: f64 = 0.2;

/// A beginning such as `re` stands for this many terms at most, the shortest.
pub(super) const COMPLETIONS: usize = 16;

/// A mistyped word stands for this many terms at most.
pub(super) const CORRECTIONS: usize = 8;

/// What a term is worth that is a mistake away from the word.
pub(super) const CORRECTED: f64 = 0.6;

/// What a word is worth together with its neighbours.
pub(super) const WIDER: f64 = 1.2;

/// What a part of a word is worth, such as the number in it.
pub(super) const PART: f64 = 0.5;

/// What a word is worth without a `-in` that is half of an ending.
pub(super) const HALF: f64 = 0.9;

/// What a term is worth that goes on after the word.
pub(super) const COMPLETED: f64 = 0.4;

/// What it gains if the word is nearly all of it.
pub(super) const COMPLETED_SHARE: f64 = 0.4;

/// What a term is worth that is two mistakes away.
pub(super) const CORRECTED_TWICE: f64 = 0.4;

/// The share of its score that a page keeps whatever it lacks of the query.
pub(super) const UNCOVERED: f64 = 0.7;

/// The share that it gains with all of the query.
pub(super) const COVERED: f64 = 0.3;

/// What a page is worth that has other words for one of the query's.
pub(super) const SYNONYM: f64 = 0.5;

/// As how rare the word counts at least, if its other words are rarer.
pub(super) const SYNONYM_RARE: f64 = 1.0;

/// As [`SYNONYM`], of a phrase, which says more than its words.
pub(super) const PHRASE: f64 = 1.0;

/// As [`SYNONYM_RARE`], of a phrase.
pub(super) const PHRASE_RARE: f64 = 1.7;

/// What the text of a page is worth whose name has another number than what is asked for.
pub(super) const OTHER_NUMBER: f64 = 0.3;

/// What a name is worth that is asked for in a question.
pub(super) const MEANT: f64 = 0.95;

/// From so many chunks on, a query is a line somebody pasted, not something typed.
pub(super) const PASTED_CHUNKS: usize = 9;

/// From so many chunks on, it may be a line that a program prints.
pub(super) const LINE_CHUNKS: usize = 5;

/// As [`PASTED_CHUNKS`], for its letters, with [`PASTED_CHUNKS_LONG`] chunks.
pub(super) const PASTED_LENGTH: usize = 60;

/// See [`PASTED_LENGTH`].
pub(super) const PASTED_CHUNKS_LONG: usize = 5;

/// How many words of a pasted line are looked up, those of alerts and then the longest: each may cost a request.
pub(super) const PASTED_WORDS: usize = 10;

/// How many words of a typed query are looked up.
pub(super) const TYPED_WORDS: usize = 24;

/// What stands before the name of an alert in what Alertmanager and those who speak its language send.
pub(super) const ALERT_LABEL: &str = "alertname";

/// What makes another verb of the word before it, often written as one: `log in`.
#[rustfmt::skip]
pub(super) const PARTICLES: [&str; 2] = [
    "in", "on",
];

/// Names of the members of structured log lines and alerts, days and months.
#[rustfmt::skip]
pub(super) const LOG_STOP: [&str; 41] = [
    "alertname", "alerts", "annotations", "apr", "aug", "caller", "component", "dec", "feb", "file",
    "fingerprint", "fri", "http", "https", "info", "jan", "job", "jul", "jun", "labels", "level",
    "log", "logger", "mar", "may", "mon", "msg", "nov", "oct", "sat", "sep", "severity", "startsat",
    "status", "sun", "thu", "time", "ts", "tue", "wed", "www",
];

/// Words that occur everywhere; never indexed, and ignored in a query that has others. In the order of the alphabet.
#[rustfmt::skip]
pub(super) const STOP: [&str; 49] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "has",
    "have", "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our",
    "should", "so", "that", "the", "their", "then", "there", "these", "this", "to", "was", "we",
    "what", "when", "where", "which", "why", "will", "with", "you",
];

/// The most pages whose names begin as the query does.
pub(super) const BY_NAME: usize = 12;

/// The most pages for an identifier in the query.
pub(super) const BY_IDENTIFIER: usize = 3;

/// The most pages for a word of an error signature.
pub(super) const BY_SIGNATURE: usize = 3;

/// The most pages that share letters with a mistyped name.
pub(super) const BY_GRAMS: usize = 12;

/// The most pages by their texts.
pub(super) const BY_TEXT: usize = 10;

/// Of so many pages with the best texts error signatures are looked at, each some 200 bytes to load.
pub(super) const SIGNED: usize = 5;

/// So many identifiers of a query are looked up.
pub(super) const IDENTIFIERS: usize = 8;

/// So many grams of a query are looked up, spread over it.
pub(super) const GRAMS: usize = 8;

/// A longer heading is cut.
pub(super) const LONGEST_HEADING: usize = 64;

/// So many headings are looked at for a query.
pub(super) const MOST_HEADINGS: usize = 12;

/// A mistake is rare in so many first letters.
pub(super) const SURE_LETTERS: usize = 3;

/// A heading says what a part of a page is about, not what the page is.
pub(super) const HEADING_WORTH: f64 = 0.5;

/// About two lines in a list of results.
pub(super) const EXCERPT: usize = 180;

/// How much of it comes before the first match.
pub(super) const EXCERPT_LEAD: usize = 50;

/// Longer words are hashes, keys and other blobs that nobody types.
pub(super) const LONGEST_WORD: usize = 40;

/// Names of several words are longer: `CortexIngesterHasNotShippedBlocksSinceStart`. A SHA-256 has 64.
pub(super) const LONGEST_JOINED: usize = 60;
