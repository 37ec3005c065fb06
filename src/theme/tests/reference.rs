//! `content/reference/templates.md`: what templates get and what can be replaced, told by the doc
//! comments of the views and by the templates themselves, so that it cannot be out of date.

use std::fmt::Write;
use std::sync::Arc;

use crate::diagnostic::Finding;
use crate::diagnostic::emit::{Shown, human};
use crate::files::{self, Files, Memory};
use crate::path::SitePath;
use crate::theme::shapes::{inner, views};
use crate::theme::{Theme, seen_on};
use crate::words::Words;

const INTRO: &str = include_str!("templates.md");
/// A doc comment as Markdown for readers of the site: links to items become their names.
fn plain(text: &str) -> String {
    let text = text.replace("[`", "`").replace("`]", "`");
    text.replace("PageView::findings", "PageView.findings").replace('|', "\\|")
}

/// A Rust type in the words of templates.
fn kind_of(kind: &'static str) -> String {
    let inner = |wrapper: &str| inner(kind, wrapper);
    if let Some(kind) = inner("Vec") {
        return format!("list of {}", kind_of(kind));
    }
    if let Some(kind) = inner("Option") {
        return format!("{} or nothing", kind_of(kind));
    }
    if let Some(kind) = inner("Kept") {
        return kind_of(kind);
    }
    match kind {
        "String" | "&'static str" => "text".to_owned(),
        "usize" | "u32" | "f64" => "number".to_owned(),
        "bool" => "truth value".to_owned(),
        "Body" => "see below".to_owned(),
        kind if kind.starts_with("Part<") => "text".to_owned(),
        kind if kind.starts_with("BTreeMap") => "map of text to text".to_owned(),
        kind => format!("[{kind}](#{})", kind.to_lowercase()),
    }
}

/// The templates of the built-in theme: the name, what it is by its first remark, and its blocks.
fn templates() -> Vec<(String, String, Vec<String>)> {
    let files = files::built_in();
    let folder = SitePath::new("themes/default/templates").unwrap();
    let read = |path: SitePath| {
        let text = String::from_utf8(files.read(&path).unwrap().to_vec()).unwrap();
        (path.below(&folder).unwrap().to_owned(), about(&text), blocks(&text))
    };
    files.paths_below(&folder).into_iter().map(read).collect()
}

/// The remark that a template begins with.
fn about(text: &str) -> String {
    let text = text
        .split_once("%}\n")
        .filter(|(first, _)| first.starts_with("{% extends"))
        .map_or(text, |(_, rest)| rest);
    let remark = text.trim_start().strip_prefix("{#").and_then(|rest| rest.split_once("#}"));
    let words = remark
        .map(|(remark, _)| remark.trim_matches(['-', ' ', '\n']).split_whitespace().collect::<Vec<_>>());
    words.map(|words| words.join(" ")).unwrap_or_default()
}

fn blocks(text: &str) -> Vec<String> {
    let starts = text.split("{% block ").skip(1);
    starts.filter_map(|rest| rest.split([' ', '-', '%']).next()).map(str::to_owned).collect()
}

/// What `check` says to a misspelt value.
fn sample() -> String {
    let path = SitePath::new("themes/acme/templates/page.html").unwrap();
    let text = "<!doctype html>\n<h1>{{ page.titel }}</h1>\n";
    let mut files = Memory::default();
    files.insert(path.clone(), text.as_bytes());
    let theme = Theme::load(&files, "acme", &Arc::new(Words::english())).unwrap();
    let finding = super::views::try_page(&theme, "page.html").unwrap_err();
    let finding = seen_on(finding, &["runbooks/disk-full/index.html".to_owned()]);
    let source = |_: &SitePath| Some(Arc::from(text));
    human(&Shown::new(vec![finding], &source), false).trim_end().to_owned()
}

fn page() -> String {
    let mut page = INTRO.replace("@SAMPLE@", &sample());
    page.push_str(
        "\n## Templates and their blocks\n\n| template | what it makes | blocks |\n| --- | --- | --- |\n",
    );
    for (name, about, blocks) in templates() {
        let blocks: Vec<String> = blocks.iter().map(|block| format!("`{block}`")).collect();
        writeln!(page, "| `{name}` | {about} | {} |", blocks.join(", ")).unwrap();
    }
    page.push_str("\n## Values\n\nEvery template except `feed.xml`, `sitemap.xml` and `partials/sidebar.html` gets the members of `Shell` as variables.\n");
    for view in views() {
        write!(
            page,
            "\n### {}\n\n{}\n\n| value | type | what it is |\n| --- | --- | --- |\n",
            view.name,
            plain(&view.about)
        )
        .unwrap();
        for member in view.members {
            let (kind, about) = (kind_of(member.kind), plain(&member.about));
            writeln!(page, "| `{}` | {kind} | {about} |", member.name).unwrap();
        }
    }
    page
}

#[test]
fn the_template_reference_page_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/reference/templates.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path, page()).unwrap();
    }
    let written = std::fs::read_to_string(path).unwrap_or_default();
    assert!(written == page(), "`UPDATE=1 cargo test reference_page` writes it");
}

#[test]
fn every_template_says_what_it_makes() {
    let silent: Vec<String> =
        templates().into_iter().filter(|(_, about, _)| about.is_empty()).map(|(name, ..)| name).collect();
    assert!(silent.is_empty(), "a template begins with a remark: {silent:?}");
}

#[test]
fn every_value_is_explained() {
    let views = views();
    assert!(views.len() > 20);
    for view in views {
        assert!(!view.about.is_empty() && !view.members.is_empty(), "{}", view.name);
        assert!(view.members.iter().all(|member| !member.about.is_empty()), "{}", view.name);
    }
}

/// The files that the page shows, by the titles of their blocks.
fn shown_files() -> Memory {
    let mut files = Memory::default();
    for block in INTRO.split("\n```").filter(|block| block.contains("title=\"themes/acme/")) {
        let (first, text) = block.split_once('\n').unwrap();
        let path = first.split('"').nth(1).unwrap();
        files.insert(SitePath::new(path).unwrap(), text.as_bytes());
    }
    files
}

#[test]
fn what_the_page_shows_works() {
    let files = shown_files();
    assert_eq!(files.paths().len(), 6, "{:?}", files.paths());
    let (words, findings) = Words::load(&files, "acme", "fr");
    let is_advice = |finding: &Finding| finding.message.ends_with("words of the site are still in English");
    assert!(findings.len() == 1 && findings.iter().all(is_advice), "{findings:?}");
    assert_eq!((words.say("skip"), words.title("Runbooks")), ("Aller au contenu", "Procédures"));
    let theme = Theme::load(&files, "acme", &Arc::new(words)).unwrap();
    let page = super::views::page_of(&theme, "runbook");
    assert!(page.contains("Say in #incidents"), "{page}");
    assert!(page.contains("assets/acme.css?v=") && page.contains("Aller au contenu"), "{page}");
    assert!(!super::views::page_of(&theme, "tool").contains("#incidents"));
    assert!(page.contains("Changed on 2026-01-02.") && page.contains("Review: 2026-01-02."), "{page}");
    assert!(page.contains("Changed: 2026-01-02<"), "{page}");
    assert_eq!(theme.advice(), []);
}

#[test]
fn what_the_page_shows_of_missing_values_prints_nothing_or_what_it_says() {
    let theme = Theme::load(&shown_files(), "acme", &Arc::new(Words::english())).unwrap();
    let page = super::views::try_page(&theme, "page.html").unwrap();
    assert!(!page.contains("Changed on") && page.contains("Review: never."), "{page}");
    for template in ["page.html", "404.html"] {
        let page = super::views::try_page(&theme, template).unwrap();
        assert!(page.contains("Changed: –<"), "{template}: {page}");
    }
}

/// What the page warns of: without `default` there is nothing to print.
#[test]
fn what_is_missing_is_a_mistake_without_a_default() {
    for form in ["page.updated.text", "page.updated?.text", "page?.updated?.text"] {
        let mut files = Memory::default();
        let text = format!("{{{{ {form} }}}}");
        files.insert(SitePath::new("themes/acme/templates/page.html").unwrap(), text.into_bytes());
        let theme = Theme::load(&files, "acme", &Arc::new(Words::english())).unwrap();
        let finding = super::views::try_page(&theme, "page.html").unwrap_err();
        assert_eq!(finding.message, "`page.updated` has no value here, so it has no `text`", "{form}");
    }
}
