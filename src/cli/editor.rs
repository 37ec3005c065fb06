//! The URL that opens a file in an editor, for the panel of `serve`.

use std::path::Path;

use crate::path::SitePath;
use crate::url::encode_path;

/// Editors by name, and the URL that their documentation gives for opening a file at a place.
const KNOWN: &[(&str, &str)] = &[
    ("vscode", "vscode://file{path}:{line}:{column}"),
    ("vscodium", "vscodium://file{path}:{line}:{column}"),
    ("cursor", "cursor://file{path}:{line}:{column}"),
    ("zed", "zed://file{path}:{line}:{column}"),
    ("idea", "idea://open?file={path}&line={line}&column={column}"),
    ("sublime", "subl://open?url=file://{path}&line={line}&column={column}"),
    ("textmate", "txmt://open?url=file://{path}&line={line}&column={column}"),
];

/// How to open an editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Editor(String);

impl Editor {
    /// The editor with this name, or with this URL, which contains `{path}`.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        if let Some((_, url)) = KNOWN.iter().find(|(name, _)| *name == text) {
            return Ok(Self((*url).to_owned()));
        }
        let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
        let is_url = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
            && !scheme.eq_ignore_ascii_case("javascript")
            && text.contains("{path}");
        let names: Vec<&str> = KNOWN.iter().map(|(name, _)| *name).collect();
        let help = || {
            format!(
                "write one of {}, or a URL with `{{path}}`, `{{line}}` and `{{column}}`",
                names.join(", ")
            )
        };
        is_url.then(|| Self(text.to_owned())).ok_or_else(help)
    }

    /// The URL that opens a file below `root`.
    pub(super) fn url(&self, root: &Path, file: &SitePath, line: usize, column: usize) -> String {
        let root = root.display().to_string().replace('\\', "/");
        let path = format!("/{}/{file}", root.trim_matches('/'));
        self.0
            .replace("{path}", &encode_path(&path))
            .replace("{line}", &line.to_string())
            .replace("{column}", &column.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_or_a_url_opens_a_file() {
        let file = SitePath::new("content/a b.md").unwrap();
        let url = |text: &str| Editor::parse(text).unwrap().url(Path::new("/home/ops"), &file, 3, 9);
        assert_eq!(url("vscode"), "vscode://file/home/ops/content/a%20b.md:3:9");
        assert_eq!(url("my+editor:{path}#{line}"), "my+editor:/home/ops/content/a%20b.md#3");
        for wrong in ["vi", "javascript:{path}", "https://example.org", ":{path}", "x y:{path}"] {
            assert!(Editor::parse(wrong).is_err(), "{wrong}");
        }
    }
}
