//! The titles of types, fields and sections in another language. Names stay the same, because pages,
//! addresses and data use them.

use super::Schema;
use crate::text::hash;

/// Translates a type in place. `title` gives back what it does not know.
pub(super) fn translate(schema: &mut Schema, title: &dyn Fn(&str) -> String) {
    let mut changed = String::new();
    let mut say = |text: &mut String| {
        let new = title(text);
        if *text != new {
            changed.push_str(&new);
            *text = new;
        }
    };
    say(&mut schema.title);
    if let Some(collection) = &mut schema.collection {
        say(&mut collection.title);
        say(&mut collection.description);
    }
    for field in &mut schema.fields {
        say(&mut field.title);
        if let Some(inverse) = field.reference.as_mut().and_then(|reference| reference.inverse.as_mut()) {
            say(inverse);
        }
    }
    if let Some(title) = schema.overview.home.as_mut().and_then(|home| home.title.as_mut()) {
        say(title);
    }
    for section in &mut schema.sections {
        let original = section.title.clone();
        say(&mut section.title);
        section.original = (section.title != original).then_some(original);
    }
    if !changed.is_empty() {
        schema.hash = hash(&[&schema.hash.to_le_bytes(), changed.as_bytes()].concat());
    }
}
