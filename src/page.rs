//! A page: complete once constructed, and never changed afterwards.

mod addresses;
mod file_name;
mod review;
mod sections;
mod template_text;

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::tz::TimeZone;
use serde_json::{Map, Value as Json};

use crate::diagnostic::suppress::{self, Suppression};
use crate::diagnostic::{Finding, rules};
use crate::front_matter::{self, FrontMatter};
use crate::markdown::{self, Heading, Outline};
use crate::place::Place;
use crate::safety;
use crate::schema::{self, Condition, Named, Schema};
use crate::text::{Source, Span};

pub use addresses::normal;
pub use review::Review;

/// The largest page, in bytes. The largest of 6,000 hand-written pages had half of that. A build takes up
/// to 500 times the memory of a page if every second byte begins a heading: less than a gigabyte.
pub const LARGEST: usize = 3 << 19;

/// The `status` of a page that is not published yet.
const DRAFT: &str = "draft";

/// A page with everything that follows from its text, its place and its schema.
#[derive(Debug)]
pub struct Page {
    /// Where it belongs.
    pub place: Place,
    /// Its text, with bytes that are not UTF-8 replaced.
    pub source: Source,
    /// Its type.
    pub schema: Arc<Schema>,
    /// Its front matter with the spans.
    pub front_matter: FrontMatter,
    /// The front matter's values, typed by the schema.
    pub fields: Map<String, Json>,
    /// The parts of its file name, according to its type.
    pub file_parts: Map<String, Json>,
    /// What its Markdown contains.
    pub outline: Outline,
    /// The title: `title`, or the first heading of level 1, or the file's name.
    pub title: String,
    /// Whether the first heading repeats the title, which the theme shows.
    pub title_is_heading: bool,
    /// The id: `id`, or the path below the content folder without its extension.
    pub id: String,
    /// One sentence: `description`, or the first paragraph; may be empty.
    pub description: String,
    /// Whether that sentence is the page's own first paragraph, which readers see anyway.
    pub describes_itself: bool,
    /// Whether it is left out of the published site.
    pub draft: bool,
    /// Whether its text could not be read, so that only its findings can be shown.
    pub is_broken: bool,
    /// The ids that links to this page may name.
    pub anchors: BTreeSet<String>,
    /// The findings that its author ignores.
    pub suppressions: Vec<Suppression>,
    /// The findings that do not depend on other pages.
    pub findings: Vec<Finding>,
}

impl Page {
    /// Reads a page from the bytes of its file. `id` is its default id.
    pub fn read(place: Place, bytes: &[u8], schema: Arc<Schema>, id: &str, time_zone: &TimeZone) -> Self {
        match text(&place, bytes) {
            Ok(text) => Self::parse(place, text, schema, id, time_zone),
            Err(finding) => Self::broken(place, bytes, schema, id, finding),
        }
    }

    fn parse(place: Place, text: &str, schema: Arc<Schema>, id: &str, time_zone: &TimeZone) -> Self {
        let source = Source::new(place.path.clone(), text);
        let is_field = |name: &str| schema.field(name).is_some();
        let (front_matter, mut findings) = front_matter::read_knowing(&source, &is_field);
        let (fields, schema_findings) = schema.validate(&source, &front_matter);
        findings.extend(schema_findings);
        findings.extend(schema::order_findings(&schema, &source, &front_matter, time_zone));
        findings.extend(schema::unsorted_findings(&schema, &source, &front_matter));
        findings.extend(schema::joined_key_findings(&schema, &source, &front_matter));
        let (outline, outline_findings) = markdown::outline(&source, front_matter.body);
        findings.extend(outline_findings);
        let (suppressions, suppress_findings) =
            suppress::of_page(&source.path, &source.text, front_matter.span, &outline.comments);
        findings.extend(suppress_findings);
        findings.extend(safety::judge(&source, &fields, &outline, &schema));
        findings.extend(sections::findings(&schema, &source, &front_matter, &outline));
        let draft = is_draft(&fields);
        findings.extend(template_text::findings(&schema, &source, &front_matter, &outline, draft));
        let file_parts = schema.file_name.parts(&place.path);
        if !place.is_index {
            findings.extend(file_name::findings(&schema, &source, &front_matter, &file_parts));
        }
        let title = title(&fields, &outline, &place);
        let title_is_heading = outline.headings.first().is_some_and(|heading| says(heading, &title));
        Self {
            title_is_heading,
            anchors: anchors(&outline),
            id: text_field(&fields, "id").unwrap_or(id).to_owned(),
            describes_itself: text_field(&fields, "description").is_none(),
            description: text_field(&fields, "description").unwrap_or(&outline.summary).to_owned(),
            draft,
            is_broken: false,
            place,
            source,
            schema,
            front_matter,
            fields,
            file_parts,
            outline,
            title,
            suppressions,
            findings,
        }
    }

    fn broken(place: Place, bytes: &[u8], schema: Arc<Schema>, id: &str, finding: Finding) -> Self {
        let source =
            Source::new(place.path.clone(), String::from_utf8_lossy(&bytes[..bytes.len().min(LARGEST)]));
        let outline = Outline::default();
        Self {
            title: title(&Map::new(), &outline, &place),
            file_parts: schema.file_name.parts(&place.path),
            title_is_heading: false,
            anchors: BTreeSet::new(),
            id: id.to_owned(),
            description: String::new(),
            describes_itself: true,
            draft: false,
            is_broken: true,
            place,
            source,
            schema,
            front_matter: FrontMatter::default(),
            fields: Map::new(),
            outline,
            suppressions: Vec::new(),
            findings: vec![finding],
        }
    }

    /// Whether all other pages, and everything made from several pages, see the same of it as of another
    /// state of the same page.
    pub fn shows_the_same(&self, other: &Self) -> bool {
        let front = |page: &Self| page.source.text[..page.front_matter.body].to_owned();
        let heads = |page: &Self| (page.title.clone(), page.description.clone(), page.id.clone());
        self.place == other.place
            && self.schema.hash == other.schema.hash
            && !self.is_incomplete()
            && !other.is_incomplete()
            && front(self) == front(other)
            && heads(self) == heads(other)
            && self.title_is_heading == other.title_is_heading
            && self.outline.shows_the_same(&other.outline)
    }

    /// The text of a field, if it is there and is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        text_field(&self.fields, field)
    }

    /// The texts of a field that holds one or a list of them.
    pub fn texts(&self, field: &str) -> Vec<&str> {
        match self.fields.get(field) {
            Some(Json::Array(items)) => items.iter().filter_map(Json::as_str).collect(),
            Some(Json::String(text)) => vec![text],
            _ => Vec::new(),
        }
    }

    /// What the page says under a name that an annotation uses, as typed, and where; the parts of a
    /// file name stand nowhere in the page.
    pub fn said(&self, named: &Named) -> Vec<(&str, Option<Span>)> {
        match named {
            Named::Field(path) => {
                let nodes = schema::values_at(&self.front_matter, path).into_iter();
                nodes.filter_map(|node| Some((node.as_str()?, Some(node.span)))).collect()
            }
            Named::FilePart(part) => {
                let part = self.file_parts.get(part).and_then(Json::as_str);
                part.map(|part| (part, None)).into_iter().collect()
            }
        }
    }

    /// The first part of a condition that does not hold for the page, with the values it allows.
    pub fn fails<'c>(&self, condition: &'c Condition) -> Option<&'c (Named, Vec<String>)> {
        let holds = |(named, values): &(Named, Vec<String>)| {
            self.said(named).iter().any(|(text, _)| values.iter().any(|value| value == text))
        };
        condition.0.iter().find(|part| !holds(part))
    }

    /// The description, if the author wrote one.
    pub fn lead(&self) -> &str {
        if self.describes_itself { "" } else { &self.description }
    }

    /// Whether readers must know that the page is incomplete.
    pub fn is_incomplete(&self) -> bool {
        self.is_broken || self.front_matter.broken
    }

    /// The first line of the page's front matter, to point at what it lacks.
    pub fn first_line(&self) -> Span {
        self.front_matter.first_line(&self.source.text)
    }

    /// The Markdown without the front matter.
    pub fn body(&self) -> &str {
        &self.source.text[self.front_matter.body..]
    }
}

fn text<'a>(place: &Place, bytes: &'a [u8]) -> Result<&'a str, Finding> {
    if bytes.len() > LARGEST {
        let message = format!("the page is {} bytes too large: the limit is 1.5 MiB", bytes.len() - LARGEST);
        let help = "move data to a separate file and link to it";
        return Err(Finding::new(&rules::FILE_TOO_LARGE, &place.path, Span::at(0), message).help(help));
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let offset = error.valid_up_to();
        let message = format!("byte {:#04x} is not UTF-8", bytes[offset]);
        let is_utf_16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let from = if is_utf_16 { "UTF-16" } else { "WINDOWS-1252" };
        let help = format!("convert the file, for example with `iconv -f {from} -t UTF-8 {}`", place.path);
        Finding::new(&rules::FILE_ENCODING, &place.path, Span::at(offset), message).help(help)
    })
}

/// Whether a page is a draft: `draft` decides, or else `status: draft`. With a capital, it is the
/// state of a document that is published, such as a standard.
fn is_draft(fields: &Map<String, Json>) -> bool {
    let said = fields.get("draft").and_then(Json::as_bool);
    said.unwrap_or_else(|| text_field(fields, "status") == Some(DRAFT))
}

fn text_field<'a>(fields: &'a Map<String, Json>, name: &str) -> Option<&'a str> {
    fields.get(name).and_then(Json::as_str).map(str::trim).filter(|text| !text.is_empty())
}

fn title(fields: &Map<String, Json>, outline: &Outline, place: &Place) -> String {
    let heading = || outline.headings.iter().find(|heading| heading.level == 1 && !heading.text.is_empty());
    let given = text_field(fields, "title").map(str::to_owned);
    given.or_else(|| heading().map(|heading| heading.text.clone())).unwrap_or_else(|| title_from_path(place))
}

fn title_from_path(place: &Place) -> String {
    match (place.is_index, place.folder.file_name()) {
        (true, "") => "Home".to_owned(),
        (true, folder) => title_from_name(folder),
        (false, _) if crate::place::has_page_extension(&place.path) => title_from_name(place.path.stem()),
        (false, _) => title_from_name(place.path.file_name()),
    }
}

/// A title made from a file or folder name: separators become spaces, the first letter a capital.
pub fn title_from_name(name: &str) -> String {
    let words: Vec<&str> = name.split(['-', '_', ' ']).filter(|word| !word.is_empty()).collect();
    let text = words.join(" ");
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => name.to_owned(),
    }
}

fn anchors(outline: &Outline) -> BTreeSet<String> {
    let headings = outline.headings.iter().map(|heading| &heading.id);
    headings.chain(&outline.anchors).cloned().collect()
}

fn says(heading: &Heading, title: &str) -> bool {
    heading.level == 1 && heading.text.trim().to_lowercase() == title.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_titles() {
        assert_eq!(title_from_name("kube-pod_crash  looping"), "Kube pod crash looping");
        assert_eq!(title_from_name("---"), "---");
        assert_eq!(title_from_name("étcd"), "Étcd");
    }
}
