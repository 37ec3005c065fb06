//! The same input gives the same bytes, whatever the number of threads, the folder, the time zone or
//! the order in which the disk lists its files.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Folder, finish, program, repository, tree};

const TYPES: &[(&str, &str)] = &[
    ("runbooks", "severity: critical\nalerts: [Alert%n, Alarm%n]\ndashboards: d%m\n"),
    (
        "postmortems",
        "severity: sev2\nstarted_at: 2025-01-01T10:%s\nresolved_at: 2025-01-02\nrunbooks: [r%m]\n",
    ),
    ("best-practices", "layer: [iaas, platform]\nmaturity: adopted\nsources: p%m\n"),
    ("tools", "language: bash\nrunbooks: r%m\ndestructive: false\n"),
    ("dashboards", "purpose: capacity\nsystem: grafana\n"),
    ("advisories", "severity: high\naliases: [CVE-2025-%n]\ncvss: 7.5\n"),
    ("decisions", "status: accepted\ndate: 2025-01-01\n"),
    ("services", "tier: 2\ndepends_on: [s%m]\n"),
    ("notes", "tags: [tag%s, disk]\n"),
];

/// A page of the n-th kind, with references and links to others.
fn page(number: usize) -> (String, String) {
    let (folder, fields) = TYPES[number % TYPES.len()];
    let round = number / TYPES.len();
    let fields = fields
        .replace("%n", &number.to_string())
        .replace("%m", &(round / 2).to_string())
        .replace("%s", &format!("{:02}", round % 7));
    let path = format!("content/{folder}/{}{round}.md", &folder[..1]);
    let links = format!("[one](../services/s{}.md), [two](../notes/n{round}.md)", round / 3);
    let text = format!(
        "---\ntitle: Page {number} of {folder}\nowner: team-{}\n{fields}services: [s{round}]\n---\n\n\
         ## Summary\n\nText {number} with {links}.\n\n## Impact\n\n| a | b |\n|---|---|\n| {number} | *x* |\n\n\
         ```sh\nkubectl get pods # {number}\n```\n\n## Mitigation\n\n> [!NOTE]\n> A note[^1].\n\n[^1]: Footnote.\n",
        number % 4
    );
    (path, text)
}

/// Copies the pages of our own content folder.
fn own_content() -> Vec<(String, Vec<u8>)> {
    let root = repository("content");
    let files = tree(&root).into_iter();
    files.map(|(path, (bytes, _))| (format!("content/{path}"), bytes)).collect()
}

fn build(root: &Path, site: &Path, settings: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let mut command = program(root);
    command.args(["build", "--keep-going", "--base-url", "https://ops.example.org", "--out"]).arg(site);
    let run = finish(command.envs(settings.iter().copied()));
    assert!(run.code == 0 || run.code == 1, "{run:?}");
    tree(site).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
}

/// The paths that differ: whole sites would flood the screen.
fn differing(one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut paths: Vec<_> = one.keys().chain(other.keys()).cloned().collect();
    paths.sort();
    paths.dedup();
    paths.retain(|path| one.get(path) != other.get(path));
    paths
}

#[test]
fn threads_folders_zones_and_the_order_of_files_make_no_difference() {
    let mut files: Vec<(String, Vec<u8>)> = own_content();
    files.extend((0..150).map(page).map(|(path, text)| (path, text.into_bytes())));
    let (one, other, sites) = (Folder::new(), Folder::new(), Folder::new());
    for (path, bytes) in &files {
        one.write(path, bytes);
    }
    for (path, bytes) in files.iter().rev() {
        other.write(&format!("a folder/{path}"), bytes);
    }
    let settings = |threads| [("RAYON_NUM_THREADS", threads), ("TZ", "UTC"), ("LC_ALL", "C")];
    let first = build(&one.path(""), &sites.path("1"), &settings("1"));
    assert!(first.len() > 450, "{} files", first.len());
    let settings = [("RAYON_NUM_THREADS", "8"), ("TZ", "Asia/Tokyo"), ("LC_ALL", "de_DE.UTF-8")];
    let second = build(&other.path("a folder"), &sites.path("2"), &settings);
    assert_eq!(differing(&first, &second), [""; 0]);
    let again = build(&one.path(""), &sites.path("1"), &settings);
    assert_eq!(differing(&first, &again), [""; 0]);
}

#[test]
fn findings_come_in_the_same_order() {
    let folder = Folder::new();
    for number in 0..150 {
        let (path, text) = page(number);
        folder.write(&path, format!("{text}\n[a](gone{number}.md) [b](#gone) [c]() <script>\n"));
    }
    let findings = |threads: &str| {
        let mut command = program(&folder.path(""));
        finish(command.args(["check", "--format", "json"]).env("RAYON_NUM_THREADS", threads)).exits(1).out
    };
    let first = findings("1");
    assert!(first.matches("OL0301").count() >= 150);
    assert_eq!(first, findings("8"));
}
