//! The configuration: `opslore.yaml` and the command line's overrides, resolved and checked once.

mod alerts;
mod attachments;
mod collections;
mod expected;
mod links;
#[cfg(test)]
mod mutations;
mod network;
mod offline;
mod places;
mod policy;
mod problems;
mod search;
mod shape;

pub use alerts::{Alerts, glob};
pub use collections::Collection;
pub use expected::Used;
pub use links::{AllowPrivate, Links, is_host_or_network};
pub use network::holds;

use std::sync::Arc;

use std::collections::BTreeSet;

use globset::GlobSet;
use jiff::tz::TimeZone;
use serde::Deserialize;

use self::attachments::RawAttachments;
use self::expected::{Expected, Listed};
use self::links::RawLinks;
use self::places::Places;
use self::problems::{Problems, finding};
use self::search::RawSearch;
use crate::diagnostic::policy::{Level, Policy};
use crate::diagnostic::{Finding, did_you_mean};
use crate::front_matter::documents::too_deep;
use crate::path::SitePath;
use crate::text::{Source, Span};
use crate::url::encode_path;

/// The name of the configuration file.
pub const FILE_NAME: &str = "opslore.yaml";
/// The folder that pages are in, where the configuration names none and the folder exists.
pub const CONTENT: &str = "content";

/// The name of the built-in theme.
pub const DEFAULT_THEME: &str = "default";

/// What `opslore.yaml` may say. Every key is optional.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields, expecting = "keys with values, such as `title: Operations`")]
struct Raw {
    title: Option<String>,
    description: Option<String>,
    base_url: Option<String>,
    language: Option<String>,
    time_zone: Option<String>,
    content: Option<String>,
    theme: Option<String>,
    license: Option<String>,
    repository: Option<String>,
    branch: Option<String>,
    edit_url: Option<String>,
    contributors: Option<bool>,
    collections: Option<serde_yaml::Mapping>,
    ignore: Option<Vec<String>>,
    include: Option<Vec<String>>,
    rules: Option<serde_yaml::Mapping>,
    alerts: Option<serde_yaml::Mapping>,
    safety: Option<RawSafety>,
    links: Option<RawLinks>,
    attachments: Option<RawAttachments>,
    offline: Option<serde_yaml::Value>,
    search: Option<RawSearch>,
    unknown_keys: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct RawSafety {
    allow: Option<Vec<String>>,
}

/// `safety.allow`: addresses, hosts, networks and names that may be published.
#[derive(Clone, Debug, Default)]
pub struct Allow {
    /// The entries as patterns.
    pub patterns: GlobSet,
    /// The entries as written, for networks such as `10.1.0.0/16`.
    pub texts: Vec<String>,
}

/// The keys of lists whose entries are looked at for use.
const ALLOWED: &[&str] = &["safety", "allow"];
/// See [`ALLOWED`].
const IGNORED_LINKS: &[&str] = &["links", "external", "ignore"];
/// See [`ALLOWED`].
const ATTACHMENTS: &[&str] = &["attachments", "allow"];

/// What the command line says over the file.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `--base-url`.
    pub base_url: Option<String>,
    /// `--drafts`.
    pub drafts: bool,
    /// Whether the file is out of reach of those who send content, so that it may widen what opslore
    /// does: one that `--config` names outside the root and its repository.
    pub is_protected: bool,
}

/// The resolved configuration.
#[derive(Clone, Debug)]
pub struct Config {
    /// The configuration's own file, for findings.
    pub file: SitePath,
    /// Its text.
    pub text: Arc<str>,
    /// The site's title.
    pub title: String,
    /// One sentence about the site, may be empty.
    pub description: String,
    /// The full address without a trailing `/`; empty where none is configured.
    pub base_url: String,
    /// A BCP 47 language tag.
    pub language: String,
    /// The tag in the configuration file.
    pub language_span: Span,
    /// The zone of dates that are written without an offset.
    pub time_zone: TimeZone,
    /// The content folder.
    pub content: SitePath,
    /// Where the configuration names it, if it does.
    pub content_span: Option<Span>,
    /// The name of the theme.
    pub theme: String,
    /// Where the configuration names it.
    pub theme_span: Span,
    /// The licence of the content, may be empty.
    pub license: String,
    /// The repository's address without a trailing `/`, may be empty.
    pub repository: String,
    /// The branch that edit links lead to.
    pub branch: String,
    /// A pattern with `{path}` for edit links, may be empty.
    pub edit_url: String,
    /// Whether pages name those who wrote them.
    pub contributors: bool,
    /// Folders whose type the configuration decides, in its order.
    pub collections: Vec<Collection>,
    /// Paths that are not read.
    pub ignore: GlobSet,
    /// Files that are pages although their name does not say so.
    pub include: GlobSet,
    /// The severities that the repository gives to rules.
    pub policy: Policy,
    /// How rule files are checked against the pages.
    pub alerts: Alerts,
    /// What `safety/…` rules let pass.
    pub allow: Allow,
    /// How links to other sites are checked.
    pub links: Links,
    /// The endings of file names that are published besides those that opslore knows, in lower case.
    pub attachments: BTreeSet<String>,
    /// How many bytes of the site's text a browser keeps; nothing where it keeps none.
    pub offline: Option<u64>,
    /// Words and phrases that stand for each other in the search, by group.
    pub synonyms: Vec<Vec<String>>,
    /// Whether drafts are published.
    pub drafts: bool,
    /// How bad a field is that no schema knows, where the file decides it for all types.
    pub unknown_keys: Option<Level>,
    /// Files that the file expects to be there.
    expected: Vec<Expected>,
    /// What else it lists, and where it is.
    listed: Listed,
    /// What the file says in vain.
    pub warnings: Vec<Finding>,
}

impl Config {
    /// Resolves the text of a configuration file (empty if there is none). `has_content` tells
    /// whether the folder `content/` exists. The error is a list of `config/invalid` findings.
    pub fn resolve(source: &Source, has_content: bool, overrides: &Overrides) -> Result<Self, Vec<Finding>> {
        let places = Places::of(&source.text);
        let raw = parse(source, &places)?;
        let mut problems = Problems::new(source, &places);
        let content = raw.content.as_deref().unwrap_or(if has_content { CONTENT } else { "" });
        let own_url = raw.base_url.unwrap_or_default();
        let (allow, links) =
            (raw.safety.unwrap_or_default().allow.unwrap_or_default(), raw.links.unwrap_or_default());
        let attachments = raw.attachments.unwrap_or_default().allow.unwrap_or_default();
        let ignored = links.external.unwrap_or_default().ignore.unwrap_or_default();
        let mut config = Self {
            file: source.path.clone(),
            text: Arc::clone(&source.text),
            title: raw.title.unwrap_or_else(|| "Operations knowledge base".to_owned()),
            description: raw.description.unwrap_or_default(),
            base_url: problems.address("base_url", overrides.base_url.as_deref().unwrap_or(&own_url)),
            language: problems.language(raw.language.as_deref().unwrap_or("en")),
            language_span: places.value(&["language"]),
            time_zone: problems.time_zone(raw.time_zone.as_deref().unwrap_or("UTC")),
            content: problems.folder("content", content),
            content_span: raw.content.is_some().then(|| places.value(&["content"])),
            theme: problems.theme(raw.theme.as_deref().unwrap_or(DEFAULT_THEME)),
            theme_span: places.value(&["theme"]),
            license: raw.license.unwrap_or_default(),
            repository: problems.address("repository", &raw.repository.unwrap_or_default()),
            branch: raw.branch.unwrap_or_else(|| "main".to_owned()),
            edit_url: problems.edit_url(raw.edit_url.as_deref().unwrap_or("")),
            contributors: raw.contributors.unwrap_or(true),
            collections: problems.collections(raw.collections.unwrap_or_default()),
            ignore: problems.ignored(&raw.ignore.unwrap_or_default()),
            include: problems.included(&raw.include.unwrap_or_default()),
            policy: problems.policy(&raw.rules.unwrap_or_default()),
            alerts: problems.alerts(raw.alerts.unwrap_or_default(), &own_url),
            allow: Allow { patterns: problems.globs(ALLOWED, &allow), texts: allow.clone() },
            links: Links {
                allow_private: problems
                    .allow_private(links.allow_private.unwrap_or_default(), overrides.is_protected),
                ignore: problems.globs(IGNORED_LINKS, &ignored),
            },
            attachments: problems.attachments(&attachments),
            offline: problems.offline(raw.offline.as_ref()),
            synonyms: problems.synonyms(raw.search.unwrap_or_default()),
            drafts: overrides.drafts,
            unknown_keys: problems.unknown_keys(raw.unknown_keys.as_deref()),
            expected: Vec::new(),
            listed: Listed::new(&places, &allow, &ignored, &attachments),
            warnings: Vec::new(),
        };
        problems.networks(&config.allow.texts);
        config.warnings = problems.warnings;
        config.expected = problems.expected;
        if problems.findings.is_empty() { Ok(config) } else { Err(problems.findings) }
    }

    /// The texts of it that are shown.
    pub fn texts_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let collections = self.collections.iter_mut();
        let of_collections =
            collections.flat_map(|collection| collection.title.iter_mut().chain(&mut collection.description));
        let texts = [
            &mut self.title,
            &mut self.description,
            &mut self.base_url,
            &mut self.license,
            &mut self.repository,
            &mut self.branch,
            &mut self.edit_url,
        ];
        let synonyms = self.synonyms.iter_mut().flatten();
        texts.into_iter().chain(of_collections).chain(&mut self.alerts.urls).chain(synonyms)
    }

    /// Sets the severity of a rule over what the file says: `page/review-due=warning`.
    ///
    /// # Errors
    /// What is wrong with the setting, and how to fix it.
    pub fn set_rule(&mut self, setting: &str) -> Result<(), (String, String)> {
        let (name, level) = setting.split_once('=').unwrap_or((setting, ""));
        let setting = policy::setting(name.trim(), Some(level.trim()));
        let (rule, level) = setting.map_err(|mistake| (mistake.message, mistake.help))?;
        self.policy.set(rule, level);
        Ok(())
    }

    /// The path part of the base URL, with `/` at both ends.
    pub fn base_path(&self) -> String {
        let after_scheme = self.base_url.split_once("://").map_or("", |(_, rest)| rest);
        let path = after_scheme.split_once('/').map_or("", |(_, path)| path);
        if path.is_empty() { "/".to_owned() } else { format!("/{path}/") }
    }

    /// The full address of an href, or its path from the host's root without a base URL.
    pub fn location(&self, href: &str) -> String {
        if self.base_url.is_empty() { format!("/{href}") } else { self.address(href) }
    }

    /// The full address of an href, or nothing without a base URL.
    pub fn address(&self, href: &str) -> String {
        if self.base_url.is_empty() { String::new() } else { format!("{}/{href}", self.base_url) }
    }

    /// Where a file is on the code host, or nothing without a repository.
    pub fn blob_url(&self, path: &SitePath) -> Option<String> {
        let infix = if self.repository.contains("gitlab") { "/-/blob/" } else { "/blob/" };
        self.on_host(infix, path)
    }

    /// Where a page is edited on its code host, or nothing.
    pub fn edit_url(&self, path: &SitePath) -> Option<String> {
        if !self.edit_url.is_empty() {
            return Some(self.edit_url.replace("{path}", &encode_path(path.as_str())));
        }
        let infix = if self.repository.contains("gitlab") { "/-/edit/" } else { "/edit/" };
        self.on_host(infix, path)
    }

    fn on_host(&self, infix: &str, path: &SitePath) -> Option<String> {
        let path = encode_path(path.as_str());
        (!self.repository.is_empty()).then(|| format!("{}{infix}{}/{path}", self.repository, self.branch))
    }
}

fn parse(source: &Source, places: &Places<'_>) -> Result<Raw, Vec<Finding>> {
    let text = source.text.trim_start_matches('\u{feff}');
    if text.lines().all(|line| line.trim().is_empty() || line.trim_start().starts_with('#')) {
        return Ok(Raw::default());
    }
    within_limits(source).map_err(|finding| vec![finding])?;
    let mut problems = shape::problems(source, places);
    // Keys that are given twice end the reading; what is wrong besides was found.
    match serde_yaml::from_str(text) {
        Ok(raw) if problems.is_empty() => return Ok(raw),
        Err(error) if problems.is_empty() || is_top_level(places, &error.to_string()) => {
            problems.push(syntax_finding(source, places, &error));
        }
        _ => {}
    }
    Err(problems)
}

/// The longest configuration, in bytes. What it takes to point at each mistake grows with both.
const LARGEST: usize = 128 * 1024;

/// Refuses what would take the reader of YAML long: its time grows with the square of the nesting.
fn within_limits(source: &Source) -> Result<(), Finding> {
    if source.text.len() > LARGEST {
        let message = format!("the configuration is {} bytes long: the limit is 128 KiB", source.text.len());
        return Err(finding(source, Span::at(0), message).help("shorten its lists, with patterns"));
    }
    match too_deep(&source.text) {
        None => Ok(()),
        Some(place) => Err(finding(source, place, "this is nested deeper than 64 levels")
            .help("quote the value if the brackets are text")),
    }
}

/// What the reader of YAML has against it. Its own words name the types of our program.
fn syntax_finding(source: &Source, places: &Places<'_>, error: &serde_yaml::Error) -> Finding {
    let message = error.to_string();
    let Some((key, keys)) = unknown_key(&message) else {
        let place = Span::at(error.location().map_or(0, |location| offset(&source.text, location.index())));
        if message.contains("unknown anchor") {
            let message = "a value that begins with `*` is a YAML alias, and nothing has this name";
            return finding(source, place, message).help("put it in quotes if it is text");
        }
        let line = source.text[..place.start].rfind('\n').map_or(0, |newline| newline + 1);
        if source.text[line..].starts_with('\t') {
            return finding(source, place, "a tab is used for indentation, which YAML does not allow")
                .help("indent with spaces");
        }
        let message = "the configuration cannot be read past this point";
        return finding(source, place, message).help(
            "see the reference for keys and values; tags and keys that are not text are not supported",
        );
    };
    let found = finding(source, places.key(&[key]), format!("`{key}` is not a key of the configuration"));
    let help = did_you_mean(key, keys.iter().copied());
    found.help(help.unwrap_or_else(|| format!("the keys are {}", keys.join(", "))))
}

/// The place of a byte that the reader of YAML names: it has not seen the byte order mark.
fn offset(text: &str, index: usize) -> usize {
    let mark = text.len() - text.trim_start_matches('\u{feff}').len();
    text.floor_char_boundary(mark + index)
}

/// Whether a message of serde is about an unknown key of the file itself: those below have been judged.
fn is_top_level(places: &Places<'_>, message: &str) -> bool {
    unknown_key(message).is_some_and(|(key, _)| places.key(&[key]) != Span::at(0))
}

/// The unknown key that a message of serde is about, and the known ones: each is between backquotes.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let mut names = message.split('`').skip(1).step_by(2);
    let key = names.next().filter(|_| message.contains("unknown field"))?;
    Some((key, names.collect()))
}

/// Whether a site can be at this address: http or https, without query and fragment.
pub fn is_address(address: &str) -> bool {
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web && !address.contains(['?', '#', '"', '<', '>']) && !address.contains(char::is_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str) -> Result<Config, Vec<Finding>> {
        let source = Source::new(SitePath::new(FILE_NAME).unwrap(), text);
        Config::resolve(&source, true, &Overrides::default())
    }

    #[test]
    fn the_reference_page_has_every_key() {
        let page = include_str!("../content/reference/configuration.md");
        let help = resolve("zzzzzzzz: 1\n").unwrap_err()[0].help.clone().unwrap();
        let keys = help.strip_prefix("the keys are ").expect("all keys are named");
        let silent: Vec<&str> =
            keys.split(", ").filter(|key| !page.contains(&format!("| `{key}` |"))).collect();
        assert!(silent.is_empty(), "{silent:?}");
    }

    #[test]
    fn what_cannot_be_read_is_told_where_it_is() {
        for before in ["", "\u{feff}", "# ä 😀\r\n", "\u{feff}# Übung\n\n"] {
            let text = format!("{before}!\n:");
            let findings = resolve(&text).unwrap_err();
            assert_eq!(findings[0].span, Span::at(text.len() - 1), "{text:?}: {findings:?}");
        }
    }

    #[test]
    fn everything_is_optional() {
        for text in ["", "# only a comment\n", "\u{feff}title: Ops\n"] {
            let config = resolve(text).unwrap();
            assert_eq!(config.content.as_str(), "content");
            assert_eq!(config.base_path(), "/");
            assert_eq!(config.address("a/"), "");
        }
    }

    #[test]
    fn all_problems_are_told_at_once_where_they_are() {
        let text = "title: x\ntime_zone: Mars\nbase_url: example.org\nignore: ['[']\ncontent: ../x\n";
        let found = resolve(text).unwrap_err();
        let values: Vec<_> =
            found.iter().map(|finding| &text[finding.span.start..finding.span.end]).collect();
        assert_eq!(values, ["example.org", "Mars", "../x", "'['"]);
    }

    #[test]
    fn what_would_take_long_to_read_is_refused_where_it_is() {
        for (text, at, message) in [
            (format!("title: {}\n", "[".repeat(80_000)), 7 + 64, "this is nested deeper than 64 levels"),
            (format!("title: x\n#{}\n", "x".repeat(LARGEST)), 0, "the configuration is"),
        ] {
            let found = resolve(&text).unwrap_err();
            assert_eq!((found[0].span.start, found.len()), (at, 1));
            assert!(found[0].message.starts_with(message), "{found:?}");
        }
        assert!(resolve(&format!("title: \"{}\"\n", "[".repeat(80_000))).is_ok());
    }

    #[test]
    fn an_unknown_key_gets_the_nearest_one() {
        let found = resolve("title: x\ncolections: {}\n").unwrap_err();
        assert_eq!(found[0].span, Span::new(9, 19));
        assert_eq!(found[0].help.as_deref(), Some("did you mean `collections`?"));
    }

    #[test]
    fn a_kind_that_is_run_is_refused_where_it_is_named() {
        let text = "attachments:\n  # not html\n  allow: [xhtml, step, html]\ntitle: html\n";
        let found = resolve(text).unwrap_err();
        let values: Vec<_> = found.iter().map(|finding| &text[finding.span.start..]).collect();
        assert!(values[0].starts_with("xhtml, step") && found.len() == 2, "{values:?}");
        let allowed = resolve("attachments: {allow: [Step]}\n").unwrap().attachments;
        assert_eq!(allowed.into_iter().collect::<Vec<_>>(), ["step"]);
    }

    #[test]
    fn collections_take_a_type_or_more() {
        let config =
            resolve("collections:\n  docs: runbook\n  .: {type: postmortem, title: Incidents}\n").unwrap();
        assert_eq!(config.collections[0].folder.as_str(), "docs");
        assert!(config.collections[1].folder.is_root());
        assert_eq!(config.collections[1].title.as_deref(), Some("Incidents"));
    }

    #[test]
    fn a_folder_is_ignored_with_all_that_is_in_it() {
        for pattern in
            ["docs/old", "docs/old/", "/docs/old", "./docs/old/", "docs/old/**", "**/old", "docs/o*"]
        {
            let ignore = resolve(&format!("ignore: ['{pattern}']\n")).unwrap().ignore;
            assert!(ignore.is_match("docs/old/a/b.md") && !ignore.is_match("docs/new.md"), "{pattern}");
        }
        let ignore = resolve("ignore: [a.md, '*.txt']\n").unwrap().ignore;
        assert!(ignore.is_match("a.md") && ignore.is_match("b/c.txt") && !ignore.is_match("b/a.md"));
    }

    #[test]
    fn addresses_on_the_code_host() {
        let config =
            resolve("repository: https://github.com/o/r/\nbase_url: https://o.github.io/r/\n").unwrap();
        let path = SitePath::new("content/a b.md").unwrap();
        assert_eq!(config.edit_url(&path).unwrap(), "https://github.com/o/r/edit/main/content/a%20b.md");
        assert_eq!(config.base_path(), "/r/");
        assert_eq!(config.address("a/"), "https://o.github.io/r/a/");
    }
}
