//! Where on a page its fields stand: above the text, in the panel beside it, below it.

use super::badges::{badge_of, has_badge};
use super::fields::plain;
use super::presenter::Presenter;
use crate::page::Page;
use crate::schema::{Field, FieldPlace, Role};
use crate::view::{FieldView, PanelView};

/// The longest value that shares a line of the panel with another field's, in characters.
const SHORT: usize = 32;
/// The most values of a field that does.
const FEW: usize = 2;

/// A page's fields by their places.
#[derive(Default)]
pub(super) struct Placed {
    pub(super) above: Vec<FieldView>,
    pub(super) panel: PanelView,
    pub(super) below: Vec<FieldView>,
    pub(super) records: Vec<FieldView>,
    pub(super) is_destructive: bool,
}

/// Puts the fields that a page shows where its schema wants them.
pub(super) fn placed(presenter: &Presenter<'_>, page: &Page, shown: &[FieldView]) -> Placed {
    let mut placed = Placed::default();
    let (mut owners, mut long) = (Vec::new(), Vec::new());
    for view in shown {
        let Some((field, kind)) =
            page.schema.field(&view.name).zip(view.values.first().map(|value| value.kind))
        else {
            continue;
        };
        let is_danger = field.is(Role::Destructive) && view.values[0].is_true;
        placed.is_destructive |= is_danger;
        let view = view.clone();
        match field.place() {
            FieldPlace::Above => placed.above.push(view),
            _ if kind == "record" => placed.records.push(view),
            FieldPlace::Below if kind != "key" => placed.below.push(view),
            _ if is_danger || is_shown_elsewhere(page, field) => {}
            _ if kind == "key" => placed.panel.first.push(FieldView { wide: true, ..view }),
            _ if field.is(Role::Owner) => owners.push(view),
            _ if is_short(&view) => placed.panel.rest.push(view),
            _ => long.push(FieldView { wide: true, ..view }),
        }
    }
    // Somebody owns the page though its schema does not describe the field.
    if owners.is_empty() {
        owners.extend(owner(presenter, page));
    }
    placed.panel.first.append(&mut owners);
    placed.panel.rest.append(&mut long);
    placed
}

/// Whether the page shows the value in a place of its own: its head, a badge, the last change.
fn is_shown_elsewhere(page: &Page, field: &Field) -> bool {
    let heads = [Role::Title, Role::Description, Role::Updated];
    heads.iter().any(|role| field.is(*role)) || (has_badge(field) && badge_of(page, field).is_some())
}

/// Dates stay together, however long the words for them are.
fn is_short(field: &FieldView) -> bool {
    let [first, ..] = field.values.as_slice() else { return true };
    first.kind == "date" || (field.values.len() <= FEW && first.text.chars().count() <= SHORT)
}

fn owner(presenter: &Presenter<'_>, page: &Page) -> Option<FieldView> {
    let owners = page.texts_of(Role::Owner);
    let name = page.name_of(Role::Owner).filter(|_| !owners.is_empty())?.to_owned();
    let title = presenter.words.say("owner").to_owned();
    Some(FieldView { name, title, wide: false, values: vec![plain(owners.join(", "), "text")] })
}
