//! From text to terms. `themes/default/static/search-text.js` does the same in the browser; the test
//! vectors in `tests/search/` hold both to it, so a change here is a change there.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::stem::Stemmer;

/// Longer words are hashes, keys and other blobs that nobody types.
const LONGEST: usize = 40;
/// Names of several words are longer: `CortexIngesterHasNotShippedBlocksSinceStart`. A SHA-256 has 64.
const LONGEST_JOINED: usize = 60;

/// Where a chunk falls into pieces that may be written alone (`--namespace=$NAMESPACE`).
const BETWEEN_PIECES: &str = "/,;|()[]{}<>\"'=+*!?&`~^\\";

/// Words that occur everywhere; never indexed, and ignored in a query that has others.
const STOP: [&str; 49] = [
    "a", "an", "and", "are", "as", "at", "be", "by", "can", "do", "does", "for", "from", "has", "have",
    "how", "i", "if", "in", "into", "is", "it", "its", "me", "my", "of", "on", "or", "our", "should", "so",
    "that", "the", "their", "then", "there", "these", "this", "to", "was", "we", "what", "when", "where",
    "which", "why", "will", "with", "you",
];

/// How words become terms.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// How endings come off.
    pub(super) stemmer: Stemmer,
}

/// What is between two spaces.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Chunk {
    /// Its pieces.
    pub(super) pieces: Vec<Piece>,
    /// The term for the whole of it where it is an absolute path.
    pub(super) path: Option<String>,
    /// The term for a name of a letter and signs: `c#`, `c++`, the drive `c:`.
    pub(super) symbol: Option<String>,
}

/// A name, number or word, perhaps of several words: `force-new-cluster`, `KubePodCrashLooping`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Piece {
    /// Its words in lower case.
    pub(super) words: Vec<String>,
    /// The words written as one, if there are several; numbers with dots.
    pub(super) joined: Option<String>,
    /// The term that is only for a flag (`-force`), a variable (`$namespace`), a number below zero or
    /// an address that begins with colons (`::1`).
    pub(super) marked: Option<String>,
}

impl Piece {
    /// Whether it begins with a number below zero.
    fn is_negative(&self) -> bool {
        let is_number = |word: &String| word.chars().all(|c| c.is_ascii_digit());
        self.words.first().is_some_and(is_number)
            && self.marked.as_ref().is_some_and(|marked| marked.starts_with('-'))
    }
}

impl Terms {
    /// The term of a word in lower case.
    pub(super) fn term(self, word: &str) -> String {
        // German first needs its umlauts; English has none, and `-oes` is an ending.
        if self.stemmer == Stemmer::German {
            return self.stemmer.stem(&squash(word)).into_owned();
        }
        squash(self.stemmer.stem(word).as_ref())
    }

    /// Every term that a chunk alone gives, and whether it counts as a word.
    pub(super) fn each_in_chunk(self, chunk: &Chunk, emit: &mut impl FnMut(String, bool)) {
        for piece in &chunk.pieces {
            for word in piece.words.iter().filter(|word| is_term(word)) {
                emit(self.term(word), word.chars().nth(1).is_some() || word.chars().all(is_cjk));
                digit_parts(word).for_each(|part| emit(self.term(part), true));
            }
            piece.joined.iter().for_each(|joined| emit(self.term(joined), true));
            piece.marked.iter().for_each(|marked| emit(marked.clone(), true));
        }
        let pairs = self.pairs(chunk).into_iter().flatten().filter(|pair| !pair.is_joined);
        pairs.for_each(|pair| emit(pair.term, false));
        chunk.symbol.iter().for_each(|symbol| emit(symbol.clone(), false));
        chunk.path.iter().for_each(|path| emit(path.clone(), true));
    }

    /// Every term of a text that a chunk alone gives, in order.
    pub(super) fn all(self, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        for span in spans(text) {
            self.each_in_chunk(&chunk(&text[span]), &mut |term, _| terms.push(term));
        }
        terms
    }

    /// The pairs of neighbouring words of a chunk, one fewer than words: those with a single character,
    /// which says too little alone.
    pub(super) fn pairs(self, chunk: &Chunk) -> Vec<Option<Pair>> {
        let words: Vec<(&Piece, usize)> =
            chunk.pieces.iter().flat_map(|piece| (0..piece.words.len()).map(move |at| (piece, at))).collect();
        let pair = |pair: &[(&Piece, usize)]| {
            let [(piece, at), (next, then)] = *pair else { return None };
            let (word, other) = (&piece.words[at], &next.words[then]);
            if !is_single(word) && !is_single(other) {
                return None;
            }
            // `v2.1` is found as `2.1` too.
            let is_joined =
                then > 0 && piece.words.len() == 2 && piece.joined.is_some() && version(word).is_none();
            let term = self.pair(word, other, then == 0 && next.is_negative());
            Some(Pair { term, is_joined })
        };
        words.windows(2).map(pair).collect()
    }

    /// The pair of the last word of a chunk and the first of the next one, `source` as written, if that
    /// is a single character. The article and the pronoun are words of their own.
    pub(super) fn pair_across(self, before: &str, chunk: &Chunk, source: &str) -> Option<String> {
        let piece = chunk.pieces.first()?;
        let word = piece.words.first().filter(|word| is_single(word))?;
        let is_capital = || source.contains(|c: char| c.is_uppercase());
        let is_number = word.starts_with(is_digit);
        let fits = if is_number { !before.ends_with(is_digit) } else { !is_single(before) };
        let fits = fits && !is_stop(before) && before.chars().count() <= LONGEST;
        (fits && (!is_stop(word) || is_capital())).then(|| self.pair(before, word, piece.is_negative()))
    }

    /// The term of two words: `+raid5`, `+8.4`, `+rc-1`.
    fn pair(self, before: &str, word: &str, is_negative: bool) -> String {
        let before = version(before).unwrap_or(before);
        let sign = match () {
            () if is_negative => "-",
            () if before.ends_with(is_digit) && word.starts_with(is_digit) => ".",
            () => "",
        };
        format!("{PAIR}{}{sign}{}", self.term(before), self.term(word))
    }
}

/// The number of a word such as `v2`.
fn version(word: &str) -> Option<&str> {
    word.strip_prefix('v').filter(|rest| !rest.is_empty() && rest.chars().all(is_digit))
}

/// What begins a pair; no word does.
pub(super) const PAIR: char = '+';

/// Two neighbouring words one of which is a single character.
#[derive(Debug, PartialEq)]
pub(super) struct Pair {
    /// Its term.
    pub(super) term: String,
    /// Whether their piece is just these two, whose words as one are a term already.
    pub(super) is_joined: bool,
}

/// Whether a chunk begins with a letter or a digit that may make a pair with the word before.
pub(super) fn begins_alone(chunk: &Chunk) -> bool {
    chunk.pieces.first().and_then(|piece| piece.words.first()).is_some_and(|word| is_single(word))
}

/// The term of the last letter of a run of a script without spaces.
pub(super) fn last_letter(letter: &str) -> String {
    fold(letter).into_owned()
}

/// The last word of a chunk that no punctuation parts from the next.
pub(super) fn last_word(chunk: &Chunk, source: &str) -> Option<String> {
    let word = chunk.pieces.last()?.words.last()?;
    (!ends(source)).then(|| word.clone())
}

/// Whether what follows a chunk belongs to something else.
pub(super) fn ends(source: &str) -> bool {
    source.ends_with(['.', ',', ';', '!', '?']) || source.starts_with(is_cjk)
}

fn is_digit(character: char) -> bool {
    character.is_ascii_digit()
}

/// Whether a word is a letter or a digit that says little without its neighbour.
pub(super) fn is_single(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(|character| !is_cjk(character)) && characters.next().is_none()
}

/// Whether a word is worth a place in the index.
fn is_term(word: &str) -> bool {
    word.chars().count() <= LONGEST && !is_stop(word)
}

/// Whether a word in lower case occurs everywhere.
pub(super) fn is_stop(word: &str) -> bool {
    STOP.binary_search(&word).is_ok()
}

/// The chunks of a text: what is between spaces, and each pair of neighbours in scripts that are
/// written without spaces.
pub(super) fn spans(text: &str) -> Vec<Range<usize>> {
    if text.is_ascii() {
        return ascii_spans(text.as_bytes());
    }
    let mut spans = Vec::new();
    let mut start = None;
    let mut cjk: Option<(usize, bool)> = None;
    let close = |start: &mut Option<usize>, end: usize, spans: &mut Vec<Range<usize>>| {
        spans.extend(start.take().map(|start| start..end));
    };
    for (at, character) in text.char_indices() {
        let end = at + character.len_utf8();
        if is_cjk(character) {
            close(&mut start, at, &mut spans);
            if let Some((before, _)) = cjk {
                spans.push(before..end);
            }
            cjk = Some((at, cjk.is_none()));
            continue;
        }
        if let Some((alone, true)) = cjk.take() {
            spans.push(alone..at);
        }
        if character.is_whitespace() {
            close(&mut start, at, &mut spans);
        } else {
            start.get_or_insert(at);
        }
    }
    if let Some((alone, true)) = cjk {
        spans.push(alone..text.len());
    }
    close(&mut start, text.len(), &mut spans);
    spans
}

/// The same of a text in ASCII, as most texts are.
fn ascii_spans(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut spans = Vec::with_capacity(bytes.len() / 6);
    let mut start = None;
    for (at, byte) in bytes.iter().enumerate() {
        // As `char::is_whitespace` has it.
        if matches!(byte, b'\t'..=b'\r' | b' ') {
            spans.extend(start.take().map(|start| start..at));
        } else {
            start.get_or_insert(at);
        }
    }
    spans.extend(start.map(|start| start..bytes.len()));
    spans
}

/// Han, Hiragana, Katakana, Hangul, Thai and Lao: written without spaces, or with spaces that do not
/// part words.
pub(super) fn is_cjk(character: char) -> bool {
    matches!(u32::from(character),
        0x0E00..=0x0EFF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xAC00..=0xD7AF
        | 0xF900..=0xFAFF | 0x20000..=0x2FA1F)
}

/// Takes a chunk apart.
pub(super) fn chunk(text: &str) -> Chunk {
    let text = plain(text);
    if text.chars().all(is_cjk) {
        let pieces = vec![Piece { words: vec![text.into_owned()], ..Piece::default() }];
        return Chunk { pieces, ..Chunk::default() };
    }
    let pieces: Vec<Piece> = text.split(|c| BETWEEN_PIECES.contains(c)).filter_map(piece).collect();
    let words = pieces.iter().flat_map(|piece| &piece.words);
    let compact: String = words.clone().map(String::as_str).collect();
    let is_path = text.starts_with('/') && words.count() > 1 && compact.chars().count() <= LONGEST_JOINED;
    Chunk { pieces, path: is_path.then(|| format!("/{compact}")), symbol: symbol(&text) }
}

/// A text as it is taken apart: without accents, `${`, the sign of minus and contractions.
fn plain(text: &str) -> Cow<'_, str> {
    let mut plain = fold(text);
    for (odd, usual) in [("${", "$"), ("\u{2212}", "-")] {
        if plain.contains(odd) {
            plain = Cow::Owned(plain.replace(odd, usual));
        }
    }
    if plain.contains(['\'', '\u{2019}']) { Cow::Owned(without_contractions(&plain)) } else { plain }
}

/// A text without the `'s` and `'t` of English words, which would be words of a single letter.
fn without_contractions(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if matches!(character, '\'' | '\u{2019}') {
            let mut ahead = characters.clone();
            let is_ending = ahead.next().is_some_and(|c| matches!(c, 's' | 't' | 'd' | 'm'));
            if is_ending && !ahead.next().is_some_and(char::is_alphanumeric) {
                characters.next();
                continue;
            }
        }
        kept.push(character);
    }
    kept
}

/// The term of a letter with the signs that make another name of it: `C#`, `C++`, `C:\Windows`.
fn symbol(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    let letter = text.chars().next().filter(char::is_ascii_alphabetic)?;
    let rest = &text[1..];
    let is_end = |rest: &str| !rest.starts_with(char::is_alphanumeric);
    let sign = match rest.as_bytes() {
        [b'#', ..] if is_end(&rest[1..]) => "#",
        [b'+', b'+', ..] if is_end(&rest[2..]) => "++",
        [b':', b'\\' | b'/', ..] => ":",
        [b':', ..] if !rest.contains(char::is_alphanumeric) => ":",
        _ => return None,
    };
    Some(format!("{}{sign}", letter.to_ascii_lowercase()))
}

fn piece(text: &str) -> Option<Piece> {
    let words: Vec<String> = words(text).iter().map(|word| lower(word)).collect();
    if words.is_empty() {
        return None;
    }
    let compact = words.concat();
    let length = compact.chars().count();
    let fits = (3..=LONGEST_JOINED).contains(&length);
    let mark = ["$", "-", "::"].into_iter().find(|mark| text.starts_with(mark));
    let marked = mark.filter(|_| length <= LONGEST_JOINED).map(|mark| format!("{mark}{compact}"));
    // `1.2.3` is not `123`.
    let is_number = words.len() > 1 && length <= LONGEST_JOINED && compact.chars().all(is_digit);
    let joined = if is_number { Some(words.join(".")) } else { (words.len() > 1 && fits).then_some(compact) };
    Some(Piece { words, joined, marked })
}

/// The words of a text: runs of letters and digits, cut where `camelCase` and `HTTPServer` are.
pub(super) fn words(text: &str) -> Vec<&str> {
    let runs = text.split(|c: char| !c.is_alphanumeric()).filter(|run| !run.is_empty());
    runs.flat_map(camel_parts).collect()
}

fn camel_parts(run: &str) -> Vec<&str> {
    if run.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return vec![run];
    }
    let characters: Vec<(usize, char)> = run.char_indices().collect();
    let mut parts = Vec::new();
    let mut start = 0;
    for i in 1..characters.len() {
        let (at, here) = characters[i];
        let before = characters[i - 1].1;
        let lower_after = characters.get(i + 1).is_some_and(|(_, after)| after.is_lowercase());
        // The plural of an abbreviation: `OSDs`.
        let plural = i + 2 == characters.len() && characters[i + 1].1 == 's';
        let up = here.is_uppercase() && before.is_lowercase();
        let word_after = here.is_uppercase() && lower_after && !before.is_lowercase() && !plural;
        if up || word_after {
            parts.push(&run[start..at]);
            start = at;
        }
    }
    parts.push(&run[start..]);
    parts
}

/// The letters and the digits of a word that has both, if there are two or more of them.
pub(super) fn digit_parts(word: &str) -> impl Iterator<Item = &str> {
    let mixed = word.contains(|c: char| c.is_ascii_digit()) && word.contains(|c: char| !c.is_ascii_digit());
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before: Option<bool> = None;
    for (at, character) in word.char_indices().filter(|_| mixed) {
        let digit = character.is_ascii_digit();
        if before.is_some_and(|before| before != digit) {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(digit);
    }
    if mixed {
        parts.push(&word[start..]);
    }
    parts.into_iter().filter(|part| part.chars().count() > 1)
}

/// Takes accents off and spells ligatures and other compatibility characters out.
pub(super) fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.nfkd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).nfc().collect())
}

/// Lower case, with the letters that have no decomposition spelt out.
pub(super) fn lower(word: &str) -> String {
    let mut lower = String::with_capacity(word.len());
    for character in word.to_lowercase().chars() {
        match character {
            'ß' => lower.push_str("ss"),
            'æ' => lower.push_str("ae"),
            'œ' => lower.push_str("oe"),
            'þ' => lower.push_str("th"),
            'ø' => lower.push('o'),
            'ł' => lower.push('l'),
            'đ' | 'ð' => lower.push('d'),
            'ı' => lower.push('i'),
            other => lower.push(other),
        }
    }
    lower
}

/// Writes `ae`, `oe` and `ue` as the vowel alone where they may stand for an umlaut, so that
/// `Störung` (folded to `storung`) and `stoerung` meet. Not after a vowel or q, and not `ue` at the
/// end: `queue`, `request` and `value` stay as they are.
pub(super) fn squash(word: &str) -> String {
    let mut squashed = String::with_capacity(word.len());
    let mut characters = word.chars().peekable();
    let mut before = ' ';
    while let Some(character) = characters.next() {
        squashed.push(character);
        let umlaut = matches!(character, 'a' | 'o' | 'u') && !"aeiouq".contains(before);
        if umlaut && characters.peek() == Some(&'e') {
            characters.next();
            if character == 'u' && characters.peek().is_none() {
                squashed.push('e');
            }
            before = 'e';
        } else {
            before = character;
        }
    }
    squashed
}
