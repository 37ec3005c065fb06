//! What a link that leads nowhere may have meant.

use super::catalog::{Catalog, Found, relative};
use crate::diagnostic::{ask, nearest, nearest_by};
use crate::markdown::{Link, LinkKind};
use crate::page::Page;
use crate::place::INDEX_NAMES;

/// How many names are compared for one page. More would let a single page of machine-made links keep
/// a check busy for minutes.
const MOST_COMPARISONS: usize = 200_000;

/// Suggests targets for the links of one page.
#[derive(Debug, Default)]
pub(super) struct Suggestions {
    /// How many names have been compared.
    compared: usize,
}

impl Suggestions {
    /// How to mend a link to `path`, where there is nothing.
    pub(super) fn help(
        &mut self,
        catalog: &Catalog<'_>,
        page: &Page,
        link: &Link,
        path: &str,
    ) -> Option<String> {
        if link.kind == LinkKind::Wiki {
            return self.near_name(catalog, path).or_else(|| self.near_path(catalog, page, link, path));
        }
        if is_host(path) {
            return Some(format!("write `https://{}` if that is the address of another site", link.target));
        }
        index_of_folder(catalog, page, path)
            .or_else(|| source_of(catalog, page, path))
            .or_else(|| self.near_path(catalog, page, link, path))
    }

    fn near_name(&mut self, catalog: &Catalog<'_>, name: &str) -> Option<String> {
        let names: Vec<&str> = catalog.wiki_names().collect();
        self.may_compare(names.len())?;
        ask(&nearest(name, names.into_iter().filter(|other| may_be_near(name, other))))
    }

    fn near_path(&mut self, catalog: &Catalog<'_>, page: &Page, link: &Link, path: &str) -> Option<String> {
        let neighbours = catalog.neighbours(page, path);
        self.may_compare(neighbours.len())?;
        let near = nearest_by(telling_part(path), neighbours.iter().map(String::as_str), telling_part);
        if !link.target.contains("//") {
            return ask(&near);
        }
        // A path from the root would not fit behind the host of a full address.
        let shown = |near: &&str| as_path(catalog, page, near).unwrap_or_else(|| (*near).to_owned());
        let near: Vec<String> = near.iter().map(shown).collect();
        ask(&near.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn may_compare(&mut self, names: usize) -> Option<()> {
        self.compared = self.compared.saturating_add(names);
        (self.compared <= MOST_COMPARISONS).then_some(())
    }
}

/// The way from a page to what a path from the root names.
fn as_path(catalog: &Catalog<'_>, page: &Page, path: &str) -> Option<String> {
    let here = page.place.path.parent();
    match catalog.by_file(page, path)? {
        Found::Page(index) => Some(relative(&here, &catalog.pages[index].place.path)),
        Found::File(path) | Found::Outside(path) => Some(relative(&here, &path)),
        Found::Folder(folder) => {
            let folder = catalog.config.content.join(folder.as_str())?;
            Some(format!("{}/", relative(&here, &folder)))
        }
    }
}

/// The page of which other generators make the file that `path` names: `b.md` for `b.html`.
fn source_of(catalog: &Catalog<'_>, page: &Page, path: &str) -> Option<String> {
    let source = format!("{}.md", path.strip_suffix(".html")?);
    matches!(catalog.by_file(page, &source)?, Found::Page(_)).then(|| format!("did you mean `{source}`?"))
}

/// Where the README or index of an existing folder was meant: what stands for that folder.
fn index_of_folder(catalog: &Catalog<'_>, page: &Page, path: &str) -> Option<String> {
    let (folder, name) = path.rsplit_once('/')?;
    let stem = name.split('.').next().unwrap_or("").to_lowercase();
    if !INDEX_NAMES.contains(&stem.as_str()) || folder.is_empty() {
        return None;
    }
    match catalog.by_file(page, folder)? {
        Found::Page(index) => {
            let file = &catalog.pages[index].place.path;
            Some(format!("did you mean `{}`?", relative(&page.place.path.parent(), file)))
        }
        Found::Folder(_) => Some(format!("write `{folder}/` for the list of its pages")),
        _ => None,
    }
}

/// The part of a path that tells files apart: the file name, or its folder where the name is one that
/// every folder has. Whole paths would look alike for the folders that they share.
fn telling_part(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or("").to_lowercase();
    if INDEX_NAMES.contains(&stem.as_str()) && !folder.trim_matches(['.', '/']).is_empty() {
        return folder.rsplit('/').next().unwrap_or(folder);
    }
    // Names as short as their extension would all look alike with it.
    name.strip_suffix(".md").filter(|stem| !stem.is_empty()).unwrap_or(name)
}

/// Whether two names are of a length that lets them be near each other; saves a long comparison.
fn may_be_near(a: &str, b: &str) -> bool {
    let (a, b) = (a.chars().count(), b.chars().count());
    a.min(b) * 2 >= a.max(b)
}

/// Whether a path begins with the name of a host: `grafana.example.org/d/x`, `www.example.org`.
fn is_host(path: &str) -> bool {
    let (first, rest) = path.split_once('/').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let labels: Vec<&str> = first.split('.').collect();
    let fits = |label: &&str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    // `notes.org` may be a file, `notes.org/x` cannot.
    let is_sure = rest.is_some() || labels.len() > 2;
    is_sure && labels.len() > 1 && labels.iter().all(fits) && is_top_level(labels[labels.len() - 1])
}

/// Whether this is the last part of hosts rather than of file names.
fn is_top_level(label: &str) -> bool {
    const COMMON: &[&str] = &[
        "app", "biz", "cloud", "com", "corp", "dev", "edu", "gov", "info", "int", "internal", "intra", "lan",
        "local", "mil", "net", "online", "org", "site", "systems", "tech", "zone",
    ];
    /// Extensions of files that are countries too.
    const FILES: &[&str] = &[
        "bz", "cc", "cs", "gz", "hs", "js", "md", "ml", "mm", "pl", "pm", "ps", "py", "rb", "rs", "sh", "so",
        "sv", "tf", "ts", "vb",
    ];
    let label = label.to_ascii_lowercase();
    let is_country = label.len() == 2 && label.bytes().all(|byte| byte.is_ascii_alphabetic());
    COMMON.contains(&label.as_str()) || (is_country && !FILES.contains(&label.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggestions_compare_what_tells_files_apart() {
        assert_eq!(telling_part("docs/long/chef-vault.md"), "chef-vault");
        assert_eq!(telling_part("docs/long/README.md"), "long");
        assert_eq!(telling_part("../README.md"), "README");
        assert_eq!(telling_part("a/img.png"), "img.png");
        assert_eq!(telling_part("docs/"), "docs");
    }

    #[test]
    fn hosts_are_told_from_paths() {
        for path in ["grafana.example.org/d/x", "www.example.org", "example.com/", "a.b.co.uk"] {
            assert!(is_host(path), "{path}");
        }
        for path in ["notes.org", "docs/a.md", "v1.2/a", "conf.d/x", "x.tar.gz", "a..org/x", "build.sh/x", ""]
        {
            assert!(!is_host(path), "{path}");
        }
    }
}
