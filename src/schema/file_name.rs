//! `file_name`: the pattern for the names of a type's files. The rest of the schema sees the named
//! groups of a pattern as `$file`.

use globset::{Glob, GlobSet, GlobSetBuilder};
use regex::Regex;
use serde_json::{Map, Value as Json};

use super::relations::{Named, plain_texts, severity};
use crate::diagnostic::{Finding, Severity, rules};
use crate::path::SitePath;
use crate::text::Span;

/// The property under which a schema sees the parts of the file name.
pub(super) const FILE: &str = "$file";

/// Parts that every file has, whatever its name.
const ALWAYS: [&str; 3] = ["name", "stem", "folder"];

/// How the files of a type are named.
#[derive(Debug, Default)]
pub struct FileNames {
    patterns: Vec<Regex>,
    except: GlobSet,
    hint: Option<String>,
    severity: Option<Severity>,
    /// Parts that have to be what a field says.
    pub agree: Vec<(String, Named)>,
}

impl FileNames {
    /// Reads `file_name`.
    pub(super) fn read(said: Option<&Json>) -> Self {
        let Some(said) = said else { return Self::default() };
        let Some(object) = said.as_object() else {
            return Self { patterns: patterns(said), ..Self::default() };
        };
        let agree = object.get("agree").and_then(Json::as_object).into_iter().flatten();
        Self {
            patterns: object.get("pattern").map(patterns).unwrap_or_default(),
            except: object.get("except").and_then(globs).unwrap_or_default(),
            hint: object.get("hint").and_then(Json::as_str).map(str::to_owned),
            severity: object.get("severity").and_then(severity),
            agree: agree
                .filter_map(|(part, field)| Some((part.clone(), Named::parse(field.as_str()?))))
                .collect(),
        }
    }

    /// The parts of a file's name: `name`, `stem` and `folder`, and what the groups of the first
    /// pattern that fits take.
    pub fn parts(&self, path: &SitePath) -> Map<String, Json> {
        let always = [path.file_name(), path.stem(), path.parent().as_str()].map(Json::from);
        let mut parts: Map<String, Json> = ALWAYS.map(str::to_owned).into_iter().zip(always).collect();
        let captures =
            self.patterns.iter().find_map(|pattern| Some((pattern, pattern.captures(path.file_name())?)));
        if let Some((pattern, captures)) = captures {
            let groups = pattern.capture_names().flatten();
            parts.extend(
                groups.filter_map(|name| Some((name.to_owned(), Json::from(captures.name(name)?.as_str())))),
            );
        }
        parts
    }

    /// A finding for a file whose name has none of the forms (`page/file-name`), at `span`.
    pub fn finding(&self, path: &SitePath, span: Span) -> Option<Finding> {
        let name = path.file_name();
        let is_fine = self.patterns.is_empty()
            || self.except.is_match(name)
            || self.patterns.iter().any(|pattern| pattern.is_match(name));
        let message = format!("the file name `{name}` does not match the required pattern");
        (!is_fine).then(|| self.mismatch(path, span, message))
    }

    /// A finding about the file name.
    pub fn mismatch(&self, path: &SitePath, span: Span, message: String) -> Finding {
        let forms: Vec<&str> = self.patterns.iter().map(|pattern| plain_pattern(pattern.as_str())).collect();
        let help = self.hint.clone().or_else(|| {
            (!forms.is_empty()).then(|| format!("it must match {}", crate::diagnostic::or_list(&forms)))
        });
        let mut finding = Finding::new(&rules::PAGE_FILE_NAME, path, span, message);
        finding.severity = self.severity.unwrap_or(finding.severity);
        finding.help = help;
        finding
    }

    /// Whether a file may have the part `name`.
    pub(super) fn has_part(&self, name: &str) -> bool {
        self.part_names().contains(&name)
    }

    /// Every part that a file may have.
    pub(super) fn part_names(&self) -> Vec<&str> {
        let groups = self.patterns.iter().flat_map(|pattern| pattern.capture_names().flatten());
        ALWAYS.into_iter().chain(groups).collect()
    }
}

/// Whether a schema refers to `$file` among its properties.
pub(super) fn is_read(schema: &Json) -> bool {
    match schema {
        Json::Object(object) => {
            let is_here = |keyword: &str| object.get(keyword).is_some_and(|said| said.get(FILE).is_some());
            is_here("properties") || object.values().any(is_read)
        }
        Json::Array(items) => items.iter().any(is_read),
        _ => false,
    }
}

/// Compiles a pattern that has to match a whole name. The engine takes linear time.
pub(super) fn pattern(text: &str) -> Result<Regex, regex::Error> {
    Regex::new(&format!("{OPEN}{text}{CLOSE}"))
}

const OPEN: &str = r"\A(?:";
const CLOSE: &str = r")\z";

fn plain_pattern(text: &str) -> &str {
    text.strip_prefix(OPEN).and_then(|text| text.strip_suffix(CLOSE)).unwrap_or(text)
}

fn patterns(said: &Json) -> Vec<Regex> {
    plain_texts(said).iter().filter_map(|text| pattern(text).ok()).collect()
}

/// Reads a pattern for file names with `*` and `?`, or a list of them.
pub(super) fn globs(said: &Json) -> Option<GlobSet> {
    let mut globs = GlobSetBuilder::new();
    for text in plain_texts(said) {
        globs.add(Glob::new(&text).ok()?);
    }
    globs.build().ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names() -> FileNames {
        FileNames::read(Some(&json!({
            "pattern": ["adr-(?<number>[0-9]{4})-.+\\.md", "adr-(?<kind>new)-.+\\.md"],
            "except": "template-*.md",
            "hint": "Call it `adr-0001-title.md`.",
        })))
    }

    #[test]
    fn a_name_has_to_match_as_a_whole() {
        let finding = |name: &str| names().finding(&SitePath::new(name).unwrap(), Span::default());
        for name in ["a/adr-0001-x.md", "adr-new-x.md", "template-1.md"] {
            assert_eq!(finding(name), None, "{name}");
        }
        for name in ["adr-001-x.md", "x-adr-0001-x.md", "adr-0001-x.md.md5", "ADR-0001-x.md"] {
            assert!(finding(name).is_some_and(|finding| finding.help.is_some()), "{name}");
        }
    }

    #[test]
    fn groups_are_parts() {
        let parts = |name: &str| Json::Object(names().parts(&SitePath::new(name).unwrap()));
        assert_eq!(
            parts("docs/adr-0001-x.md"),
            json!({"name": "adr-0001-x.md", "stem": "adr-0001-x", "folder": "docs", "number": "0001"})
        );
        assert_eq!(parts("x.md"), json!({"name": "x.md", "stem": "x", "folder": ""}));
        assert!(names().has_part("kind") && names().has_part("stem") && !names().has_part("version"));
    }
}
