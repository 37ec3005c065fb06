//! `x-opslore`: what a schema says beyond JSON Schema. The one table of its keys, their check with a
//! place in the file, and the fields that they describe.

use serde_json::Value as Json;

use super::Section;
use super::file_name::{globs, pattern};
use super::relations::{plain_texts, severity};
use super::subschemas;
use crate::diagnostic::{did_you_mean, or_list, rules};

/// The keyword that holds our annotations.
pub(super) const KEYWORD: &str = "x-opslore";

/// What an annotation's value may be.
#[derive(Clone, Copy, Debug)]
enum Shape {
    Truth,
    Text,
    TruthOrText,
    Texts,
    Choice(&'static [&'static str]),
    Choices(&'static [&'static str]),
    Collection,
    Sections,
    /// Names with the values that each may have.
    Condition,
    /// Names with a name each.
    Names,
    /// A regular expression or a list of them.
    Patterns,
    /// File names with `*`.
    Globs,
    /// An object with these members, the first so many of which have to be there.
    Object(usize, &'static [(&'static str, Shape)]),
    /// A short form and an object.
    Or(&'static Shape, &'static Shape),
    /// A whole number from 1 to this one.
    UpTo(u64),
    /// A list.
    Each(&'static Shape),
}

const SEVERITY: (&str, Shape) = ("severity", Shape::Choice(&["error", "warning", "info"]));

const REFERENCE: Shape = Shape::Object(0, &[("type", Shape::Texts), ("where", Shape::Condition), SEVERITY]);

const INVERSE: Shape =
    Shape::Object(0, &[("title", Shape::Text), ("field", Shape::Text), ("required", Shape::Truth), SEVERITY]);

const UNIQUE: Shape = Shape::Object(
    0,
    &[("within", Shape::Texts), ("where", Shape::Condition), ("message", Shape::Text), SEVERITY],
);

const UNIQUE_TOGETHER: Shape = Shape::Object(
    1,
    &[("fields", Shape::Texts), ("where", Shape::Condition), ("message", Shape::Text), SEVERITY],
);

const FILE_NAME: Shape = Shape::Object(
    1,
    &[
        ("pattern", Shape::Patterns),
        ("except", Shape::Globs),
        ("hint", Shape::Text),
        ("agree", Shape::Names),
        SEVERITY,
    ],
);

const OVERVIEW: Shape = Shape::Object(
    0,
    &[
        ("sort", Shape::Texts),
        ("show", Shape::Texts),
        ("count", Shape::Texts),
        ("home", Shape::Or(&Shape::Truth, &HOME)),
    ],
);

const HOME: Shape = Shape::Object(
    0,
    &[
        ("title", Shape::Text),
        ("as", Shape::Choice(&["cards", "rows"])),
        ("limit", Shape::UpTo(super::overview::MOST)),
    ],
);

const ON_SCHEMA: &[(&str, Shape)] = &[
    ("collection", Shape::Collection),
    ("sections", Shape::Sections),
    ("unknown_keys", Shape::Choice(&["error", "warning", "allow"])),
    ("safety", Shape::Choices(super::SAFETY)),
    ("abstract", Shape::Truth),
    ("overview", OVERVIEW),
    ("backlinks", Shape::Choice(&["first", "last"])),
    ("unique", Shape::Each(&UNIQUE_TOGETHER)),
    ("file_name", Shape::Or(&Shape::Patterns, &FILE_NAME)),
    SEVERITY,
];

const ON_PROPERTY: &[(&str, Shape)] = &[
    ("ref", Shape::Or(&Shape::Texts, &REFERENCE)),
    ("inverse", Shape::Or(&Shape::Text, &INVERSE)),
    ("acyclic", Shape::Or(&Shape::Truth, &Shape::Object(0, &[SEVERITY]))),
    ("self", Shape::Truth),
    ("facet", Shape::Truth),
    ("usual", Shape::Text),
    ("unique", Shape::Or(&Shape::Truth, &UNIQUE)),
    ("key", Shape::TruthOrText),
    ("label", Shape::Text),
    ("after", Shape::Texts),
    ("file", Shape::Choice(&["page", "root", "either"])),
    ("pattern_hint", Shape::Text),
    ("panel", Shape::Truth),
    ("recommended", Shape::Truth),
    ("old_urls", Shape::Truth),
    ("sorted", Shape::Truth),
    ("embargo", Shape::Truth),
    SEVERITY,
];

/// Something wrong with the annotations, at a path from the top of the file.
#[derive(Debug, PartialEq)]
pub(super) struct Mistake {
    pub(super) path: Vec<String>,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

/// Checks every annotation of a schema file.
pub(super) fn check(json: &Json) -> Vec<Mistake> {
    let mut mistakes = Vec::new();
    subschemas::walk(json, &mut |schema, path| {
        let Some(annotations) = schema.get(KEYWORD) else { return };
        let table = if path.is_empty() { ON_SCHEMA } else { ON_PROPERTY };
        let path: Vec<String> = path.iter().cloned().chain([KEYWORD.to_owned()]).collect();
        check_keys(annotations, table, &path, &mut mistakes);
    });
    mistakes
}

fn check_keys(value: &Json, table: &[(&str, Shape)], path: &[String], mistakes: &mut Vec<Mistake>) {
    let Some(object) = value.as_object() else {
        mistakes.push(mistake(path, None, format!("`{KEYWORD}` must be an object")));
        return;
    };
    let place = if path.len() == 1 { "a schema" } else { "a property" };
    check_members(object, table, place, path, mistakes);
    let lonely = ["inverse", "acyclic", "self"].into_iter().filter(|name| object.contains_key(*name));
    for name in lonely.filter(|_| !object.contains_key("ref")) {
        let message = format!("`{name}` has no effect without `ref`");
        let help = "add `ref` with the type of page that the field refers to";
        mistakes.push(Mistake { help: Some(help.to_owned()), ..mistake(path, Some(name), message) });
    }
}

fn mistake(path: &[String], key: Option<&str>, message: String) -> Mistake {
    let path = path.iter().map(String::as_str).chain(key).map(str::to_owned).collect();
    Mistake { path, message, help: None }
}

fn check_members(
    object: &serde_json::Map<String, Json>,
    table: &[(&str, Shape)],
    place: &str,
    path: &[String],
    mistakes: &mut Vec<Mistake>,
) {
    for (key, value) in object {
        let Some((_, shape)) = table.iter().find(|(name, _)| name == key) else {
            let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
            let help = did_you_mean(key, names.iter().copied());
            let help = help.unwrap_or_else(|| format!("allowed here: {}", or_list(&names)));
            let message = format!("`{key}` is not an annotation of {place}");
            mistakes.push(Mistake { help: Some(help), ..mistake(path, Some(key), message) });
            continue;
        };
        let mut path = path.to_vec();
        path.push(key.clone());
        shape.check(value, &path, mistakes);
    }
}

impl Shape {
    /// Reports what is wrong with the value at `path`.
    fn check(self, value: &Json, path: &[String], mistakes: &mut Vec<Mistake>) {
        match (self, value) {
            (Shape::Or(_, long), Json::Object(_)) => long.check(value, path, mistakes),
            (Shape::Object(needed, table), Json::Object(object)) => {
                let name = path.iter().rev().find(|step| step.parse::<usize>().is_err());
                let name = name.map_or("", String::as_str);
                check_members(object, table, &format!("`{name}`"), path, mistakes);
                let lacking = table.iter().take(needed).filter(|(member, _)| !object.contains_key(*member));
                mistakes.extend(
                    lacking.map(|(member, _)| mistake(path, None, format!("`{name}` needs `{member}`"))),
                );
            }
            (Shape::Each(item), Json::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    let mut path = path.to_vec();
                    path.push(index.to_string());
                    item.check(value, &path, mistakes);
                }
            }
            _ if self.fits(value) => {}
            _ => {
                let name = path.iter().rev().find(|step| step.parse::<usize>().is_err());
                let name = name.map_or("", String::as_str);
                mistakes.push(mistake(path, None, format!("`{name}` must be {}", self.wanted())));
            }
        }
    }

    fn fits(self, value: &Json) -> bool {
        let is_text = |value: &Json| value.as_str().is_some_and(|text| !text.trim().is_empty());
        let is_plain = |value: &Json| is_text(value) || value.is_boolean() || value.is_number();
        let all = |value: &Json, fits: &dyn Fn(&Json) -> bool| {
            value.as_array().is_some_and(|items| items.iter().all(fits))
        };
        let members = |value: &Json, fits: &dyn Fn(&Json) -> bool| {
            value.as_object().is_some_and(|members| members.values().all(fits))
        };
        let one_or_more = |value: &Json| is_text(value) || all(value, &is_text);
        match self {
            Shape::Truth => value.is_boolean(),
            Shape::Text => is_text(value),
            Shape::TruthOrText => value.is_boolean() || is_text(value),
            Shape::Texts => one_or_more(value),
            Shape::UpTo(most) => value.as_u64().is_some_and(|number| (1..=most).contains(&number)),
            Shape::Choice(options) => value.as_str().is_some_and(|text| options.contains(&text)),
            Shape::Choices(options) => {
                all(value, &|item| item.as_str().is_some_and(|text| options.contains(&text)))
            }
            Shape::Collection => super::load::collection(value).is_some(),
            Shape::Sections => all(value, &|item| section(item).is_some()),
            Shape::Condition => members(value, &|value| is_plain(value) || all(value, &is_plain)),
            Shape::Names => members(value, &is_text),
            Shape::Patterns => {
                one_or_more(value) && plain_texts(value).iter().all(|text| pattern(text).is_ok())
            }
            Shape::Globs => one_or_more(value) && globs(value).is_some(),
            Shape::Object(..) | Shape::Each(_) => false,
            Shape::Or(short, _) => short.fits(value),
        }
    }

    /// What a value must be, in words.
    fn wanted(self) -> String {
        match self {
            Shape::Truth => "`true` or `false`".to_owned(),
            Shape::Text => "text".to_owned(),
            Shape::TruthOrText => "`true`, `false` or the kind of name, such as `alert`".to_owned(),
            Shape::Texts => "text or a list of texts".to_owned(),
            Shape::UpTo(most) => format!("a whole number from 1 to {most}"),
            Shape::Choice(options) => or_list(options),
            Shape::Choices(options) => format!("a list of {}", or_list(options)),
            Shape::Collection => {
                "an object with `title`, `description` and `folder`, which is a relative path".to_owned()
            }
            Shape::Sections => {
                "a list of headings, each of them text or an object with `title`, `severity` and \
                 `hint`"
                    .to_owned()
            }
            Shape::Condition => "an object of field names, each with its allowed values".to_owned(),
            Shape::Names => "an object of names, each with a field".to_owned(),
            Shape::Patterns => "a regular expression without look-around, or a list of them".to_owned(),
            Shape::Globs => "a file name, which may contain `*`, or a list of them".to_owned(),
            Shape::Object(_, table) => {
                let names: Vec<&str> = table.iter().map(|(name, _)| *name).collect();
                format!("an object with {}", or_list(&names).replace(" or ", " and "))
            }
            Shape::Or(short, long) => format!("{}, or {}", short.wanted(), long.wanted()),
            Shape::Each(item) => format!("a list, each item {}", item.wanted()),
        }
    }
}

/// Reads one item of `sections`.
pub(super) fn section(value: &Json) -> Option<Section> {
    if let Some(title) = value.as_str() {
        let (severity, hint) = (rules::PAGE_SECTION.severity, String::new());
        return Some(Section { title: title.to_owned(), original: None, severity, hint });
    }
    let object = value.as_object()?;
    if object.keys().any(|key| !matches!(key.as_str(), "title" | "severity" | "hint")) {
        return None;
    }
    let severity = match object.get("severity") {
        None => rules::PAGE_SECTION.severity,
        Some(said) => severity(said)?,
    };
    let hint = object.get("hint").map_or(Some(""), Json::as_str)?;
    let title = object.get("title")?.as_str()?.to_owned();
    Some(Section { title, original: None, severity, hint: hint.to_owned() })
}
