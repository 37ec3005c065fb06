//! The validator's errors as messages that an author understands.

mod values;

use std::collections::HashMap;

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind as Kind;
use serde_json::Value as Json;

use super::applicable::{annotations, resolve};
use super::basics::FILE;
use super::field_path::FieldPath;
use super::subject::{Located, Subject};
use super::types::Field;
use super::{dates, mend};
use crate::diagnostic::{Finding, Fix, or_list};
use crate::yaml::{Node, Value};
use values::{
    found, is_off_the_calendar, items, not_an_option, plain, same_value, shown, subject, types_of, write_it,
    wrong_type,
};

/// More options than these do not help in a message.
const LISTED: usize = 8;

/// One error on its way to a finding.
pub(super) struct Wording<'a, 'p> {
    pub(super) page: &'p Subject<'a>,
    pub(super) error: &'p ValidationError<'p>,
}

/// A message and, mostly, how to fix it.
type Said = (String, Option<String>);

impl<'a> Wording<'a, '_> {
    /// The finding for the error.
    pub(super) fn finding(&self) -> Option<Finding> {
        let place = self.page.place(self.error.instance_path());
        match self.error.kind() {
            Kind::Required { property } => {
                return Some(self.missing(&place, property.as_str().unwrap_or_default()));
            }
            Kind::UniqueItems => return self.repeated(&place),
            Kind::PropertyNames { error } => return Some(self.bad_name(&place, error)),
            _ => {}
        }
        let (message, help) = self.about_value(&place);
        let span = match (self.error.kind(), place.entry, place.node) {
            (Kind::FalseSchema, Some(entry), _) if place.position.is_none() => entry.key_span,
            (_, Some(entry), Some(node)) if node.span.start == node.span.end => entry.key_span,
            (_, _, Some(node)) => self.page.on_one_line(node.span),
            (_, _, None) => self.page.first_line(&place),
        };
        let mut finding = self.page.finding(span, message);
        (finding.help, finding.fix) = (help, self.fix(&place));
        Some(finding)
    }

    /// The edit that fixes a value.
    fn fix(&self, place: &Located<'a>) -> Option<Fix> {
        let (source, node) = (self.page.source, place.node?);
        match self.error.kind() {
            Kind::Type { kind } => mend::wrong_type(source, node, &types_of(kind)),
            Kind::Enum { options } => {
                mend::option(source, node, &options.as_array()?.iter().collect::<Vec<_>>())
            }
            Kind::Constant { expected_value } => mend::option(source, node, &[expected_value]),
            Kind::Format { format } if format.starts_with("date") => mend::date(source, node),
            _ => None,
        }
    }

    fn about_value(&self, place: &Located<'a>) -> Said {
        let subject = subject(place);
        match self.error.kind() {
            Kind::Type { kind } => wrong_type(place, &types_of(kind)),
            Kind::Enum { options } => {
                let options: Vec<&Json> = options.as_array().into_iter().flatten().collect();
                not_an_option(place, &options)
            }
            Kind::Constant { expected_value } => not_an_option(place, &[expected_value]),
            Kind::Format { format } => self.wrong_format(place, format),
            Kind::Pattern { .. } => self.wrong_pattern(place),
            Kind::FalseSchema => {
                let because =
                    self.condition().map(|condition| format!(" because {condition}")).unwrap_or_default();
                (format!("{subject} must not be set{because}"), Some("remove it".to_owned()))
            }
            Kind::Not { .. } => {
                (format!("{subject} is {}, which the schema excludes", found(place.node)), self.hint(place))
            }
            Kind::Contains => (format!("{subject} lacks an item that the schema requires"), self.hint(place)),
            Kind::OneOfMultipleValid { .. } => (
                format!("{subject} matches several alternatives but must match exactly one"),
                self.hint(place),
            ),
            _ => self.out_of_bounds(place).unwrap_or_else(|| {
                (
                    format!("{subject} is {}, which its schema does not allow", found(place.node)),
                    self.hint(place),
                )
            }),
        }
    }

    fn out_of_bounds(&self, place: &Located<'a>) -> Option<Said> {
        let (subject, found) = (subject(place), found(place.node));
        let message = match self.error.kind() {
            Kind::Minimum { limit } => format!("{subject} is {found}; it must be at least {limit}"),
            Kind::Maximum { limit } => format!("{subject} is {found}; it must be at most {limit}"),
            Kind::ExclusiveMinimum { limit } => {
                format!("{subject} is {found}; it must be more than {limit}")
            }
            Kind::ExclusiveMaximum { limit } => {
                format!("{subject} is {found}; it must be less than {limit}")
            }
            Kind::MultipleOf { multiple_of } => {
                format!("{subject} is {found}; it must be a multiple of {multiple_of}")
            }
            Kind::MinLength { limit: 1 } => format!("{subject} is empty"),
            Kind::MinLength { limit } => format!("{subject} is shorter than {limit} characters"),
            Kind::MaxLength { limit } => {
                let length = place.node.and_then(Node::as_str).map_or(0, |text| text.chars().count());
                format!("{subject} is {length} characters long; at most {limit} are allowed")
            }
            Kind::MinItems { limit: 1 } => format!("{subject} is an empty list"),
            Kind::MinItems { limit } => format!("{subject} needs at least {limit} items"),
            Kind::MaxItems { limit } => format!("{subject} has more than {limit} {}", items(*limit)),
            Kind::AdditionalItems { limit } => {
                format!("{subject} has more than {limit} {}", items(*limit as u64))
            }
            Kind::UnevaluatedItems { .. } => format!("{subject} has items that its schema does not allow"),
            Kind::MinProperties { limit } => format!("{subject} needs at least {limit} fields"),
            Kind::MaxProperties { limit } => format!("{subject} has more than {limit} fields"),
            _ => return None,
        };
        Some((message, self.hint(place)))
    }

    fn field(&self, place: &Located<'_>) -> Option<&'a Field> {
        let mut path = place.path.clone();
        if path.last().is_some_and(|step| step == FieldPath::ITEMS) {
            path.pop();
        }
        self.page.schema.field_at(&FieldPath(path))
    }

    /// What the schema's author says of the field.
    fn hint(&self, place: &Located<'_>) -> Option<String> {
        self.field(place).map(|field| field.description.clone()).filter(|text| !text.is_empty())
    }

    /// The part of the schema that holds the keyword, `above` levels up.
    fn keyword_parent(&self, above: usize) -> Option<&'a Json> {
        let mut pointer = self.error.schema_path().as_str();
        for _ in 0..above {
            pointer = pointer.rsplit_once('/')?.0;
        }
        self.page.schema.json.pointer(pointer)
    }

    fn wrong_pattern(&self, place: &Located<'a>) -> Said {
        let beside = self.keyword_parent(1).and_then(Json::as_object);
        let annotated = beside.and_then(annotations).and_then(|annotations| annotations.get("pattern_hint"));
        let inherited = || self.field_annotation(place, "pattern_hint");
        let hint = annotated.and_then(Json::as_str).map(str::to_owned).or_else(inherited);
        let message =
            format!("{} is {}, which does not match the required pattern", subject(place), found(place.node));
        (message, hint.or_else(|| self.hint(place)))
    }

    fn field_annotation(&self, place: &Located<'_>, name: &str) -> Option<String> {
        let root = &self.page.schema.json;
        let mut about = super::applicable::expand(root, [root]);
        for step in &place.path {
            about = match step.as_str() {
                FieldPath::ITEMS => super::applicable::item(root, &about, 0),
                name => super::applicable::property(root, &about, name),
            };
            let said = about.iter().find_map(|schema| annotations(schema)?.get(name)?.as_str());
            if let Some(said) = said {
                return Some(said.to_owned());
            }
        }
        None
    }

    fn wrong_format(&self, place: &Located<'a>, format: &str) -> Said {
        let text = place.node.and_then(Node::as_str).unwrap_or_default();
        let subject = subject(place);
        let shown = shown(text);
        let (wanted, suggestion) = match format {
            "date" => {
                ("a date such as `2025-04-08`", dates::suggest(text).filter(|date| dates::is_date(date)))
            }
            "date-time" => ("a date with a time such as `2025-04-08T09:30:00Z`", dates::suggest(text)),
            "date-or-date-time" => (
                "a date such as `2025-04-08`, or one with a time such as `2025-04-08T09:30:00Z`",
                dates::suggest(text),
            ),
            "period" => ("a period such as `6 months`, `2 weeks` or `1 year`", None),
            "uri" => ("a full address such as `https://example.org/page`", None),
            "email" => ("an e-mail address", None),
            other => {
                return (format!("{subject} is `{shown}`, which is not a valid {other}"), self.hint(place));
            }
        };
        let message = match format.starts_with("date") && is_off_the_calendar(text) {
            true => format!("{subject} is `{shown}`, a day that is not on the calendar"),
            false => format!("{subject} is `{shown}`; expected {wanted}"),
        };
        (message, Some(suggestion.map_or_else(|| format!("write {wanted}"), |date| write_it(place, &date))))
    }

    /// A field that is required and not there, or there and blank.
    fn missing(&self, place: &Located<'a>, name: &str) -> Finding {
        let condition = self.condition().map(|condition| format!(" because {condition}")).unwrap_or_default();
        let blank = self.page.entries(place).iter().find(|entry| entry.key == name);
        let (span, message) = match blank {
            Some(entry) => (entry.key_span, format!("`{name}` has no value but is required{condition}")),
            None => (
                self.page.first_line(place),
                format!("the field `{name}` is missing; it is required{condition}"),
            ),
        };
        let mut path = place.path.clone();
        path.push(name.to_owned());
        let finding = self.page.finding(span, message);
        match self.page.schema.field_at(&FieldPath(path)) {
            Some(field) if !field.options.is_empty() && field.options.len() <= LISTED => {
                finding.help(format!("`{name}` is one of {}.", or_list(&field.options)))
            }
            Some(field) if !field.description.is_empty() => {
                finding.help(format!("`{name}`: {}", field.description))
            }
            _ => finding.help(format!("add a line `{name}: …`")),
        }
    }

    /// What made the schema ask for this: the `if` next to the `then` it comes from, or the field
    /// that it depends on.
    fn condition(&self) -> Option<String> {
        let steps: Vec<&str> = self.error.schema_path().as_str().split('/').collect();
        let branch = steps
            .iter()
            .rposition(|step| matches!(*step, "then" | "else" | "dependentSchemas" | "dependentRequired"))?;
        if steps[branch] == "dependentSchemas" {
            return steps.get(branch + 1).map(|name| format!("`{name}` is given"));
        }
        if steps[branch] == "dependentRequired" {
            return self.depended_on(&steps[..=branch].join("/"));
        }
        let root = &self.page.schema.json;
        let test = root.pointer(&steps[..branch].join("/"))?.get("if")?;
        let test = test.get("$ref").and_then(Json::as_str).and_then(|to| resolve(root, to)).unwrap_or(test);
        let verb = if steps[branch] == "then" { "is" } else { "is not" };
        if let Some(title) = test.get("title").and_then(Json::as_str) {
            return Some(if verb == "is" {
                title.to_owned()
            } else {
                format!("this is not the case: {title}")
            });
        }
        let conditions = conditions(test, verb);
        if !conditions.is_empty() {
            return Some(conditions.join(" and "));
        }
        let given = test.get("required")?.as_array()?.first()?.as_str()?;
        Some(if verb == "is" { format!("`{given}` is given") } else { format!("`{given}` is not given") })
    }

    /// The field whose presence asks for the missing one, from the `dependentRequired` at `pointer`.
    fn depended_on(&self, pointer: &str) -> Option<String> {
        let Kind::Required { property } = self.error.kind() else { return None };
        let place = self.page.place(self.error.instance_path());
        let is_given = |name: &str| {
            self.page.entries(&place).iter().any(|entry| entry.key == name && !entry.value.is_blank())
        };
        let rules = self.page.schema.json.pointer(pointer)?.as_object()?;
        let asks = |names: &Json| names.as_array().is_some_and(|names| names.contains(property));
        let (name, _) = rules.iter().find(|(name, names)| is_given(name) && asks(names))?;
        Some(format!("`{name}` is given"))
    }

    fn repeated(&self, place: &Located<'a>) -> Option<Finding> {
        let Value::List(items) = &place.node?.value else { return None };
        let (first, second) = first_repeated(items)?;
        let what = second.as_str().map_or_else(|| "an item".to_owned(), |text| format!("`{}`", shown(text)));
        let message = format!("{what} is listed twice in {}", subject(place));
        let finding =
            self.page.finding(self.page.on_one_line(second.span), message).help("remove one of the two");
        let mut finding = finding.label(&self.page.source.path, first.span, "first listed here");
        finding.fix = mend::repeated(self.page.source, items);
        Some(finding)
    }

    fn bad_name(&self, place: &Located<'a>, error: &ValidationError<'_>) -> Finding {
        let name = error.instance().as_str().unwrap_or_default().to_owned();
        let entry = self.page.entries(place).iter().find(|entry| entry.key == name);
        let span = entry.map_or_else(|| self.page.first_line(place), |entry| entry.key_span);
        let finding = self.page.finding(span, format!("the name `{name}` is not allowed here"));
        match self.hint(place) {
            Some(help) => finding.help(help),
            None => finding,
        }
    }

    /// A value that none of several forms would take.
    pub(super) fn none_of(&self, branches: &[Vec<ValidationError<'static>>]) -> Option<Finding> {
        let place = self.page.place(self.error.instance_path());
        let here = self.error.instance_path().as_str();
        let errors = || branches.iter().flatten().filter(|error| error.instance_path().as_str() == here);
        let mut types = Vec::new();
        let mut options: Vec<&Json> = Vec::new();
        for error in errors() {
            match error.kind() {
                Kind::Type { kind } => types.extend(types_of(kind)),
                Kind::Enum { options: more } => options.extend(more.as_array().into_iter().flatten()),
                Kind::Constant { expected_value } => options.push(expected_value),
                _ => {}
            }
        }
        types.dedup();
        let is_scalar = place.node.is_some_and(|node| node.as_str().is_some());
        let (message, help) = match (options.is_empty(), types.is_empty()) {
            (false, _) if is_scalar || types.is_empty() => not_an_option(&place, &options),
            (_, false) => wrong_type(&place, &types),
            _ => (format!("{} matches none of the allowed alternatives", subject(&place)), self.hint(&place)),
        };
        let span =
            place.node.map_or_else(|| self.page.first_line(&place), |node| self.page.on_one_line(node.span));
        let mut finding = self.page.finding(span, message);
        finding.help = help;
        finding.fix = place.node.and_then(|node| {
            let source = self.page.source;
            mend::option(source, node, &options).or_else(|| mend::wrong_type(source, node, &types))
        });
        Some(finding)
    }
}

/// The first item of a list that is in it already, after the one that it repeats.
fn first_repeated(items: &[Node]) -> Option<(&Node, &Node)> {
    let mut texts: HashMap<&str, &Node> = HashMap::new();
    items.iter().enumerate().find_map(|(index, item)| {
        let first = match item.as_str() {
            Some(text) => *texts.entry(text).or_insert(item),
            None => items[..index].iter().find(|first| same_value(first, item))?,
        };
        (!std::ptr::eq(first, item)).then_some((first, item))
    })
}

/// The fields and parts of the file name that an `if` compares, in words.
fn conditions(test: &Json, verb: &str) -> Vec<String> {
    let values = test.get("properties").and_then(Json::as_object).into_iter().flatten();
    values
        .flat_map(|(name, wanted)| {
            if name == FILE {
                return conditions(wanted, verb)
                    .into_iter()
                    .map(|condition| format!("{condition} in the file name"))
                    .collect();
            }
            let options = wanted.get("enum").and_then(Json::as_array).into_iter().flatten();
            let options: Vec<String> = options.chain(wanted.get("const")).map(plain).collect();
            let condition = (!options.is_empty()).then(|| format!("`{name}` {verb} {}", or_list(&options)));
            Vec::from_iter(condition)
        })
        .collect()
}
