//! The format of the cases in `tests/check`: many files as one text, with the expected findings
//! marked in place.
//!
//! ```text
//! What an author did, in a sentence; everything up to the first header is for people.
//! ==> content/a.md
//! ---
//! tittle: A
//! ^^^^^^ OL0101 `tittle` is not a field
//!        help: did you mean `title`?
//! ---
//! ```
//!
//! A line of carets, a code and part of the message is below the line it marks, and its carets
//! are below what the finding underlines; columns are Unicode scalar values. One caret stands for an
//! empty span too. `OL0101(warning)` expects a severity other than the rule's own. After a path,
//! in brackets:
//!
//! - `[crlf]` ends every line with a carriage return and a line feed, `[bom]` begins with a byte order
//!   mark (a scalar value: columns of the first line count it), `[no-eol]` leaves out the last line feed
//! - `[bytes]` reads `\xff` as a byte
//! - `[repeat]` reads `@repeat 1000 text %n` as so many lines, `%n` being the number of each
//! - `[link TARGET]` is a symbolic link
//!
//! - `[absent]` is not written: a finding names it all the same
//!
//! A path that ends with `/` is a folder and is not written, for findings that concern no file in
//! particular.

use std::fmt::{self, Write};

use opslore::diagnostic::rules;

/// A case.
pub(super) struct Fixture {
    pub(super) files: Vec<File>,
    pub(super) expected: Vec<Expected>,
}

/// A file to write.
pub(super) struct File {
    pub(super) path: String,
    pub(super) content: Content,
}

pub(super) enum Content {
    Bytes(Vec<u8>),
    Link(String),
}

/// A finding that must be there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Expected {
    pub(super) code: String,
    pub(super) severity: String,
    pub(super) path: String,
    pub(super) line: usize,
    /// The first column, and the one after the last.
    pub(super) columns: (usize, usize),
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl fmt::Display for Expected {
    /// As a marker, to be put into a case.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (start, end) = self.columns;
        let indent = " ".repeat(start - 1);
        let carets = "^".repeat(end.saturating_sub(start).max(1));
        let severity =
            if own_severity(&self.code) == self.severity { "" } else { &format!("({})", self.severity) };
        write!(f, "{}:{}\n{indent}{carets} {}{severity} {}", self.path, self.line, self.code, self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n{indent}help: {help}"),
            None => Ok(()),
        }
    }
}

impl Fixture {
    /// Reads a case.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut fixture = Self { files: Vec::new(), expected: Vec::new() };
        let mut section: Option<Section> = None;
        for line in text.split_inclusive('\n').map(|line| line.strip_suffix('\n').unwrap_or(line)) {
            if let Some(header) = line.strip_prefix("==> ") {
                fixture.finish(section.replace(Section::parse(header)?))?;
            } else if let Some(section) = &mut section {
                section.line(line, &mut fixture.expected)?;
            }
        }
        fixture.finish(section)?;
        if fixture.files.is_empty() { Err("the case has no files".to_owned()) } else { Ok(fixture) }
    }

    fn finish(&mut self, section: Option<Section>) -> Result<(), String> {
        let is_written = |section: &Section| !section.is_absent && !section.path.ends_with('/');
        let Some(section) = section.filter(is_written) else { return Ok(()) };
        self.files.push(section.into_file()?);
        Ok(())
    }
}

/// What is below one header.
#[derive(Default)]
struct Section {
    path: String,
    is_crlf: bool,
    has_bom: bool,
    has_no_eol: bool,
    is_bytes: bool,
    repeats: bool,
    is_absent: bool,
    link: Option<String>,
    lines: Vec<String>,
    after_marker: bool,
}

impl Section {
    fn parse(header: &str) -> Result<Self, String> {
        let mut section = Self::default();
        let mut path = header.trim_end();
        while let Some((rest, flag)) = path.strip_suffix(']').and_then(|path| path.rsplit_once(" [")) {
            match flag {
                "crlf" => section.is_crlf = true,
                "bom" => section.has_bom = true,
                "no-eol" => section.has_no_eol = true,
                "bytes" => section.is_bytes = true,
                "repeat" => section.repeats = true,
                "absent" => section.is_absent = true,
                flag => match flag.strip_prefix("link ") {
                    Some(target) => section.link = Some(target.to_owned()),
                    None => return Err(format!("`[{flag}]` is no option of a file")),
                },
            }
            path = rest;
        }
        section.path = path.to_owned();
        Ok(section)
    }

    fn line(&mut self, line: &str, expected: &mut Vec<Expected>) -> Result<(), String> {
        let help = line.trim_start().strip_prefix("help: ").filter(|_| self.after_marker);
        if let (Some(help), Some(last)) = (help, expected.last_mut()) {
            last.help = Some(help.to_owned());
            self.after_marker = false;
            return Ok(());
        }
        self.after_marker = false;
        if let Some(marker) = self.marker(line) {
            if self.lines.is_empty() {
                return Err(format!("nothing is above the marker `{line}`"));
            }
            expected.push(marker);
            self.after_marker = true;
        } else if let Some(repeat) = line.strip_prefix("@repeat ").filter(|_| self.repeats) {
            let (count, text) = repeat.split_once(' ').unwrap_or((repeat, ""));
            let count: usize = count.parse().map_err(|_| format!("`{count}` is no number"))?;
            self.lines.extend((0..count).map(|n| text.replace("%n", &n.to_string())));
        } else {
            self.lines.push(line.to_owned());
        }
        Ok(())
    }

    fn marker(&self, line: &str) -> Option<Expected> {
        let marked = line.trim_start_matches(' ');
        let rest = marked.trim_start_matches('^');
        let (indent, carets) = (line.len() - marked.len(), marked.len() - rest.len());
        let rest = rest.strip_prefix(' ').filter(|_| carets > 0)?;
        let (code, message) = rest.split_once(' ').unwrap_or((rest, ""));
        let (code, severity) = match code.strip_suffix(')').and_then(|code| code.split_once('(')) {
            Some((code, severity)) => (code, severity),
            None => (code, own_severity(code)),
        };
        code.starts_with("OL").then(|| Expected {
            code: code.to_owned(),
            severity: severity.to_owned(),
            path: self.path.trim_end_matches('/').to_owned(),
            line: self.lines.len(),
            columns: (indent + 1, indent + 1 + carets),
            message: message.trim_end().to_owned(),
            help: None,
        })
    }

    fn into_file(self) -> Result<File, String> {
        if let Some(target) = self.link {
            return Ok(File { path: self.path, content: Content::Link(target) });
        }
        let end = if self.is_crlf { "\r\n" } else { "\n" };
        let mut text = if self.has_bom { "\u{feff}".to_owned() } else { String::new() };
        for line in &self.lines {
            let _ = write!(text, "{line}{end}");
        }
        if self.has_no_eol {
            text.truncate(text.len() - end.len());
        }
        let bytes = if self.is_bytes { unescape(&text)? } else { text.into_bytes() };
        Ok(File { path: self.path, content: Content::Bytes(bytes) })
    }
}

/// `\xff` as the byte it names.
fn unescape(text: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split("\\x");
    bytes.extend(parts.next().unwrap_or_default().bytes());
    for part in parts {
        let byte = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(byte.ok_or_else(|| format!("`\\x{part}` is no byte"))?);
        bytes.extend(part[2..].bytes());
    }
    Ok(bytes)
}

fn own_severity(code: &str) -> &'static str {
    rules::find(code).map_or("unknown", |rule| rule.severity.name())
}

#[test]
fn markers_are_read_and_taken_out() {
    let text = "Words.\n==> a.md\nx: ü\n   ^ OL0101 no\n     help: fix\nhelp: stays\n==> b [crlf] [bom]\n  ^^ stays\n";
    let fixture = Fixture::parse(text).unwrap();
    let content = |file: &File| match &file.content {
        Content::Bytes(bytes) => (file.path.clone(), String::from_utf8(bytes.clone()).unwrap()),
        Content::Link(_) => panic!(),
    };
    let pair = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    assert_eq!(content(&fixture.files[0]), pair("a.md", "x: ü\nhelp: stays\n"));
    assert_eq!(content(&fixture.files[1]), pair("b", "\u{feff}  ^^ stays\r\n"));
    let expected = &fixture.expected[0];
    assert_eq!((expected.line, expected.columns, expected.severity.as_str()), (1, (4, 5), "error"));
    assert_eq!((expected.message.as_str(), expected.help.as_deref()), ("no", Some("fix")));
    assert_eq!(fixture.expected.len(), 1);
}

#[test]
fn bytes_and_repetitions_are_written_out() {
    let text = "==> a [bytes] [no-eol]\n\\xff\\x41b\n==> b [repeat]\n@repeat 2 k%n\n^^ OL0001 x\n";
    let fixture = Fixture::parse(text).unwrap();
    let bytes = |index: usize| match &fixture.files[index].content {
        Content::Bytes(bytes) => bytes.clone(),
        Content::Link(_) => panic!(),
    };
    assert_eq!((bytes(0), bytes(1)), (b"\xffAb".to_vec(), b"k0\nk1\n".to_vec()));
    assert_eq!(fixture.expected[0].line, 2);
}
