//! What follows a code fence: language, title, marked lines, in the dialects of several tools.

/// What a fence says about its block.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Fence {
    /// In lower case; empty if there is none.
    pub(super) language: String,
    pub(super) title: Option<String>,
    /// The tab that it is, among its neighbours.
    pub(super) tab: Option<String>,
    /// Ranges of lines, from 1, both ends included.
    pub(super) marks: Vec<(usize, usize)>,
}

/// More ranges than that nobody means.
const MOST_MARKS: usize = 200;

impl Fence {
    /// Reads `yaml title="x.yaml" {1,3-5}`, `yaml {hl_lines=[1,"3-5"]}`, `yaml hl_lines="1 3-5"`,
    /// `{.yaml title="x"}` and the like. What is not understood is left out.
    pub(super) fn read(info: &str) -> Self {
        let info = info.trim();
        let end = info.find(|c: char| c.is_whitespace() || matches!(c, '{' | ',')).unwrap_or(info.len());
        let mut fence = Self { language: language(&info[..end]), ..Self::default() };
        let mut rest = info[end..].trim_start();
        while let Some(first) = rest.chars().next() {
            rest = match first {
                '{' => {
                    let close = rest.find('}').unwrap_or(rest.len());
                    fence.braces(&rest[1..close]);
                    rest.get(close + 1..).unwrap_or("")
                }
                _ => fence.attribute(rest),
            };
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        }
        fence.marks.truncate(MOST_MARKS);
        fence
    }

    /// Whether a line, counted from 1, is marked.
    pub(super) fn marks(&self, line: usize) -> bool {
        self.marks.iter().any(|(first, last)| (*first..=*last).contains(&line))
    }

    fn braces(&mut self, inside: &str) {
        let is_list = |c: char| c.is_ascii_digit() || matches!(c, ',' | '-' | ' ');
        if inside.chars().all(is_list) {
            return self.lines(inside);
        }
        let mut rest = inside.trim_start();
        while !rest.is_empty() {
            rest = match rest.strip_prefix('.') {
                Some(class) => {
                    let end = class.find(char::is_whitespace).unwrap_or(class.len());
                    if self.language.is_empty() {
                        self.language = language(&class[..end]);
                    }
                    &class[end..]
                }
                None => self.attribute(rest),
            };
            rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        }
    }

    /// Reads the `key=value` or word that `text` begins with, and returns what follows.
    fn attribute<'t>(&mut self, text: &'t str) -> &'t str {
        let ends = |c: char| c.is_whitespace() || matches!(c, '=' | ',' | '{' | '}');
        let key_end = text.find(ends).unwrap_or(text.len()).max(first_length(text));
        let key = &text[..key_end];
        let Some(rest) = text[key_end..].strip_prefix('=') else { return &text[key_end..] };
        let (value, rest) = value(rest);
        match key.to_ascii_lowercase().as_str() {
            "title" | "filename" | "file" | "name" if !value.trim().is_empty() => {
                self.title = Some(value.trim().to_owned());
            }
            "tab" if !value.trim().is_empty() => self.tab = Some(value.trim().to_owned()),
            "hl_lines" | "highlight" | "mark" => self.lines(value),
            _ => {}
        }
        rest
    }

    /// Reads `1,3-5` or `1 3-5`; quotes do not count.
    fn lines(&mut self, list: &str) {
        let numbers = list.split(|c: char| !c.is_ascii_digit() && c != '-').filter(|part| !part.is_empty());
        for part in numbers {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            if let (Ok(first), Ok(last)) = (first.parse(), last.parse()) {
                self.marks.push((first, last));
            }
        }
    }
}

fn first_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// The value at the start of `text`: quoted, in brackets, or up to a space; and what follows it.
fn value(text: &str) -> (&str, &str) {
    let close = match text.chars().next() {
        Some(quote @ ('"' | '\'')) => quote,
        Some('[') => ']',
        _ => {
            let end = text.find(|c: char| c.is_whitespace() || matches!(c, ',' | '}')).unwrap_or(text.len());
            return text.split_at(end);
        }
    };
    let inside = &text[1..];
    match inside.find(close) {
        Some(end) => (&inside[..end], &inside[end + 1..]),
        None => (inside, ""),
    }
}

/// A language's name, or nothing if it cannot be one.
fn language(word: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_' | '.');
    let word = word.strip_prefix("language-").unwrap_or(word);
    if word.len() <= 40 && word.chars().all(fits) { word.to_ascii_lowercase() } else { String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_dialects() {
        for (info, language, title, marks) in [
            ("", "", None, &[][..]),
            ("YAML", "yaml", None, &[]),
            ("yaml title=\"x y.yaml\" {1,3-5}", "yaml", Some("x y.yaml"), &[(1, 1), (3, 5)]),
            ("yaml {hl_lines=[1,\"3-5\"],linenos=table}", "yaml", None, &[(1, 1), (3, 5)]),
            ("yaml hl_lines=\"1 3\" linenums=\"1\"", "yaml", None, &[(1, 1), (3, 3)]),
            ("js{1,3} showLineNumbers", "js", None, &[(1, 1), (3, 3)]),
            ("{.bash title='a.sh'}", "bash", Some("a.sh"), &[]),
            ("c++", "c++", None, &[]),
            ("language-r", "r", None, &[]),
            ("rust,no_run", "rust", None, &[]),
            ("stats: 2933 xacts/s", "", None, &[]),
            ("console # Drain = x", "console", None, &[]),
            ("sh {1-", "sh", None, &[]),
            ("sh title=\"open", "sh", Some("open"), &[]),
            ("sh = { } =", "sh", None, &[]),
            ("sh }}", "sh", None, &[]),
            ("<script>", "", None, &[]),
        ] {
            let title = title.map(Into::into);
            let expected = Fence { language: language.into(), title, tab: None, marks: marks.to_vec() };
            assert_eq!(Fence::read(info), expected, "{info}");
        }
    }
}
