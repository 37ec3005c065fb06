//! The lines and comments that mark one end of a region.

use super::alert::AlertKind;
use super::html::token::comment_text;

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
    OpenTab(String),
    /// `:::`, or the end of what is indented
    Close,
}

/// What is between colons, or indented.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Admonition {
    /// `None` for what is folded away.
    pub(super) kind: Option<AlertKind>,
    /// The author's own title; may be empty.
    pub(super) title: String,
    /// Whether what can be folded away is shown at first.
    pub(super) is_open: bool,
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

    /// The mark that a line of colons is. Kinds that nobody knows are text.
    pub(super) fn of_colons(line: &str) -> Option<Self> {
        let rest = line.trim().trim_start_matches(':');
        if rest.is_empty() {
            return Some(Self::Close);
        }
        let rest = rest.trim_start();
        let end = rest.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let kind = match rest[..end].to_ascii_lowercase().as_str() {
            "details" => None,
            word => Some(of_colons(word)?),
        };
        let title = rest[end..].trim();
        // Docusaurus puts the title in brackets, and attributes in braces.
        let bracketed = title.strip_prefix('[').and_then(|title| title.split(']').next());
        let title = bracketed.unwrap_or(title.split('{').next().unwrap_or(title)).trim();
        Some(Self::Open(Admonition { kind, title: title.to_owned(), is_open: false }))
    }

    /// The mark that a line is below which text is indented: `!!! type "Title"`, `??? type`, which is
    /// folded away, `???+ type`, which can be, or `=== "Title"`.
    pub(super) fn of_marker(line: &str) -> Option<Self> {
        let line = line.trim();
        if let Some(rest) = line.strip_prefix("===") {
            let title = rest.trim_start_matches(['+', '!']);
            return Some(Self::OpenTab(quoted(title.strip_prefix(' ')?.trim())?.to_owned()));
        }
        let (is_folded, rest) = match line.strip_prefix("!!!") {
            Some(rest) => (false, rest),
            None => (true, line.strip_prefix("???")?),
        };
        let (is_open, rest) = rest.strip_prefix('+').map_or((false, rest), |rest| (is_folded, rest));
        let at = rest.find('"').unwrap_or(rest.len());
        let (words, title) = (rest[..at].trim(), rest[at..].trim());
        let title = if title.is_empty() { "" } else { quoted(title)? };
        let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        let word = words.split(' ').next().unwrap_or_default();
        if !words.chars().all(is_word) || (word.is_empty() && !is_folded) {
            return None;
        }
        let kind = of_word(word);
        // The word is the title where that says more than the kind, which has a translated name.
        let is_said = word.is_empty() || (!is_folded && kind.name().eq_ignore_ascii_case(word));
        let own = if is_said { String::new() } else { capitalized(word) };
        let title = if title.is_empty() { own } else { title.to_owned() };
        let kind = Some(kind).filter(|_| !is_folded);
        Some(Self::Open(Admonition { kind, title, is_open }))
    }

    pub(super) fn starts(&self) -> bool {
        matches!(self, Self::TabsStart | Self::Open(_) | Self::OpenTab(_))
    }

    pub(super) fn is_tabs(&self) -> bool {
        matches!(self, Self::TabsStart | Self::TabsEnd)
    }
}

/// The kind that a word of Docusaurus, VitePress or Starlight means. Others are text.
fn of_colons(word: &str) -> Option<AlertKind> {
    Some(match word {
        "note" | "info" | "abstract" => AlertKind::Note,
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

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// What stands between the double quotes that a text begins and ends with.
fn quoted(text: &str) -> Option<&str> {
    text.strip_prefix('"')?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_marks() {
        let open = |kind, title: &str| {
            Some(Mark::Open(Admonition { kind, title: title.to_owned(), is_open: false }))
        };
        for (line, expected) in [
            (":::note", open(Some(AlertKind::Note), "")),
            ("  ::: Warning  Mind the gap ", open(Some(AlertKind::Warning), "Mind the gap")),
            ("::::tip[A *title*]{.x}", open(Some(AlertKind::Tip), "A *title*")),
            (":::danger{open}", open(Some(AlertKind::Caution), "")),
            ("::: details More", open(None, "More")),
            (":::", Some(Mark::Close)),
            (":::: ", Some(Mark::Close)),
            (":::mermaid", None),
            ("::: {.note}", None),
        ] {
            assert_eq!(Mark::of_colons(line), expected, "{line}");
        }
        for (line, expected) in [
            ("!!! note", open(Some(AlertKind::Note), "")),
            ("!!! danger highlight \"Do not\"", open(Some(AlertKind::Caution), "Do not")),
            ("!!!bug", open(Some(AlertKind::Caution), "Bug")),
            ("!!! runbook-hint", open(Some(AlertKind::Note), "Runbook-hint")),
            ("??? warning", open(None, "Warning")),
            ("???", open(None, "")),
            ("??? \"More\"", open(None, "More")),
            ("=== \"A b\"", Some(Mark::OpenTab("A b".to_owned()))),
            ("!!!", None),
            ("!!! note \"open", None),
            ("!!! really, no", None),
            ("===", None),
            ("=== A", None),
        ] {
            assert_eq!(Mark::of_marker(line), expected, "{line}");
        }
        assert!(matches!(Mark::of_marker("???+ tip"), Some(Mark::Open(Admonition { is_open: true, .. }))));
        assert_eq!(Mark::of_comment("<!-- tabs:START-->"), Some(Mark::TabsStart));
        assert_eq!(Mark::of_comment("<!-- tabs:middle -->"), None);
    }
}
