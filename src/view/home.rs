//! The home page.

use serde::Serialize;

use super::{DateView, FindingView, LookView, NoteView, PageLink};

/// The home page (template `home.html`).
#[derive(Clone, Debug, Serialize)]
pub struct HomeView {
    /// The description of the home page or of the site, where one was written.
    pub lead: String,
    /// As [`PageView::title_notes`].
    pub title_notes: Vec<NoteView>,
    /// The rendered Markdown of the home page, may be empty.
    pub html: String,
    /// How many pages the site has.
    pub count: usize,
    /// What the types show here, cards before rows.
    pub sections: Vec<SectionView>,
    /// The pages whose review is due soonest; a script shows those that are overdue or due within 30 days.
    pub due: Vec<DueView>,
    /// The pages changed last.
    pub recent: Vec<PageLink>,
    /// Pages in no collection, at the top of the content folder.
    pub pages: Vec<PageLink>,
    /// Where to edit the home page on its code host, or empty.
    pub edit_url: String,
    /// As [`PageView::findings`], of the home page's own file.
    pub findings: Vec<FindingView>,
}

/// What a type shows on the home page.
#[derive(Clone, Debug, Serialize)]
pub struct SectionView {
    /// Its heading.
    pub title: String,
    /// The name of the type.
    pub kind: String,
    /// How the type looks.
    pub look: LookView,
    /// Where all pages of the type are listed, or empty.
    pub href: String,
    /// How many there are.
    pub count: usize,
    /// Whether they are shown as cards and not as rows.
    pub cards: bool,
    /// The first of them.
    pub pages: Vec<PageLink>,
}

/// A page that is to be reviewed.
#[derive(Clone, Debug, Serialize)]
pub struct DueView {
    /// The page.
    pub page: PageLink,
    /// The day.
    pub due: DateView,
    /// Whether it is overdue or due within 30 days of the last change of any page.
    pub is_soon: bool,
}
