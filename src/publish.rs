//! Files for machines: the knowledge base as data, redirects and headers for hosts, and files for
//! crawlers and browsers.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Value as Json, json};

use crate::alerts::{Alert, Coverage, Status};
use crate::attachment::is_sniffed_as_markup;
use crate::config::Config;
use crate::graph::{Graph, Key};
use crate::page::Page;
use crate::present::{Presenter, terms};
use crate::schema::Field;
use crate::url::encode_path;

/// The shape of the data files. It only grows within a version.
const DATA_VERSION: u32 = 1;

#[derive(Serialize)]
struct PageData<'a> {
    id: &'a str,
    r#type: &'a str,
    title: &'a str,
    description: &'a str,
    url: String,
    path: &'a str,
    lang: &'a str,
    updated: Option<String>,
    facets: BTreeMap<&'a str, Vec<&'a str>>,
    references: BTreeMap<&'a str, Vec<&'a str>>,
}

/// `api/pages.json`: every published page with its facets and references.
pub fn pages(presenter: &Presenter<'_>) -> String {
    let published = published(presenter).map(|(index, page)| {
        let mut references: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for reference in &presenter.graph.references[index] {
            let name = page.schema.fields[reference.field].path.0.first().map_or("", String::as_str);
            references.entry(name).or_default().push(&presenter.pages[reference.page].id);
        }
        let facets = terms::of_page(page).into_iter().filter(|(_, terms)| !terms.is_empty());
        PageData {
            id: &page.id,
            r#type: &page.schema.name,
            title: &page.title,
            description: &page.description,
            url: url(page),
            path: page.place.path.as_str(),
            lang: presenter.language(page),
            updated: presenter.updated(page).map(|date| date.iso),
            facets: facets.map(|(field, terms)| (field.path.0[0].as_str(), terms)).collect(),
            references,
        }
    });
    data("pages", published.collect::<Vec<_>>())
}

/// `api/alerts.json`: every alert with its pages and rules. Where no rule files were checked against the
/// pages, the alerts are those that the pages list, and count as covered.
pub fn alerts(presenter: &Presenter<'_>, coverage: Option<&Coverage>) -> String {
    match coverage {
        Some(coverage) => data("alerts", coverage.alerts.iter().map(|a| alert(presenter, a)).collect()),
        None => data("alerts", listed_alerts(presenter)),
    }
}

fn listed_alerts(presenter: &Presenter<'_>) -> Vec<Json> {
    let names_alert =
        |key: &&Key| presenter.pages[key.page].schema.field(&key.field).is_none_or(Field::names_alerts);
    let alerts = presenter.graph.keys.iter().filter(names_alert).map(|key| {
        let page = &presenter.pages[key.page];
        let rules: [&str; 0] = [];
        json!({"name": key.name, "url": url(page), "pages": [page.id], "rules": rules, "status": "covered"})
    });
    alerts.collect()
}

fn alert(presenter: &Presenter<'_>, alert: &Alert) -> Json {
    let pages = || alert.pages.iter().map(|page| &presenter.pages[*page]);
    let ids: Vec<&str> = pages().map(|page| page.id.as_str()).collect();
    let mut rules: Vec<&str> = alert.rules.iter().map(|(path, _)| path.as_str()).collect();
    rules.dedup();
    let said = Some(alert.url.clone()).filter(|url| !url.is_empty());
    let status = match alert.status {
        Status::Covered | Status::Elsewhere => "covered",
        Status::Missing | Status::Dead | Status::Exempt => "missing",
        Status::Orphan => "orphan",
    };
    json!({
        "name": alert.name, "url": pages().next().map(|page| url(page)).or(said), "pages": ids,
        "rules": rules, "status": status, "detail": alert.status.name(), "severities": alert.severities,
    })
}

/// `api/graph.json`: pages as nodes; references and links as edges.
pub fn graph(presenter: &Presenter<'_>) -> String {
    let nodes = published(presenter)
        .map(|(_, page)| json!({"id": page.id, "type": page.schema.name, "url": url(page)}));
    let nodes: Vec<Json> = nodes.collect();
    let mut edges = Vec::new();
    for (to, page) in published(presenter) {
        for (title, from) in &presenter.graph.backlinks[to] {
            let edge =
                |from: &usize| json!({"from": presenter.pages[*from].id, "to": page.id, "title": title});
            edges.extend(from.iter().map(edge));
        }
    }
    json!({"version": DATA_VERSION, "nodes": nodes, "edges": edges}).to_string()
}

fn data<T: Serialize>(name: &str, items: Vec<T>) -> String {
    json!({"version": DATA_VERSION, name: items}).to_string()
}

fn published<'a>(presenter: &'a Presenter<'_>) -> impl Iterator<Item = (usize, &'a Page)> {
    let pages = presenter.pages.iter().enumerate();
    pages.filter(|(index, _)| presenter.graph.is_published[*index]).map(|(index, page)| (index, &**page))
}

fn url(page: &Page) -> String {
    format!("/{}", encode_path(&page.place.href))
}

/// `index.md`: a page as its author wrote it. Where a host does not say what the file is, a browser takes
/// one that begins with a tag for HTML and runs it; with a byte order mark it is text
/// (MIME Sniffing Standard, section 7.1).
pub fn markdown(source: &str) -> String {
    let mark = if is_sniffed_as_markup(source.as_bytes()) { "\u{feff}" } else { "" };
    format!("{mark}{source}")
}

/// `_redirects` for Netlify and Cloudflare Pages: old URLs, and keys in lower case where that
/// differs.
pub fn redirects(config: &Config, graph: &Graph, pages: &[std::sync::Arc<Page>]) -> String {
    let base = config.base_path();
    // Hosts differ in whether a rule for one form holds for the other, so both are written.
    let line = |from: &str, page: usize| {
        let to = encode_path(&pages[page].place.href);
        [format!("{base}{from} {base}{to} 301\n"), format!("{base}{from}/ {base}{to} 301\n")]
    };
    let old = graph.redirects.iter().flat_map(|redirect| {
        redirect.spellings().into_iter().flat_map(move |from| line(&from, redirect.page))
    });
    let mut lines: Vec<String> = old.collect();
    for key in &graph.keys {
        let Some(href) = key.href() else { continue };
        let from = href.trim_end_matches('/');
        lines.extend(line(&encode_path(from), key.page));
        if from.to_lowercase() != from {
            lines.extend(line(&encode_path(&from.to_lowercase()), key.page));
        }
    }
    lines.sort();
    lines.dedup();
    lines.concat()
}

/// The Content-Security-Policy of every page: nothing but what the site itself holds.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self'; font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
    form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// `_headers` for Netlify and Cloudflare Pages. `immutable` are the paths of files whose address
/// changes with what is in them. Of everything else both hosts let browsers ask whether it is still the
/// same, and since Cloudflare joins the values of all rules that fit, no rule may say so for all.
pub fn headers(immutable: &[String]) -> String {
    let mut text = format!(
        "/*\n  Content-Security-Policy: {CONTENT_SECURITY_POLICY}\n  X-Content-Type-Options: nosniff\n  \
         X-Frame-Options: DENY\n  Referrer-Policy: strict-origin-when-cross-origin\n  \
         Permissions-Policy: camera=(), geolocation=(), microphone=()\n  \
         Cross-Origin-Opener-Policy: same-origin\n\
         /api/*\n  Access-Control-Allow-Origin: *\n\
         /sw.js\n  Cache-Control: no-cache\n\
         /*.md\n  Content-Type: text/markdown; charset=utf-8\n"
    );
    for path in immutable {
        text.push_str(&format!("/{path}\n  Cache-Control: public, max-age=31536000, immutable\n"));
    }
    text
}

/// The hrefs of pages and of their short addresses, those first that a person on call would miss
/// most: what has a key, then what others refer to most.
pub fn by_importance(presenter: &Presenter<'_>) -> Vec<String> {
    let graph = presenter.graph;
    let mut hrefs: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (key, href) in graph.keys.iter().filter_map(|key| Some((key, key.href()?))) {
        hrefs.entry(key.page).or_default().push(href);
    }
    let references = |page: usize| graph.backlinks[page].iter().map(|(_, from)| from.len()).sum::<usize>();
    let mut pages: Vec<usize> = published(presenter).map(|(index, _)| index).collect();
    pages.sort_by_key(|page| (!hrefs.contains_key(page), std::cmp::Reverse(references(*page)), *page));
    let page_and_keys = |page: usize| {
        let page_href = presenter.pages[page].place.href.clone();
        std::iter::once(page_href).chain(hrefs.remove(&page).unwrap_or_default())
    };
    pages.into_iter().flat_map(page_and_keys).collect()
}

/// `robots.txt`: everything may be read; the site map where the address is known.
pub fn robots(config: &Config) -> String {
    match config.address("sitemap.xml").as_str() {
        "" => "User-agent: *\nAllow: /\n".to_owned(),
        site_map => format!("User-agent: *\nAllow: /\n\nSitemap: {site_map}\n"),
    }
}

/// `llms.txt` (llmstxt.org): the pages as Markdown, by collection.
pub fn llms(presenter: &Presenter<'_>) -> String {
    let config = presenter.config;
    let mut text = format!("# {}\n", as_markdown(&config.title));
    if !config.description.is_empty() {
        text.push_str(&format!("\n> {}\n", as_markdown(&config.description)));
    }
    let mut by_kind: BTreeMap<&str, Vec<&Page>> = BTreeMap::new();
    for (_, page) in published(presenter) {
        by_kind.entry(&page.schema.title).or_default().push(page);
    }
    for (kind, pages) in by_kind {
        text.push_str(&format!("\n## {}\n\n", as_markdown(kind)));
        for page in pages {
            let href = format!("{}index.md", encode_path(&page.place.href));
            let address = config.address(&href);
            let address = if address.is_empty() { format!("{}{href}", config.base_path()) } else { address };
            let description = match page.description.as_str() {
                "" => String::new(),
                description => format!(": {}", as_markdown(description)),
            };
            text.push_str(&format!("- [{}]({address}){description}\n", as_markdown(&page.title)));
        }
    }
    text
}

/// Text as one line of Markdown that means nothing but itself: no line of a list, link, code or tag begins
/// or ends in it.
fn as_markdown(text: &str) -> String {
    // Bidi controls could show one entry as another.
    let is_bidi = |c: char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let is_space = |c: char| c.is_whitespace() || c.is_control() || is_bidi(c);
    let words = text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
    let mut out = String::with_capacity(words.len());
    for c in words.chars() {
        if matches!(c, '\\' | '[' | ']' | '`' | '<') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// `manifest.webmanifest`: what a browser needs to install the site. `icon` is the theme's.
pub fn manifest(config: &Config, icon: Option<&String>) -> String {
    let icons: Vec<Json> = icon
        .into_iter()
        .flat_map(|icon| ["any", "maskable"].map(|purpose| (icon, purpose)))
        .map(|(icon, purpose)| json!({"src": icon, "sizes": "any", "type": "image/svg+xml", "purpose": purpose}))
        .collect();
    let mut manifest = json!({
        "name": config.title, "short_name": config.title, "description": config.description,
        "lang": config.language, "start_url": "./", "scope": "./", "display": "minimal-ui",
        "theme_color": "#ffffff", "background_color": "#ffffff", "icons": icons,
    });
    // Where the site will be is known only with a base URL; the `start_url` is used instead.
    if !config.base_url.is_empty() {
        manifest["id"] = Json::from(config.base_path());
    }
    manifest.to_string()
}

#[cfg(test)]
mod tests {
    use super::as_markdown;

    #[test]
    fn a_title_forges_no_entry() {
        assert_eq!(as_markdown("A [b](c) `d` <e> \\[f]"), "A \\[b\\](c) \\`d\\` \\<e> \\\\\\[f\\]");
        for line_break in ["\n", "\r\n", "\r", "\u{b}", "\u{85}", "\u{2028}", "\u{2029}", "\u{1b}"] {
            let text = as_markdown(&format!("a{line_break}- [b](c)\n\n## d\n"));
            assert_eq!(text, "a - \\[b\\](c) ## d", "{line_break:?}");
        }
    }
}
