//! Files that a walk did not read, as findings.

use std::io;

use crate::config::Config;
use crate::diagnostic::{Finding, rules};
use crate::files::{Disk, Refusal};
use crate::path::SitePath;
use crate::place;
use crate::text::Span;

/// What tools keep at the top of a repository. Nobody looks for pages in it.
const OF_TOOLS: &[&str] = &[
    ".azuredevops",
    ".bitbucket",
    ".cache",
    ".changeset",
    ".circleci",
    ".devcontainer",
    ".forgejo",
    ".gitea",
    ".github",
    ".gitlab",
    ".husky",
    ".idea",
    ".venv",
    ".vscode",
];

/// What could not be read, was not followed or was skipped: in the root, as far as it is content, and in
/// the folder of the schemas and themes.
pub(super) fn findings(disk: &Disk, support: &Disk, config: &Config) -> Vec<Finding> {
    let is_ignored = |path: &SitePath| config.ignore.is_match(path.as_str());
    let is_content = |path: &SitePath| path.below(&config.content).is_some() && !is_ignored(path);
    let unreadable = disk.unreadable().iter().filter(|(path, _)| !is_ignored(path));
    let links = disk.links().iter().filter(|path| is_content(path));
    let skipped = disk.skipped().iter().filter(|path| is_content(path) && !is_of_tools(path));
    let mut findings: Vec<Finding> = unreadable
        .chain(support.unreadable())
        .map(|(path, cause)| unreadable_file(path, cause))
        .chain(links.chain(support.links()).map(link))
        .chain(skipped.filter_map(|path| skipped_pages(disk, path, config)))
        .collect();
    // The schemas and themes may be in the root.
    findings.sort_by(|a, b| (&a.path, a.rule.code).cmp(&(&b.path, b.rule.code)));
    findings.dedup();
    findings
}

fn unreadable_file(path: &SitePath, cause: &io::Error) -> Finding {
    let message = format!("this cannot be read: {cause}");
    let help = match Refusal::of(cause) {
        Some(Refusal::NotRegular) => {
            "remove this FIFO, socket or device, or list it under `ignore` in opslore.yaml"
        }
        _ => "fix its name or its permissions, or list it under `ignore` in opslore.yaml",
    };
    Finding::new(&rules::FILE_UNREADABLE, path, Span::default(), message).help(help).caused_by(cause)
}

fn link(path: &SitePath) -> Finding {
    Finding::new(&rules::FILE_SYMLINK, path, Span::default(), "this symbolic link is not followed")
        .help("commit the file itself, or list the link under `ignore` in opslore.yaml")
}

fn is_of_tools(path: &SitePath) -> bool {
    OF_TOOLS.contains(&path.as_str())
}

/// A page that is skipped, or a folder with one.
fn skipped_pages(disk: &Disk, path: &SitePath, config: &Config) -> Option<Finding> {
    let is_page = |path: &SitePath| place::has_page_extension(path) && !config.ignore.is_match(path.as_str());
    let page = disk.find_skipped(path, is_page)?;
    let what = match () {
        () if page == *path => "this page is skipped",
        () if is_page(&page) => "this folder with pages is skipped",
        () => "this large folder is skipped",
    };
    let (why, help) = match path.file_name() {
        name if name.starts_with('.') => ("its name begins with a dot", "rename it to publish it"),
        "node_modules" => ("it is where npm installs packages", "rename it to publish its pages"),
        _ => ("opslore wrote a site to it", "remove it if it is no longer needed"),
    };
    let message = format!("{what}: {why}");
    let help = format!("{help}, or list it under `ignore` in opslore.yaml");
    Some(Finding::new(&rules::FILE_SKIPPED, path, Span::default(), message).help(help))
}
