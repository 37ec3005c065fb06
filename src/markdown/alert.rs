//! Alerts: block quotes that begin with `[!NOTE]` and its four siblings.

/// The five kinds that GitHub knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AlertKind {
    Note,
    Tip,
    Important,
    Warning,
    Caution,
}

impl AlertKind {
    pub(super) const ALL: [Self; 5] = [Self::Note, Self::Tip, Self::Important, Self::Warning, Self::Caution];

    /// The class and the word in brackets.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Tip => "tip",
            Self::Important => "important",
            Self::Warning => "warning",
            Self::Caution => "caution",
        }
    }
}

/// The kind and the length of a marker at the start of `text`, with the space after it. Letter case
/// does not count; the `+` or `-` with which other tools fold an alert is taken along.
pub(super) fn marker(text: &str) -> Option<(AlertKind, usize)> {
    let (word, _) = text.strip_prefix("[!")?.split_once(']')?;
    let kind = AlertKind::ALL.into_iter().find(|kind| kind.name().eq_ignore_ascii_case(word))?;
    let rest = &text[word.len() + 3..];
    let rest = rest.strip_prefix(['+', '-']).unwrap_or(rest);
    let title = rest.trim_start_matches([' ', '\t']);
    (title.is_empty() || title.len() < rest.len()).then(|| (kind, text.len() - title.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_markers() {
        for (text, expected) in [
            ("[!NOTE]", Some((AlertKind::Note, 7))),
            ("[!tip] Title", Some((AlertKind::Tip, 7))),
            ("[!Warning]- Folded", Some((AlertKind::Warning, 12))),
            ("[!CAUTION]x", None),
            ("[!NOTES]", None),
            ("[NOTE]", None),
            ("[!", None),
        ] {
            assert_eq!(marker(text), expected, "{text}");
        }
    }
}
