//! Lists and the map.

use opslore::site::Cache;

use crate::world::{World, pages, path};

/// A file of a site that is titled at length, of pages with one of the tags each.
fn html(file: &str, tags: &[&str]) -> String {
    let title = "A title that is longer than any box of the map is wide, however the boxes are placed";
    let page = |(number, tag): (usize, &&str)| {
        (
            format!("content/notes/{number}.md"),
            format!("---\ntitle: Page {number}\ntags: [{tag}]\n---\n\ntext\n"),
        )
    };
    let mut files: Vec<(String, String)> = tags.iter().enumerate().map(page).collect();
    files.push(("content/about.md".to_owned(), "# About\n".to_owned()));
    let pages = pages(files.iter().map(|(at, text)| (at.as_str(), text.as_str())));
    let world = World::configured(&format!("title: {title}\n"));
    let (output, _) = world.compile(&pages, &Cache::default());
    String::from_utf8(output.files.get(&path(file)).unwrap().to_vec()).unwrap()
}

#[test]
fn a_list_offers_the_terms_that_tell_its_pages_apart() {
    let offers = |tags: &[&str]| html("notes/index.html", tags).contains("data-term=\"tags/disk\"");
    assert!(offers(&["disk", "", ""]));
    assert!(offers(&["disk", "cpu"]));
    assert!(!offers(&["disk", "disk"]));
}

#[test]
fn a_long_title_stays_in_its_box_on_the_map() {
    let map = html("map/index.html", &["", ""]);
    let headings: Vec<&str> = map.split("<text class=\"name\"").skip(1).collect();
    let headings: Vec<&str> =
        headings.into_iter().filter_map(|rest| Some(rest.split_once("</text>")?.0)).collect();
    assert!(headings.iter().any(|text| text.contains("A title") && text.contains('…')), "{headings:?}");
    assert!(!headings.iter().any(|text| text.contains("placed")), "{headings:?}");
}

/// The pages of a folder with folders, some of them with a page that stands for them.
fn nested(per_folder: usize) -> String {
    let page = |folder: &str, number: usize| {
        (
            format!("content/alerts/{folder}{number}.md"),
            format!("---\ntitle: {folder}{number}\n---\n\ntext\n"),
        )
    };
    let mut files = vec![
        ("content/alerts/index.md".to_owned(), "# Alerts\n".to_owned()),
        ("content/alerts/etcd/README.md".to_owned(), "# All of etcd\n".to_owned()),
        page("top", 0),
    ];
    for folder in ["etcd/", "etcd/deep/", "node/"] {
        files.extend((0..per_folder).map(|number| page(folder, number)));
    }
    let pages = pages(files.iter().map(|(at, text)| (at.as_str(), text.as_str())));
    let (output, _) = World::new().compile(&pages, &Cache::default());
    String::from_utf8(output.files.get(&path("alerts/index.html")).unwrap().to_vec()).unwrap()
}

#[test]
fn a_list_holds_what_is_in_the_folders_below_it() {
    let html = nested(3);
    let rows = html.matches("<li class=\"row\"").count();
    assert_eq!((rows, html.matches("hidden data-below").count()), (1 + 3 * 3 + 1, 3 * 3 + 1));
    assert!(html.contains("All of etcd") && html.contains("etcd/deep/2") && !html.contains("data-hand-over"));
}

#[test]
fn a_list_of_very_much_leaves_the_rest_to_the_search() {
    let html = nested(200);
    assert_eq!(html.matches("<li class=\"row\"").count(), 1);
    assert!(html.contains("data-hand-over") && html.contains("601 pages in subfolders"), "{html}");
    assert!(html.len() < 50_000);
}

#[test]
fn a_list_is_sorted_as_its_type_says_unless_its_pages_have_weights() {
    let order = |weight: &str| {
        let page = |name: &str, day: &str| {
            (
                format!("content/postmortems/{name}.md"),
                format!(
                    "---\ntitle: Outage {name}\nstatus: closed\nstarted_at: {day}{weight}\n---\n\ntext\n"
                ),
            )
        };
        let files = [page("a", "2024-01-01"), page("b", "2025-01-01"), page("c", "2023-01-01")];
        let pages = pages(files.iter().map(|(at, text)| (at.as_str(), text.as_str())));
        let (output, _) = World::new().compile(&pages, &Cache::default());
        let html = String::from_utf8(output.files.get(&path("postmortems/index.html")).unwrap().to_vec());
        let html = html.unwrap();
        let list = html.split_once("data-items").unwrap().1.to_owned();
        let mut places = ["a", "b", "c"].map(|name| (list.find(&format!("Outage {name}")).unwrap(), name));
        places.sort_unstable();
        places.map(|(_, name)| name)
    };
    assert_eq!(order(""), ["b", "a", "c"], "newest first");
    assert_eq!(order("\nweight: 1"), ["a", "b", "c"]);
}

#[test]
fn reviews_are_grouped_by_the_last_change_and_not_by_the_clock() {
    let files = [
        (
            "content/a.md",
            "---\ntitle: Old\nowner: Storage\nreviewed_at: 2024-01-01\nreview_every: 6 months\n---\n\nx\n",
        ),
        ("content/b.md", "---\ntitle: Near\nreviewed_at: 2024-12-15\nreview_every: 1 month\n---\n\nx\n"),
        ("content/c.md", "---\ntitle: Far\nreviewed_at: 2024-12-15\nreview_every: 1 year\n---\n\nx\n"),
        ("content/d.md", "---\ntitle: Never\nupdated: 2025-01-01\n---\n\nx\n"),
        (
            "content/e.md",
            "---\ntitle: Draft\nstatus: draft\nreviewed_at: 2020-01-01\nreview_every: 1 month\n---\n\nx\n",
        ),
        ("content/runbooks/f.md", "# Of a type that nobody reviews\n"),
    ];
    let (output, _) = World::new().compile(&pages(files), &Cache::default());
    let text = |at: &str| String::from_utf8(output.files.get(&path(at)).unwrap().to_vec()).unwrap();
    let html = text("reviews/index.html");
    let groups: Vec<&str> = html.split("data-review=\"").skip(1).collect();
    for (group, (name, title)) in
        groups.iter().zip([("overdue", "Old"), ("soon", "Near"), ("later", "Far"), ("never", "Never")])
    {
        assert!(group.starts_with(name) && group.contains(&format!(">{title}</a>")), "{name}: {group}");
        assert_eq!(group.matches("<li class=\"row\"").count(), 1, "{name}");
    }
    assert!(html.contains("As of 1 Jan 2025") && html.contains("data-term=\"owner/storage\""));
    // The home page shows what is due, and knows the rest for a reader who comes later.
    let home = text("index.html");
    let due = home.split_once("data-due-soon").unwrap().1;
    assert_eq!(due.matches("data-due=").count(), 3);
    assert!(due.contains("data-due=\"2025-12-15\" hidden"), "{due}");
    assert!(text("a/index.html").contains("../reviews/"), "in the navigation");
}

#[test]
fn a_site_without_reviews_has_no_list_of_them_and_a_page_of_that_name_stays() {
    let has = |files: &[(&str, &str)]| {
        let (output, findings) = World::new().compile(&pages(files.iter().copied()), &Cache::default());
        assert_eq!(findings.iter().filter(|finding| finding.rule.name == "page/duplicate-url").count(), 0);
        let file = output.files.get(&path("reviews/index.html"))?;
        Some(String::from_utf8(file.to_vec()).unwrap().contains("data-reviews"))
    };
    let reviewed = ("content/a.md", "---\ntitle: A\nreviewed_at: 2024-01-01\n---\n\nx\n");
    assert_eq!(has(&[("content/a.md", "# A\n")]), None);
    assert_eq!(has(&[reviewed]), Some(true));
    assert_eq!(has(&[reviewed, ("content/reviews.md", "# Ours\n")]), Some(false));
    assert_eq!(has(&[reviewed, ("content/reviews/b.md", "# Ours\n")]), Some(false));
}
