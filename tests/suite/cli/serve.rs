//! `serve`: the site over HTTP, from a free port that is printed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

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
