//! Every built-in template with every field filled, and again with as little as a view can hold:
//! Tera finds a misspelt field only when it renders it.

use super::*;
use crate::view::*;

fn link(title: &str) -> LinkView {
    LinkView { title: title.into(), href: format!("{title}/") }
}

fn look() -> LookView {
    LookView { icon: "terminal".into(), tone: "red".into() }
}

fn collection() -> CollectionView {
    CollectionView {
        title: "Runbooks".into(),
        href: "runbooks/".into(),
        description: "d".into(),
        count: 2,
        kind: "runbook".into(),
        look: LookView { icon: "M2 2h12".into(), tone: String::new() },
    }
}

fn page_link() -> PageLink {
    PageLink {
        title: "Disk <full>".into(),
        href: "runbooks/disk/".into(),
        description: "d".into(),
        folder: String::new(),
        kind: "runbook".into(),
        kind_title: "Runbook".into(),
        badges: vec![BadgeView {
            field: "severity".into(),
            value: "critical".into(),
            rank: 0,
            tone: "red".into(),
            usual: false,
        }],
        updated: date(),
        review_due: date(),
        fields: vec![
            field("alerts", "key", &["1", "2", "3", "4", "5"]),
            field("at", "date", &["2026-01-02"]),
            field("system", "text", &["x"]),
        ],
        counts: vec![CountView { title: "Runbooks".into(), count: 2 }],
        keys: vec!["0".into(), String::new()],
        terms: vec!["tags/t".into()],
        names: vec!["DiskFull".into()],
    }
}

fn date() -> Option<DateView> {
    Some(DateView { iso: "2026-01-02".into(), text: "2026-01-02".into() })
}

fn field(name: &str, kind: &'static str, texts: &[&str]) -> FieldView {
    let member = |text: &str| MemberView {
        name: "at".into(),
        title: "At".into(),
        text: text.into(),
        url: Some("https://example.org/".into()),
    };
    let value = |text: &&str| ValueView {
        text: (*text).into(),
        href: (kind == "term").then(|| "by/x/".into()),
        url: (kind == "text").then(|| "https://example.org/".into()),
        kind,
        is_true: kind == "boolean",
        members: if kind == "record" { vec![member(text)] } else { Vec::new() },
    };
    let values = texts.iter().map(value).collect();
    FieldView { name: name.into(), title: name.to_uppercase(), wide: kind == "key", values }
}

fn list() -> ListView {
    let term = TermView { title: "t".into(), slug: "t".into(), href: "by/tags/t/".into(), count: 1 };
    let facet = FacetView {
        name: "tags".into(),
        title: "Tags".into(),
        href: "by/tags/".into(),
        terms: vec![term; 13],
    };
    let sort =
        |title: &str| SortView { name: "at".into(), title: title.into(), descending: !title.is_empty() };
    ListView {
        kind: "term",
        folders: vec![collection()],
        pages: vec![page_link()],
        below: vec![PageLink { folder: "Disks".into(), ..page_link() }],
        beyond: 501,
        facets: vec![FacetView { href: String::new(), ..facet.clone() }, facet],
        filters: true,
        sorts: vec![sort("At"), sort("")],
    }
}

fn reviews(is_full: bool) -> ReviewsView {
    let [facet, ..] = <[FacetView; 2]>::try_from(list().facets).unwrap();
    let page =
        ReviewView { page: page_link(), owners: vec!["Storage".into()], reviewed: date(), due: date() };
    let bare = ReviewView {
        page: PageLink {
            keys: Vec::new(),
            terms: Vec::new(),
            names: Vec::new(),
            badges: Vec::new(),
            ..page_link()
        },
        owners: Vec::new(),
        reviewed: None,
        due: None,
    };
    let groups = ["overdue", "never"].map(|name| ReviewGroupView {
        name,
        title: "Overdue".into(),
        pages: if is_full { vec![page.clone(), bare.clone()] } else { Vec::new() },
        more: usize::from(is_full),
    });
    ReviewsView {
        as_of: date().filter(|_| is_full),
        groups: groups.into(),
        owners: is_full.then_some(facet),
        sorts: list().sorts,
    }
}

fn map() -> MapView {
    let item = MapItem {
        title: "Disk <full>".into(),
        label: "Disk…".into(),
        href: "runbooks/disk/".into(),
        x: 5,
        y: 20,
        radius: 3.5,
        referrers: 1,
        is_central: true,
        is_orphan: true,
        outgoing: vec![0],
        incoming: vec![0],
    };
    let group =
        |title: &str| MapGroup { title: title.into(), x: 0, y: 0, items: vec![item.clone(), item.clone()] };
    let district = MapDistrict {
        label: "Runbooks".into(),
        title: "Runbooks".into(),
        href: "runbooks/".into(),
        kind: "runbook".into(),
        look: look(),
        count: 4,
        x: 0,
        y: 0,
        width: 100,
        height: 100,
        groups: vec![group(""), group("Ceph")],
    };
    MapView {
        pages: 4,
        references: 1,
        central: vec![TermView { title: "t".into(), slug: String::new(), href: "t/".into(), count: 3 }],
        orphans: vec![link("a")],
        width: 1136,
        height: 100,
        is_dense: true,
        edges: vec!["M0 0C0 0 0 0 9 9".into()],
        districts: vec![district],
    }
}

fn empty_page() -> PageView {
    PageView {
        lead: "One sentence.".to_owned(),
        kind: "page".into(),
        kind_title: "Page".into(),
        look: look(),
        id: "a".into(),
        title_id: String::new(),
        title_notes: Vec::new(),
        language: "en".into(),
        html: String::new(),
        contents: Vec::new(),
        badges: Vec::new(),
        fields: Vec::new(),
        above: Vec::new(),
        panel: PanelView::default(),
        below: Vec::new(),
        records: Vec::new(),
        is_destructive: false,
        backlinks: Vec::new(),
        related: Vec::new(),
        previous: None,
        next: None,
        edit_url: String::new(),
        markdown_href: String::new(),
        updated: None,
        review_due: None,
        owners: Vec::new(),
        license: String::new(),
        contributors: Vec::new(),
        draft: false,
        findings: Vec::new(),
        list: None,
    }
}

fn full_page() -> PageView {
    let item = |title: &str, children| ContentsItem { title: title.into(), id: title.into(), children };
    PageView {
        title_id: "disk".into(),
        title_notes: vec![NoteView { number: 1, id: "fnref-1".into() }],
        html: r#"<h2 id="TIMELINE">Timeline</h2><p>text</p><h2 id="b">B</h2>"#.into(),
        contents: vec![item("TIMELINE", vec![item("deep", Vec::new())])],
        badges: page_link().badges,
        above: vec![field("prerequisites", "text", &["root", "time"]), field("parameters", "record", &["p"])],
        panel: PanelView {
            first: vec![
                field("alerts", "key", &["DiskFull", "DiskFuller"]),
                field("owner", "term", &["storage"]),
            ],
            rest: vec![field("signatures", "text", &["1", "2", "3", "4"])],
        },
        records: vec![field("timeline", "record", &["early"]), field("items", "record", &["late"])],
        below: vec![field("tags", "term", &["a", "b"])],
        is_destructive: true,
        backlinks: ["Superseded by", "Runbooks"]
            .map(|title| BacklinksView {
                title: title.into(),
                kind: "runbook".into(),
                look: look(),
                replaces: title == "Superseded by",
                first: title == "Runbooks",
                pages: vec![page_link()],
            })
            .to_vec(),
        related: vec![page_link()],
        previous: Some(page_link()),
        next: Some(page_link()),
        edit_url: "https://example.org/edit".into(),
        markdown_href: "runbooks/disk/index.md".into(),
        updated: date(),
        review_due: date(),
        owners: vec!["storage".into()],
        license: "CC0-1.0".into(),
        contributors: vec!["Ada <x>".into()],
        draft: true,
        findings: vec![FindingView {
            severity: "error",
            code: "OL0101",
            message: "m".into(),
            help: "h".into(),
            place: "a.md:1:1".into(),
        }],
        list: Some(list()),
        ..empty_page()
    }
}

fn site(theme: &Theme, is_full: bool) -> Kept<SiteView> {
    let text = |text: &str| if is_full { text.to_owned() } else { String::new() };
    Kept::new(SiteView {
        map: is_full.then(|| link("map")),
        coverage: None,
        reviews: is_full.then(|| link("reviews")),
        title: "Site".into(),
        description: text("d"),
        language: if is_full { "he-IL" } else { "en" }.into(),
        base_url: text("https://example.org"),
        repository: text("https://example.org/repository"),
        license: text("CC0-1.0"),
        generator: "opslore 0.1.0".into(),
        collections: if is_full { vec![collection()] } else { Vec::new() },
        facets: if is_full { vec![link("tags")] } else { Vec::new() },
        assets: theme.assets(),
    })
}

fn render(template: &str, is_full: bool, body: impl Serialize) -> String {
    let theme = Theme::load(&Memory::default(), DEFAULT, &english()).unwrap();
    let html = render_with(&theme, template, is_full, body);
    assert!(html.contains("Title &amp; &lt;more&gt;") || template == "redirect.html", "{template}: {html}");
    assert!(!html.contains(" style=") && !html.contains("<script>"), "{template}: {html}");
    html
}

/// A page of some type, with every field filled.
pub(super) fn page_of(theme: &Theme, kind: &str) -> String {
    render_with(theme, "page.html", true, PageView { kind: kind.to_owned(), ..full_page() })
}

fn render_with(theme: &Theme, template: &str, is_full: bool, body: impl Serialize) -> String {
    try_render(theme, template, is_full, body).unwrap_or_else(|finding| panic!("{finding:?}"))
}

/// What a theme says to a page without any value that may be missing.
pub(super) fn try_page(theme: &Theme, template: &str) -> Result<String, Finding> {
    if template == "404.html" {
        try_render(theme, template, false, ())
    } else {
        try_render(theme, template, false, empty_page())
    }
}

fn try_render(theme: &Theme, template: &str, is_full: bool, body: impl Serialize) -> Result<String, Finding> {
    let item = |children| NavItem { title: "n".into(), href: "n/".into(), open: true, count: 2, children };
    let nav = Kept::new(if is_full { vec![item(vec![item(Vec::new())])] } else { Vec::new() });
    let sidebar = SidebarView { site: site(theme, is_full), root: "../".into(), nav: nav.clone() };
    let view = Shell {
        site: site(theme, is_full),
        root: "../".into(),
        title: "Title & <more>".into(),
        description: if is_full { "d".into() } else { String::new() },
        canonical: if is_full { "https://example.org/x/".into() } else { String::new() },
        href: "x/".into(),
        breadcrumbs: if is_full { vec![link("home")] } else { Vec::new() },
        nav,
        sidebar: Part { template: "partials/sidebar.html", view: Kept::new(sidebar) },
        live: is_full,
        page: body,
    };
    theme.render(template, &view)
}

#[test]
fn pages_render_in_full_and_empty() {
    let full = render("page.html", true, full_page());
    assert!(
        full.contains(r#"<html lang="he-IL" dir="rtl""#)
            && full.contains(r#"<h1 id="disk" lang="en" dir="ltr">"#)
    );
    let (table, next) = (
        full.find("<td data-name=\"at\" class=\"short\"><a class=\"external\"").unwrap(),
        full.find("id=\"b\"").unwrap(),
    );
    assert!(table < next, "the timeline is in its section");
    assert!(!full.contains("id=\"ol:field:timeline\"") && full.contains("id=\"ol:field:items\""));
    assert!(!render("page.html", false, empty_page()).contains("<aside"));
}

#[test]
fn other_templates_render_in_full_and_empty() {
    let none = || ListView {
        kind: "folder",
        folders: Vec::new(),
        pages: Vec::new(),
        below: Vec::new(),
        beyond: 0,
        facets: Vec::new(),
        filters: false,
        sorts: Vec::new(),
    };
    assert!(render("list.html", true, list()).contains(r#"lang="he-IL" dir="rtl""#));
    render("list.html", false, none());
    let [facet] = <[FacetView; 1]>::try_from(list().facets[1..].to_vec()).unwrap();
    render("terms.html", true, TermsView { facet });
    let letter = LetterView { letter: "A".into(), entries: vec![link("a")] };
    render("index.html", true, IndexView { letters: vec![letter] });
    for is_full in [true, false] {
        let html = render("reviews.html", is_full, reviews(is_full));
        assert_eq!(html.contains("data-due=\"2026-01-02\""), is_full);
    }
    render("map.html", true, map());
    render(
        "map.html",
        false,
        MapView { central: Vec::new(), orphans: Vec::new(), districts: Vec::new(), ..map() },
    );
    let home = HomeView {
        lead: "One sentence.".to_owned(),
        title_notes: full_page().title_notes,
        html: "<p>h</p>".into(),
        count: 1,
        sections: [true, false]
            .map(|cards| SectionView {
                title: "Services".into(),
                kind: "service".into(),
                look: look(),
                href: "services/".into(),
                count: 2,
                cards,
                pages: vec![page_link()],
            })
            .to_vec(),
        due: date().map(|due| DueView { page: page_link(), due, is_soon: true }).into_iter().collect(),
        recent: vec![page_link()],
        pages: vec![page_link()],
        edit_url: "https://example.org/".into(),
        findings: full_page().findings,
    };
    render("home.html", true, home.clone());
    let (recent, pages, findings) = (Vec::new(), Vec::new(), Vec::new());
    let (sections, due) = (Vec::new(), Vec::new());
    let empty = HomeView { html: String::new(), sections, due, recent, pages, findings, ..home };
    render("home.html", false, empty);
    render("404.html", true, ());
    render("404.html", false, ());
    render("redirect.html", false, RedirectView { target: link("new") });
}

#[test]
fn feeds_render() {
    let theme = Theme::load(&Memory::default(), DEFAULT, &english()).unwrap();
    let entry = FeedEntry {
        title: "a & b".into(),
        url: "https://example.org/a/".into(),
        id: "https://example.org/a/".into(),
        description: String::new(),
        updated: String::new(),
    };
    let view =
        FeedView { site: site(&theme, true), updated: "2026-01-02T00:00:00Z".into(), entries: vec![entry] };
    assert!(theme.render("feed.xml", &view).unwrap().contains("<title>a &amp; b</title>"));
    assert!(!theme.render("sitemap.xml", &view).unwrap().contains("lastmod"));
}
