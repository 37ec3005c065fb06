//! `check --external`, against a server of our own on this machine.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use globset::GlobSet;
use opslore::config::{AllowPrivate, Links};
use opslore::diagnostic::Finding;
use opslore::external::ask::Patience;
use opslore::external::cache::Cache;
use opslore::external::client::Web;
use opslore::external::{Tally, check};
use tiny_http::{Header, Method, Request, Response, Server};

use crate::support::{Folder, run_in};
use crate::world::{World, pages};

/// A site that answers as its paths say, and writes down what it is asked.
struct Site {
    port: u16,
    log: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn start() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").unwrap());
        let port = server.server_addr().to_ip().unwrap().port();
        let log = Arc::new(Mutex::new(Vec::new()));
        for _ in 0..4 {
            let (server, log) = (Arc::clone(&server), Arc::clone(&log));
            std::thread::spawn(move || {
                while let Ok(request) = server.recv() {
                    let line = format!("{} {}", request.method(), request.url());
                    let nth = {
                        let mut log = log.lock().unwrap();
                        log.push(line.clone());
                        log.iter().filter(|other| **other == line).count()
                    };
                    respond(request, nth, port);
                }
            });
        }
        Self { port, log }
    }

    fn url(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}{path}", self.port)
    }

    fn asked(&self, line: &str) -> usize {
        self.log.lock().unwrap().iter().filter(|asked| *asked == line).count()
    }
}

fn respond(request: Request, nth: usize, port: u16) {
    let is_head = *request.method() == Method::Head;
    let path = request.url().split('?').next().unwrap_or("").to_owned();
    let (code, location) = match path.as_str() {
        "/ok" | "/final" => (200, None),
        "/head" => (if is_head { 405 } else { 200 }, None),
        "/moved" => (301, Some("/step".to_owned())),
        "/step" => (308, Some("/final".to_owned())),
        "/found" => (302, Some("/ok".to_owned())),
        "/busy" => (if nth == 1 { 429 } else { 200 }, None),
        "/broken" => (503, None),
        "/login" => (403, None),
        "/inside" => (302, Some(format!("http://localhost:{port}/secret"))),
        "/metadata" => (302, Some("http://169.254.169.254/latest/meta-data/".to_owned())),
        "/round" => (302, Some("/round".to_owned())),
        "/slow" => {
            std::thread::sleep(Duration::from_millis(1500));
            (200, None)
        }
        _ => (404, None),
    };
    let header = |name: &str, value: &str| Header::from_bytes(name, value).unwrap();
    let mut response = Response::empty(code);
    if let Some(location) = location {
        response.add_header(header("Location", &location));
    }
    if code == 429 {
        response.add_header(header("Retry-After", "0"));
    }
    let _ = request.respond(response);
}

fn links() -> Links {
    Links { allow_private: AllowPrivate::Hosts(vec!["127.0.0.1".to_owned()]), ignore: GlobSet::empty() }
}

/// Checks a page with these links.
fn run(text: &str, links: &Links, cache: &mut Cache, now: i64) -> (Vec<Finding>, Tally) {
    let knowledge = World::new().read(&pages([("content/a.md", text)]));
    let web = Web::new(links.allow_private.clone(), Duration::from_millis(700), Duration::ZERO);
    let patience = Patience { back_off: Duration::from_millis(5), longest: Duration::from_secs(1) };
    let (mut findings, tally) = check(&knowledge, links, &web, &patience, cache, now);
    findings.sort_by_key(|finding| finding.span.start);
    (findings, tally)
}

/// The findings of a page that links to a path of the site.
fn ask(site: &Site, path: &str) -> (Vec<Finding>, Tally) {
    run(&format!("[x]({})", site.url(path)), &links(), &mut Cache::default(), 0)
}

#[test]
fn what_works_is_no_finding() {
    let site = Site::start();
    for path in ["/ok", "/ok#part", "/head", "/found", "/busy"] {
        let (findings, tally) = ask(&site, path);
        assert_eq!((findings, tally.addresses, tally.dead), (vec![], 1, 0), "{path}");
    }
    assert_eq!((site.asked("HEAD /head"), site.asked("GET /head"), site.asked("GET /ok")), (1, 1, 0));
    assert_eq!(site.asked("HEAD /busy"), 2);
}

#[test]
fn what_does_not_work_is_told_with_the_answer() {
    let site = Site::start();
    for (path, why) in [
        ("/gone", "answers 404 (not found); tried 2 times"),
        ("/broken", "answers 503 (service unavailable); tried 3 times"),
        ("/slow", "does not answer in time; tried 3 times"),
        ("/round", "redirects more than 10 times; tried once"),
    ] {
        let (findings, tally) = ask(&site, path);
        assert_eq!((findings[0].rule.name, tally.dead), ("link/dead", 1), "{path}");
        assert_eq!(findings[0].message, format!("`{}` {why}", site.url(path)));
    }
    let (findings, _) = run("<http://127.0.0.1:1/>", &links(), &mut Cache::default(), 0);
    assert!(findings[0].message.contains("cannot be reached"), "{findings:?}");
    let (findings, tally) = ask(&site, "/login");
    assert_eq!((findings, tally.unverifiable), (vec![], 1));
}

#[test]
fn a_page_that_has_moved_for_good_is_told() {
    let site = Site::start();
    let (findings, tally) = ask(&site, "/moved");
    assert_eq!((findings[0].rule.name, tally.moved), ("link/moved", 1));
    assert!(findings[0].help.as_deref().unwrap().ends_with(&format!("write `{}`", site.url("/final"))));
}

#[test]
fn nothing_private_is_asked_without_leave() {
    let site = Site::start();
    let nobody = Links::default();
    for text in [format!("<{}>", site.url("/ok")), format!("<http://localhost:{}/ok>", site.port)] {
        let (findings, tally) = run(&text, &nobody, &mut Cache::default(), 0);
        assert_eq!((findings, tally.private), (vec![], 1));
    }
    assert!(site.log.lock().unwrap().is_empty());
    for path in ["/inside", "/metadata"] {
        let (findings, tally) = ask(&site, path);
        assert_eq!((findings, tally.private), (vec![], 1), "{path}");
    }
    assert_eq!(site.asked("HEAD /secret") + site.asked("GET /secret"), 0);
}

#[test]
fn an_address_is_asked_once_and_told_everywhere() {
    let site = Site::start();
    let url = site.url("/gone");
    let text =
        format!("---\ntitle: A\ndescription: {url}\n---\n\n[a]({url}#x) <{url}> [b][c]\n\n[c]: {url}\n");
    let (findings, tally) = run(&text, &links(), &mut Cache::default(), 0);
    assert_eq!((findings.len(), tally.addresses), (4, 1));
    assert_eq!((site.asked("HEAD /gone"), site.asked("GET /gone")), (1, 1));
    assert_eq!(&text[findings[1].span.start..findings[1].span.end], format!("{url}#x"));
}

#[test]
fn what_is_known_is_not_asked_again() {
    let site = Site::start();
    let text = format!("<{}> <{}>", site.url("/ok"), site.url("/gone"));
    let mut cache = Cache::default();
    run(&text, &links(), &mut cache, 0);
    let mut cache = Cache::parse(&cache.to_json(0));
    let (findings, tally) = run(&text, &links(), &mut cache, 60);
    assert_eq!((findings.len(), tally.cached), (1, 1));
    assert_eq!((site.asked("HEAD /ok"), site.asked("HEAD /gone")), (1, 2), "dead ones are asked again");
    run(&text, &links(), &mut cache, 30 * 24 * 60 * 60);
    assert_eq!(site.asked("HEAD /ok"), 2, "an old answer holds no more");
}

#[test]
fn the_command_asks_only_when_told_to() {
    let site = Site::start();
    let folder = Folder::new();
    let config = "links:\n  external:\n    ignore: ['*/ignored*']\n";
    folder.write("opslore.yaml", config.as_bytes());
    let page =
        format!("# A\n\n[a]({})\n[b]({}) <{}>\n", site.url("/ok"), site.url("/gone"), site.url("/ignored"));
    folder.write("content/a.md", page.as_bytes());
    let known =
        format!("# B\n\n<!-- opslore-ignore link/dead: it comes back -->\n[b]({})\n", site.url("/gone"));
    folder.write("content/b.md", known.as_bytes());
    assert_eq!(folder.run(&["check", "--deny", "warnings"]).code, 0);
    assert!(site.log.lock().unwrap().is_empty());
    let cache = folder.path("cache/answers.json").display().to_string();
    let external = ["check", "--external", "--external-cache", &cache, "--allow-private", "127.0.0.0/8"];
    let run = folder.run(&external);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("[OL0316]") && run.out.contains("content/a.md:4:5"), "{}", run.out);
    let line = "2 external addresses checked, without their fragments: 1 dead, 1 ignored";
    assert!(run.err.contains(line), "{}", run.err);
    assert!(std::fs::read_to_string(folder.path("cache/answers.json")).unwrap().contains("/ok"));
    let run = folder.run(&[&external[..], &["--deny", "warnings"]].concat());
    assert_eq!((run.code, site.asked("HEAD /ok"), site.asked("HEAD /ignored")), (1, 1, 0));
}

#[test]
fn only_the_command_line_and_a_file_elsewhere_open_a_private_network() {
    let site = Site::start();
    let (folder, elsewhere) = (Folder::new(), Folder::new());
    folder.write("content/a.md", format!("# A\n\n[a]({})\n", site.url("/ok")));
    let config = "links: {allow_private: true}\n";
    folder.write("opslore.yaml", config);
    folder.write("other.yaml", config);
    elsewhere.write("opslore.yaml", config);
    let cache = folder.path("answers.json").display().to_string();
    let external = ["check", "--external", "--external-cache", &cache];
    let (inside, outside) = (folder.path("other.yaml"), elsewhere.path("opslore.yaml"));
    for more in [&[][..], &["--config", inside.to_str().unwrap()], &["--allow-private", "10.0.0.0/8"]] {
        let run = folder.run(&[&external[..], more].concat()).exits(0);
        assert!(run.out.contains("[OL0809]") && run.err.contains("1 private"), "{more:?}: {}", run.err);
        assert!(site.log.lock().unwrap().is_empty(), "{more:?}");
    }
    for more in [["--config", outside.to_str().unwrap()], ["--allow-private", "127.0.0.1"]] {
        folder.run(&[&external[..], &more].concat()).exits(0);
        assert_eq!(site.asked("HEAD /ok"), 1, "{more:?}");
        std::fs::remove_file(&cache).unwrap();
        site.log.lock().unwrap().clear();
    }
    folder.run(&[&external[..], &["--allow-private", "http://127.0.0.1/"]].concat()).exits(2);
    // A pull request can change all of a repository, of which the root may be a part.
    folder.write("docs/content/a.md", format!("# A\n\n[a]({})\n", site.url("/ok")));
    folder.git(&["init", "-q"]);
    let docs = folder.path("docs").display().to_string();
    let more = ["--root", &docs, "--config", inside.to_str().unwrap()];
    let run = run_in(&folder.path(""), &[&external[..], &more].concat());
    assert!(run.out.contains("[OL0809]") && site.asked("HEAD /ok") == 0, "{}", run.err);
}
