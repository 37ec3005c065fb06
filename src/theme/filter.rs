//! What templates can do beyond Tera's own filters. A filter sees its value and arguments, never a
//! file, the environment or the clock.

use std::collections::BTreeSet;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::diagnostic::did_you_mean;
use crate::words::{Phrase, Words, direction};

/// Stands between what is wrong and how to fix it, in the errors of these filters.
pub(super) const HELP: &str = "\nhelp: ";

/// Registers the filters: `t` says a word of the site's language by its name, with values for its
/// places; `translated` says a title of a built-in schema in that language; `direction` tells how a
/// language is written; `into_section` puts a part into the section of a page; `current` marks the link to
/// the page itself.
pub(super) fn register(tera: &mut Tera, words: &Arc<Words>) {
    let known = Arc::clone(words);
    tera.register_filter("t", move |key: &str, kwargs: Kwargs, _: &State| say(&known, key, &kwargs));
    let known = Arc::clone(words);
    tera.register_filter("translated", move |title: &str, _: Kwargs, _: &State| -> String {
        known.title(title).to_owned()
    });
    tera.register_filter("direction", |language: &str, _: Kwargs, _: &State| -> String {
        direction(language).to_owned()
    });
    tera.register_filter("into_section", |body: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let id = kwargs.must_get::<&str>("id")?;
        let html = kwargs.must_get::<&str>("html")?;
        Ok(into_section(body, id, html))
    });
    tera.register_filter("current", |html: &str, kwargs: Kwargs, _: &State| -> TeraResult<Value> {
        Ok(Value::safe_string(&current(html, kwargs.must_get::<&str>("href")?)))
    });
}

fn say(words: &Words, key: &str, kwargs: &Kwargs) -> TeraResult<String> {
    let Some(phrase) = words.phrase(key) else {
        let help = did_you_mean(key, words.keys()).unwrap_or_else(|| {
            "the built-in `i18n/en.yaml` lists all words; add your theme's own words to its `i18n/en.yaml`"
                .to_owned()
        });
        return Err(error(&format!("there is no word `{key}`"), &help));
    };
    let mut values = Vec::new();
    for place in phrase.places() {
        let Some(value) = kwargs.get::<&Value>(place)? else { return Err(lacking(key, place, phrase)) };
        values.push((place.as_str(), value.to_string()));
    }
    let values: Vec<(&str, &str)> = values.iter().map(|(place, value)| (*place, value.as_str())).collect();
    Ok(words.filled(phrase, &values))
}

/// A place of a word without a value.
fn lacking(key: &str, place: &str, phrase: &Phrase) -> Error {
    let sorted: BTreeSet<&String> = phrase.places().iter().collect();
    let arguments: Vec<String> = sorted.into_iter().map(|place| format!("{place}=…")).collect();
    let help = format!("write `\"{key}\" | t({})`", arguments.join(", "));
    error(&format!("the word `{key}` needs a value for `{{{place}}}`"), &help)
}

fn error(message: &str, help: &str) -> Error {
    Error::message(format!("{message}{HELP}{help}"))
}

/// Marks the first link to an address as that to the page shown.
fn current(html: &str, href: &str) -> String {
    let mut link = b" href=\"".to_vec();
    // Writing to memory cannot fail.
    let _ = tera::escape_html(href, &mut link);
    link.push(b'"');
    match html.find(&*String::from_utf8_lossy(&link)) {
        Some(at) => {
            let (before, after) = html.split_at(at + link.len());
            format!("{before} aria-current=\"page\"{after}")
        }
        None => html.to_owned(),
    }
}

/// Puts `html` at the end of the section whose heading has that id, which is before the next heading
/// of its level or above it; without such a heading it goes to the end of the body.
///
/// Text cannot be mistaken for a heading: a `<` that is not a tag's is escaped.
fn into_section(body: &str, id: &str, html: &str) -> String {
    let at = section_end(body, id).unwrap_or(body.len());
    format!("{}{html}\n{}", &body[..at], &body[at..])
}

fn section_end(body: &str, id: &str) -> Option<usize> {
    let (start, level) = headings(body).find(|(start, _)| {
        let tag = body[*start..].split('>').next().unwrap_or_default();
        tag.contains(&format!(" id=\"{id}\""))
    })?;
    let next = headings(body).find(|(at, other)| *at > start && *other <= level).map(|(at, _)| at);
    next.or_else(|| body[start..].find("<section class=\"footnotes\"").map(|at| start + at))
}

/// Where headings begin, and their levels.
fn headings(body: &str) -> impl Iterator<Item = (usize, u8)> {
    body.match_indices("<h").filter_map(|(at, _)| match body.as_bytes()[at..] {
        [_, _, level @ b'1'..=b'6', b' ' | b'>', ..] => Some((at, level - b'0')),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_of_a_language_tells_its_direction() {
        for tag in ["he-IL", "AR", "ur", "az-Arab", "pa-arab-PK"] {
            assert_eq!(direction(tag), "rtl", "{tag}");
        }
        for tag in ["en", "de-AT", "ku", "ar-Latn", "", "zh-Hant-TW"] {
            assert_eq!(direction(tag), "ltr", "{tag}");
        }
    }

    #[test]
    fn the_link_to_the_page_itself_is_marked_and_no_other() {
        let html =
            r#"<a href="../a/" class="open">A</a><a href="../a/b/">B</a><a href="../a/?x&amp;y">C</a>"#;
        for (href, marked) in [
            ("../a/", r#"<a href="../a/" aria-current="page" class="open">"#),
            ("../a/b/", r#"<a href="../a/b/" aria-current="page">"#),
            ("../a/?x&y", r#"<a href="../a/?x&amp;y" aria-current="page">"#),
        ] {
            let html = current(html, href);
            assert!(html.contains(marked) && html.matches("aria-current").count() == 1, "{html}");
        }
        assert_eq!(current(html, "../a"), html);
    }

    #[test]
    fn a_table_goes_to_the_end_of_its_section() {
        let body =
            r#"<h2 id="a">A</h2><h3 id="b">B</h3><p>&lt;h2&gt;</p><hr><h2 class="x" id="c">C</h2><p>c</p>"#;
        let at = |id| into_section(body, id, "[]").find("[]");
        assert_eq!(at("a"), body.find("<h2 class"));
        assert_eq!(at("b"), body.find("<h2 class"));
        assert_eq!(at("c"), Some(body.len()));
        assert_eq!(at("nowhere"), Some(body.len()));

        let noted = format!("{body}<section class=\"footnotes\"></section>");
        assert_eq!(into_section(&noted, "c", "[]").find("[]"), Some(body.len()));
    }
}
