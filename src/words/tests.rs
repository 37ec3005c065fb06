use super::*;
use crate::path::SitePath;

fn words(language: &str, files: &[(&str, &str)]) -> (Words, Vec<Finding>) {
    let mut memory = Memory::default();
    for (path, text) in files {
        memory.insert(SitePath::new(path).unwrap(), text.as_bytes());
    }
    Words::load(&memory, "mine", language)
}

fn keys(texts: &BTreeMap<String, Text>) -> Vec<(&String, std::collections::BTreeSet<&str>)> {
    texts.iter().map(|(key, text)| (key, places(text).into_iter().collect())).collect()
}

#[test]
fn german_is_complete() {
    let (german, findings) = words("de", &[]);
    assert_eq!(findings, []);
    let english = Words::english();
    assert_eq!(keys(&german.texts), keys(&english.texts));
    assert_eq!(keys(&german.scripts), keys(&english.scripts));
    // Words that are the same in both languages are few; one that was forgotten would be among them.
    let same = |(key, text): &(&String, &Text)| english.texts.get(*key) == Some(*text);
    let same: Vec<&str> = german.texts.iter().filter(same).map(|(key, _)| key.as_str()).collect();
    assert_eq!(same, ["a_to_z", "days", "feed", "hours", "id", "markdown", "minutes", "site"]);
}

#[test]
fn a_german_site_speaks_german() {
    let (german, _) = words("de-AT", &[]);
    assert_eq!(german.say("skip"), "Zum Inhalt springen");
    assert_eq!((german.count("pages", 1), german.count("pages", 2)), ("1 Seite".into(), "2 Seiten".into()));
    assert_eq!(german.day(jiff::civil::date(2026, 3, 1)), "1. März 2026");
    assert_eq!(
        german.moment(jiff::civil::date(2026, 11, 22).at(3, 4, 5, 0), "UTC"),
        "22. Nov. 2026, 03:04 UTC"
    );
    assert_eq!(german.title("Severity"), "Schweregrad");
    assert_eq!(german.title("Mine"), "Mine");
}

#[test]
fn a_language_is_one_file_and_what_it_leaves_out_is_english() {
    let polish = "texts:\n  skip: Do treści\n  pages: {one: '{count} strona', few: '{count} strony', other: '{count} stron'}\n";
    let (polish, findings) = words("pl", &[("themes/mine/i18n/pl.yaml", polish)]);
    assert_eq!(findings, []);
    assert_eq!(polish.say("skip"), "Do treści");
    assert_eq!(polish.say("menu"), "Menu");
    let counted = [1, 3, 5].map(|count| polish.count("pages", count));
    assert_eq!(counted, ["1 strona", "3 strony", "5 stron"]);
}

#[test]
fn a_theme_has_its_own_words() {
    let files = [
        ("themes/mine/i18n/en.yaml", "texts: {banner: Hello, menu: Contents}"),
        ("themes/mine/i18n/de.yaml", "texts: {banner: Hallo}"),
    ];
    let (german, findings) = words("de", &files);
    assert_eq!(findings, []);
    assert_eq!(german.say("banner"), "Hallo");
    assert_eq!(german.say("menu"), "Menü", "German goes over the theme's English");
}

#[test]
fn what_does_not_fit_is_a_finding_at_its_place() {
    let text = "texts:\n  skipp: a\n  pages: '{number}'\n  menu: []\nscript: {}\ndates: {months: [a]}\n";
    let (_, findings) = words("de", &[("themes/mine/i18n/de.yaml", text)]);
    let told: Vec<(&str, &str)> = findings
        .iter()
        .map(|finding| (finding.message.as_str(), &text[finding.span.start..finding.span.end]))
        .collect();
    assert_eq!(
        told,
        [
            ("there is no word `skipp`", "skipp"),
            ("nothing is filled in for `{number}` in `pages`", "'{number}'"),
            ("`menu` is neither a text nor one for each plural category", "[]"),
            ("there is no word `script`", "script"),
            ("`months` needs twelve names", "[a]"),
        ]
    );
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `skip`?"));
    let (_, findings) = words("de", &[("themes/mine/i18n/de.yaml", "texts: {a: ")]);
    assert!(findings[0].message.starts_with("the file is no YAML"), "{findings:?}");
}

#[test]
fn places_are_filled_in_once() {
    assert_eq!(fill("{a} {b} {", &[("a", "{b}"), ("b", "x")]), "{b} x {");
}

#[test]
fn scripts_get_their_words() {
    let script = Words::english().script();
    assert!(
        script.contains(r#""copy":"Copy""#)
            && script.contains(r#""search":"Search""#)
            && script.contains(r#"new Intl.PluralRules("en")"#),
        "{script}"
    );
}
