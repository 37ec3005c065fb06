//! `serve`: the site over HTTP, from a free port that is printed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Folder, program, tree};

/// The program while it serves; it ends with the value.
struct Serving(Child);

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn serves_from_a_free_port_and_writes_nothing() {
    let folder = Folder::with(&[("content/a.md", "# Alpha\n\n[x](gone.md)\n")]);
    folder.write("content/b.md", b"\xff");
    let before = tree(&folder.path(""));
    let mut command = program(&folder.path(""));
    command.args(["serve", "--port", "0", "--quiet"]).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut serving = Serving(command.spawn().unwrap());
    let mut url = String::new();
    BufReader::new(serving.0.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    assert!(address.starts_with("127.0.0.1:"), "{url}");
    let page = get(&address, "/a/");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("Alpha"), "{page}");
    assert!(get(&address, "/b/").contains("OL0001"), "a page that cannot be shown says why");
    assert!(get(&address, "/gone/").starts_with("HTTP/1.1 404"));
    assert!(!get(&address, "/../opslore.yaml").contains("200 OK"));
    assert_eq!(tree(&folder.path("")), before);
    // The port is taken now.
    let port = address.rsplit(':').next().unwrap();
    folder.run(&["serve", "--port", port]).exits(2);
}

/// What `serve` says while a page is changed, until the change is seen.
fn said_while_editing(folder: &Folder, command: &mut Command) -> String {
    command.args(["serve", "--port", "0"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut serving = Serving(command.spawn().unwrap());
    let mut url = String::new();
    BufReader::new(serving.0.stdout.take().unwrap()).read_line(&mut url).unwrap();
    let address = url.trim().strip_prefix("http://").unwrap().trim_end_matches('/').to_owned();
    for title in ["Beta", "Gamma"] {
        folder.write("content/a.md", format!("# {title}\n"));
        let start = Instant::now();
        while !get(&address, "/a/").contains(title) {
            assert!(start.elapsed() < Duration::from_secs(60), "{title} is not served");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
    let mut said = serving.0.stderr.take().unwrap();
    drop(serving);
    let mut text = String::new();
    said.read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_missing_git_is_reported_once() {
    let folder = Folder::with(&[("content/a.md", "# Alpha\n")]);
    folder.git(&["init", "-q"]);
    let mut command = program(&folder.path(""));
    let said = said_while_editing(&folder, command.env("PATH", "/nonexistent"));
    assert_eq!(said.matches("git could not be started").count(), 1, "{said}");
}

/// Git itself refuses to read what another user owns (`safe.directory`). opslore obeys nothing of it, so
/// history is known as usual.
#[cfg(unix)]
#[test]
fn a_foreign_owner_of_the_checkout_costs_nothing() {
    let folder = Folder::with(&[("content/a.md", "# Alpha\n")]);
    for arguments in [&["init", "-q"][..], &["add", "."], &["commit", "-qm", "first"]] {
        folder.git(arguments);
    }
    for path in ["", ".git"] {
        // Only root can give files away.
        if std::os::unix::fs::chown(folder.path(path), Some(12345), Some(12345)).is_err() {
            return;
        }
    }
    let said = said_while_editing(&folder, &mut program(&folder.path("")));
    assert!(!said.contains("no modification date"), "{said}");
    folder.run(&["build"]).exits(0);
    assert!(folder.read("public/api/pages.json").contains("\"updated\":\"2"));
}
