//! `serve`, as strangers find it: over raw sockets, with the program as it is shipped.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Folder, program};

/// The program while it serves; it ends with the value.
struct Preview {
    child: Child,
    address: String,
    _folder: Folder,
}

impl Drop for Preview {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Preview {
    fn start() -> Self {
        let aliases =
            "['/%C3%BCber/', '/My%20Page/', '/wiki/Help%3AFoo/', '/a%2Fb/', '/what%3F/', /.old/, /x+y.html]";
        let folder = Folder::with(&[
            ("content/a.md", "# Alpha\n"),
            ("content/moved.md", &format!("---\naliases: {aliases}\n---\n# Moved\n")),
            ("secret.txt", "root:x:0:0"),
        ]);
        let mut command = program(&folder.path(""));
        command.args(["serve", "--port", "0", "--quiet"]).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut url = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
        let address = url.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
        Self { child, address, _folder: folder }
    }

    fn send(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        // What refuses need not read to the end.
        let _ = stream.write_all(bytes);
        stream
    }

    /// All that comes back before the server closes the connection.
    fn ask(&self, bytes: &[u8]) -> String {
        let mut answer = Vec::new();
        self.send(bytes).read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// The status of the answer to a request of these lines, to which nothing is added.
    fn status(&self, lines: &str) -> u16 {
        let answer = self.ask(format!("{lines}\r\nConnection: close\r\n\r\n").as_bytes());
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{lines}: {answer}");
        answer["HTTP/1.1 ".len()..][..3].parse().unwrap()
    }

    #[cfg(target_os = "linux")]
    fn threads(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("Threads:")).unwrap();
        line.trim().parse().unwrap()
    }
}

#[test]
fn answers_to_its_own_names() {
    let preview = Preview::start();
    let address = &preview.address;
    let host = |host: &str| preview.status(&format!("GET /a/ HTTP/1.1\r\nHost: {host}"));
    for ours in [address, "localhost", "localhost:1", "[::1]:4000", "kb.localhost"] {
        assert_eq!(host(ours), 200, "{ours}");
    }
    for foreign in
        ["evil.example", "localhost.evil.example", "0.0.0.0", "192.168.0.1:4000", "127.0.0.1.nip.io"]
    {
        assert_eq!(host(foreign), 403, "{foreign}");
    }
    assert_eq!(preview.status("GET /a/ HTTP/1.1"), 400);
    assert_eq!(preview.status("GET /a/ HTTP/1.0"), 400);
    assert_eq!(preview.status(&format!("GET /a/ HTTP/1.1\r\nHost: {address}\r\nHost: evil.example")), 400);
    assert_eq!(preview.status(&format!("GET http://evil.example/a/ HTTP/1.1\r\nHost: {address}")), 403);
    assert_eq!(preview.status(&format!("GET http://{address}/a/ HTTP/1.1\r\nHost: {address}")), 200);
}

#[test]
fn answers_its_own_pages() {
    let preview = Preview::start();
    let ask = |target: &str, more: &str| {
        preview.status(&format!("GET {target} HTTP/1.1\r\nHost: localhost:4000\r\n{more}"))
    };
    let fetch = |site: &str, mode: &str, dest: &str| {
        format!("Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: {mode}\r\nSec-Fetch-Dest: {dest}")
    };
    for target in ["/a/", "/api/pages.json", "/robots.txt", "/__opslore/live.js"] {
        assert_eq!(ask(target, "Accept: */*"), 200, "{target}");
        assert_eq!(ask(target, &fetch("same-origin", "cors", "empty")), 200, "{target}");
        for site in ["cross-site", "same-site"] {
            for (mode, dest) in
                [("no-cors", "script"), ("no-cors", "image"), ("cors", "empty"), ("navigate", "iframe")]
            {
                assert_eq!(ask(target, &fetch(site, mode, dest)), 403, "{target} {site} {mode} {dest}");
            }
        }
        assert_eq!(ask(target, "Origin: http://localhost:4000"), 200, "{target}");
        for origin in ["null", "http://localhost:5000", "https://evil.example"] {
            assert_eq!(ask(target, &format!("Origin: {origin}")), 403, "{target} {origin}");
        }
    }
    assert_eq!(ask("/a/", &fetch("cross-site", "navigate", "document")), 200, "a link opens a tab");
    assert_eq!(ask("/__opslore/events", &fetch("cross-site", "cors", "empty")), 403);
    assert_eq!(ask("/__opslore/events", &fetch("cross-site", "navigate", "document")), 403);
    let answer = preview.ask(b"GET /api/pages.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert!(!answer.contains("Access-Control"), "{answer}");
    assert!(answer.contains("Cross-Origin-Resource-Policy: same-origin\r\n"), "{answer}");
}

#[test]
fn an_old_url_is_known_in_every_spelling_that_a_browser_sends() {
    let preview = Preview::start();
    // The address after as many redirects as it takes.
    let follow = |start: &str| {
        let mut target = start.to_owned();
        for _ in 0..4 {
            let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            let answer = preview.ask(request.as_bytes());
            let Some((_, rest)) = answer.split_once("Location: ") else {
                assert!(answer.contains(" 200 ") && answer.contains("/moved/"), "{start}: {answer}");
                return;
            };
            target = rest.lines().next().unwrap().to_owned();
        }
        panic!("{start} leads round in a circle");
    };
    for start in [
        "/%C3%BCber/",
        "/%c3%bcber",
        "/u%CC%88ber/",
        "/%C3%9Cber/",
        "/My%20Page/",
        "/my%20page?x=1",
        "/wiki/Help:Foo/",
        "/wiki/Help%3AFoo",
        "/wiki/help%3afoo/",
        "/a/b/",
        "/a%2Fb/",
        "/what%3F/",
        "/.old/",
        "/x+y.html",
        "/x%2By.html",
    ] {
        follow(start);
    }
}

#[test]
fn only_reads() {
    let preview = Preview::start();
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "get"] {
        assert_eq!(preview.status(&format!("{method} /a/ HTTP/1.1\r\nHost: localhost")), 405, "{method}");
    }
    assert_eq!(preview.status("HEAD /a/ HTTP/1.1\r\nHost: localhost"), 200);
    let hidden = "GET /a/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    for headers in [
        format!("Content-Length: {}", hidden.len()),
        format!("Content-Length: 0\r\nContent-Length: {}", hidden.len()),
        "Transfer-Encoding: chunked".to_owned(),
        "Transfer-Encoding: chunked\r\nContent-Length: 4".to_owned(),
        "Transfer-Encoding : chunked".to_owned(),
        "Transfer-Encoding: identity, chunked".to_owned(),
    ] {
        let answer =
            preview.ask(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n\r\n{hidden}").as_bytes());
        assert!(answer.starts_with("HTTP/1.1 400 "), "{headers}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{headers}: a body is no request");
    }
}

#[test]
fn nothing_leads_out_of_the_site() {
    let preview = Preview::start();
    let up = [
        "..",
        "%2e%2e",
        ".%2e",
        "%252e%252e",
        "..%00",
        "..%c0%af",
        "%c0%ae%c0%ae",
        "..;",
        "....",
        ".%00.",
        "%uff0e%uff0e",
    ];
    let slash = ["/", "%2f", "\\", "%5c", "%252f", "//", "%c0%af", "%ef%bc%8f", "/./"];
    for (up, slash) in up.iter().flat_map(|up| slash.iter().map(move |slash| (up, slash))) {
        for depth in [1, 3] {
            let target = format!("/a/{}secret.txt", format!("{up}{slash}").repeat(depth));
            let answer = preview.ask(
                format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes(),
            );
            assert!(answer.starts_with("HTTP/1.1 40"), "{target}: {answer}");
            assert!(!answer.contains("root:x"), "{target}");
        }
    }
    for path in
        ["/secret.txt", "//secret.txt", "/content/a.md", "/opslore.yaml", "/%2fsecret.txt", "/.", "/_headers"]
    {
        let answer = preview
            .ask(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes());
        assert!(!answer.contains("root:x") && !answer.contains("Access-Control"), "{path}: {answer}");
    }
    for target in ["/%0d%0aSet-Cookie:%20a=b", "/a?%0d%0aSet-Cookie:%20a=b", "/a?\u{e9}\u{2028}"] {
        let answer = preview
            .ask(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").as_bytes());
        assert!(!answer.contains("\nSet-Cookie"), "{target}: {answer}");
    }
}

#[test]
fn a_crowd_costs_no_threads_and_keeps_nobody_out() {
    let preview = Preview::start();
    assert_eq!(preview.status("GET /a/ HTTP/1.1\r\nHost: localhost"), 200);
    #[cfg(target_os = "linux")]
    let before = preview.threads();
    let events = b"GET /__opslore/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let streams: Vec<TcpStream> = (0..500).map(|_| preview.send(events)).collect();
    let silent: Vec<TcpStream> = (0..500).map(|_| preview.send(b"GET /a/ HT")).collect();
    let started = Instant::now();
    assert!(
        preview.ask(b"GET /a/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").contains("Alpha")
    );
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
    #[cfg(target_os = "linux")]
    assert!(preview.threads() <= before, "{} threads, {before} before", preview.threads());
    drop((streams, silent));
}

#[test]
fn heads_have_an_end() {
    let preview = Preview::start();
    let start = "GET / HTTP/1.1\r\nHost: localhost\r\n";
    let status = |request: String| preview.ask(request.as_bytes()).get(..12).unwrap_or_default().to_owned();
    assert_eq!(status(format!("GET /{}", "a".repeat(8 << 20))), "HTTP/1.1 414");
    assert_eq!(status(format!("{start}A: {}", "a".repeat(8 << 20))), "HTTP/1.1 431");
    assert_eq!(status(format!("{start}{}\r\n", "A: b\r\n".repeat(100_000))), "HTTP/1.1 431");
    let started = Instant::now();
    assert_eq!(status(start.to_owned()), "HTTP/1.1 408");
    assert!(started.elapsed() < Duration::from_secs(18), "{:?}", started.elapsed());
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_it_with_open_pages() {
    let mut preview = Preview::start();
    let events = b"GET /__opslore/events?page=/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let mut streams: Vec<TcpStream> = (0..10).map(|_| preview.send(events)).collect();
    for stream in &mut streams {
        stream.read_exact(&mut [0; 12]).unwrap();
    }
    let started = Instant::now();
    let pid = preview.child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &pid]).status().unwrap().success());
    preview.child.wait().unwrap();
    assert!(started.elapsed() < Duration::from_secs(2), "{:?}", started.elapsed());
}

#[test]
fn a_wider_address_is_answered_by_its_numbers_and_its_name() {
    let folder = Folder::with(&[("content/a.md", "# Alpha\n")]);
    let mut command = program(&folder.path(""));
    command
        .args(["serve", "--port", "0", "--quiet", "--host", "0.0.0.0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    let mut url = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let port = url.trim().trim_end_matches('/').rsplit(':').next().unwrap().to_owned();
    let preview = Preview { child, address: format!("127.0.0.1:{port}"), _folder: folder };
    let host = |host: &str| preview.status(&format!("GET /a/ HTTP/1.1\r\nHost: {host}"));
    assert_eq!((host("192.168.0.7:4000"), host("[fe80::1]"), host("localhost")), (200, 200, 200));
    assert_eq!((host("evil.example"), host("192.168.0.7.evil.example")), (403, 403));
}
