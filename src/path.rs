//! Paths inside a knowledge base: `/` only, relative to the root, never upwards.
//!
//! A [`SitePath`] cannot name anything outside the root, on any platform. Every other module speaks
//! of files through it; only [`crate::files`] and [`crate::output`] turn one into a path on disk.
//!
//! The one exception is [`SitePath::outside`], for files that the user names on the command line, such
//! as alert rules in the folder beside. Nothing that content says can lead to one.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

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

    /// The last part, empty for the root.
    pub fn file_name(&self) -> &str {
        self.parts().next_back().unwrap_or("")
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

/// A path as file systems that ignore letter case or normalise Unicode see it.
pub fn folded(path: &str) -> String {
    match path.is_ascii() {
        true => path.to_ascii_lowercase(),
        false => path.nfc().collect::<String>().to_lowercase(),
    }
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
}
