//! What the language of a site changes besides its words.

use opslore::site::Cache;

use crate::world::{World, pages, path};

/// The letters and titles of the index, and the titles of the navigation, as they are in the page.
fn index(language: &str, titles: &[&str]) -> (Vec<String>, Vec<String>) {
    let files: Vec<(String, String)> = titles
        .iter()
        .enumerate()
        .map(|(number, title)| (format!("content/{number}.md"), format!("# {title}\n")))
        .collect();
    let world = World::configured(&format!("language: {language}\n"));
    let pages = pages(files.iter().map(|(at, text)| (at.as_str(), text.as_str())));
    let (output, _) = world.compile(&pages, &Cache::default());
    let html = String::from_utf8(output.files.get(&path("index-a-z/index.html")).unwrap().to_vec()).unwrap();
    let (head, body) = html.split_once("data-list").unwrap();
    let texts = |html: &str, begin: &str| -> Vec<String> {
        let items = html.split(begin).skip(1);
        items.filter_map(|item| Some(item.split_once('>')?.1.split_once('<')?.0.to_owned())).collect()
    };
    let (_, sidebar) = head.split_once("class=\"sidebar\"").unwrap();
    let (sidebar, _) = sidebar.split_once("</nav>").unwrap();
    let navigation = texts(sidebar, "<span").into_iter().filter(|text| titles.contains(&text.as_str()));
    let navigation = navigation.collect();
    let listed = body.split("<section").skip(1).flat_map(|section| {
        let (section, _) = section.split_once("</section>").unwrap();
        let mut all = texts(section, "<h2 ");
        all.extend(texts(section, "<li><a "));
        all
    });
    (listed.collect(), navigation)
}

#[test]
fn titles_stand_in_the_order_of_the_language() {
    let titles = ["Zone", "Ärger", "Ast", "Überlast", "Uhr", "Knoten 10", "knoten 9", "2 Knoten", "(Öl)"];
    let (german, navigation) = index("de", &titles);
    let in_order = ["(Öl)", "2 Knoten", "Ärger", "Ast", "knoten 9", "Knoten 10", "Überlast", "Uhr", "Zone"];
    assert_eq!(
        german,
        [
            "#",
            "2 Knoten",
            "A",
            "Ärger",
            "Ast",
            "K",
            "knoten 9",
            "Knoten 10",
            "Ö",
            "(Öl)",
            "U",
            "Überlast",
            "Uhr",
            "Z",
            "Zone"
        ]
    );
    assert_eq!(navigation, in_order);
    let (swedish, _) = index("sv", &["Zon", "Öl", "Ark", "Ärende"]);
    assert_eq!(swedish, ["A", "Ark", "Z", "Zon", "Ä", "Ärende", "Ö", "Öl"]);
}
