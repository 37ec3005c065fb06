//! What annotations require across pages: references and their targets, values that only one
//! page may have, and dates that follow one another.
//!
//! Every reader here takes JSON whose form [`super::annotations`] has checked, and ignores anything
//! of another form.

use serde_json::{Map, Value as Json};

use super::file_name::FILE;
use super::{FieldPath, Schema};
use crate::diagnostic::Severity;

/// A value of a page that an annotation names: a field, or a part of the page's file name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// `status`, or `affected.product` for a field within another.
    Field(FieldPath),
    /// `$file.number`: what the group `number` of the type's file-name pattern took.
    FilePart(String),
}

/// `where`: values of which each named one must be one. Without any it always holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Condition(pub Vec<(Named, Vec<String>)>);

/// `ref` with what is next to it.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The types allowed; empty means any.
    pub types: Vec<String>,
    /// What must be true of the page that is referred to.
    pub states: Condition,
    /// How bad it is when the value names no such page, where the schema says.
    pub severity: Option<Severity>,
    /// The title under which the page that is referred to lists its referrers.
    pub inverse: Option<String>,
    /// The field of the page that is referred to which has to refer back.
    pub back: Option<Back>,
    /// `acyclic`: how bad it is when following the field leads back to where it began.
    pub acyclic: Option<Severity>,
    /// `self`: whether a page may name itself.
    pub may_be_self: bool,
}

/// `inverse` with `required`.
#[derive(Clone, Debug, PartialEq)]
pub struct Back {
    /// The name of the field.
    pub field: String,
    /// How bad it is when it does not refer back, where the schema says.
    pub severity: Option<Severity>,
}

/// Values, each or together, that only one page of the type may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Unique {
    /// What is compared; a page that lacks one of them is not.
    pub fields: Vec<Named>,
    /// Which pages are compared.
    pub among: Condition,
    /// What to say, where the schema has words for it.
    pub message: Option<String>,
    /// How bad it is, where the schema says.
    pub severity: Option<Severity>,
}

/// A date of a page that is referred to: `replaces.stabilized_at`.
#[derive(Clone, Debug, PartialEq)]
pub struct AfterReferred {
    /// The field that refers to the page.
    pub reference: String,
    /// The date there.
    pub field: String,
}

/// `file`: what the value, the path of a file, is relative to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileBase {
    /// The folder of the page.
    Page,
    /// The root of the repository.
    Root,
    /// Either of them.
    Either,
}

impl Named {
    /// Reads a name as annotations write it.
    pub fn parse(name: &str) -> Self {
        match name.strip_prefix(FILE).and_then(|rest| rest.strip_prefix('.')) {
            Some(part) => Self::FilePart(part.to_owned()),
            None => Self::Field(FieldPath(name.split('.').map(str::to_owned).collect())),
        }
    }

    /// The name as people write it.
    pub fn shown(&self) -> String {
        match self {
            Self::Field(path) => path.0.join("."),
            Self::FilePart(part) => format!("{FILE}.{part}"),
        }
    }

    /// Whether a page of the type may have it.
    pub(super) fn is_of(&self, schema: &Schema) -> bool {
        match self {
            Self::Field(path) => schema.describes(path),
            Self::FilePart(part) => schema.file_name.has_part(part),
        }
    }
}

impl Condition {
    /// Reads `where`.
    pub(super) fn read(json: Option<&Json>) -> Self {
        let members = json.and_then(Json::as_object).into_iter().flatten();
        Self(members.map(|(name, values)| (Named::parse(name), plain_texts(values))).collect())
    }

    /// The condition in words: `` `status` is `Stable` ``.
    pub fn in_words(&self) -> String {
        let word = |(name, values): &(Named, Vec<String>)| {
            format!("`{}` is {}", name.shown(), crate::diagnostic::or_list(values))
        };
        self.0.iter().map(word).collect::<Vec<_>>().join(" and ")
    }
}

/// Reads `ref` and what is next to it.
pub(super) fn reference(annotations: &Map<String, Json>) -> Option<Reference> {
    let said = annotations.get("ref")?;
    let inverse = annotations.get("inverse");
    let member = |name: &str| said.as_object().and_then(|object| object.get(name));
    let types = if said.is_object() { member("type") } else { Some(said) };
    Some(Reference {
        types: types.map(type_names).unwrap_or_default(),
        states: Condition::read(member("where")),
        severity: member("severity").and_then(severity),
        inverse: inverse.and_then(title).map(str::to_owned),
        back: inverse.and_then(back),
        acyclic: annotations.get("acyclic").and_then(acyclic),
        may_be_self: annotations.get("self") != Some(&Json::Bool(false)),
    })
}

fn title(inverse: &Json) -> Option<&str> {
    inverse.as_str().or_else(|| inverse.get("title")?.as_str())
}

fn back(inverse: &Json) -> Option<Back> {
    let field = inverse.get("field")?.as_str()?.to_owned();
    let is_required = inverse.get("required") == Some(&Json::Bool(true));
    is_required.then(|| Back { field, severity: inverse.get("severity").and_then(severity) })
}

fn acyclic(said: &Json) -> Option<Severity> {
    let rule = crate::diagnostic::rules::REFERENCE_CYCLE.severity;
    match said {
        Json::Bool(is_so) => is_so.then_some(rule),
        said => Some(said.get("severity").and_then(severity).unwrap_or(rule)),
    }
}

/// Reads `unique` of the property `name`; `true` is told by the field itself.
pub(super) fn unique_value(name: &FieldPath, said: &Json) -> Option<Unique> {
    let object = said.as_object()?;
    let within = object.get("within").map(plain_texts).unwrap_or_default();
    let path = FieldPath(name.0.iter().filter(|step| *step != FieldPath::ITEMS).cloned().collect());
    let within = within.iter().map(|name| Named::parse(name));
    Some(unique(object, std::iter::once(Named::Field(path)).chain(within).collect()))
}

/// Reads an item of the schema's own `unique`.
pub(super) fn unique_together(said: &Json) -> Option<Unique> {
    let object = said.as_object()?;
    let fields = plain_texts(object.get("fields")?);
    Some(unique(object, fields.iter().map(|name| Named::parse(name)).collect()))
}

fn unique(said: &Map<String, Json>, fields: Vec<Named>) -> Unique {
    Unique {
        fields,
        among: Condition::read(said.get("where")),
        message: said.get("message").and_then(Json::as_str).map(str::to_owned),
        severity: said.get("severity").and_then(severity),
    }
}

/// Reads `after`: names of dates next to this one, and dates of pages that are referred to.
pub(super) fn after(said: Option<&Json>) -> (Vec<String>, Vec<AfterReferred>) {
    let (mut beside, mut referred) = (Vec::new(), Vec::new());
    for name in said.map(plain_texts).unwrap_or_default() {
        match name.split_once('.') {
            Some((reference, field)) => {
                referred.push(AfterReferred { reference: reference.to_owned(), field: field.to_owned() });
            }
            None => beside.push(name),
        }
    }
    (beside, referred)
}

/// Reads `file`.
pub(super) fn base(said: &Json) -> Option<FileBase> {
    match said.as_str()? {
        "page" => Some(FileBase::Page),
        "root" => Some(FileBase::Root),
        "either" => Some(FileBase::Either),
        _ => None,
    }
}

/// Reads a `severity`.
pub(super) fn severity(said: &Json) -> Option<Severity> {
    match said.as_str()? {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        _ => None,
    }
}

/// A scalar or a list of them, as authors of pages write them.
pub(super) fn plain_texts(said: &Json) -> Vec<String> {
    let text = |value: &Json| match value {
        Json::String(text) => Some(text.clone()),
        Json::Bool(_) | Json::Number(_) => Some(value.to_string()),
        _ => None,
    };
    match said {
        Json::Array(items) => items.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}

/// `ref`: no names, `*` and `any` mean that a page of any type will do.
fn type_names(types: &Json) -> Vec<String> {
    let names: Vec<String> = match types {
        Json::Array(types) => types.iter().filter_map(Json::as_str).map(str::to_owned).collect(),
        other => other.as_str().map(str::to_owned).into_iter().collect(),
    };
    if names.iter().any(|name| is_any(name)) { Vec::new() } else { names }
}

/// Whether a `ref` allows every type.
fn is_any(name: &str) -> bool {
    matches!(name, "*" | "any")
}
