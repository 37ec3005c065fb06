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
