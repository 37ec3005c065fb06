use std::sync::Arc;

use super::*;
use crate::output::Output;
use crate::server::live::Live;

const HEADERS: &str = "/*\n  X-Evil: a\n  Cross-Origin-Resource-Policy: cross-origin\n/api/*\n  Access-Control-Allow-Origin: *\n";
const REDIRECTS: &str =
    "/old /runbooks/disk/ 301\n/gone / 410\n/alias/ /about.html 200\n/out https://example.org/x 302\n";

fn published() -> Arc<Published> {
    let files = [
        ("index.html", "<html><body>home</BODY></html>"),
        ("runbooks/disk/index.html", "<p>disk"),
        ("a b/ü/index.html", "<p>ü"),
        ("about.html", "<p>about"),
        ("404.html", "<p>lost"),
        ("assets/site.css", "body{}"),
        ("notes.txt", "0123456789"),
        ("empty.txt", ""),
        ("api/pages.json", "{}"),
        (".opslore", "mark"),
        (".well-known/security.txt", "Contact: x"),
        ("_headers", HEADERS),
        ("_redirects", REDIRECTS),
    ];
    let file = |(path, text): (&str, &str)| (SitePath::new(path).unwrap(), Arc::from(text.as_bytes()));
    let live = Live::new();
    live.publish(Arc::new(Output { files: files.into_iter().map(file).collect() }), String::new());
    live.published()
}

fn request(method: &str, target: &str, headers: &[(&str, &str)]) -> Request {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    let mut headers: Vec<_> = headers.iter().map(own).collect();
    headers.push(("Host".to_owned(), "localhost:4000".to_owned()));
    Request { method: method.to_owned(), target: target.to_owned(), headers, is_old: false }
}

fn ask(request: &Request) -> Response {
    let hosts = Hosts::new("127.0.0.1", [127, 0, 0, 1].into());
    match answer(request, &published(), &hosts) {
        Answer::Page(response) => response,
        Answer::Events { page } => panic!("events for {page}"),
    }
}

fn get(target: &str) -> Response {
    ask(&request("GET", target, &[]))
}

fn place(target: &str) -> (u16, String) {
    let response = get(target);
    (response.status, response.header("Location").unwrap_or_default().to_owned())
}

fn text(response: &Response) -> String {
    String::from_utf8(response.body.bytes()[response.range.clone()].to_vec()).unwrap()
}

fn sent(response: Response, head_only: bool) -> String {
    let pieces = response.into_pieces(head_only, true);
    String::from_utf8(pieces.iter().flat_map(|piece| piece.left().to_vec()).collect()).unwrap()
}

#[test]
fn finds_pages_as_a_host_does() {
    assert_eq!(get("/").status, 200);
    assert!(text(&get("/runbooks/disk/")).starts_with("<p>disk<script type=\"module\""));
    assert_eq!(get("/runbooks/disk/index.html?x=1").status, 200);
    assert_eq!(place("/runbooks/disk?x=1"), (302, "/runbooks/disk/?x=1".into()));
    assert_eq!(place("/Runbooks/DISK/"), (302, "/runbooks/disk/".into()));
    assert_eq!(place("/NOTES.txt"), (302, "/notes.txt".into()));
    assert_eq!(place("/A%20B/%C3%BC"), (302, "/a%20b/%C3%BC/".into()));
    assert_eq!(place("/notes.txt/"), (302, "/notes.txt".into()));
    let lost = get("/nowhere/");
    assert!(lost.status == 404 && text(&lost).starts_with("<p>lost"));
}

#[test]
fn follows_the_sites_redirects() {
    assert_eq!(place("/old"), (301, "/runbooks/disk/".into()));
    assert_eq!(place("/old/?q"), (301, "/runbooks/disk/?q".into()));
    assert_eq!(place("/out"), (302, "https://example.org/x".into()));
    assert_eq!(get("/gone").status, 410);
    assert!(text(&get("/alias")).starts_with("<p>about"));
    assert_eq!(get("/old").header("Cache-Control"), Some("no-store"));
}

#[test]
fn shows_nothing_that_is_not_published() {
    for path in ["/.opslore", "/%2eopslore", "/_headers", "/_redirects", "/x/.git/config", "/.GIT/"] {
        assert_eq!(get(path).status, 404, "{path}");
    }
    for path in
        ["/../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc/passwd", "/a%00b", "/..%5c..%5cx"]
    {
        assert_eq!(get(path).status, 404, "{path}");
    }
    assert_eq!(get("/%ff").status, 400);
    assert_eq!(get("/.well-known/security.txt").status, 200);
    assert_eq!(place("//runbooks//disk").1, "/runbooks/disk/", "never another host");
    assert_eq!(get("/runbooks/%2e%2e/notes.txt").status, 404, "browsers resolve it before they ask");
}

#[test]
fn refuses_foreign_names_and_other_methods() {
    let foreign = |host: &str| {
        let mut request = request("GET", "/", &[]);
        request.headers = vec![("host".to_owned(), host.to_owned())];
        ask(&request).status
    };
    assert_eq!((foreign("evil.example"), foreign("[::1]:1")), (403, 200));
    let mut nameless = request("GET", "/", &[]);
    nameless.headers.clear();
    assert_eq!(ask(&nameless).status, 400);
    assert_eq!(ask(&request("GET", "/", &[("Host", "localhost:4000")])).status, 400, "two hosts");
    assert_eq!(get("http://evil.example/").status, 403);
    assert_eq!(get("http://localhost@evil.example/").status, 403);
    assert_eq!(get("http://127.0.0.1:4000/notes.txt").status, 200);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "get"] {
        let response = ask(&request(method, "/", &[]));
        assert_eq!((response.status, response.header("allow")), (405, Some("GET, HEAD")), "{method}");
    }
}

#[test]
fn answers_its_own_pages_and_opens_tabs_for_others() {
    let status = |target: &str, site: &str, mode: &str, dest: &str| {
        let headers = [("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest)];
        let hosts = Hosts::new("127.0.0.1", [127, 0, 0, 1].into());
        match answer(&request("GET", target, &headers), &published(), &hosts) {
            Answer::Page(response) => response.status,
            Answer::Events { .. } => 200,
        }
    };
    for target in ["/", "/api/pages.json", "/__opslore/live.js", "/__opslore/events?page=/"] {
        for (mode, dest) in
            [("navigate", "document"), ("navigate", "iframe"), ("no-cors", "image"), ("cors", "empty")]
        {
            assert_eq!(status(target, "same-origin", mode, dest), 200, "{target} {mode} {dest}");
            assert_eq!(status(target, "none", mode, dest), 200, "{target} {mode} {dest}");
        }
        for site in ["cross-site", "same-site", "", "SAME-ORIGIN", "same-origin, none", "other"] {
            for (mode, dest) in [
                ("navigate", "iframe"),
                ("navigate", "frame"),
                ("navigate", "object"),
                ("navigate", "embed"),
                ("navigate", ""),
                ("nested-navigate", "document"),
                ("no-cors", "image"),
                ("no-cors", "script"),
                ("no-cors", "style"),
                ("no-cors", "empty"),
                ("cors", "empty"),
                ("cors", "document"),
                ("websocket", "websocket"),
                ("", ""),
            ] {
                assert_eq!(status(target, site, mode, dest), 403, "{target} {site} {mode} {dest}");
            }
        }
    }
    assert_eq!(status("/", "cross-site", "navigate", "document"), 200);
    assert_eq!(status("/notes.txt", "same-site", "navigate", "document"), 200);
    assert_eq!(status("/__opslore/events", "cross-site", "navigate", "document"), 403);
    assert_eq!(status("/%5f_opslore/events", "cross-site", "navigate", "document"), 403);
}

#[test]
fn answers_its_own_origin() {
    let status = |origin: &str| ask(&request("GET", "/api/pages.json", &[("Origin", origin)])).status;
    for ours in ["http://localhost:4000", "https://localhost:4000", "http://LOCALHOST:4000"] {
        assert_eq!(status(ours), 200, "{ours}");
    }
    for foreign in [
        "null",
        "",
        "http://localhost",
        "http://localhost:5000",
        "http://127.0.0.1:4000",
        "http://evil.example",
        "http://localhost:4000.evil.example",
        "file://",
        "localhost:4000",
    ] {
        assert_eq!(status(foreign), 403, "{foreign}");
    }
    let twice = [("Origin", "http://localhost:4000"), ("Origin", "http://evil.example")];
    assert_eq!(ask(&request("GET", "/", &twice)).status, 403);
}

#[test]
fn reads_no_body() {
    for headers in [
        [("Content-Length", "5"), ("A", "")],
        [("Transfer-Encoding", "chunked"), ("Content-Length", "0")],
        [("Content-Length", "0"), ("Content-Length", "7")],
    ] {
        let response = ask(&request("GET", "/", &headers));
        assert!(response.status == 400 && response.is_refusal(), "{headers:?}");
    }
    assert_eq!(ask(&request("GET", "/", &[("Content-Length", "0")])).status, 200);
}

#[test]
fn sends_the_headers_of_the_site() {
    let response = get("/api/pages.json");
    assert_eq!(response.header("X-Evil"), Some("a"));
    assert_eq!(response.header("Cache-Control"), Some("no-cache"));
    assert_eq!(get("/nowhere").header("X-Evil"), Some("a"));
}

#[test]
fn every_answer_keeps_other_sites_out() {
    for response in [
        get("/"),
        get("/api/pages.json"),
        get("/nowhere"),
        get("/old"),
        get("/__opslore/live.js"),
        get("/%ff"),
        ask(&request("POST", "/", &[])),
        ask(&request("GET", "/", &[("Origin", "null")])),
    ] {
        let has = |name, value| assert_eq!(response.header(name), Some(value), "{}", response.status);
        has("Cross-Origin-Resource-Policy", "same-origin");
        has("Cross-Origin-Opener-Policy", "same-origin");
        has("X-Frame-Options", "DENY");
        has("X-Content-Type-Options", "nosniff");
        assert!(response.header("Content-Security-Policy").unwrap().contains("frame-ancestors 'none'"));
        assert_eq!(response.header("Access-Control-Allow-Origin"), None);
    }
}

#[test]
fn sends_parts() {
    let part = |range: &str| {
        let response = ask(&request("GET", "/notes.txt", &[("Range", range)]));
        let place = response.header("Content-Range").unwrap_or_default().to_owned();
        (response.status, text(&response), place)
    };
    let is = |status, text: &str, place: &str| (status, text.to_owned(), place.to_owned());
    assert_eq!(part("bytes=2-4"), is(206, "234", "bytes 2-4/10"));
    assert_eq!(part("bytes=7-"), is(206, "789", "bytes 7-9/10"));
    assert_eq!(part("bytes=-3"), is(206, "789", "bytes 7-9/10"));
    assert_eq!(part("bytes=-99"), is(206, "0123456789", "bytes 0-9/10"));
    assert_eq!(part("bytes=8-99999999999999999999"), is(200, "0123456789", ""));
    assert_eq!(part("bytes=8-18446744073709551615"), is(206, "89", "bytes 8-9/10"));
    for outside in ["bytes=10-", "bytes=99-100", "bytes=-0"] {
        assert_eq!(part(outside), is(416, "", "bytes */10"), "{outside}");
    }
    for ignored in ["bytes=1-2,4-5", "bytes=4-1", "lines=1-2", "bytes=", "bytes=-", "bytes=a-b"] {
        assert_eq!(part(ignored).0, 200, "{ignored}");
    }
    assert_eq!(ask(&request("GET", "/empty.txt", &[("Range", "bytes=0-")])).status, 416);
    let stale = ask(&request("GET", "/notes.txt", &[("Range", "bytes=0-1"), ("If-Range", "\"x\"")]));
    assert_eq!(stale.status, 200);
}

#[test]
fn sends_nothing_that_is_known() {
    let tag = get("/").header("ETag").unwrap().to_owned();
    for known in [tag.clone(), format!("W/{tag}"), format!("\"x\", {tag}"), "*".to_owned()] {
        let response = ask(&request("GET", "/", &[("If-None-Match", &known)]));
        assert_eq!((response.status, response.range.len()), (304, 0), "{known}");
    }
    assert_eq!(ask(&request("GET", "/", &[("If-None-Match", "\"x\"")])).status, 200);
    assert_ne!(get("/notes.txt").header("ETag"), Some(tag.as_str()));
}

#[test]
fn adds_live_reload_to_pages_only() {
    let home = text(&get("/"));
    let tag = get("/").header("ETag").unwrap().trim_matches('"').to_owned();
    let script =
        format!("<script type=\"module\" src=\"/__opslore/live.js\" data-opslore-page=\"{tag}\"></script>");
    assert_eq!(home, format!("<html><body>home{script}</BODY></html>"));
    assert_eq!(tag_of(&published(), "/"), Some(tag));
    assert_eq!(text(&get("/notes.txt")), "0123456789");
    for name in ["/__opslore/live.js", "/__opslore/live.css"] {
        assert_eq!(get(name).status, 200);
    }
    assert_eq!(get("/__opslore/../notes.txt").status, 404);
}

#[test]
fn explains_an_empty_site() {
    let hosts = Hosts::new("127.0.0.1", [127, 0, 0, 1].into());
    let Answer::Page(response) = answer(&request("GET", "/x/", &[]), &Live::new().published(), &hosts) else {
        panic!()
    };
    assert_eq!(response.status, 503);
    assert!(text(&response).contains("live.js"));
}

#[test]
fn a_head_has_the_length_but_no_body() {
    let head = request("HEAD", "/notes.txt", &[("Range", "bytes=0-1")]);
    let bytes = sent(ask(&head), true);
    assert!(bytes.starts_with("HTTP/1.1 200 OK\r\n") && bytes.ends_with("\r\n\r\n"));
    assert!(bytes.contains("Content-Length: 10\r\n"));
}

#[test]
fn a_header_cannot_be_split() {
    let mut response = Response::text(200, "");
    response.set("X", "a\r\nSet-Cookie: b");
    assert!(!sent(response, false).contains("\nSet-Cookie"));
}
