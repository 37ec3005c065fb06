//! One text of a language, with the places that are filled in.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// A text, in one form or in one for every plural category that its language has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    forms: Forms,
    /// The names of the places, each once, in the order of the forms.
    places: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
enum Forms {
    One(String),
    /// By the names of the CLDR's plural categories.
    Each(BTreeMap<String, String>),
}

impl Phrase {
    /// A text that is the same for every number.
    pub(super) fn one(text: String) -> Self {
        Self::new(Forms::One(text))
    }

    /// A text with a form for each plural category; `other` is the form for all that have none.
    pub(super) fn each(forms: BTreeMap<String, String>) -> Self {
        Self::new(Forms::Each(forms))
    }

    fn new(forms: Forms) -> Self {
        let mut places: Vec<String> = Vec::new();
        let texts: Vec<&str> = match &forms {
            Forms::One(text) => vec![text],
            Forms::Each(forms) => forms.values().map(String::as_str).collect(),
        };
        let parts = texts.into_iter().flat_map(|form| form.split('{').skip(1));
        for (place, _) in parts.filter_map(|part| part.split_once('}')) {
            if !places.iter().any(|known| known == place) {
                places.push(place.to_owned());
            }
        }
        Self { forms, places }
    }

    /// The names of the places to fill in.
    pub fn places(&self) -> &[String] {
        &self.places
    }

    /// The form for a plural category.
    pub(super) fn form(&self, category: &str) -> &str {
        match &self.forms {
            Forms::One(text) => text,
            Forms::Each(forms) => {
                forms.get(category).or_else(|| forms.get("other")).map_or("", String::as_str)
            }
        }
    }

    /// Whether the number of things makes a difference.
    pub(super) fn has_forms(&self) -> bool {
        matches!(self.forms, Forms::Each(_))
    }
}

impl Serialize for Phrase {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.forms.serialize(serializer)
    }
}

/// A text with its places filled in; a place without a value stays as it is.
pub(super) fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        filled.push_str(before);
        let known = from.split_once('}').and_then(|(name, after)| {
            let (_, value) = values.iter().find(|(known, _)| *known == name)?;
            Some((value, after))
        });
        match known {
            Some((value, after)) => {
                filled.push_str(value);
                rest = after;
            }
            None => {
                filled.push('{');
                rest = from;
            }
        }
    }
    filled + rest
}
