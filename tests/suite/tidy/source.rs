//! What a Rust source says besides comments: its code without text, its texts, and what it names.

use std::sync::LazyLock;

use regex::Regex;

/// A source, read.
pub(super) struct Source {
    /// The code, with blanks for comments and texts.
    code: String,
    /// Each text in the code and where it begins.
    texts: Vec<(usize, String)>,
}

/// Comments, texts and single characters.
static NO_CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r####"(?s)//[^\n]*|/\*.*?\*/|\br##".*?"##|\br#".*?"#|\br".*?"|"(?:\\.|[^"\\])*"|'(?:\\u\{\w*\}|\\x..|\\.|[^\\'\n])'"####,
    )
    .unwrap()
});

static TEST: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"#\[cfg\((?:all\()?test\b").unwrap());

static USE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(\bpub(?:\([^)]*\))?\s+)?\buse\s+([^;]+);").unwrap());

static INLINE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:^|[^\w:])([a-z_]\w*(?:::\w+)+)").unwrap());

impl Source {
    /// The source without comments.
    pub(super) fn read(text: &str) -> Self {
        let mut texts = Vec::new();
        let mut code = text.to_owned().into_bytes();
        for found in NO_CODE.find_iter(text) {
            if !found.as_str().starts_with(['/', '\'']) {
                texts.push((
                    found.start(),
                    found.as_str().trim_start_matches('r').trim_matches(['#', '"']).to_owned(),
                ));
            }
            code[found.range()].fill(b' ');
        }
        Self { code: String::from_utf8(code).unwrap(), texts }
    }

    /// The same without the items that are for tests alone.
    pub(super) fn without_tests(mut self) -> Self {
        while let Some(begin) = TEST.find(&self.code).map(|found| found.start()) {
            let end = begin + item(&self.code[begin..]);
            self.texts.retain(|(at, _)| !(begin..end).contains(at));
            self.code.replace_range(begin..end, &" ".repeat(end - begin));
        }
        self
    }

    /// The texts in the code.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.texts.iter().map(|(_, text)| text.as_str())
    }

    /// All paths in it, those of `use` whole.
    pub(super) fn paths(&self) -> Vec<Vec<String>> {
        self.uses().into_iter().map(|(path, ..)| path).chain(self.inline()).collect()
    }

    /// The paths of its `use` items, whole, with whether they are handed on and their name here.
    pub(super) fn uses(&self) -> Vec<(Vec<String>, String, bool)> {
        let mut uses = Vec::new();
        for found in USE.captures_iter(&self.code) {
            let mut paths = Vec::new();
            branches(&found[2], "", &mut paths);
            for path in paths {
                let (path, name) = path.split_once(" as ").unwrap_or((&path, ""));
                let path: Vec<_> =
                    path.trim().trim_end_matches("::self").split("::").map(str::to_owned).collect();
                let name =
                    if name.is_empty() { path.last().unwrap().clone() } else { name.trim().to_owned() };
                uses.push((path, name, found.get(1).is_some()));
            }
        }
        uses
    }

    /// The paths that it names elsewhere.
    pub(super) fn inline(&self) -> Vec<Vec<String>> {
        let code = USE.replace_all(&self.code, "");
        let paths = INLINE.captures_iter(&code);
        paths.map(|found| found[1].split("::").map(str::to_owned).collect()).collect()
    }
}

/// The length of the item at the start, attributes included.
fn item(code: &str) -> usize {
    let mut depth = 0_usize;
    let ends = code.bytes().enumerate().find(|(_, byte)| {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => depth -= 1,
            _ => {}
        }
        depth == 0 && matches!(byte, b'}' | b';')
    });
    ends.map_or(code.len(), |(at, _)| at + 1)
}

/// Each path of a tree of `use`.
fn branches(tree: &str, before: &str, paths: &mut Vec<String>) {
    let (mut depth, mut from) = (0_usize, 0);
    for (at, byte) in tree.bytes().chain([b',']).enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            b',' if depth == 0 => {
                let branch = tree[from..at].trim();
                match branch.split_once('{') {
                    Some((head, rest)) => {
                        branches(rest.strip_suffix('}').unwrap(), &format!("{before}{head}"), paths);
                    }
                    None if branch.is_empty() => {}
                    None => paths.push(format!("{before}{branch}")),
                }
                from = at + 1;
            }
            _ => {}
        }
    }
}
