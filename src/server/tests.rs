use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use super::*;
use crate::output::Output;
use crate::path::SitePath;

fn output(files: &[(&str, &str)]) -> Arc<Output> {
    let file = |(path, text): &(&str, &str)| (SitePath::new(path).unwrap(), Arc::from(text.as_bytes()));
    Arc::new(Output { files: files.iter().map(file).collect() })
}

fn start() -> (SocketAddr, Arc<Live>) {
    start_with(Limits::default())
}

fn start_with(limits: Limits) -> (SocketAddr, Arc<Live>) {
    let mut server = Server::bind("127.0.0.1", 0).unwrap();
    server.limits = limits;
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

/// All that comes back until the server closes.
fn rest(mut stream: TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn a_connection_serves_several_requests() {
    let (address, _) = start();
    let get = |path: &str, more: &str| format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n");
    let together =
        format!("{}{}{}", get("/s.css", ""), get("/nowhere", ""), get("/a/", "Connection: close\r\n"));
    let answers = rest(send(address, &together));
    assert_eq!(answers.matches("HTTP/1.1 ").count(), 3, "{answers}");
    assert_eq!(answers.matches("Connection: close").count(), 1);
    let many =
        "GET /s.css HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(1000) + &get("/", "Connection: close\r\n");
    assert_eq!(rest(send(address, &many)).matches("HTTP/1.1 200").count(), 1001);
    let old = rest(send(address, "GET /s.css HTTP/1.0\r\nHost: localhost\r\n\r\n"));
    assert!(old.contains("Connection: close\r\n") && old.ends_with("\r\n\r\nx"), "{old}");
}

#[test]
fn a_large_answer_arrives_whole() {
    let (address, site) = start();
    site.publish(output(&[("big.bin", &"0123456789abcdef".repeat(1 << 20))]), String::new());
    let answer = ask(address, "/big.bin");
    assert_eq!(answer.split_once("\r\n\r\n").unwrap().1.len(), 16 << 20);
}

#[test]
fn slow_clients_are_sent_away() {
    let short = Duration::from_millis(200);
    let limits = Limits { request: short, idle: short, write: short, closing: short, ..Limits::default() };
    let (address, site) = start_with(limits);
    site.publish(output(&[("big.bin", &"x".repeat(32 << 20))]), String::new());
    let silent = send(address, "");
    let half = send(address, "GET / HTTP/1.1\r\nHost: loc");
    let reader = send(address, "GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n");
    // One byte at a time makes it no faster.
    let mut drip = send(address, "G");
    let started = Instant::now();
    while drip.write_all(b"E").is_ok() && started.elapsed() < Duration::from_secs(5) {
        thread::sleep(Duration::from_millis(20));
    }
    assert!(started.elapsed() < Duration::from_secs(3));
    assert_eq!(rest(silent), "");
    let late = rest(half);
    assert!(late.starts_with("HTTP/1.1 408") && late.contains("Connection: close"), "{late}");
    assert!(rest(reader).len() < 32 << 20);
    assert!(ask(address, "/big.bin").starts_with("HTTP/1.1 200"));
}

#[test]
fn silent_streams_get_a_sign_of_life() {
    let (address, _) = start_with(Limits { ping: Duration::from_millis(100), ..Limits::default() });
    let mut lines =
        BufReader::new(send(address, "GET /__opslore/events HTTP/1.1\r\nHost: localhost\r\n\r\n")).lines();
    assert_eq!(lines.by_ref().filter(|line| line.as_ref().unwrap() == ": ping").take(3).count(), 3);
}

#[test]
fn a_crowd_keeps_nobody_out() {
    let (address, site) = start_with(Limits { connections: 20, streams: 5, ..Limits::default() });
    let mut streams: Vec<_> = (0..5).map(|_| events(address, "/")).collect();
    for stream in &mut streams {
        assert_eq!(stream.next().unwrap(), "event: hello");
    }
    let refused = ask(address, "/__opslore/events?page=/");
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("Retry-After: "), "{refused}");
    let silent: Vec<TcpStream> = (0..100).map(|_| send(address, "GET / HT")).collect();
    for _ in 0..10 {
        assert!(ask(address, "/").starts_with("HTTP/1.1 200"));
    }
    site.publish(output(&[("index.html", "new")]), String::new());
    for mut stream in streams {
        assert!(stream.any(|line| line.contains("\"version\":2")), "streams are not closed for others");
    }
    drop(silent);
}

#[test]
fn a_refusal_reaches_a_client_that_is_still_sending() {
    let (address, _) = start();
    let long = "x".repeat(1 << 20);
    let asked = |request: String| rest(send(address, &request)).lines().next().unwrap_or_default().to_owned();
    assert_eq!(asked(format!("GET /{long} HTTP/1.1\r\n")), "HTTP/1.1 414 URI Too Long");
    assert_eq!(
        asked(format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "a: b\r\n".repeat(100_000))),
        "HTTP/1.1 431 Request Header Fields Too Large"
    );
    let hidden = "GET /s.css HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let body =
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{hidden}", hidden.len());
    let answers = rest(send(address, &body));
    assert!(answers.starts_with("HTTP/1.1 405 ") && answers.matches("HTTP/1.1 ").count() == 1, "{answers}");
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
    let started = Instant::now();
    let mut stream = send(address, "");
    let (mut answer, mut read) = (vec![0; 1 << 16], 0);
    for _ in 0..10_000 {
        stream.write_all(b"GET /index.html HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let mut left = 30_000;
        while left > 0 {
            read = stream.read(&mut answer).unwrap();
            left -= read.min(left);
        }
    }
    assert!(read > 0);
    println!("{:.0} requests/s of 30 kB on one connection", 10_000.0 / started.elapsed().as_secs_f64());
}
