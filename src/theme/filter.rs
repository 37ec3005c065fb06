//! What templates can do beyond Tera's own filters. A filter sees its value and arguments, never a
//! file, the environment or the clock.

use tera::{Kwargs, State, Tera, TeraResult};

/// Registers the filters.
pub(super) fn register(tera: &mut Tera) {
    tera.register_filter("into_section", |body: &str, kwargs: Kwargs, _: &State| -> TeraResult<String> {
        let id = kwargs.must_get::<&str>("id")?;
        let html = kwargs.must_get::<&str>("html")?;
        Ok(into_section(body, id, html))
    });
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
