use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use super::*;
use crate::output::Output;
use crate::path::SitePath;

fn output(files: &[(&str, &str)]) -> Arc<Output> {
    let file = |(path, text): &(&str, &str)| (SitePath::new(path).unwrap(), Arc::from(text.as_bytes()));
    Arc::new(Output { files: files.iter().map(file).collect() })
}

fn start() -> (SocketAddr, Arc<Live>) {
    let server = Server::bind("127.0.0.1", 0).unwrap();
    let (address, site) = (server.address(), Live::new());
    site.publish(output(&[("index.html", "home"), ("a/index.html", "a"), ("s.css", "x")]), String::new());
    let served = Arc::clone(&site);
    thread::spawn(move || server.run(served));
    (address, site)
}

fn send(address: SocketAddr, request: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    stream
}

fn ask(address: SocketAddr, path: &str) -> String {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    let mut text = String::new();
    send(address, &request).read_to_string(&mut text).unwrap();
    text
}

fn events(address: SocketAddr, page: &str) -> impl Iterator<Item = String> {
    let request = format!("GET /__opslore/events?page={page} HTTP/1.1\r\nHost: localhost\r\n\r\n");
    let lines = BufReader::new(send(address, &request)).lines().map_while(Result::ok);
    lines.filter(|line| line.starts_with("data: ") || line.starts_with("event: "))
}

#[test]
fn answers_over_the_network() {
    let (address, _) = start();
    let page = ask(address, "/a/");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\n") && page.contains("\r\n\r\na<script"), "{page}");
    assert!(ask(address, "/b/").starts_with("HTTP/1.1 404"));
}

#[test]
fn tells_open_pages_what_changed() {
    let (address, site) = start();
    let mut events = events(address, "/a/");
    let mut next = || events.next().unwrap();
    assert_eq!(next(), "event: hello");
    let hello = next();
    assert!(
        hello.contains("\"version\":1") && hello.contains(&format!("{:032x}", crate::text::hash(b"a"))),
        "{hello}"
    );
    assert_eq!(
        (next(), next()),
        ("event: findings".into(), "data: {\"failed\":false,\"report\":null}".into())
    );
    site.publish(output(&[("index.html", "home"), ("a/index.html", "b"), ("t.css", "x")]), String::new());
    assert_eq!(next(), "data: {\"version\":2,\"changed\":[\"/a/\",\"/s.css\",\"/t.css\"]}");
    assert_eq!(
        (next(), next()),
        ("event: findings".into(), "data: {\"failed\":false,\"report\":null}".into())
    );
    site.fail("{\"findings\":\n[]}".into());
    assert_eq!(
        (next(), next(), next()),
        (
            "event: findings".into(),
            "data: {\"failed\":true,\"report\":{\"findings\":".into(),
            "data: []}}".into(),
        )
    );
    assert!(ask(address, "/a/").contains("\r\n\r\nb<script"), "the last good page stays");
}

#[test]
fn many_streams_and_silent_clients_hold_nobody_up() {
    let (address, site) = start();
    let silent: Vec<TcpStream> = (0..10).map(|_| send(address, "GET / HT")).collect();
    let mut streams: Vec<_> = (0..20).map(|_| events(address, "/")).collect();
    for stream in &mut streams {
        assert_eq!(stream.next().unwrap(), "event: hello");
    }
    assert!(ask(address, "/").starts_with("HTTP/1.1 200"));
    site.publish(output(&[("index.html", "new")]), String::new());
    for mut stream in streams {
        assert!(stream.any(|line| line.contains("\"version\":2")));
    }
    drop(silent);
}

#[test]
fn bad_requests_do_not_kill_it() {
    let (address, _) = start();
    let long = format!("GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(1 << 20));
    let bad = [
        "",
        "\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "\u{0}\u{1}\u{2}\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: ü\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999\r\n\r\nx",
        "GET / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nExpect: x\r\n\r\n",
        "GET //// HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "CONNECT x:1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "GET /__opslore/events?page=%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        &long,
    ];
    for request in bad {
        drop(send(address, request));
    }
    assert!(ask(address, "/").starts_with("HTTP/1.1 200"));
}

#[test]
fn says_what_to_do_when_the_port_is_taken() {
    let first = Server::bind("localhost", 0).unwrap();
    let taken =
        Server::bind(&first.address().ip().to_string(), first.address().port()).err().unwrap().to_string();
    assert!(taken.contains("is taken") && taken.contains("--port 0"), "{taken}");
    let foreign = Server::bind("192.0.2.1", 0).err().unwrap().to_string();
    assert!(foreign.contains("not an address of this machine"), "{foreign}");
    assert!(Server::bind("no such host", 0).is_err());
    assert_eq!(
        Server::bind("0.0.0.0", 0).map(|server| server.url().starts_with("http://localhost:")).ok(),
        Some(true)
    );
}

#[test]
#[ignore = "a measurement"]
#[allow(clippy::print_stdout, reason = "that is its result")]
fn how_many_requests_a_second() {
    let (address, site) = start();
    site.publish(output(&[("index.html", &format!("{}</body>", "0123456789".repeat(3000)))]), String::new());
    let started = Instant::now();
    let clients: Vec<_> = (0..2)
        .map(|_| thread::spawn(move || (0..5000).for_each(|_| assert!(ask(address, "/").len() > 30_000))))
        .collect();
    clients.into_iter().for_each(|client| client.join().unwrap());
    println!("{:.0} requests/s of 30 kB", 10_000.0 / started.elapsed().as_secs_f64());
}
