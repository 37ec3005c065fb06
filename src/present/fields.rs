//! A page's fields with their values, as their schema describes them.

use jiff::tz::TimeZone;
use serde_json::Value as Json;

use super::badges::has_badge;
use super::presenter::Presenter;
use crate::page::{Page, title_from_name};
use crate::schema::dates::parse_moment;
use crate::schema::{Field, FieldPath};
use crate::url::encode_path;
use crate::view::{DateView, FieldView, MemberView, ValueView};
use crate::words::Words;

/// The fields that a page shows, in the order of the schema.
pub(super) fn shown(presenter: &Presenter<'_>, index: usize) -> Vec<FieldView> {
    let page = &presenter.pages[index];
    let fields = page.schema.fields.iter().enumerate();
    let shown = fields.filter(|(_, field)| field.panel && field.path.0.len() == 1);
    shown.filter_map(|(at, field)| row(presenter, index, at, field)).collect()
}

/// The fields called `names` as overviews show them: dates without the time of day, and none that has
/// a badge.
pub(super) fn brief(presenter: &Presenter<'_>, index: usize, names: &[String]) -> Vec<FieldView> {
    let page = &presenter.pages[index];
    let shown = names.iter().filter_map(|name| {
        let at = page.schema.fields.iter().position(|field| field.path.0 == [name.as_str()])?;
        let field = &page.schema.fields[at];
        let mut row = row(presenter, index, at, field).filter(|_| !has_badge(field))?;
        if let Some(day) = field.is_date.then(|| day(presenter, page, name)).flatten() {
            row.values = vec![plain(day, "date")];
        }
        Some(row)
    });
    shown.collect()
}

/// The day of a date, as people write it.
fn day(presenter: &Presenter<'_>, page: &Page, name: &str) -> Option<String> {
    let moment = parse_moment(page.text(name)?, &presenter.config.time_zone)?;
    Some(presenter.words.day(moment.date()))
}

fn row(presenter: &Presenter<'_>, index: usize, at: usize, field: &Field) -> Option<FieldView> {
    let page = &presenter.pages[index];
    let name = field.path.0.first()?;
    let values = match &field.reference {
        Some(_) => references(presenter, index, at),
        None => values(presenter, page, field, page.fields.get(name)?),
    };
    let (name, title) = (name.clone(), field.title.clone());
    (!values.is_empty()).then_some(FieldView { name, title, wide: false, values })
}

fn references(presenter: &Presenter<'_>, index: usize, at: usize) -> Vec<ValueView> {
    let references = presenter.graph.references[index].iter().filter(|reference| reference.field == at);
    let value = |page: usize| {
        let page = &presenter.pages[page];
        ValueView { href: Some(encode_path(&page.place.href)), ..plain(page.title.clone(), "reference") }
    };
    references.map(|reference| value(reference.page)).collect()
}

fn values(presenter: &Presenter<'_>, page: &Page, field: &Field, value: &Json) -> Vec<ValueView> {
    match value {
        Json::Null => Vec::new(),
        Json::Array(items) => items.iter().flat_map(|item| values(presenter, page, field, item)).collect(),
        Json::Bool(is_so) => {
            let text = yes_or_no(presenter.words, *is_so);
            vec![ValueView { is_true: *is_so, ..plain(text.to_owned(), "boolean") }]
        }
        Json::Number(number) => vec![term_or_text(presenter, field, &number.to_string())],
        Json::Object(members) => vec![record(presenter, page, field, members)],
        Json::String(text) if field.is_date => vec![moment(presenter, page, field, text)],
        Json::String(text) if field.key => vec![key(presenter, text)],
        Json::String(text) => vec![term_or_text(presenter, field, text)],
    }
}

pub(super) fn plain(text: String, kind: &'static str) -> ValueView {
    ValueView { text, href: None, url: None, kind, is_true: false, members: Vec::new() }
}

/// A key with its short permanent URL.
fn key(presenter: &Presenter<'_>, name: &str) -> ValueView {
    let keys = &presenter.graph.keys;
    let known = keys.binary_search_by(|key| key.name.as_str().cmp(name.trim())).ok().map(|at| &keys[at]);
    let href = known.and_then(crate::graph::Key::href).map(|href| encode_path(&href));
    ValueView { href, ..plain(name.to_owned(), "key") }
}

fn term_or_text(presenter: &Presenter<'_>, field: &Field, text: &str) -> ValueView {
    let name = field.path.0.first().map_or("", String::as_str);
    let href = presenter.facets.term_href(name, text).filter(|_| field.facet);
    match href {
        Some(href) => ValueView { href: Some(encode_path(&href)), ..plain(text.to_owned(), "term") },
        None => ValueView { url: web_address(text), ..plain(text.to_owned(), "text") },
    }
}

fn web_address(text: &str) -> Option<String> {
    let is_address = text.starts_with("https://") || text.starts_with("http://");
    // A list of addresses in one text is none that could be opened.
    let is_one = !text.contains(char::is_whitespace) && text.matches("://").count() == 1;
    (is_address && is_one).then(|| text.to_owned())
}

/// A date, with the time that has passed since the one that the schema says it follows: durations
/// are derived, never typed.
fn moment(presenter: &Presenter<'_>, page: &Page, field: &Field, text: &str) -> ValueView {
    let zone = &presenter.config.time_zone;
    let shown = date(text, zone, presenter.words).map_or_else(|| text.to_owned(), |date| date.text);
    let since = field.after.first().and_then(|after| since(presenter, page, after, text));
    let text = since.map_or(shown.clone(), |since| format!("{shown} ({since})"));
    plain(text, "date")
}

fn since(presenter: &Presenter<'_>, page: &Page, after: &str, text: &str) -> Option<String> {
    let (zone, words) = (&presenter.config.time_zone, presenter.words);
    let name = page.schema.field(after)?.title.to_lowercase();
    let (earlier, later) = (parse_moment(page.text(after)?, zone)?, parse_moment(text, zone)?);
    if !earlier.has_time || !later.has_time {
        return None;
    }
    let minutes = earlier.timestamp().duration_until(later.timestamp()).as_mins();
    Some(words.fill("since", &[("time", &minutes_in_words(minutes, words)), ("name", &name)]))
}

/// `75 min` as `1 h 15 min`, `26 h` as `1 d 2 h`.
fn minutes_in_words(minutes: i64, words: &Words) -> String {
    let (days, hours, minutes) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    let say = |(count, unit): &(i64, &str)| words.fill(unit, &[("count", &count.to_string())]);
    let parts = [(days, "days"), (hours, "hours"), (minutes, "minutes")];
    let said: Vec<String> = parts.iter().filter(|(count, _)| *count > 0).map(say).collect();
    if said.is_empty() { say(&(0, "minutes")) } else { said.join(" ") }
}

/// A date as typed, for machines and for people. Times are shown in their own offset.
pub(super) fn date(text: &str, zone: &TimeZone, words: &Words) -> Option<DateView> {
    let moment = parse_moment(text, zone)?;
    if !moment.has_time {
        return Some(DateView { iso: moment.iso(), text: words.day(moment.date()) });
    }
    let zone = if moment.at.offset().is_zero() { "UTC".to_owned() } else { moment.at.offset().to_string() };
    Some(DateView { iso: moment.iso(), text: words.moment(moment.at.datetime(), &zone) })
}

fn record(
    presenter: &Presenter<'_>,
    page: &Page,
    field: &Field,
    members: &serde_json::Map<String, Json>,
) -> ValueView {
    let member = |(name, value): (&String, &Json)| {
        let mut path = field.path.0.clone();
        path.extend([FieldPath::ITEMS.to_owned(), name.clone()]);
        let known = page.schema.fields.iter().find(|field| field.path.0 == path);
        let text = match value {
            Json::String(text) if known.is_some_and(|field| field.is_date) => {
                let (zone, words) = (&presenter.config.time_zone, presenter.words);
                date(text, zone, words).map_or_else(|| text.clone(), |date| date.text)
            }
            value => inline(value, presenter.words),
        };
        MemberView {
            name: name.clone(),
            title: known.map_or_else(|| title_from_name(name), |field| field.title.clone()),
            url: web_address(&text),
            text,
        }
    };
    let members: Vec<MemberView> =
        members.iter().map(member).filter(|member| !member.text.is_empty()).collect();
    let summary = members.iter().map(|member| member.text.as_str()).collect::<Vec<_>>().join(" · ");
    ValueView { members, ..plain(summary, "record") }
}

fn yes_or_no(words: &Words, is_so: bool) -> &str {
    words.say(if is_so { "yes" } else { "no" })
}

/// A value on one line.
fn inline(value: &Json, words: &Words) -> String {
    let join = |values: &mut dyn Iterator<Item = &Json>| {
        values.map(|value| inline(value, words)).collect::<Vec<_>>().join(", ")
    };
    match value {
        Json::Null => String::new(),
        Json::Bool(is_so) => yes_or_no(words, *is_so).to_owned(),
        Json::Number(number) => number.to_string(),
        Json::String(text) => text.clone(),
        Json::Array(items) => join(&mut items.iter()),
        Json::Object(members) => join(&mut members.values()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_well() {
        let words = Words::english();
        assert_eq!(minutes_in_words(0, &words), "0 min");
        assert_eq!(minutes_in_words(75, &words), "1 h 15 min");
        assert_eq!(minutes_in_words(26 * 60, &words), "1 d 2 h");
    }
}
