//! Paths inside a knowledge base: `/` only, relative to the root, never upwards.
//!
//! A [`SitePath`] cannot name anything outside the root, on any platform. Every other module speaks
//! of files through it; only [`crate::files`] and [`crate::output`] turn one into a path on disk.
//!
//! The one exception is [`SitePath::outside`], for files that the user names on the command line, such
//! as alert rules in a folder next to it. Nothing that content says can lead to one.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A normalised path below the root. The empty path is the root itself.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SitePath(Arc<str>);

impl SitePath {
    /// The root.
    pub fn root() -> Self {
        Self(Arc::from(""))
    }

    /// Normalises `path` lexically: `.` and empty parts vanish, `..` takes the part before it.
    /// `None` when it would leave the root or holds a NUL or a backslash.
    pub fn new(path: &str) -> Option<Self> {
        Self::root().join(path)
    }

    /// The name of a file outside the root, as seen from it: `../rules/a.yaml`. `None` unless it begins
    /// with `..`, or when it holds a NUL or a backslash.
    pub fn outside(relative: &str) -> Option<Self> {
        let inner = relative.trim_start_matches("../");
        let steps = &relative[..relative.len() - inner.len()];
        let inner = Self::new(inner).filter(|path| !path.is_root() && !steps.is_empty())?;
        Some(Self(format!("{steps}{inner}").into()))
    }

    /// Whether this names a file outside the root.
    pub fn is_outside(&self) -> bool {
        self.0.starts_with("../")
    }

    /// `relative` as seen from this folder, under the rules of [`SitePath::new`].
    pub fn join(&self, relative: &str) -> Option<Self> {
        if relative.contains(['\0', '\\']) {
            return None;
        }
        let is_plain = |part: &str| !matches!(part, "" | "." | "..");
        if self.is_root() && relative.split('/').all(is_plain) {
            return Some(Self(relative.into()));
        }
        let mut parts: Vec<&str> = self.parts().collect();
        for part in relative.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop()?;
                }
                part => parts.push(part),
            }
        }
        Some(Self(parts.join("/").into()))
    }

    /// The path as text, with `/` between its parts.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is the root.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// The parts between the slashes, none for the root.
    pub fn parts(&self) -> impl DoubleEndedIterator<Item = &str> {
        self.0.split('/').filter(|part| !part.is_empty())
    }

    /// The folder this is in; the root is its own parent.
    pub fn parent(&self) -> Self {
        match self.0.rfind('/') {
            Some(slash) => Self(self.0[..slash].into()),
            None => Self::root(),
        }
    }

    /// This folder and every folder above it, up to the root.
    pub fn and_above(&self) -> Vec<Self> {
        let mut all = vec![self.clone()];
        while let Some(above) = all.last().filter(|folder| !folder.is_root()).map(Self::parent) {
            all.push(above);
        }
        all
    }

    /// The last part, empty for the root.
    pub fn file_name(&self) -> &str {
        self.parts().next_back().unwrap_or("")
    }

    /// Whether a part of the path begins with a dot, which hides it on Unix.
    pub fn is_hidden(&self) -> bool {
        self.parts().any(|part| part.starts_with('.') && part != "..")
    }

    /// Whether this is what Git keeps in `.git`, by any spelling that a file system takes for it: letter
    /// case, a dot or blank at the end, the short name on Windows.
    pub fn is_of_git(&self) -> bool {
        let is = |part: &str| [".git", "git~1"].iter().any(|git| git.eq_ignore_ascii_case(part));
        self.parts().any(|part| is(part.trim_end_matches(['.', ' '])))
    }

    /// The file name without its last extension.
    pub fn stem(&self) -> &str {
        match self.split_extension() {
            Some((stem, _)) => stem,
            None => self.file_name(),
        }
    }

    /// What follows the last dot of the file name, if there is a name before it.
    pub fn extension(&self) -> Option<&str> {
        self.split_extension().map(|(_, extension)| extension)
    }

    fn split_extension(&self) -> Option<(&str, &str)> {
        self.file_name().rsplit_once('.').filter(|(stem, _)| !stem.is_empty())
    }

    /// The path below `folder`, or `None` when it is not below it. A folder is below itself (`""`).
    pub fn below(&self, folder: &SitePath) -> Option<&str> {
        if folder.is_root() {
            return (!self.is_outside()).then_some(&self.0);
        }
        match self.0.strip_prefix(folder.as_str())? {
            "" => Some(""),
            rest => rest.strip_prefix('/'),
        }
    }
}

/// Folders with every folder above them.
pub fn with_above(folders: impl Iterator<Item = SitePath>) -> BTreeSet<SitePath> {
    let mut all = BTreeSet::new();
    for mut folder in folders {
        while !all.contains(&folder) {
            let above = folder.parent();
            all.insert(std::mem::replace(&mut folder, above));
        }
    }
    all
}

/// A path as file systems that ignore letter case or normalise Unicode see it.
pub fn folded(path: &str) -> String {
    match path.is_ascii() {
        true => path.to_ascii_lowercase(),
        false => path.nfc().collect::<String>().to_lowercase(),
    }
}

/// The first letters with their marks in which two texts differ that are the same but for letter case and
/// Unicode normalization.
pub fn first_difference(one: &str, other: &str) -> Option<(String, String)> {
    let (mut one, mut other) = (letters(one), letters(other));
    loop {
        match (one.next(), other.next()) {
            (Some(a), Some(b)) if a == b => {}
            (Some(a), Some(b)) => return Some((a.to_owned(), b.to_owned())),
            _ => return None,
        }
    }
}

/// Each character of a text with the marks that follow it.
fn letters(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let mut ends = rest.char_indices().skip(1).filter(|(_, c)| !is_combining_mark(*c)).map(|(at, _)| at);
        let end = ends.next().unwrap_or(rest.len());
        let (letter, after) = rest.split_at(end);
        rest = after;
        (!letter.is_empty()).then_some(letter)
    })
}

/// A text by the numbers of its characters: `U+006F U+0308`.
pub fn code_points(text: &str) -> String {
    text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ")
}

impl fmt::Display for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SitePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&*self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn never_leaves_the_root() {
        assert_eq!(SitePath::new("a/./b//../c").unwrap().as_str(), "a/c");
        assert_eq!(SitePath::new("/a").unwrap().as_str(), "a");
        assert!(SitePath::new("a/../../b").is_none());
        assert!(SitePath::new("a\\b").is_none());
        assert!(SitePath::new("a\0").is_none());
    }

    #[test]
    fn only_what_the_user_names_is_outside() {
        let path = SitePath::outside("../../rules/./a.yaml").unwrap();
        assert_eq!(path.as_str(), "../../rules/a.yaml");
        assert!(path.is_outside() && path.below(&SitePath::root()).is_none());
        assert!(!SitePath::new("a/..b").unwrap().is_outside());
        for path in ["a", "../", "../../..", "../a\\b", "a/../../b"] {
            assert!(SitePath::outside(path).is_none(), "{path}");
        }
    }

    #[test]
    fn takes_names_apart() {
        let path = SitePath::new("docs/kube/a.b.md").unwrap();
        assert_eq!((path.stem(), path.extension()), ("a.b", Some("md")));
        assert_eq!(path.parent().as_str(), "docs/kube");
        assert_eq!(SitePath::new(".gitignore").unwrap().extension(), None);
        assert_eq!(path.below(&SitePath::new("docs").unwrap()), Some("kube/a.b.md"));
        assert_eq!(path.below(&SitePath::new("doc").unwrap()), None);
        assert_eq!(path.below(&path), Some(""));
        assert_eq!(SitePath::root().file_name(), "");
    }

    #[test]
    fn knows_what_is_hidden() {
        let path = |path| SitePath::new(path).unwrap();
        assert!(path("a/.b/c").is_hidden() && path(".env").is_hidden() && !path("a.b/c").is_hidden());
        assert!(!SitePath::outside("../a").unwrap().is_hidden());
        for git in [".git", "a/.GIT/config", ".git./x", "git~1"] {
            assert!(path(git).is_of_git(), "{git}");
        }
        assert!(!path(".github/x").is_of_git() && !path(".gitignore").is_of_git());
    }

    #[test]
    fn says_which_characters_differ() {
        assert_eq!(first_difference("a/Größe", "a/Gro\u{308}ße"), Some(("ö".into(), "o\u{308}".into())));
        assert_eq!(first_difference("a", "a"), None);
        assert_eq!(code_points("o\u{308}"), "U+006F U+0308");
    }
}
