//! The lines and comments that mark one end of a region.

use std::ops::Range;

use super::alert::AlertKind;
use super::html::token::comment_text;
use super::mask::stand_in;

/// One end of a region.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Mark {
    /// `<!-- tabs:start -->`
    TabsStart,
    /// `<!-- tabs:end -->`
    TabsEnd,
    /// `:::note Title`, or `!!! note "Title"`
    Open(Admonition),
    /// `=== "Title"`
    OpenTab,
    /// `:::`, or the end of what is indented
    Close,
}

/// What is between colons, or indented.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Admonition {
    pub(super) kind: Kind,
    pub(super) title: Title,
    /// Whether what can be folded away is shown at first.
    pub(super) is_open: bool,
}

/// What an admonition becomes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kind {
    Alert(AlertKind),
    /// What is folded away.
    Details,
    /// A block of a kind that nobody knows, by its name.
    Unknown(String),
}

/// What an admonition is called.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Title {
    /// By its kind.
    Kind,
    /// By the author's own words, which follow in the stream.
    Own,
    /// By the word that names the kind, where it says more than the kind.
    Word(String),
    /// Not at all: `!!! note ""`.
    None,
}

/// A line that marks one end of a region.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Line {
    pub(super) mark: Mark,
    /// The bytes of the author's title within the line.
    pub(super) title: Option<Range<usize>>,
}

impl Line {
    fn untitled(mark: Mark) -> Self {
        Self { mark, title: None }
    }

    fn admonition(kind: Kind, title: Option<Range<usize>>, is_open: bool) -> Self {
        let named = if title.is_some() { Title::Own } else { Title::Kind };
        Self { mark: Mark::Open(Admonition { kind, title: named, is_open }), title }
    }

    /// What the line is that begins with `:::`, `!!!`, `???` or `===`.
    pub(super) fn read(line: &str) -> Option<Self> {
        if line.trim_start().starts_with(":::") { Self::of_colons(line) } else { Self::of_marker(line) }
    }

    /// What a line of colons is: `:::kind Title`, as Docusaurus, VitePress and Starlight have it,
    /// `:::kind[Title]{attributes}`, `:::{kind} Title` of MyST, `::: {.kind title="Title"}` of Pandoc, or
    /// the end of one of them. A line that ends with colons as well is not the start of anything.
    pub(super) fn of_colons(line: &str) -> Option<Self> {
        let text = line.trim_end();
        let start = text.len() - text.trim_start().trim_start_matches(':').trim_start().len();
        let rest = &text[start..];
        if rest.is_empty() {
            return Some(Self::untitled(Mark::Close));
        }
        if rest.ends_with(":::") {
            return None;
        }
        let (name, after, attributes) = match rest.strip_prefix('{') {
            Some(inside) => {
                let close = inside.find('}')?;
                let attributes = &inside[..close];
                let name = attributes.split_whitespace().next()?.trim_start_matches('.');
                let name = name.strip_prefix("callout-").unwrap_or(name);
                (name, start + close + 2, start + 1..start + 1 + close)
            }
            None => {
                let end = rest.find(|c: char| !is_of_name(c)).unwrap_or(rest.len());
                (&rest[..end], start + end, 0..0)
            }
        };
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(is_of_name) {
            return None;
        }
        let (title, found) = title(text, after);
        let attributes = if found.is_empty() { attributes } else { found };
        let title = title.or_else(|| named(text, attributes.clone()));
        let kind = match name.to_ascii_lowercase().as_str() {
            "details" => Kind::Details,
            word => of_colons(word).map_or_else(|| Kind::Unknown(name.to_owned()), Kind::Alert),
        };
        let is_open = kind == Kind::Details && text[attributes].split_whitespace().any(|word| word == "open");
        Some(Self::admonition(kind, title, is_open))
    }

    /// What a line is below which text is indented: `!!! type "Title"`, `??? type`, which is folded
    /// away, `???+ type`, which can be, or `=== "Title"`.
    pub(super) fn of_marker(line: &str) -> Option<Self> {
        let text = line.trim_end();
        let start = text.len() - text.trim_start().len();
        let line = &text[start..];
        if let Some(rest) = line.strip_prefix("===") {
            let title = rest.trim_start_matches(['+', '!']).strip_prefix(' ')?;
            let title = quoted(text, text.len() - title.len())?;
            return Some(Self { mark: Mark::OpenTab, title: Some(title) });
        }
        let (is_folded, rest) = match line.strip_prefix("!!!") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("???")?),
        };
        let (is_open, rest) = rest.strip_prefix('+').map_or((false, rest), |rest| (is_folded, rest));
        let at = rest.find('"').unwrap_or(rest.len());
        let words = rest[..at].trim();
        let title = match &rest[at..] {
            "" => None,
            title => Some(quoted(text, text.len() - title.len())?),
        };
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        let word = words.split(' ').next().unwrap_or_default();
        if !words.chars().all(is_word) || (word.is_empty() && !is_folded) {
            return None;
        }
        let kind = of_word(word);
        // The word is the title where that says more than the kind, which has a translated name.
        let is_said = word.is_empty() || (!is_folded && kind.name().eq_ignore_ascii_case(word));
        let named = match &title {
            Some(title) if title.is_empty() => Title::None,
            Some(_) => Title::Own,
            None if is_said => Title::Kind,
            None => Title::Word(capitalized(word)),
        };
        let kind = if is_folded { Kind::Details } else { Kind::Alert(kind) };
        let mark = Mark::Open(Admonition { kind, title: named, is_open });
        Some(Self { mark, title: title.filter(|title| !title.is_empty()) })
    }

    /// `line`, of which this is the meaning, as the parser gets it, of the same length: a rule, or a
    /// heading that has the title, so that the title is read with all else. No heading that an author
    /// wrote is taken for one: those of level 3 begin with `#`.
    pub(super) fn stand_in(&self, line: &str) -> String {
        let Some(title) = self.title.clone().filter(|title| title.start > 3) else {
            return "*".repeat(line.len());
        };
        let mut bytes = vec![b' '; line.len()];
        bytes[..3].fill(b'#');
        bytes[title.clone()].copy_from_slice(&line.as_bytes()[title.clone()]);
        // To the parser, braces would be attributes of the heading, and `#` at the end its other end.
        let end = line[title.clone()].trim_end_matches('#').len();
        for (at, byte) in bytes[title].iter_mut().enumerate() {
            if *byte == b'{' || at >= end {
                *byte = stand_in(*byte);
            }
        }
        String::from_utf8(bytes).unwrap_or_else(|_| "*".repeat(line.len()))
    }
}

impl Mark {
    /// The mark that an HTML comment is.
    pub(super) fn of_comment(comment: &str) -> Option<Self> {
        match comment_text(comment)?.as_str() {
            "tabs:start" => Some(Self::TabsStart),
            "tabs:end" => Some(Self::TabsEnd),
            _ => None,
        }
    }

    pub(super) fn starts(&self) -> bool {
        matches!(self, Self::TabsStart | Self::Open(_) | Self::OpenTab)
    }

    pub(super) fn is_tabs(&self) -> bool {
        matches!(self, Self::TabsStart | Self::TabsEnd)
    }
}

/// The words that may follow colons.
#[rustfmt::skip]
pub(super) const KINDS: &[&str] = &[
    "note", "info", "abstract", "secondary", "tip", "hint", "success", "important", "warning", "attention",
    "caution", "danger", "error", "details",
];

/// The kind that a word of Docusaurus, VitePress or Starlight means.
fn of_colons(word: &str) -> Option<AlertKind> {
    Some(match word {
        "note" | "info" | "abstract" | "secondary" => AlertKind::Note,
        "tip" | "hint" | "success" => AlertKind::Tip,
        "important" => AlertKind::Important,
        "warning" | "attention" => AlertKind::Warning,
        "caution" | "danger" | "error" => AlertKind::Caution,
        _ => return None,
    })
}

/// The kind that a word of MkDocs means, where any is allowed.
fn of_word(word: &str) -> AlertKind {
    match word.to_lowercase().as_str() {
        "check" | "done" => AlertKind::Tip,
        "bug" | "fail" | "failure" | "missing" => AlertKind::Caution,
        lower => of_colons(lower).unwrap_or(AlertKind::Note),
    }
}

fn is_of_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// The bytes of the title in `line` from `from` on, and those inside the braces with attributes that may
/// follow it. Docusaurus puts the title in brackets; without them it is all but the attributes.
fn title(line: &str, from: usize) -> (Option<Range<usize>>, Range<usize>) {
    let whole = trimmed(line, from..line.len());
    if let Some(length) = bracketed(&line[whole.clone()]) {
        let inside = trimmed(line, whole.start + 1..whole.start + length - 1);
        let attributes = trimmed(line, whole.start + length..whole.end);
        if let Some(attributes) = braced(line, attributes.clone()) {
            return (Some(inside).filter(|inside| !inside.is_empty()), attributes);
        }
        if attributes.is_empty() {
            return (Some(inside).filter(|inside| !inside.is_empty()), 0..0);
        }
    }
    let brace = line[whole.clone()].rfind('{').map(|at| whole.start + at);
    let attributes = brace.and_then(|brace| braced(line, brace..whole.end));
    let title = match (&attributes, brace) {
        (Some(_), Some(brace)) => trimmed(line, whole.start..brace),
        _ => whole,
    };
    (Some(title).filter(|title| !title.is_empty()), attributes.unwrap_or(0..0))
}

/// The inside of braces with attributes.
fn braced(line: &str, range: Range<usize>) -> Option<Range<usize>> {
    let inside = line[range.clone()].strip_prefix('{')?.strip_suffix('}')?;
    let first = inside.split_whitespace().next().unwrap_or_default();
    let are_attributes = first.starts_with(['.', '#']) || first.contains('=') || matches!(first, "" | "open");
    are_attributes.then(|| range.start + 1..range.end - 1)
}

/// The title that attributes name: `title="…"`.
fn named(line: &str, attributes: Range<usize>) -> Option<Range<usize>> {
    let before = line[attributes.clone()].find("title=\"")? + "title=\"".len();
    let start = attributes.start + before;
    let length = line[start..attributes.end].find('"').filter(|length| *length > 0)?;
    Some(start..start + length)
}

/// The length of the brackets that `text` begins with, up to where they are closed.
fn bracketed(text: &str) -> Option<usize> {
    let (mut depth, mut escaped) = (0_usize, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'[' => depth += 1,
            b']' => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at + 1);
        }
    }
    None
}

/// `range` without white space at its ends.
fn trimmed(line: &str, range: Range<usize>) -> Range<usize> {
    let text = &line[range.clone()];
    let start = range.start + (text.len() - text.trim_start().len());
    start..start + text.trim().len()
}

/// What is between the double quotes that `line` has from `from` to its end.
fn quoted(line: &str, from: usize) -> Option<Range<usize>> {
    let range = trimmed(line, from..line.len());
    let inside = line[range.clone()].strip_prefix('"')?.strip_suffix('"')?;
    Some(range.start + 1..range.start + 1 + inside.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The kind of the line and its title.
    fn read(line: &str) -> Option<(Kind, &str)> {
        let found = Line::read(line)?;
        let Mark::Open(admonition) = found.mark else { panic!("{line}: {found:?}") };
        Some((admonition.kind, found.title.map_or("", |title| &line[title])))
    }

    #[test]
    fn reads_lines_of_colons() {
        let alert = |kind, title| Some((Kind::Alert(kind), title));
        let unknown = |name: &str, title| Some((Kind::Unknown(name.to_owned()), title));
        for (line, expected) in [
            (":::note", alert(AlertKind::Note, "")),
            ("  ::: Warning  Mind the gap ", alert(AlertKind::Warning, "Mind the gap")),
            ("::::tip[A *title*]{.x}", alert(AlertKind::Tip, "A *title*")),
            (":::tip[See [a](b) \\]]", alert(AlertKind::Tip, "See [a](b) \\]")),
            (":::tip[A] and more", alert(AlertKind::Tip, "[A] and more")),
            (":::danger{open}", alert(AlertKind::Caution, "")),
            (":::note{title=\"Mind this\"}", alert(AlertKind::Note, "Mind this")),
            (":::note Use {x} here", alert(AlertKind::Note, "Use {x} here")),
            (":::note Use {x}", alert(AlertKind::Note, "Use {x}")),
            (":::note Use {.x}", alert(AlertKind::Note, "Use")),
            ("::: details More", Some((Kind::Details, "More"))),
            (":::{warning} Mind", alert(AlertKind::Warning, "Mind")),
            ("::: {.callout-tip title=\"T\"}", alert(AlertKind::Tip, "T")),
            (":::mermaid", unknown("mermaid", "")),
            ("::: code-group é", unknown("code-group", "é")),
            ("::: {.column width=50%}", unknown("column", "")),
            (":::row:::", None),
            ("::: 日本", None),
            (":::{", None),
            ("::: \"x\"", None),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
        for line in [":::", ":::: "] {
            assert_eq!(Line::read(line), Some(Line::untitled(Mark::Close)));
        }
        let is_open = |line| {
            matches!(Line::read(line), Some(Line { mark: Mark::Open(Admonition { is_open: true, .. }), .. }))
        };
        assert!(is_open("::: details Click {open}") && is_open("???+ tip") && !is_open(":::note{open}"));
    }

    #[test]
    fn reads_markers() {
        let alert = |kind, title| Some((Kind::Alert(kind), title));
        for (line, expected) in [
            ("!!! note", alert(AlertKind::Note, "")),
            ("!!! danger highlight \"Do not\"", alert(AlertKind::Caution, "Do not")),
            ("!!! note \"a \"b\" c\"", alert(AlertKind::Note, "a \"b\" c")),
            ("!!! runbook-hint", alert(AlertKind::Note, "")),
            ("??? warning", Some((Kind::Details, ""))),
            ("???", Some((Kind::Details, ""))),
            ("??? \"More\"", Some((Kind::Details, "More"))),
            ("!!!", None),
            ("!!! note \"open", None),
            ("!!! really, no", None),
            ("===", None),
            ("=== A", None),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
        let tab = Line::read("=== \"A b\"").unwrap();
        assert_eq!((tab.mark, tab.title), (Mark::OpenTab, Some(5..8)));
        for (line, expected) in [
            ("!!!bug", Title::Word("Bug".to_owned())),
            ("!!! warning", Title::Kind),
            ("??? warning", Title::Word("Warning".to_owned())),
            ("!!! note \"\"", Title::None),
            ("!!! note \"x\"", Title::Own),
        ] {
            let Some(Line { mark: Mark::Open(admonition), .. }) = Line::read(line) else { panic!("{line}") };
            assert_eq!(admonition.title, expected, "{line}");
        }
    }

    #[test]
    fn a_title_is_read_as_a_heading() {
        for (line, expected) in [
            (":::", "***"),
            (":::note T", "###     T"),
            (":::tip[é *b*]{.x}", "###    é *b*     "),
            ("=== \"A\"", "###  A "),
            ("!!! note \"C #\"", "###       C \u{e} "),
            ("!!! note \"{x}\"", "###       \u{7}x} "),
            ("!!! note \"\"", "***********"),
        ] {
            assert_eq!(Line::read(line).unwrap().stand_in(line), expected);
        }
    }

    #[test]
    fn reads_comments() {
        assert_eq!(Mark::of_comment("<!-- tabs:START-->"), Some(Mark::TabsStart));
        assert_eq!(Mark::of_comment("<!-- tabs:middle -->"), None);
    }

    #[test]
    fn every_kind_has_its_meaning() {
        for word in KINDS {
            assert!(*word == "details" || of_colons(word).is_some(), "{word}");
        }
    }
}
