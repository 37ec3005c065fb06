//! Badges: the values worth showing next to a title, and how bad those are that are severities.

use super::Presenter;
use super::terms::Facets;
use crate::alerts::scale::{SEVERITY, Scale, is_severity};
use crate::page::Page;
use crate::schema::{Field, values_at};
use crate::view::BadgeView;

/// The first rank without a colour of its own.
const NEUTRAL: usize = 3;

/// Whether a field's value is a badge: it is a facet, and of a closed list of options or a severity.
pub(super) fn has_badge(field: &Field) -> bool {
    field.facet && (!field.options.is_empty() || is_severity(field))
}

/// The badges of a page; `facets` are those of the site, whose values tell where a scale begins.
pub fn badges(page: &Page, facets: &Facets) -> Vec<BadgeView> {
    let fields = page.schema.fields.iter().filter(|field| has_badge(field));
    fields.filter_map(|field| badge(page, field, facets)).collect()
}

fn badge(page: &Page, field: &Field, facets: &Facets) -> Option<BadgeView> {
    let name = field.path.0.first()?;
    let nodes = values_at(&page.front_matter, &field.path);
    let [node] = nodes.as_slice() else { return None };
    let value = node.as_str().map(str::trim).filter(|value| !value.is_empty())?;
    if is_severity(field) {
        let scale = Scale::new(&field.options, facets.titles(name));
        let badge = severity(value, &scale, field.options.len());
        return Some(BadgeView { usual: field.usual.as_deref() == Some(value), ..badge });
    }
    let rank = field.options.iter().position(|option| option == value)?;
    let usual = field.usual.as_deref() == Some(value);
    Some(BadgeView { field: name.clone(), value: value.to_owned(), rank, usual })
}

impl Presenter<'_> {
    /// The options for the severity of alerts, in the order of the first schema that says: one that has
    /// pages, else any.
    pub(super) fn severities(&self) -> &[String] {
        let of_pages = self.pages.iter().map(|page| &*page.schema);
        let mut fields =
            of_pages.chain(self.schemas.iter().map(|schema| &**schema)).flat_map(|schema| &schema.fields);
        let labelled = |field: &&Field| field.label.as_deref() == Some(SEVERITY) && !field.options.is_empty();
        fields.find(labelled).map_or(&[], |field| field.options.as_slice())
    }
}

/// The badge of a severity on a scale, of which a schema lists so many values.
pub(super) fn severity(value: &str, scale: &Scale<'_>, listed: usize) -> BadgeView {
    let rank = scale.rank(value).unwrap_or(listed.max(NEUTRAL));
    BadgeView { field: SEVERITY.to_owned(), value: value.to_owned(), rank, usual: false }
}
