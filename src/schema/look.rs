//! `icon`, `tone`, `place` and `role`: how a type and its values look, where fields stand on a page, and
//! what a field is to its page, whatever its name.
//!
//! A schema that says nothing of them has what the shipped schemas say of the type or the field of that
//! name, so that no type has to repeat it.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use super::applicable::{Object, annotations};
use super::basics::KEYWORD;
use super::relations::reference;
use super::types::{Field, Schema};

/// The icons that the theme draws (`partials/icons.html`).
pub(super) const ICONS: &[&str] = &[
    "document", "terminal", "pulse", "check", "wrench", "chart", "shield", "fork", "server", "folder",
    "bell", "book", "box", "bug", "calendar", "clock", "cloud", "database", "globe", "key", "lock",
    "network", "people",
];
/// The colours that a theme has for types and values.
pub(super) const TONES: &[&str] = &["red", "orange", "green", "blue", "purple", "neutral", "struck"];
/// What `place` may say.
pub(super) const PLACES: &[&str] = &["above", "panel", "below"];
/// The longest drawing, in bytes: it stands in every page that shows the icon.
const LONGEST_DRAWING: usize = 1_000;

/// How a type looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// One of the theme's icons, or the data of an SVG path.
    pub icon: String,
    /// A tone, or empty.
    pub tone: String,
}

impl Default for Look {
    fn default() -> Self {
        Self { icon: ICONS[0].to_owned(), tone: String::new() }
    }
}

/// How a field looks and what it is, as far as anybody says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldLook {
    role: Option<Role>,
    place: Option<FieldPlace>,
    tones: Option<Tones>,
}

/// Where on a page a field stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FieldPlace {
    /// Before the text: what a reader needs to know before the first step.
    Above,
    /// Beside the text.
    #[default]
    Panel,
    /// After the text: what nobody looks for first.
    Below,
}

/// The tones of a field's values.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Tones {
    /// The same for all.
    One(String),
    /// By the value, in lower case.
    Each(BTreeMap<String, String>),
}

/// What a field is to its page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The page's name.
    Title,
    /// The stable name by which others refer to it.
    Id,
    /// One sentence about it.
    Description,
    /// Who answers questions about it.
    Owner,
    /// Who wrote it.
    Authors,
    /// When it was written.
    Created,
    /// When it was last changed.
    Updated,
    /// When somebody last checked it.
    Reviewed,
    /// How long a review is good.
    ReviewEvery,
    /// The licence of its content.
    License,
    /// The language of its text.
    Language,
    /// Whether it is a draft.
    Draft,
    /// Where it is in its life.
    Status,
    /// Its place among its neighbours.
    Weight,
    /// How bad it is.
    Severity,
    /// The pages that it takes the place of.
    Replaces,
    /// Whether its steps may destroy something.
    Destructive,
    /// None of these, although the name is that of a shipped field.
    None,
}

/// The roles by the names that schemas give them.
const ROLES: &[(&str, Role)] = &[
    ("title", Role::Title),
    ("id", Role::Id),
    ("description", Role::Description),
    ("owner", Role::Owner),
    ("authors", Role::Authors),
    ("created", Role::Created),
    ("updated", Role::Updated),
    ("reviewed", Role::Reviewed),
    ("review_every", Role::ReviewEvery),
    ("license", Role::License),
    ("language", Role::Language),
    ("draft", Role::Draft),
    ("status", Role::Status),
    ("weight", Role::Weight),
    ("severity", Role::Severity),
    ("replaces", Role::Replaces),
    ("destructive", Role::Destructive),
    ("none", Role::None),
];

/// The names of the roles.
pub(super) fn role_names() -> Vec<&'static str> {
    ROLES.iter().map(|(name, _)| *name).collect()
}

/// Whether a text names an icon of the theme or draws one: the data of an SVG path.
pub(super) fn is_icon(text: &str) -> bool {
    let draws = |c: char| c.is_ascii_digit() || "MmLlHhVvCcSsQqTtAaZz .,-".contains(c);
    let is_drawing = text.starts_with('M')
        && text.len() <= LONGEST_DRAWING
        && text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(draws);
    ICONS.contains(&text) || is_drawing
}

/// Whether a value is a tone, or names tones by values.
pub(super) fn is_tones(said: &Json) -> bool {
    let is_tone = |said: &Json| said.as_str().is_some_and(|text| TONES.contains(&text));
    is_tone(said) || said.as_object().is_some_and(|values| values.values().all(is_tone))
}

impl FieldLook {
    /// What annotations say, each kind of them where it is said first: a type's own say before those
    /// of the schemas that it takes in.
    pub(super) fn read(about: &[&Object]) -> Self {
        let first =
            |key: &str| about.iter().filter_map(|schema| annotations(schema)).find_map(|said| said.get(key));
        let name = |key: &str| first(key).and_then(Json::as_str);
        let role = name("role").and_then(|name| ROLES.iter().find(|(role, _)| *role == name));
        Self {
            role: role.map(|(_, role)| *role),
            place: name("place").and_then(|name| match name {
                "above" => Some(FieldPlace::Above),
                "panel" => Some(FieldPlace::Panel),
                "below" => Some(FieldPlace::Below),
                _ => None,
            }),
            tones: first("tone").and_then(Tones::read),
        }
    }

    fn or(self, other: &Self) -> Self {
        Self {
            role: self.role.or(other.role),
            place: self.place.or(other.place),
            tones: self.tones.or_else(|| other.tones.clone()),
        }
    }
}

impl Tones {
    fn read(said: &Json) -> Option<Self> {
        match said {
            Json::String(tone) => Some(Self::One(tone.clone())),
            Json::Object(values) => {
                let tone =
                    |(value, tone): (&String, &Json)| Some((value.to_lowercase(), tone.as_str()?.to_owned()));
                Some(Self::Each(values.iter().filter_map(tone).collect()))
            }
            _ => None,
        }
    }
}

impl Field {
    /// Whether the field is this to its page.
    pub fn is(&self, role: Role) -> bool {
        self.look.role == Some(role)
    }

    /// Where it stands on a page.
    pub fn place(&self) -> FieldPlace {
        self.look.place.unwrap_or_default()
    }

    /// The tone of a value; empty for one that has none. Letter case does not count.
    pub fn tone(&self, value: &str) -> &str {
        match &self.look.tones {
            Some(Tones::One(tone)) => tone,
            Some(Tones::Each(tones)) => tones.get(&value.to_lowercase()).map_or("", String::as_str),
            None => "",
        }
    }
}

/// The names of the fields of a type by what they are to a page.
#[derive(Clone, Debug, Default)]
pub(super) struct Roles(BTreeMap<Role, Vec<String>>);

impl Schema {
    /// The names of the fields that are this to a page, in the order of the schema.
    pub fn names_of(&self, role: Role) -> &[String] {
        self.roles.0.get(&role).map_or(&[], Vec::as_slice)
    }
}

/// What the shipped schemas say, for those that say nothing.
#[derive(Debug, Default)]
pub(super) struct Shipped {
    /// The looks of types, by the names of their files.
    types: BTreeMap<String, Map<String, Json>>,
    /// The looks of fields, by their names: those of each file.
    fields: BTreeMap<String, BTreeMap<String, FieldLook>>,
    /// The roles of references, by the titles under which pages list their referrers.
    references: BTreeMap<String, Role>,
    /// The file with the fields of every type.
    common: &'static str,
}

impl Shipped {
    /// Reads the shipped files; `common` is the one with the fields of every type.
    pub(super) fn read<'j>(
        files: impl Iterator<Item = (&'j String, &'j Json)>,
        common: &'static str,
    ) -> Self {
        let mut shipped = Self { common, ..Self::default() };
        for (file, json) in files {
            if let Some(said) = json.get(KEYWORD).and_then(Json::as_object) {
                shipped.types.insert(file.clone(), said.clone());
            }
            let properties = json.get("properties").and_then(Json::as_object);
            for (name, property) in properties.into_iter().flatten() {
                let Some(property) = property.as_object() else { continue };
                let look = FieldLook::read(&[property]);
                let inverse =
                    annotations(property).and_then(reference).and_then(|reference| reference.inverse);
                shipped.references.extend(inverse.zip(look.role));
                shipped.fields.entry(name.clone()).or_default().insert(file.clone(), look);
            }
        }
        shipped
    }

    /// How the type in `file` looks, whose annotations are `said`.
    pub(super) fn look(&self, file: &str, said: &Map<String, Json>) -> Look {
        let shipped = self.types.get(file);
        let text = |key: &str| {
            let said = said.get(key).or_else(|| shipped?.get(key)).and_then(Json::as_str);
            said.map(str::to_owned)
        };
        let plain = Look::default();
        Look {
            icon: text("icon").filter(|icon| is_icon(icon)).unwrap_or(plain.icon),
            tone: text("tone").unwrap_or(plain.tone),
        }
    }

    /// Gives the fields of the type in `file` what they do not say themselves, and tells which is what.
    pub(super) fn complete(&self, file: &str, fields: &mut [Field]) -> Roles {
        let mut roles = Roles::default();
        for field in fields.iter_mut().filter(|field| field.path.0.len() == 1) {
            let name = field.path.0[0].clone();
            let look = std::mem::take(&mut field.look);
            let own = look.role;
            field.look = self.of_name(file, &name).into_iter().fold(look, FieldLook::or);
            if let Some(reference) = &field.reference {
                // What a reference is, its title says: `replaces` may be anything.
                let titled = || self.references.get(reference.inverse.as_ref()?).copied();
                field.look.role = own.or_else(titled);
            }
            if field.look.tones.is_none() && !field.options.is_empty() {
                field.look.tones = self.common_tones();
            }
            if let Some(role) = field.look.role {
                roles.0.entry(role).or_default().push(name);
            }
        }
        // Pages may have shared fields which their schema does not describe.
        let described = |name: &str| fields.iter().any(|field| field.path.0 == [name]);
        for (name, files) in &self.fields {
            let role = files.get(self.common).and_then(|look| look.role);
            if let Some(role) = role.filter(|role| !roles.0.contains_key(role) && !described(name)) {
                roles.0.insert(role, vec![name.clone()]);
            }
        }
        roles
    }

    /// The looks of the shipped fields of a name: that of the same type first, then that of every type.
    fn of_name(&self, file: &str, name: &str) -> Vec<&FieldLook> {
        let Some(files) = self.fields.get(name) else { return Vec::new() };
        let near = [file, self.common].into_iter().filter_map(|file| files.get(file));
        near.chain(files.values()).collect()
    }

    /// What values such as `draft` look like in closed lists of which nobody says it.
    fn common_tones(&self) -> Option<Tones> {
        let mut looks = self.fields.values().filter_map(|files| files.get(self.common));
        looks.find_map(|look| look.tones.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_icon_is_a_name_or_a_drawing() {
        for good in ["document", "shield", "M2 2h12v12z", "M1.5,2 l-3 4", "M0 0a1 1 0 0 1 2-2Z"] {
            assert!(is_icon(good), "{good}");
        }
        let long = format!("M{}", "1 ".repeat(LONGEST_DRAWING));
        for bad in ["", "sheild", "M", "L1 1", "m1 1", "M1 1\"/><script>", "M1 1e5", &long] {
            assert!(!is_icon(bad), "{bad}");
        }
    }

    #[test]
    fn the_theme_draws_each_icon() {
        let drawn = include_str!("../../themes/default/templates/partials/icons.html");
        for icon in &ICONS[1..] {
            assert!(drawn.contains(&format!("name == \"{icon}\"")), "{icon}");
        }
    }
}
