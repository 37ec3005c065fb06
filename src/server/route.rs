//! From a request to a response: a pure function of the request and the site.

use std::ops::Range;

use super::content_type;
use super::host::Hosts;
use super::live::Published;
use super::origin;
use super::request::{OWN, Request};
use super::response::{Body, Response};
use crate::path::SitePath;
use crate::publish::CONTENT_SECURITY_POLICY;
use crate::text;
use crate::url::encode_path;

const LIVE_JS: &[u8] = include_bytes!("live.js");
const LIVE_CSS: &[u8] = include_bytes!("live.css");

/// What to send.
#[derive(Debug)]
pub(super) enum Answer {
    /// All of it at once.
    Page(Response),
    /// A stream of events for someone who looks at this page.
    Events { page: String },
}

/// What a path leads to.
enum Found {
    File(SitePath, u16),
    Elsewhere(u16, String),
    Nothing,
}

/// What every answer says, so that no page of another site can show, include or open one to look into.
pub(super) const PROTECTION: [(&str, &str); 5] = [
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
];

/// Answers a request.
pub(super) fn answer(request: &Request, published: &Published, hosts: &Hosts) -> Answer {
    let refusal = origin::refuse(request, hosts).or_else(|| refuse(request));
    let (mut response, headers) = match (refusal, request.path()) {
        (Some(refusal), _) => (refusal, None),
        (None, None) => (Response::text(400, "The path is not valid.\n"), None),
        (None, Some(path)) => match path.strip_prefix(OWN) {
            Some("events") if !request.is_head() => {
                return Answer::Events { page: request.parameter("page").unwrap_or_default() };
            }
            Some(own) => (answer_own(own), None),
            None => (answer_page(request, &path, published), Some(path)),
        },
    };
    for (name, value) in PROTECTION {
        response.set(name, value);
    }
    for (name, value) in headers.iter().flat_map(|path| published.rules().headers(path)) {
        response.set(name.to_owned(), value);
    }
    Answer::Page(response)
}

fn refuse(request: &Request) -> Option<Response> {
    if !matches!(request.method.as_str(), "GET" | "HEAD") {
        let mut response = Response::text(405, "Only GET and HEAD are answered.\n");
        response.set("Allow", "GET, HEAD");
        return Some(response);
    }
    request.has_body().then(|| Response::text(400, "Requests with a body are not answered.\n"))
}

fn answer_own(name: &str) -> Response {
    let own = |bytes: &'static [u8]| Response::new(200, content_type::of(name), Body::Own(bytes.to_vec()));
    match name {
        "live.js" => own(LIVE_JS),
        "live.css" => own(LIVE_CSS),
        _ => Response::text(404, "There is nothing here.\n"),
    }
}

fn answer_page(request: &Request, path: &str, published: &Published) -> Response {
    if published.is_empty() {
        return not_built_yet();
    }
    match find(path, published) {
        Found::Elsewhere(status, to) => Response::redirect(status, &with_query(&to, request.query())),
        Found::File(file, status) => {
            let mut response = file_response(&file, status, published);
            if status == 200 {
                conditional(request, &mut response);
            }
            response
        }
        Found::Nothing => missing(published),
    }
}

fn with_query(to: &str, query: &str) -> String {
    if to.contains(['?', '#']) { to.to_owned() } else { format!("{to}{query}") }
}

/// What a decoded path leads to: a file, else a rule of the site, else the same in other letter case.
fn find(path: &str, published: &Published) -> Found {
    // Browsers resolve `..` before they ask.
    let climbs = path.split('/').any(|part| part == "..");
    let Some(site_path) = SitePath::new(path).filter(|_| !climbs) else { return Found::Nothing };
    let is_public = is_public(&site_path);
    if let Some(found) = find_file(path, &site_path, published).filter(|_| is_public) {
        return found;
    }
    if let Some(redirect) = published.rules().redirect(path) {
        return match redirect.status {
            300..400 => Found::Elsewhere(redirect.status, redirect.to.clone()),
            status => {
                match SitePath::new(&redirect.to).and_then(|to| find_file(&redirect.to, &to, published)) {
                    Some(Found::File(file, _)) => Found::File(file, status),
                    _ => Found::Nothing,
                }
            }
        };
    }
    if !is_public {
        return Found::Nothing;
    }
    let site = &published.site;
    let other = site.ignoring_case(&site_path).or_else(|| site.ignoring_case(&index_of(&site_path)));
    other.map_or(Found::Nothing, |other| Found::Elsewhere(302, encode_path(&url_of(&other))))
}

fn find_file(path: &str, site_path: &SitePath, published: &Published) -> Option<Found> {
    let has = |path: &SitePath| published.site.has(path);
    let index = index_of(site_path);
    if path.ends_with('/') {
        return has(&index).then_some(Found::File(index, 200));
    }
    if has(site_path) {
        return Some(Found::File(site_path.clone(), 200));
    }
    has(&index).then(|| Found::Elsewhere(302, encode_path(&url_of(&index))))
}

/// Files for hosts and hidden ones are not published, except those that a standard puts there.
fn is_public(path: &SitePath) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && part != ".well-known";
    !path.parts().any(is_hidden) && !matches!(path.as_str(), "_headers" | "_redirects")
}

pub(super) fn index_of(folder: &SitePath) -> SitePath {
    folder.join("index.html").unwrap_or_else(|| folder.clone())
}

/// The URL path of a file of the site, decoded: that of its folder for an index page.
pub(super) fn url_of(path: &SitePath) -> String {
    match path.file_name() {
        "index.html" if path.parent().is_root() => "/".to_owned(),
        "index.html" => format!("/{}/", path.parent()),
        _ => format!("/{path}"),
    }
}

/// The tag of what a URL path shows now, to be compared with the one that an open page carries.
pub(super) fn tag_of(published: &Published, path: &str) -> Option<String> {
    let file = match find(path, published) {
        Found::File(file, _) => file,
        _ => SitePath::new("404.html")?,
    };
    published.site.bytes(&file).map(|bytes| tag(&bytes))
}

fn tag(bytes: &[u8]) -> String {
    format!("{:032x}", text::hash(bytes))
}

fn file_response(file: &SitePath, status: u16, published: &Published) -> Response {
    let Some(bytes) = published.site.bytes(file) else { return cannot_be_made() };
    let content_type = content_type::of(file.as_str());
    let tag = tag(&bytes);
    let body = match file.as_str() {
        _ if content_type.starts_with("text/html") => Body::Own(with_live_reload(&bytes, &tag)),
        _ => Body::Shared(bytes),
    };
    let mut response = Response::new(status, content_type, body);
    response.set("ETag", &format!("\"{tag}\""));
    response.set("Accept-Ranges", "bytes");
    response
}

fn missing(published: &Published) -> Response {
    match SitePath::new("404.html").filter(|path| published.site.has(path)) {
        Some(page) => file_response(&page, 404, published),
        None => Response::text(404, "There is no such page.\n"),
    }
}

fn not_built_yet() -> Response {
    let why = "The site has errors. It appears here once they are fixed.";
    explanation(503, "Not built yet", why)
}

fn cannot_be_made() -> Response {
    let why =
        "The theme has an error that keeps this file from being made. It appears here once that is fixed.";
    explanation(500, "Not made", why)
}

fn explanation(status: u16, title: &str, why: &str) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title}</h1><p>{why}</p></html>"
    );
    let body = Body::Own(with_live_reload(page.as_bytes(), ""));
    Response::new(status, "text/html; charset=utf-8", body)
}

/// A page with the script that reloads it, which is told what it belongs to.
fn with_live_reload(page: &[u8], tag: &str) -> Vec<u8> {
    let script =
        format!("<script type=\"module\" src=\"{OWN}live.js\" data-opslore-page=\"{tag}\"></script>");
    let end = b"</body>";
    let at =
        page.windows(end.len()).rposition(|window| window.eq_ignore_ascii_case(end)).unwrap_or(page.len());
    [&page[..at], script.as_bytes(), &page[at..]].concat()
}

/// Leaves out what the client has or did not ask for.
fn conditional(request: &Request, response: &mut Response) {
    let tag = response.header("ETag").unwrap_or_default().to_owned();
    let is_ours = |other: &str| other.trim().trim_start_matches("W/") == tag;
    let known = request.header("If-None-Match");
    if known.is_some_and(|tags| tags.trim() == "*" || tags.split(',').any(is_ours)) {
        return response.not_modified();
    }
    let same = request.header("If-Range").is_none_or(is_ours);
    let length = response.body.bytes().len();
    if let Some(part) = request
        .header("Range")
        .filter(|_| same && !request.is_head())
        .and_then(|range| parse_range(range, length))
    {
        response.cut(part);
    }
}

/// The one range that is asked for: `None` for several or none at all, `Some(None)` for one outside.
fn parse_range(range: &str, length: usize) -> Option<Option<Range<usize>>> {
    let (first, last) = range.trim().strip_prefix("bytes=")?.split_once('-')?;
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let part = match (first.trim(), last.trim()) {
        ("", suffix) => length.saturating_sub(number(suffix)?)..length,
        (first, "") => number(first)?..length,
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            first..last.saturating_add(1).min(length)
        }
    };
    Some((part.start < part.end).then_some(part))
}

#[cfg(test)]
mod tests;
