//! Style sheets as they are published: whole, and without what only their authors read.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bundle::Static;
use crate::path::SitePath;

/// Puts the parts of each style sheet in the place of their `@import`: `style.css` has its parts in
/// `style/`, each of which a theme can replace. What was a part is not published by itself, nor is a built-in
/// part of a sheet that a theme has replaced.
pub(super) fn join(statics: &mut BTreeMap<SitePath, Static>, is_built_in: impl Fn(&SitePath) -> bool) {
    let sheets: Vec<SitePath> = statics.keys().filter(|path| is_sheet(path)).cloned().collect();
    let mut joined = BTreeSet::new();
    for sheet in &sheets {
        let Some(text) = statics.get(sheet).and_then(|(_, bytes)| std::str::from_utf8(bytes).ok()) else {
            continue;
        };
        let (whole, parts) = with_parts(sheet, text, statics);
        if parts.is_empty() {
            continue;
        }
        joined.extend(parts);
        if let Some((_, bytes)) = statics.get_mut(sheet) {
            *bytes = Arc::from(whole.into_bytes());
        }
    }
    let is_part = |path: &SitePath| is_sheet(path) && sheets.iter().any(|sheet| part_of(sheet, path));
    statics.retain(|path, (source, _)| {
        let is_gone = joined.contains(path) || (is_part(path) && is_built_in(source));
        !is_gone
    });
}

fn is_sheet(path: &SitePath) -> bool {
    path.extension() == Some("css")
}

/// Whether a file is in the folder for the parts of a sheet.
fn part_of(sheet: &SitePath, path: &SitePath) -> bool {
    sheet.as_str().strip_suffix(".css").and_then(SitePath::new) == Some(path.parent())
}

/// A sheet with its parts in place of the lines that import them, and their paths.
fn with_parts(sheet: &SitePath, text: &str, statics: &BTreeMap<SitePath, Static>) -> (String, Vec<SitePath>) {
    let mut whole = String::with_capacity(text.len());
    let mut parts = Vec::new();
    for line in text.split_inclusive('\n') {
        let part =
            imported(line).and_then(|name| sheet.parent().join(name)).filter(|path| part_of(sheet, path));
        let read = part.and_then(|path| {
            let (_, bytes) = statics.get(&path)?;
            Some((std::str::from_utf8(bytes).ok()?, path))
        });
        match read {
            Some((text, path)) => {
                whole.push_str(text);
                whole.push('\n');
                parts.push(path);
            }
            None => whole.push_str(line),
        }
    }
    (whole, parts)
}

/// The file that a line imports, if it does nothing else.
fn imported(line: &str) -> Option<&str> {
    let rest = line.trim().strip_prefix("@import")?.trim_start().strip_suffix(';')?.trim_end();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest.strip_prefix(quote)?.strip_suffix(quote)
}

/// A style sheet without comments and without the space that says nothing. What stands in quotes stays,
/// and so do comments that begin with `/*!`, by which licences ask to be kept.
pub(super) fn squeezed(text: &str) -> String {
    let mut squeezer = Squeezer { out: String::with_capacity(text.len()), is_spaced: false, last: None };
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '/' if rest.starts_with("/*") => {
                let end = rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
                if rest.starts_with("/*!") {
                    squeezer.push(&rest[..end]);
                }
                end
            }
            '"' | '\'' => quoted(rest, c),
            // What is escaped is a letter, whatever it looks like, and a space may end it.
            '\\' => escaped(rest),
            _ if c.is_ascii_whitespace() => 1,
            _ => c.len_utf8(),
        };
        match c {
            '/' if rest.starts_with("/*") => {}
            _ if c.is_ascii_whitespace() => squeezer.is_spaced = true,
            _ => squeezer.push(&rest[..length]),
        }
        rest = &rest[length..];
    }
    squeezer.out
}

/// The length of what is in quotes, with them.
fn quoted(text: &str, quote: char) -> usize {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, c)) = letters.next() {
        match c {
            // What is escaped ends nothing.
            '\\' => drop(letters.next()),
            _ if c == quote => return at + c.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// The length of an escape, with the space that ends one made of digits.
fn escaped(text: &str) -> usize {
    let digits = text[1..].chars().take(6).take_while(char::is_ascii_hexdigit).count();
    if digits == 0 {
        return 1 + text[1..].chars().next().map_or(0, char::len_utf8);
    }
    let ends = text[1 + digits..].starts_with(|c: char| c.is_ascii_whitespace());
    1 + digits + usize::from(ends)
}

struct Squeezer {
    out: String,
    /// Whether there was space since the last piece.
    is_spaced: bool,
    /// The last piece, if it is a sign of the language and not in quotes or escaped.
    last: Option<char>,
}

impl Squeezer {
    /// Adds a piece, after a space where one is needed.
    fn push(&mut self, piece: &str) {
        let is_bare = |c: char| matches!(c, '{' | '}' | ';' | ',');
        // A space before `:` and `(` tells one selector or value from two.
        let needs_none = self.out.is_empty()
            || self.last.is_some_and(|c| is_bare(c) || matches!(c, ':' | '(' | '>'))
            || piece.starts_with(|c| is_bare(c) || matches!(c, ')' | '>'));
        if std::mem::take(&mut self.is_spaced) && !needs_none {
            self.out.push(' ');
        }
        if piece == "}" && self.last == Some(';') {
            self.out.pop();
        }
        self.out.push_str(piece);
        let mut letters = piece.chars();
        self.last = letters.next().filter(|_| letters.next().is_none());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_for_authors_goes() {
        for (text, expected) in [
            ("/* a */\n\n.a {\n  color: red; /* b */\n}\n", ".a{color:red}"),
            ("a::after { content: \"/* \\\" */\"; }", "a::after{content:\"/* \\\" */\"}"),
            ("a::after { content: '\\\n  x'; }", "a::after{content:'\\\n  x'}"),
            ("/*! MIT */\n/* x", "/*! MIT */"),
            ("a\u{e9} /* é */ b", "a\u{e9} b"),
            (".a  .b > .c,\n.d :is(p , a) { }", ".a .b>.c,.d :is(p,a){}"),
            ("a { width: calc(1px + (2px - 1em)); }", "a{width:calc(1px + (2px - 1em))}"),
            (
                "@media (width > 3rem) and (hover: none) { b { c: d } }",
                "@media (width>3rem) and (hover:none){b{c:d}}",
            ),
            (".a\\:b .c\\ , .\\26 B .\\{ x { }", ".a\\:b .c\\ ,.\\26 B .\\{ x{}"),
            ("a { content: \"\\2009\" / \"\" ; }", "a{content:\"\\2009\" / \"\"}"),
            ("\"\\", "\"\\"),
            ("\\", "\\"),
            ("", ""),
        ] {
            assert_eq!(squeezed(text), expected, "{text}");
        }
    }

    fn joined(files: &[(&str, &str, &str)]) -> Vec<(String, String)> {
        let file = |(theme, name, text): &(&str, &str, &str)| {
            let source = SitePath::new(&format!("themes/{theme}/static/{name}")).unwrap();
            (SitePath::new(name).unwrap(), (source, Arc::from(text.as_bytes())))
        };
        let mut statics: BTreeMap<SitePath, Static> = files.iter().map(file).collect();
        join(&mut statics, |source| source.as_str().starts_with("themes/default/"));
        let text = |bytes: &Arc<[u8]>| squeezed(std::str::from_utf8(bytes).unwrap());
        statics.iter().map(|(path, (_, bytes))| (path.to_string(), text(bytes))).collect()
    }

    #[test]
    fn parts_stand_in_their_sheet_and_nowhere_else() {
        let found = joined(&[
            ("default", "style.css", "/* a */\n@import \"style/b.css\";\n@import 'style/a.css' ;\n.z{}\n"),
            ("default", "style/a.css", ".a{}"),
            ("mine", "style/b.css", ".b{}"),
            ("mine", "fonts.css", "@import \"style/a.css\";@import \"style/none.css\";"),
        ]);
        let fonts = "@import \"style/a.css\";@import \"style/none.css\";";
        assert_eq!(found, [("fonts.css", fonts), ("style.css", ".b{}.a{}.z{}")].map(owned));
    }

    #[test]
    fn a_sheet_of_a_theme_takes_what_parts_it_likes() {
        let found = joined(&[
            (
                "mine",
                "style.css",
                "@import \"style/a.css\";\n@import \"print.css\";\n@import \"style/no.css\";\n",
            ),
            ("default", "style/a.css", ".a{}"),
            ("default", "style/b.css", ".b{}"),
            ("mine", "style/c.css", ".c{}"),
            ("mine", "print.css", ".p{}"),
        ]);
        let style = ".a{}@import \"print.css\";@import \"style/no.css\";";
        assert_eq!(found, [("print.css", ".p{}"), ("style.css", style), ("style/c.css", ".c{}")].map(owned));
    }

    fn owned((name, text): (&str, &str)) -> (String, String) {
        (name.to_owned(), text.to_owned())
    }
}
