use std::collections::BTreeMap;

use super::phrase::fill;
use super::*;
use crate::diagnostic::Severity;
use crate::path::SitePath;

fn words(language: &str, files: &[(&str, &str)]) -> (Words, Vec<Finding>) {
    let mut memory = Memory::default();
    for (path, text) in files {
        memory.insert(SitePath::new(path).unwrap(), text.as_bytes());
    }
    Words::load(&memory, "mine", language)
}

fn keys(texts: &BTreeMap<String, Phrase>) -> Vec<(&String, BTreeSet<&String>)> {
    texts.iter().map(|(key, phrase)| (key, phrase.places().iter().collect())).collect()
}

#[test]
fn german_is_complete() {
    let (german, findings) = words("de", &[]);
    assert_eq!(findings, []);
    let english = Words::english();
    assert_eq!(keys(&german.texts), keys(&english.texts));
    assert_eq!(keys(&german.scripts), keys(&english.scripts));
    // Words that are the same in both languages are few; one that was forgotten would be among them.
    let same = |(key, text): &(&String, &Phrase)| english.texts.get(*key) == Some(*text);
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
    assert_eq!(findings.len(), 1, "only advice: {findings:?}");
    assert_eq!(findings[0].severity, Severity::Info);
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
    let (_, findings) = words("de", &files[..1]);
    assert_eq!(findings[0].message, "a word of the site is still in English");
    assert!(findings[0].help.as_deref().unwrap().starts_with("add `texts.banner`;"), "{findings:?}");
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
            ("nothing fills in `{number}` in `pages`", "'{number}'"),
            ("`menu` is neither a text nor one for each plural category", "[]"),
            ("there is no section `script`", "script"),
            ("`months` needs twelve names", "[a]"),
        ]
    );
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `skip`?"));
    let (_, findings) = words("de", &[("themes/mine/i18n/de.yaml", "texts: {a: ")]);
    assert!(findings[0].message.starts_with("the file is not valid YAML"), "{findings:?}");
}

#[test]
fn a_word_at_a_wrong_place_is_told_the_right_one() {
    let text = "skip: a\ntexts: {copied: b}\nfoo: {}\ndates: {week: c}\n";
    let (_, findings) = words("de", &[("themes/mine/i18n/de.yaml", text)]);
    let help: Vec<&str> = findings.iter().filter_map(|finding| finding.help.as_deref()).collect();
    assert_eq!(
        help,
        [
            "`skip` belongs below `texts:`",
            "`copied` belongs below `scripts:`",
            "the sections are `dates`, `texts`, `scripts` and `titles`",
            "there are `months`, `day` and `moment`",
        ]
    );
}

#[test]
fn what_a_file_leaves_out_is_named() {
    let english = Words::english();
    let all = english.texts.len() + english.scripts.len() + 3;
    let file = |text| words("pt-BR", &[("themes/mine/i18n/pt.yaml", text)]).1;
    let findings = file("texts: {skip: a}\ndates: {day: '{day}'}\n");
    assert_eq!(findings[0].message, format!("{} words of the site are still in English", all - 2));
    let help = findings[0].help.as_deref().unwrap();
    let more = format!("and {} more", all - 2 - 8);
    assert!(
        help.starts_with("add `dates.months`, `dates.moment`, `texts.") && help.contains(&more),
        "{help}"
    );
    assert_eq!(words("en-GB", &[("themes/mine/i18n/en-GB.yaml", "texts: {skip: a}")]).1, []);
}

#[test]
fn a_language_without_a_file_is_told() {
    let unspoken = |language, path: &str| {
        let mut files = Memory::default();
        files.insert(SitePath::new(path).unwrap(), *b"");
        Words::load(&files, "mine", language).0.unspoken(&files, "mine")
    };
    for (language, path) in [
        ("en", "a"),
        ("en-GB", "a"),
        ("de-AT", "a"),
        ("pt-BR", "themes/mine/i18n/pt.yaml"),
        ("pt-BR", "themes/mine/i18n/pt-BR.yaml"),
    ] {
        assert_eq!(unspoken(language, path), None, "{language}");
    }
    for (language, path, help) in [
        ("pt-BR", "a", "write `themes/mine/i18n/pt-BR.yaml`, starting from a copy of opslore's own"),
        ("pt-BR", "themes/mine/i18n/pt_BR.yaml", "is not read: its name must be `pt-BR.yaml`"),
        ("pt", "themes/mine/i18n/pt.yml", "is not read: its name must be `pt.yaml`"),
        ("fr", "themes/other/i18n/fr.yaml", "write `themes/mine/i18n/fr.yaml`"),
        ("DE", "a", "did you mean `de`?"),
    ] {
        let (message, told) = unspoken(language, path).unwrap();
        assert_eq!(message, format!("the site is shown in English: there are no words in `{language}`"));
        assert!(told.contains(help), "{told}");
    }
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

#[test]
fn words_that_nothing_says_are_told() {
    let files = [
        (
            "themes/mine/i18n/en.yaml",
            "texts: {banner: Hello, serch: Find, skip: Jump}\nscripts: {ping: Pong}",
        ),
        ("themes/mine/i18n/de.yaml", "titles: {Runboks: Anleitungen, Severity: Stufe, Beds: Betten}"),
        ("themes/mine/templates/404.html", "{{ \"banner\" | t }}"),
    ];
    let mut memory = Memory::default();
    for (path, text) in files {
        memory.insert(SitePath::new(path).unwrap(), text.as_bytes());
    }
    let (words, _) = Words::load(&memory, "mine", "de");
    let own = BTreeSet::from(["Beds".to_owned()]);
    let told: Vec<(String, String)> = words
        .unused(&memory, "mine", &own)
        .into_iter()
        .map(|finding| (finding.message, finding.help.unwrap_or_default()))
        .collect();
    let expected = [
        ("no template uses the word `serch`", "did you mean `search`?"),
        ("no script uses the word `ping`", "use it in a script with `opslore.say(\"ping\")`, or remove it"),
        ("no schema has the title `Runboks`", "did you mean `Runbooks` or `Runbook`?"),
    ];
    let expected = expected.map(|(message, help)| (message.to_owned(), help.to_owned()));
    assert_eq!(told, expected);
}

#[test]
fn every_title_of_a_built_in_language_is_one_of_a_schema() {
    let built_in = crate::files::built_in();
    let text = built_in.read(&SitePath::new("themes/default/i18n/de.yaml").unwrap()).unwrap();
    let mut memory = Memory::default();
    memory.insert(SitePath::new("themes/mine/i18n/de.yaml").unwrap(), text);
    for path in built_in.paths().into_iter().filter(|path| path.as_str().ends_with(".html")) {
        memory.insert(path.clone(), built_in.read(&path).unwrap());
    }
    let (words, _) = Words::load(&memory, "mine", "de");
    assert_eq!(words.unused(&memory, "mine", &BTreeSet::new()), []);
}
