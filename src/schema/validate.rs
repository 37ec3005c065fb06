//! Validates front matter against its schema. Every mistake becomes a finding at the key or value it is
//! about; [`super::words`] writes the message.

use std::collections::{HashMap, HashSet};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use jsonschema::paths::Location;
use serde_json::{Map, Value as Json};

use super::applicable::{expand, property};
use super::file_name::FILE;
use super::instance::{Unknown, instance, present, typed};
use super::severity::severity_at;
use super::words::Wording;
use super::{FieldPath, Schema, UnknownKeys, mend};
use crate::diagnostic::{Finding, Settlement, Severity, did_you_mean, or_list, rules};
use crate::front_matter::{Entry, FrontMatter, Node, Scalar, Value};
use crate::text::{Source, Span};

/// Each unknown field is checked against all known names, so a page with thousands must be cut short.
const MAX_UNKNOWN: usize = 100;

/// Types front matter and finds everything that the schema forbids, with the fixes that are right.
pub(super) fn validate(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
) -> (Map<String, Json>, Vec<Finding>) {
    let (values, mut findings) = find(schema, source, front_matter);
    mend::keep_right(schema, source, &mut findings);
    (values, findings)
}

/// As [`validate`], with fixes that nobody has tried.
pub(super) fn find(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
) -> (Map<String, Json>, Vec<Finding>) {
    let typed = instance(&schema.json, &front_matter.entries);
    let mut values = typed.values;
    // An author cannot say what the file is called.
    values.shift_remove(FILE);
    if schema.reads_file {
        values.insert(FILE.to_owned(), file_parts(schema, source));
    }
    let mut values = Json::Object(values);
    let page = Page { schema, source, front_matter };
    let unknown = typed.unknown.iter().take(MAX_UNKNOWN);
    let mut findings: Vec<Finding> = unknown.filter_map(|unknown| page.unknown_field(unknown)).collect();
    if schema.cost.allows(&values) {
        let errors: Vec<ValidationError<'_>> = schema.validator.iter_errors(&values).collect();
        page.explain_all(errors.iter(), &mut findings);
    } else {
        let span = front_matter.first_line(&source.text);
        findings.push(page.finding(
            span,
            "the front matter is nested too deeply to check it against its schema \
                                      in time",
        ));
    }
    if let Some(values) = values.as_object_mut() {
        values.shift_remove(FILE);
    }
    let mut seen = HashSet::new();
    findings.retain(|finding| seen.insert((finding.span, finding.message.clone())));
    match values {
        Json::Object(values) => (values, findings),
        _ => (Map::new(), findings),
    }
}

/// The parts of the file's name: text, unless the schema describes them otherwise.
fn file_parts(schema: &Schema, source: &Source) -> Json {
    let root = &schema.json;
    let about = property(root, &expand(root, [root]), FILE);
    let parts = schema.file_name.parts(&source.path).into_iter().map(|(name, part)| {
        let about = property(root, &about, &name);
        let scalar = Scalar { text: part.as_str().unwrap_or_default().to_owned(), plain: !about.is_empty() };
        (name, typed(&scalar, &about))
    });
    Json::Object(parts.collect())
}

/// The page that is being validated.
pub(super) struct Page<'a> {
    pub(super) schema: &'a Schema,
    pub(super) source: &'a Source,
    pub(super) front_matter: &'a FrontMatter,
}

/// What a location in the values is in the file.
pub(super) struct Place<'a> {
    /// The entry that leads there, and the value; `None` for the front matter as a whole.
    pub(super) entry: Option<&'a Entry>,
    /// The value, `None` for the front matter as a whole.
    pub(super) node: Option<&'a Node>,
    /// The way there, with [`FieldPath::ITEMS`] for every step into a list.
    pub(super) path: Vec<String>,
    /// The position in the innermost list, from 1, where the value is an item of it.
    pub(super) position: Option<usize>,
}

impl<'a> Page<'a> {
    /// Follows a location of the validator, which knows nothing of blank values.
    pub(super) fn place(&self, location: &Location) -> Place<'a> {
        let mut place = Place { entry: None, node: None, path: Vec::new(), position: None };
        for step in location.segments() {
            let step = step.to_string();
            let entries = match place.node.map(|node| &node.value) {
                None => &self.front_matter.entries,
                Some(Value::Map(entries)) => entries,
                Some(Value::List(items)) => {
                    let index = step.parse::<usize>().unwrap_or_default();
                    let Some(item) = present(items).nth(index) else { return place };
                    place.node = Some(item);
                    place.position = Some(index + 1);
                    place.path.push(FieldPath::ITEMS.to_owned());
                    continue;
                }
                Some(Value::Scalar(_)) => return place,
            };
            let Some(entry) = entries.iter().find(|entry| entry.key == step) else { return place };
            (place.entry, place.node, place.position) = (Some(entry), Some(&entry.value), None);
            place.path.push(step);
        }
        place
    }

    /// The entries of the mapping at `place`.
    pub(super) fn entries(&self, place: &Place<'a>) -> &'a [Entry] {
        match place.node.map(|node| &node.value) {
            None => &self.front_matter.entries,
            Some(Value::Map(entries)) => entries,
            Some(_) => &[],
        }
    }

    /// Where to point for what a mapping lacks: its first line.
    pub(super) fn first_line(&self, place: &Place<'_>) -> Span {
        match place.node {
            None => self.front_matter.first_line(&self.source.text),
            Some(node) => self.on_one_line(node.span),
        }
    }

    /// `span` up to the end of its first line.
    pub(super) fn on_one_line(&self, span: Span) -> Span {
        let text = self.source.text.get(span.start..span.end).unwrap_or_default();
        Span::new(span.start, span.start + text.lines().next().unwrap_or_default().trim_end().len())
    }

    pub(super) fn finding(&self, span: Span, message: impl Into<String>) -> Finding {
        Finding::new(&rules::FRONT_MATTER_SCHEMA, &self.source.path, span, message)
    }

    fn unknown_field(&self, unknown: &Unknown<'_>) -> Option<Finding> {
        let name = &unknown.entry.key;
        if !unknown.is_nested && self.schema.shared_names.contains(name) {
            return None;
        }
        let known = || unknown.known.iter().map(String::as_str);
        // Where any field may appear, one next to the field that it resembles was meant: `tags_de`, `tags`.
        let is_given = |known: &str| unknown.beside.iter().any(|entry| entry.key == known);
        let missing = || known().filter(|known| !is_given(known));
        let is_typo = known().any(|known| is_almost(name, known));
        let severity = match self.schema.unknown_keys {
            UnknownKeys::Allow if missing().any(|known| is_slip(name, known)) => Severity::Warning,
            UnknownKeys::Allow => return None,
            _ if is_typo => Severity::Error,
            UnknownKeys::Error => Severity::Error,
            UnknownKeys::Warning => Severity::Warning,
        };
        let message = match unknown.is_nested {
            true => format!("`{name}` is not a field that is allowed here"),
            false => format!("`{name}` is not a field of the type {}", self.schema.title),
        };
        let glued = name.split_once(':').filter(|(first, _)| known().any(|known| known == *first));
        let spaced = glued.map(|(first, rest)| {
            format!("a space is missing after the first colon: write `{first}: \"{rest}: …\"`")
        });
        let help = spaced.or_else(|| did_you_mean(name, known())).unwrap_or_else(|| {
            let names: Vec<&str> = known().take(12).collect();
            let path = format!("schemas/{}.schema.json", self.schema.name);
            match unknown.known.len() {
                ..=12 => format!("allowed here: {}", or_list(&names)),
                _ => format!("remove it, or add it to `{path}`"),
            }
        });
        let mut finding = self.finding(unknown.entry.key_span, message).severity(severity).help(help);
        if !unknown.is_nested && !is_typo {
            finding = finding.settles(Settlement::UnknownKeys);
        }
        // The field that is meant may appear in a line that could not be read.
        if !self.front_matter.broken {
            finding.fix = mend::name(self.source, unknown.entry, unknown.beside, known());
        }
        Some(finding)
    }

    /// Adds what the errors say of their own: where a value is of the wrong type, nothing else that
    /// is wrong with it matters, unless the type is only advice.
    fn explain_all<'e, 'v: 'e>(
        &self,
        errors: impl Iterator<Item = &'e ValidationError<'v>>,
        findings: &mut Vec<Finding>,
    ) {
        let errors: Vec<_> = errors.collect();
        let severity = |error: &ValidationError<'_>| {
            let said = severity_at(&self.schema.json, error.evaluation_path());
            said.unwrap_or(rules::FRONT_MATTER_SCHEMA.severity)
        };
        let is_mistyped =
            |error: &ValidationError<'_>| matches!(error.kind(), Kind::Type { .. } | Kind::FalseSchema);
        let mut mistyped: HashMap<&str, Severity> = HashMap::new();
        for error in errors.iter().filter(|error| is_mistyped(error)) {
            let worst = mistyped.entry(error.instance_path().as_str()).or_insert(Severity::Info);
            *worst = severity(error).min(*worst);
        }
        let failing = Failing::of(&errors);
        for error in errors {
            let worst = mistyped.get(error.instance_path().as_str());
            if is_mistyped(error) || worst.is_none_or(|worst| *worst > severity(error)) {
                self.explain(error, failing.is_in(error.instance_path().as_str()), findings);
            }
        }
    }

    /// Adds what an error of the validator means. What `unevaluated…` refuses means little where
    /// something else `is_failing` in the value: the validator then counts all that a failed branch
    /// describes among it.
    fn explain(&self, error: &ValidationError<'_>, is_failing: bool, findings: &mut Vec<Finding>) {
        let before = findings.len();
        match error.kind() {
            Kind::AnyOf { context } | Kind::OneOfNotValid { context } => {
                self.nearest_branch(error, context, findings);
                // The branches have severities of their own.
                return;
            }
            Kind::Required { .. } if self.front_matter.broken => {}
            Kind::AdditionalProperties { unexpected } => self.unexpected(error, unexpected, true, findings),
            Kind::UnevaluatedProperties { unexpected } => {
                self.unexpected(error, unexpected, is_failing, findings);
            }
            Kind::UnevaluatedItems { .. } if is_failing => {}
            _ if error.instance_path().as_str().starts_with("/$file") => {
                findings.extend(self.file_name(error));
            }
            _ => findings.extend(Wording { page: self, error }.finding()),
        }
        if let Some(severity) = severity_at(&self.schema.json, error.evaluation_path()) {
            for finding in &mut findings[before..] {
                finding.severity = severity;
            }
        }
    }

    /// A part of the file name that the schema does not allow.
    fn file_name(&self, error: &ValidationError<'_>) -> Option<Finding> {
        let part = error.instance_path().segments().nth(1).map(|step| step.to_string());
        let said = part.as_ref().and_then(|part| error.instance().as_str().map(|text| (part, text)));
        let message = match said {
            Some((part, text)) => {
                format!("the file name says `{part}` is `{text}`, which its schema does not allow")
            }
            None => "the schema does not allow this file name".to_owned(),
        };
        let span = self.front_matter.first_line(&self.source.text);
        Some(self.schema.file_name.mismatch(&self.source.path, span, message))
    }

    /// Fields that the schema itself refuses; of those that some branch describes only where
    /// `may_be_known` does not say that it may be the branch that failed.
    fn unexpected(
        &self,
        error: &ValidationError<'_>,
        unexpected: &[String],
        may_be_known: bool,
        findings: &mut Vec<Finding>,
    ) {
        let place = self.place(error.instance_path());
        let siblings = self.schema.fields.iter().filter_map(|field| {
            let (name, within) = field.path.0.split_last()?;
            (within == place.path).then_some(name.as_str())
        });
        let known: Vec<&str> = siblings.collect();
        for name in unexpected.iter().filter(|name| !may_be_known || !known.contains(&name.as_str())) {
            let Some(entry) = self.entries(&place).iter().find(|entry| entry.key == *name) else { continue };
            let message = format!("`{name}` is not a field that is allowed here");
            let help = did_you_mean(name, known.iter().copied());
            let help =
                help.or_else(|| (known.len() <= 12).then(|| format!("allowed here: {}", or_list(&known))));
            let mut finding = self.finding(entry.key_span, message);
            finding.fix = mend::name(self.source, entry, self.entries(&place), known.iter().copied());
            findings.push(match help {
                Some(help) => finding.help(help),
                None => finding,
            });
        }
    }

    /// Of several forms that a value may have, the author had one in mind: the one whose type fits,
    /// and of those the one with the fewest mistakes.
    fn nearest_branch(
        &self,
        error: &ValidationError<'_>,
        branches: &[Vec<ValidationError<'static>>],
        findings: &mut Vec<Finding>,
    ) {
        let here = error.instance_path().as_str();
        let is_refused = |error: &ValidationError<'_>| {
            matches!(error.kind(), Kind::Type { .. } | Kind::Constant { .. } | Kind::Enum { .. })
                && error.instance_path().as_str() == here
        };
        let mistyped = |branch: &&Vec<ValidationError<'static>>| {
            branch.iter().any(|error| {
                matches!(error.kind(), Kind::Type { .. }) && error.instance_path().as_str() == here
            })
        };
        let fitting: Vec<_> = branches.iter().filter(|branch| !mistyped(branch)).collect();
        match fitting.iter().min_by_key(|branch| branch.len()) {
            Some(best) if fitting.len() == 1 || !best.iter().any(is_refused) => {
                self.explain_all(best.iter(), findings);
            }
            // Every form refuses the value as it is: say what all of them would take.
            _ => {
                let finding = Wording { page: self, error }.none_of(branches);
                let severity = severity_at(&self.schema.json, error.evaluation_path());
                findings.extend(finding.map(|finding| match severity {
                    Some(severity) => finding.severity(severity),
                    None => finding,
                }));
            }
        }
    }
}

/// Where values fail for a reason of their own: instance paths, sorted.
struct Failing<'a>(Vec<&'a str>);

impl<'a> Failing<'a> {
    fn of(errors: &[&'a ValidationError<'_>]) -> Self {
        let is_own = |error: &&&ValidationError<'_>| {
            !matches!(error.kind(), Kind::UnevaluatedProperties { .. } | Kind::UnevaluatedItems { .. })
        };
        let mut paths: Vec<&str> =
            errors.iter().filter(is_own).map(|error| error.instance_path().as_str()).collect();
        paths.sort_unstable();
        Self(paths)
    }

    /// Whether the value at `path`, or one within it, fails.
    fn is_in(&self, path: &str) -> bool {
        let below = format!("{path}/");
        let first = self.0.partition_point(|failing| *failing < below.as_str());
        self.0.binary_search(&path).is_ok() || self.0.get(first).is_some_and(|next| next.starts_with(&below))
    }
}

/// Whether one name is the other with a slip of the fingers.
fn is_almost(name: &str, known: &str) -> bool {
    /// One letter in four; a lower bound would take `state` for a mistyped `status`.
    const ALMOST: f64 = 0.75;
    strsim::normalized_damerau_levenshtein(&spelled_alike(name), &spelled_alike(known)) >= ALMOST
}

/// Whether a field that may have any name is likely a known one, mistyped: almost all of a name of some
/// length is right, and at most two letters are wrong.
fn is_slip(name: &str, known: &str) -> bool {
    let distance = strsim::damerau_levenshtein(&spelled_alike(name), &spelled_alike(known));
    distance <= 2 && is_almost(name, known) && known != name
}

fn spelled_alike(name: &str) -> String {
    name.to_lowercase().replace(['-', ' '], "_")
}
