//! The type of a file by its first bytes, and whether it matches the name.

use super::kinds::{Form, KINDS, Kind, Signature};

/// A file that is not what its name says.
#[derive(Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// What it is instead, as in «`a.png` is …».
    pub is: String,
    /// What to do.
    pub help: String,
    /// How far it is from that.
    pub likeness: Likeness,
}

/// How far a file is from what its name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// An image by the name of another kind of image, which browsers show anyway.
    Image,
    /// Nothing that is known, such as an empty file.
    Unknown,
    /// Something else.
    Disguise,
}

/// What a text begins with that a browser takes for HTML or XML where a server does not say what the
/// file is: after white space, in any letter case. The list is that of the MIME Sniffing Standard
/// (section 7.1) and of Firefox; Chromium wants no blank or `>` after it, so `<picture>` begins with `<p`.
const MARKUP: &[&str] = &[
    "<!",
    "<?xml",
    "<a",
    "<b",
    "<center",
    "<div",
    "<font",
    "<form",
    "<frameset",
    "<h1",
    "<h2",
    "<h3",
    "<h4",
    "<h5",
    "<h6",
    "<head",
    "<html",
    "<iframe",
    "<img",
    "<isindex",
    "<link",
    "<meta",
    "<p",
    "<script",
    "<style",
    "<table",
    "<title",
];

/// How programs and files with macros begin, which no kind is.
const PROGRAMS: &[(&str, Signature)] = &[
    ("a Windows program", (0, &[b"MZ"])),
    ("a Linux program", (0, &[b"\x7fELF"])),
    ("a program", (0, &[b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"\0asm"])),
    ("a Windows shortcut", (0, &[b"L\0\0\0\x01\x14\x02\0"])),
    ("a Flash film", (0, &[b"FWS", b"CWS", b"ZWS"])),
    ("an Office document that may contain macros", (0, &[b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])),
];

/// How a file begins that Git LFS has put in the place of another (git-lfs, docs/spec.md).
const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";
/// Pointers are shorter than this (ibid.).
const LONGEST_POINTER: usize = 1024;

/// What is wrong with a file whose name says that it is of this kind. SVG is judged where it is cleaned.
pub fn mismatch(kind: &Kind, bytes: &[u8]) -> Option<Mismatch> {
    if bytes.starts_with(LFS_POINTER) && bytes.len() < LONGEST_POINTER {
        return Some(refused("a Git LFS pointer", "fetch the file with `git lfs pull`, in CI too"));
    }
    match &kind.form {
        Form::Svg => None,
        Form::Text => text_problem(bytes),
        Form::Other => other_problem(bytes),
        Form::Image(signature) | Form::Binary(signature) => binary_problem(kind, signature, bytes),
    }
}

fn refused(is: impl Into<String>, help: impl Into<String>) -> Mismatch {
    Mismatch { is: is.into(), help: help.into(), likeness: Likeness::Disguise }
}

fn binary_problem(kind: &Kind, signature: &Signature, bytes: &[u8]) -> Option<Mismatch> {
    if has(signature, bytes) {
        return None;
    }
    let real = KINDS.iter().find(|known| is_like(known, bytes));
    if let Some(real) = real.filter(|real| is_image(kind) && is_image(real)) {
        let ending = real.endings.split(' ').next().unwrap_or_default();
        let help = format!("rename it to end in `.{ending}`");
        return Some(Mismatch {
            is: format!("{}, not {}", real.name, kind.name),
            help,
            likeness: Likeness::Image,
        });
    }
    let help = "replace the file, or give it the right extension";
    if let Some(is) = what(bytes) {
        return Some(refused(format!("{is}, not {}", kind.name), help));
    }
    let is = if bytes.is_empty() { "empty".to_owned() } else { format!("not {}", kind.name) };
    Some(Mismatch { likeness: Likeness::Unknown, ..refused(is, help) })
}

fn is_image(kind: &Kind) -> bool {
    matches!(kind.form, Form::Image(_))
}

fn is_like(kind: &Kind, bytes: &[u8]) -> bool {
    match &kind.form {
        Form::Image(signature) | Form::Binary(signature) => has(signature, bytes),
        _ => false,
    }
}

/// What a file is by the way it begins.
fn what(bytes: &[u8]) -> Option<&'static str> {
    if is_sniffed_as_markup(bytes) || starts_as_svg(bytes) {
        return Some("HTML or XML");
    }
    let program = PROGRAMS.iter().find(|(_, signature)| has(signature, bytes)).map(|(name, _)| *name);
    program.or_else(|| KINDS.iter().find(|kind| is_like(kind, bytes)).map(|kind| kind.name))
}

fn has((offset, patterns): &Signature, bytes: &[u8]) -> bool {
    let Some(bytes) = bytes.get(*offset..) else { return false };
    let fits = |pattern: &&[u8]| {
        bytes.len() >= pattern.len()
            && pattern.iter().zip(bytes).all(|(want, have)| *want == b'?' || want == have)
    };
    patterns.iter().any(fits)
}

/// Whether a browser takes a file for HTML or XML where a server does not say what it is.
pub fn is_sniffed_as_markup(bytes: &[u8]) -> bool {
    let blank = |byte: &u8| byte.is_ascii_whitespace() || *byte == 0x0b;
    let start = bytes.iter().position(|byte| !blank(byte)).unwrap_or(bytes.len());
    let begins = |tag: &&str| {
        bytes[start..].get(..tag.len()).is_some_and(|have| have.eq_ignore_ascii_case(tag.as_bytes()))
    };
    MARKUP.iter().any(begins)
}

fn starts_as_svg(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<svg")
}

fn text_problem(bytes: &[u8]) -> Option<Mismatch> {
    let is = if is_sniffed_as_markup(bytes) {
        "HTML or XML, which a browser may run"
    } else if bytes.starts_with(b"%PDF-") {
        "a PDF document, not text"
    } else if is_text(bytes) {
        return None;
    } else {
        return Some(refused(
            format!("{}, not text", what(bytes).unwrap_or("binary data")),
            "save it as UTF-8 text, or give it the right extension",
        ));
    };
    Some(refused(is, "put it in a code block on the page, or in an archive"))
}

/// Whether bytes are text: UTF-8, UTF-16 with its mark, or an older encoding, without control characters
/// that only binary data has (MIME Sniffing Standard, section 3).
fn is_text(bytes: &[u8]) -> bool {
    if let Some(text) = utf16(bytes) {
        return !text.contains('\0');
    }
    let is_binary = |byte: &u8| matches!(byte, 0..=8 | 0x0b | 0x0e..=0x1a | 0x1c..=0x1f);
    match std::str::from_utf8(bytes) {
        Ok(text) => !text.contains('\0'),
        Err(_) => !bytes.iter().any(is_binary) && !KINDS.iter().any(|kind| is_like(kind, bytes)),
    }
}

/// The text of a file that begins with the mark of UTF-16.
fn utf16(bytes: &[u8]) -> Option<String> {
    let read = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let (pairs, rest) = bytes.as_chunks::<2>();
    let text = char::decode_utf16(pairs.iter().map(|pair| read(*pair))).collect::<Result<String, _>>();
    text.ok().filter(|_| rest.is_empty())
}

/// What is wrong with a file of a kind that only the configuration knows: that it would be run.
fn other_problem(bytes: &[u8]) -> Option<Mismatch> {
    let program = PROGRAMS[..PROGRAMS.len() - 1].iter().find(|(_, signature)| has(signature, bytes));
    let is = match program {
        Some((name, _)) if !is_text(bytes) => *name,
        _ if is_sniffed_as_markup(bytes) => "HTML or XML, which a browser may run",
        _ => return None,
    };
    Some(refused(is, "put it in an archive, or remove the link"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::attachment::kind_of;
    use crate::path::SitePath;

    fn judge(name: &str, bytes: &[u8]) -> Option<Mismatch> {
        let allowed = BTreeSet::from(["xyz".to_owned()]);
        mismatch(kind_of(&SitePath::new(name).unwrap(), &allowed).unwrap(), bytes)
    }

    #[test]
    fn what_is_as_its_name_says_passes() {
        let tar = [&[b'x'; 257][..], b"ustar"].concat();
        for (name, bytes) in [
            ("a.png", &b"\x89PNG\r\n\x1a\n..."[..]),
            ("a.jpeg", b"\xff\xd8\xff\xe0"),
            ("a.webp", b"RIFF\x01\x02\x03\x04WEBPVP8"),
            ("a.mp4", b"\0\0\0\x18ftypisom"),
            ("a.pdf", b"%PDF-1.7\n"),
            ("a.docx", b"PK\x03\x04"),
            ("a.tar", &tar),
            ("a.txt", "Größe\n".as_bytes()),
            ("a.txt", b"Gr\xf6\xdfe\n"),
            ("a.log", b"\x1b[31mred\x1b[0m"),
            ("a.csv", b""),
            ("a.ps1", b"\xff\xfed\0i\0r\0"),
            ("a.json", b"{}"),
            ("run", b"#!/bin/sh\n"),
            ("a.txt", b"<svg and more>"),
            ("a.xyz", b"\x01\x02\0"),
            ("a.xyz", b"MZ is how it begins"),
            ("a.drawio", b"<mxfile host=\"x\">"),
        ] {
            assert_eq!(judge(name, bytes), None, "{name} {bytes:?}");
        }
    }

    #[test]
    fn a_disguise_is_seen_through() {
        for (name, bytes, is) in [
            ("a.png", &b"<svg onload=alert(1)>"[..], "HTML or XML, not a PNG image"),
            ("a.png", b" \n<ScRiPt>alert(1)</script>", "HTML or XML, not a PNG image"),
            ("a.png", b"MZ\x90\0", "a Windows program, not a PNG image"),
            ("a.pdf", b"<!DOCTYPE html><script>", "HTML or XML, not a PDF document"),
            ("a.zip", b"\x7fELF", "a Linux program, not a ZIP archive"),
            (
                "a.docx",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
                "an Office document that may contain macros, not a Word document",
            ),
            ("a.txt", b"PK\x03\x04\0\0", "a ZIP archive, not text"),
            ("a.txt", b"\x1f\x8b\x08\x01\x02", "a gzip archive, not text"),
            ("a.txt", b"a\0b", "binary data, not text"),
            ("a.txt", b"%PDF-1.4\n%x", "a PDF document, not text"),
            ("a.json", b"<HTML/><script>", "HTML or XML, which a browser may run"),
            ("a.csv", b"\x0b<picture>", "HTML or XML, which a browser may run"),
            ("README", b"\t<html>", "HTML or XML, which a browser may run"),
            ("a.yaml", b"<!-- x --><script>", "HTML or XML, which a browser may run"),
            ("a.drawio", b"<?xml version=\"1.0\"?>", "HTML or XML, which a browser may run"),
            ("a.xyz", b"<script>", "HTML or XML, which a browser may run"),
            ("a.xyz", b"MZ\x90\0", "a Windows program"),
            ("a.txt", b"\xff\xfea\0\0\0", "binary data, not text"),
        ] {
            let found = judge(name, bytes).unwrap_or_else(|| panic!("{name} {bytes:?}"));
            assert_eq!((found.is.as_str(), found.likeness), (is, Likeness::Disguise), "{name}");
        }
    }

    #[test]
    fn an_image_of_another_kind_does_no_harm() {
        let found = judge("a.png", b"\xff\xd8\xff\xe0").unwrap();
        assert_eq!((found.is.as_str(), found.likeness), ("a JPEG image, not a PNG image", Likeness::Image));
        assert_eq!(found.help, "rename it to end in `.jpg`");
        let pointer = judge("a.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n").unwrap();
        assert!(pointer.likeness == Likeness::Disguise && pointer.help.contains("git lfs pull"));
        for (bytes, is) in [(&b""[..], "empty"), (b"GIF89", "not a PNG image")] {
            let found = judge("a.png", bytes).unwrap();
            assert_eq!((found.is.as_str(), found.likeness), (is, Likeness::Unknown));
        }
    }
}
