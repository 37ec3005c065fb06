//! Paths from text, and pages' addresses from paths.

use std::sync::LazyLock;

use opslore::config::{Collection, Config, Overrides};
use opslore::path::SitePath;
use opslore::place;
use opslore::text::Source;

use super::support::schemas;

/// A path, and another as seen from it: neither leaves the root.
pub(super) fn path(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let (base, relative) = text.split_once('\n').unwrap_or((&text, "."));
    let base = SitePath::new(base);
    let joined = base.as_ref().and_then(|base| base.join(relative));
    for found in base.iter().chain(&joined) {
        check_path(found);
    }
    if let Some(outside) = SitePath::outside(relative) {
        assert!(outside.is_outside() && outside.below(&SitePath::root()).is_none(), "{outside}");
    }
}

fn check_path(path: &SitePath) {
    let text = path.as_str();
    assert!(!text.contains(['\0', '\\']) && !text.starts_with('/') && !text.contains("//"), "{path}");
    assert!(path.parts().all(|part| !matches!(part, "" | "." | "..")), "{path}");
    assert!(!path.is_outside());
    assert_eq!(SitePath::new(text).as_ref(), Some(path), "a path is a path");
    assert_eq!(path.below(&path.parent()), Some(path.file_name()));
    let whole =
        path.extension().map_or_else(|| path.stem().to_owned(), |end| format!("{}.{end}", path.stem()));
    assert_eq!(whole, path.file_name());
}

/// The addresses of pages, a path a line.
pub(super) fn place(input: &[u8]) {
    static SETTING: LazyLock<(Config, Vec<Collection>)> = LazyLock::new(|| {
        let source = Source::new(crate::world::path("opslore.yaml"), "content: .\n");
        let config = Config::resolve(&source, false, &Overrides::default()).unwrap();
        let collections = place::collections(&config, schemas());
        (config, collections)
    });
    let text = String::from_utf8_lossy(input);
    let mut paths: Vec<SitePath> = text.lines().filter_map(SitePath::new).collect();
    paths.sort();
    paths.dedup();
    let places = place::arrange(&paths, &SETTING.0, &SETTING.1);
    for place in &places {
        let href = place.href.as_str();
        assert!(href.is_empty() || (href.ends_with('/') && !href.starts_with('/')), "{place:?}");
        assert!(href.chars().all(|c| c.is_alphanumeric() || "-_.~/".contains(c)), "{place:?}");
        assert!(
            href.split('/').all(|part| !matches!(part, "." | "..") && !part.eq_ignore_ascii_case("%2e%2e")),
            "{place:?}"
        );
        assert!(paths.contains(&place.path));
    }
    for line in text.lines() {
        let slug = place::slug(line);
        assert!(!slug.contains(['/', '\\', '\0']) && slug != ".." && slug != ".", "{slug:?}");
    }
}
