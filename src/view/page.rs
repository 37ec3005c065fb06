//! A content page.

use serde::Serialize;

use super::{BadgeView, DateView, ListView, PageLink};

/// A page that somebody wrote (template `page.html`).
#[derive(Clone, Debug, Serialize)]
pub struct PageView {
    /// The description, if the author wrote one; the shell's may be the first paragraph.
    pub lead: String,
    /// The type's name (`runbook`).
    pub kind: String,
    /// The type's title (`Runbook`).
    pub kind_title: String,
    /// The page's id.
    pub id: String,
    /// The id of the heading that the title was taken from, or empty.
    pub title_id: String,
    /// The references to footnotes in that heading.
    pub title_notes: Vec<NoteView>,
    /// A BCP 47 language tag.
    pub language: String,
    /// The rendered Markdown.
    pub html: String,
    /// The headings to list as contents, nested.
    pub contents: Vec<ContentsItem>,
    /// The values of its fields with a closed list of options (severity, status …).
    pub badges: Vec<BadgeView>,
    /// The metadata panel.
    pub fields: Vec<FieldView>,
    /// Pages that refer to this one by a field, and pages that link here, by kind.
    pub backlinks: Vec<BacklinksView>,
    /// Pages that have the most in common with this one.
    pub related: Vec<PageLink>,
    /// The page before this one in its folder.
    pub previous: Option<PageLink>,
    /// The page after this one in its folder.
    pub next: Option<PageLink>,
    /// Where to edit the page on its code host (a full address), or empty.
    pub edit_url: String,
    /// The page's Markdown as published (an href).
    pub markdown_href: String,
    /// The last change, from the front matter or from Git.
    pub updated: Option<DateView>,
    /// When the page is due for review; a script marks it once that day has passed.
    pub review_due: Option<DateView>,
    /// Who owns it.
    pub owners: Vec<String>,
    /// The licence, the page's own or the site's, or empty.
    pub license: String,
    /// Who wrote it, by the history of its file, most commits first; empty where the configuration
    /// names nobody.
    pub contributors: Vec<String>,
    /// Whether it is a draft.
    pub draft: bool,
    /// What is wrong with a page of which readers do not see all: it could not be read, or its front
    /// matter not to the end. Empty otherwise.
    pub findings: Vec<FindingView>,
    /// The pages and folders below this one, if it is the index page of a folder.
    pub list: Option<ListView>,
}

/// A reference to a footnote in a page's title.
#[derive(Clone, Debug, Serialize)]
pub struct NoteView {
    /// The number of the footnote; its id is `fn-` and the number.
    pub number: usize,
    /// The id of the reference, to which the footnote links back.
    pub id: String,
}

/// An entry of the contents.
#[derive(Clone, Debug, Serialize)]
pub struct ContentsItem {
    /// The heading's text.
    pub title: String,
    /// The fragment without `#`.
    pub id: String,
    /// Headings below it.
    pub children: Vec<ContentsItem>,
}

/// A row of the metadata panel.
#[derive(Clone, Debug, Serialize)]
pub struct FieldView {
    /// The property's name (`severity`), for classes.
    pub name: String,
    /// The property's title.
    pub title: String,
    /// Its values.
    pub values: Vec<ValueView>,
}

/// A value in the metadata panel.
#[derive(Clone, Debug, Serialize)]
pub struct ValueView {
    /// The text. For an item with several members this is its summary.
    pub text: String,
    /// A page or term page of the site it leads to, if any.
    pub href: Option<String>,
    /// Another site it leads to, if any (a full address).
    pub url: Option<String>,
    /// `date`, `key`, `reference`, `term`, `boolean`, `text` or `record`.
    pub kind: &'static str,
    /// Whether it is a truth value and holds.
    pub is_true: bool,
    /// The members of a record: title and text of each.
    pub members: Vec<MemberView>,
}

/// A member of a record such as a timeline's entry.
#[derive(Clone, Debug, Serialize)]
pub struct MemberView {
    /// The property's name.
    pub name: String,
    /// The property's title.
    pub title: String,
    /// Its value as text.
    pub text: String,
    /// Another site it leads to, if any (a full address).
    pub url: Option<String>,
}

/// Pages that refer to a page in one way.
#[derive(Clone, Debug, Serialize)]
pub struct BacklinksView {
    /// What they are to this page: the schema's `inverse`, or «Linked from».
    pub title: String,
    /// The name of their type, empty where they are of several.
    pub kind: String,
    /// Whether they are to be shown above the text, as the schema of this page may ask.
    pub first: bool,
    /// The pages.
    pub pages: Vec<PageLink>,
}

/// A finding on a page that is still shown.
#[derive(Clone, Debug, Serialize)]
pub struct FindingView {
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// `OL0101`.
    pub code: &'static str,
    /// What is wrong.
    pub message: String,
    /// How to fix it, may be empty.
    pub help: String,
    /// `content/a.md:3:9`.
    pub place: String,
}
