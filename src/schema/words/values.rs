//! Messages about one value: what it is, what it should be, and the corrected line.

use jsonschema::JsonType;
use jsonschema::error::TypeKind;
use serde_json::Value as Json;

use super::{LISTED, Said};
use crate::diagnostic::{nearest, or_list};
use crate::front_matter::{Entry, Node, Value};
use crate::schema::validate::Place;

/// The word for so many.
pub(super) fn items(count: u64) -> &'static str {
    if count == 1 { "item" } else { "items" }
}

/// `` `severity` ``, `` item 2 of `alerts` ``.
pub(super) fn subject(place: &Place<'_>) -> String {
    match (place.entry, place.position) {
        (None, _) => "the front matter".to_owned(),
        (Some(entry), None) => format!("`{}`", entry.key),
        (Some(entry), Some(position)) => format!("item {position} of `{}`", entry.key),
    }
}

/// What the author wrote.
pub(super) fn found(node: Option<&Node>) -> String {
    match node.map(|node| &node.value) {
        None => "a mapping".to_owned(),
        Some(Value::Scalar(scalar)) if scalar.text.is_empty() => "empty text".to_owned(),
        Some(Value::Scalar(scalar)) => format!("`{}`", shown(&scalar.text)),
        Some(Value::List(_)) => "a list".to_owned(),
        Some(Value::Map(_)) => "a mapping of fields".to_owned(),
    }
}

/// The first words of a text, on one line.
pub(super) fn shown(text: &str) -> String {
    const LENGTH: usize = 50;
    let line = crate::text::one_line(text).replace('`', "'");
    if line.chars().count() <= LENGTH {
        return line;
    }
    format!("{}…", line.chars().take(LENGTH).collect::<String>())
}

/// A JSON value as authors write it.
pub(super) fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The types that the validator would have taken.
pub(super) fn types_of(kind: &TypeKind) -> Vec<JsonType> {
    match kind {
        TypeKind::Single(only) => vec![*only],
        TypeKind::Multiple(types) => types.iter().collect(),
    }
}

fn type_name(wanted: JsonType) -> &'static str {
    match wanted {
        JsonType::Null => "empty",
        JsonType::Boolean => "`true` or `false`",
        JsonType::Integer => "a whole number",
        JsonType::Number => "a number",
        JsonType::String => "text",
        JsonType::Array => "a list",
        JsonType::Object => "a mapping of fields",
    }
}

/// How the line looks with `value`.
pub(super) fn write_it(place: &Place<'_>, value: &str) -> String {
    match (place.entry, place.position) {
        (Some(entry), None) => format!("write `{}: {value}`", entry.key),
        _ => format!("write `{value}`"),
    }
}

/// A value of the wrong type.
pub(super) fn wrong_type(place: &Place<'_>, wanted: &[JsonType]) -> Said {
    let names: Vec<&str> = wanted.iter().map(|wanted| type_name(*wanted)).collect();
    let found = match place.node.map(|node| &node.value) {
        Some(Value::Scalar(scalar)) if scalar.text.is_empty() => "empty text".to_owned(),
        Some(Value::Scalar(scalar)) => format!("the text `{}`", shown(&scalar.text)),
        _ => found(place.node),
    };
    let message = format!("{} must be {}, not {found}", subject(place), names.join(" or "));
    let help = place.node.and_then(|node| mend_type(place, node, wanted));
    (message, help)
}

fn mend_type(place: &Place<'_>, node: &Node, wanted: &[JsonType]) -> Option<String> {
    let wants = |wanted_type: JsonType| wanted.contains(&wanted_type);
    match &node.value {
        Value::Scalar(scalar) => {
            let text = scalar.text.trim();
            if wants(JsonType::Boolean)
                && let Some(truth) = truth_meant(text)
            {
                return Some(write_it(place, if truth { "true" } else { "false" }));
            }
            if (wants(JsonType::Number) || wants(JsonType::Integer))
                && !scalar.plain
                && text.parse::<f64>().is_ok()
            {
                return Some(format!(
                    "remove the quotes: {}",
                    write_it(place, text).trim_start_matches("write ")
                ));
            }
            if wants(JsonType::Array) && !text.contains(['[', ']', '{', '}', '\n']) && !text.is_empty() {
                return Some(write_it(place, &format!("[{text}]")));
            }
            wants(JsonType::Object).then(|| {
                "write its fields below it, each on a line of its own and indented by two spaces".to_owned()
            })
        }
        Value::List(items) => match items.as_slice() {
            [only] if wants(JsonType::String) => only.as_str().map(|text| write_it(place, text)),
            _ if wants(JsonType::String) => Some("only one value is allowed here".to_owned()),
            _ => None,
        },
        Value::Map(_) if wants(JsonType::String) => {
            Some("if it is meant as text, put the whole value in quotes".to_owned())
        }
        Value::Map(_) if wants(JsonType::Array) => {
            Some("write `- ` before the first of its fields, and indent the others below it".to_owned())
        }
        Value::Map(_) => None,
    }
}

/// What other YAML parsers take for a truth value.
fn truth_meant(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "true" | "1" => Some(true),
        "no" | "n" | "off" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// A value that is none of the options.
pub(super) fn not_an_option(place: &Place<'_>, options: &[&Json]) -> Said {
    let options: Vec<String> = options.iter().map(|option| plain(option)).collect();
    let subject = subject(place);
    let text = place.node.and_then(Node::as_str);
    let all = (options.len() <= LISTED).then(|| or_list(&options));
    let Some(text) = text else {
        let wanted =
            all.map_or_else(|| "one of the options of its schema".to_owned(), |all| format!("one of {all}"));
        return (format!("{subject} must be {wanted}, not {}", found(place.node)), None);
    };
    let shown = shown(text);
    if let [only] = options.as_slice() {
        return (format!("{subject} is `{shown}`; it must be `{only}`"), Some(write_it(place, only)));
    }
    if let Some(option) = options.iter().find(|option| option.eq_ignore_ascii_case(text.trim())) {
        return (format!("{subject} is `{shown}`; use `{option}`"), Some(write_it(place, option)));
    }
    let near = nearest(text, options.iter().map(String::as_str));
    let message = match &all {
        Some(all) => format!("{subject} is `{shown}`; it must be one of {all}"),
        None => format!("{subject} is `{shown}`, which is not one of its {} options", options.len()),
    };
    let help = match near.first() {
        Some(near) => Some(format!("did you mean `{near}`?")),
        None => all.map(|_| "choose the one that fits best, or change the schema".to_owned()),
    };
    (message, help)
}

/// Whether a text has the form of a date and names a day that never was.
pub(super) fn is_off_the_calendar(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let has =
        |text: &str, length: usize| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    has(year, 4) && has(month, 2) && has(day, 2)
}

/// Whether two nodes say the same.
pub(super) fn same_value(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Scalar(one), Value::Scalar(other)) => one.text == other.text,
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_value(one, other))
        }
        (Value::Map(one), Value::Map(other)) => {
            let has = |entry: &Entry| {
                other.iter().any(|other| other.key == entry.key && same_value(&entry.value, &other.value))
            };
            one.len() == other.len() && one.iter().all(has)
        }
        _ => false,
    }
}
