mod reference;
mod views;

use super::*;
use crate::files::Memory;
use crate::text::LineIndex;

/// Variables by name, for templates of these tests.
impl<T: Serialize> View for BTreeMap<&'static str, T> {
    fn give(&self, to: &mut impl Variables) {
        self.iter().for_each(|(name, value)| to.set(name, value));
    }
}

fn english() -> Arc<Words> {
    Arc::new(Words::english())
}

fn theme(files: &[(&str, &str)]) -> Result<Theme, Vec<Finding>> {
    let mut memory = Memory::default();
    for (path, text) in files {
        memory.insert(SitePath::new(path).unwrap(), text.as_bytes());
    }
    Theme::load(&memory, "mine", &english())
}

/// The path, the line, the column and the underlined text of a finding.
fn place(finding: &Finding, text: &str) -> (String, usize, usize, String) {
    let position = LineIndex::new(text).position(finding.span.start);
    let marked = &text[finding.span.start..finding.span.end];
    (finding.path.to_string(), position.line, position.column, marked.to_owned())
}

#[test]
fn built_in_theme_is_complete() {
    let theme = Theme::load(&Memory::default(), DEFAULT, &english()).unwrap();
    let pages =
        ["home", "page", "list", "terms", "index", "404", "redirect"].map(|name| format!("{name}.html"));
    for template in pages.iter().map(String::as_str).chain(["feed.xml", "sitemap.xml"]) {
        assert!(theme.has(template), "{template}");
    }
    let assets = theme.assets();
    assert!(assets["style.css"].starts_with("assets/style.css?v="));
    assert_eq!(assets.len(), theme.statics().len());
}

/// Promised to readers: what a page may weigh besides the search, before compression.
#[test]
fn styles_and_scripts_stay_small() {
    let theme = Theme::load(&Memory::default(), DEFAULT, &english()).unwrap();
    for (extension, limit) in [(".css", 30_000), (".js", 20_000)] {
        // The search's part in the page for addresses that do not exist is loaded there only.
        let others = ["sw.js", "nearest.js"];
        let counts =
            |path: &str| path.ends_with(extension) && !path.starts_with("search") && !others.contains(&path);
        let files = theme.statics().iter().filter(|(path, _)| counts(path.as_str()));
        let sizes: Vec<_> = files.map(|(path, bytes)| (path.as_str(), bytes.len())).collect();
        let sum: usize = sizes.iter().map(|(_, size)| size).sum();
        assert!(sum > 0 && sum < limit, "{sum} bytes: {sizes:?}");
    }
}

#[test]
fn selectors_can_be_read_and_are_no_ids_of_the_theme() {
    let files = files::built_in();
    let folder = SitePath::new("themes/default").unwrap();
    for path in files.paths_below(&folder) {
        let text = String::from_utf8(files.read(&path).unwrap().to_vec()).unwrap();
        // `ol:` is what ids of the theme begin with; no rule is for a class of that name.
        assert!(!text.contains("class=\"ol:"), "{path}");
        if path.extension() == Some("css") {
            let sheet = style::squeezed(&text);
            let lists = sheet.split('{').filter_map(|text| text.rsplit(['}', ';']).next());
            assert!(lists.map(str::len).max().unwrap_or(0) < 300, "{path}");
        }
    }
}

#[test]
fn a_theme_overrides_single_files() {
    let theme = theme(&[
        (
            "themes/mine/templates/404.html",
            r#"{% extends "default/404.html" %}{% block main %}<p>{{ title }}</p>{% endblock %}"#,
        ),
        (
            "themes/mine/templates/base.html",
            "{% block body_class %}{% endblock %}<main>{% block main %}{% endblock %}</main>",
        ),
        ("themes/mine/templates/.base.html.swp", "{{"),
        ("themes/mine/static/style.css", "mine"),
    ])
    .unwrap();
    let view = BTreeMap::from([("title", "a < b")]);
    assert_eq!(theme.render("404.html", &view).unwrap(), "listing<main><p>a &lt; b</p></main>");
    assert_eq!(&**theme.statics().get(&SitePath::new("style.css").unwrap()).unwrap(), b"mine");
    assert!(theme.assets().contains_key("page.js"), "the others stay");
}

#[test]
fn what_another_file_names_is_not_asked_for_by_a_hash() {
    let theme = theme(&[
        ("themes/mine/static/style.css", "@font-face { src: url(a.woff2) }"),
        ("themes/mine/static/a.woff2", "a"),
        ("themes/mine/static/b.woff2", "b"),
    ])
    .unwrap();
    let immutable: Vec<&str> = theme.immutable().into_iter().map(SitePath::as_str).collect();
    for (name, is_immutable) in
        [("style.css", true), ("page.js", true), ("b.woff2", true), ("a.woff2", false), ("sw.js", false)]
    {
        assert_eq!(immutable.contains(&name), is_immutable, "{name}");
    }
}

#[test]
fn a_broken_template_is_a_finding_at_its_line() {
    let text = "<p>\n{% if title %}\n</p>{{ title | }}\n";
    let other = "{% for %}";
    let findings = theme(&[("themes/mine/templates/a.html", text), ("themes/mine/templates/b.html", other)])
        .unwrap_err();
    assert_eq!(findings.len(), 2, "all of them at once: {findings:?}");
    let (path, line, ..) = place(&findings[0], text);
    assert_eq!((path.as_str(), line), ("themes/mine/templates/a.html", 3));
    assert_eq!(place(&findings[1], other).0, "themes/mine/templates/b.html");
}

#[test]
fn unknown_names_are_findings_with_the_nearest_one() {
    let text = "ä\n{% include \"partials/headr.html\" %}{{ 1 | nothing }}";
    let findings = theme(&[("themes/mine/templates/a.html", text)]).unwrap_err();
    assert_eq!(findings.len(), 2, "{findings:?}");
    assert_eq!(place(&findings[0], text).1, 2);
    assert!(findings[0].help.as_deref().unwrap().contains("partials/header.html"), "{findings:?}");
    assert!(findings[1].message.contains("`nothing`"));
    assert_eq!(place(&findings[1], text).3, "nothing");

    let text = "\n{% extends \"default/bse.html\" %}";
    let findings = theme(&[("themes/mine/templates/a.html", text)]).unwrap_err();
    assert_eq!(place(&findings[0], text).3, "default/bse.html");
    assert!(findings[0].help.as_deref().unwrap().contains("`default/base.html`"), "{findings:?}");
}

#[test]
fn a_missing_value_is_named() {
    let text = "<h1>{{ title }}</h1>\n<p>{{ site.titel }}{{ descripton }}</p>";
    let theme = theme(&[("themes/mine/templates/a.html", text)]).unwrap();
    let site = serde_json::json!({"title": "s"});
    let mut view = BTreeMap::from([("title", "t".into()), ("description", "d".into()), ("site", site)]);
    let finding = theme.render("a.html", &view).unwrap_err();
    assert_eq!(place(&finding, text).1, 2);
    assert!(finding.message.contains("`titel`"), "{finding:?}");
    assert_eq!(finding.help.as_deref(), Some("did you mean `title`?"));

    view.insert("site", serde_json::json!({"title": "s", "titel": "s"}));
    let finding = theme.render("a.html", &view).unwrap_err();
    assert!(finding.message.contains("`descripton`"), "{finding:?}");
    assert_eq!(finding.help.as_deref(), Some("did you mean `description`?"));

    let finding = theme.render("nowhere.html", &view).unwrap_err();
    assert!(finding.message.contains("nowhere.html"), "{finding:?}");
}

#[test]
fn a_block_left_out_is_a_finding_in_the_file_that_lacks_it() {
    let findings =
        theme(&[("themes/mine/templates/base.html", "{% block main %}{% endblock %}")]).unwrap_err();
    assert_eq!(findings.len(), 1, "{findings:?}");
    assert_eq!(findings[0].path.as_str(), "themes/mine/templates/base.html");
    assert!(findings[0].message.contains("`body_class`"));
}

#[test]
fn an_unknown_block_is_told_the_blocks_there_are() {
    let with = |text| theme(&[("themes/mine/templates/page.html", text)]).unwrap_err();
    let text = "{% extends \"default/page.html\" %}{% block contnet %}{% endblock %}";
    let findings = with(text);
    assert_eq!(place(&findings[0], text).3, "contnet");
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `content`?"));
    let findings = with("{% extends \"default/page.html\" %}{% block hero %}{% endblock %}");
    let help = findings[0].help.as_deref().unwrap();
    assert!(help.starts_with("the blocks are ") && help.contains("`page_foot`") && help.contains("`head`"));
}

#[test]
fn a_template_that_extends_itself_is_told_the_built_in_one() {
    for name in ["page.html", "base.html", "partials/footer.html"] {
        let text = format!("{{% extends \"{name}\" %}}");
        let findings = theme(&[(&format!("themes/mine/templates/{name}"), &text)]).unwrap_err();
        assert_eq!(place(&findings[0], &text).3, name);
        assert_eq!(findings[0].message, "the template extends itself");
        let help = format!("write `default/{name}` to name the built-in one");
        assert_eq!(findings[0].help, Some(help), "{findings:?}");
    }
}

#[test]
fn words_that_cannot_be_said_are_told_the_way() {
    let told = |text| {
        let theme = theme(&[("themes/mine/templates/a.html", text)]).unwrap();
        let finding = theme.render("a.html", &BTreeMap::<&str, &str>::new()).unwrap_err();
        (finding.message, finding.help.unwrap())
    };
    let (message, help) = told("{{ \"pages\" | t }}");
    assert_eq!(message, "the word `pages` needs a value for `{count}`");
    assert_eq!(help, "write `\"pages\" | t(count=…)`");
    let (message, help) = told("{{ \"serch\" | t }}");
    assert_eq!((message.as_str(), help.as_str()), ("there is no word `serch`", "did you mean `search`?"));
    assert!(told("{{ \"nixda\" | t }}").1.contains("i18n/en.yaml"));
}

#[test]
fn what_has_no_effect_is_advice() {
    let text = "<p style=\"color: red\" onclick='a()'><style>b {}</style><script>alert(1)</script>";
    let files = [
        ("themes/mine/templates/partials/foter.html", "x"),
        ("themes/mine/templates/partial/used.html", "x"),
        ("themes/mine/templates/partials/footer.html", text),
        (
            "themes/mine/templates/404.html",
            "{% include \"partial/used.html\" %}<script type='application/json'>1</script>",
        ),
    ];
    let mut advice = theme(&files).unwrap().advice().to_vec();
    advice.sort_by_key(|finding| (finding.path.clone(), finding.span.start));
    let told: Vec<(&str, &str, &str)> = advice
        .iter()
        .map(|finding| {
            let (_, text) = files.iter().find(|(path, _)| *path == finding.path.as_str()).unwrap();
            let marked = &text[finding.span.start..finding.span.end];
            (finding.path.file_name(), marked, finding.help.as_deref().unwrap())
        })
        .collect();
    let names: Vec<_> = told.iter().map(|(name, marked, _)| (*name, *marked)).collect();
    assert_eq!(
        names,
        [
            ("footer.html", "style"),
            ("footer.html", "onclick"),
            ("footer.html", "<style"),
            ("footer.html", "<script"),
            ("foter.html", ""),
        ]
    );
    let help = |marked: &str| told.iter().find(|(_, text, _)| *text == marked).unwrap().2;
    assert_eq!(help(""), "did you mean `partials/footer.html`?");
    assert!(help("<script").contains("`themes/mine/static/mine.js`"), "{}", help("<script"));
    assert!(help("style").contains("site.assets[\"mine.css\"]"));
    let built_in = Theme::load(&Memory::default(), DEFAULT, &english()).unwrap();
    assert_eq!(built_in.advice(), []);
    assert_eq!(theme_of_copies().advice(), []);
}

#[test]
fn what_nothing_reads_or_fetches_is_advice() {
    let font = "@font-face { src: url(https://fonts.example/a.woff2) }";
    let script = "<script src=\"https://cdn.example/x/chart.js?v=2\"></script>{# links mine.css #}";
    let theme = theme(&[
        ("themes/mine/templates/partials/footer.html", script),
        ("themes/mine/static/mine.css", font),
        ("themes/mine/template/base.html", "x"),
        ("themes/mine/layouts/page.html", "x"),
        ("themes/mine/sources/logo.xcf", "x"),
        ("themes/mine/README.md", "x"),
    ])
    .unwrap();
    let told: Vec<(&str, &str)> = theme
        .advice()
        .iter()
        .map(|finding| (finding.path.as_str(), finding.help.as_deref().unwrap()))
        .collect();
    let expected = [
        (
            "themes/mine/templates/partials/footer.html",
            "keep a copy as `themes/mine/static/chart.js`, and write \
             `src=\"{{ root }}{{ site.assets[\"chart.js\"] }}\"`",
        ),
        ("themes/mine/static/mine.css", "keep a copy as a file of the theme's `static/`"),
        ("themes/mine/layouts/page.html", "move the files that the site needs to `themes/mine/templates/`"),
        ("themes/mine/template/base.html", "did you mean `templates`?"),
    ];
    assert_eq!(told, expected);
}

/// The built-in theme under a name of one's own.
fn theme_of_copies() -> Theme {
    let (built_in, mut memory) = (files::built_in(), Memory::default());
    for path in built_in.paths() {
        if let Some(name) = path.below(&default_folder()) {
            let copy = SitePath::new(&format!("themes/mine/{name}")).unwrap();
            memory.insert(copy, built_in.read(&path).unwrap());
        }
    }
    Theme::load(&memory, "mine", &english()).unwrap()
}

#[test]
fn circles_are_findings() {
    let a = "{% include \"b.html\" %}";
    let findings = theme(&[
        ("themes/mine/templates/a.html", a),
        ("themes/mine/templates/b.html", "{% include \"a.html\" %}"),
    ])
    .unwrap_err();
    assert_eq!(place(&findings[0], a).3, "b.html");
}

#[test]
fn an_unknown_theme_is_a_finding() {
    let findings = Theme::load(&Memory::default(), "defualt", &english()).unwrap_err();
    assert_eq!(findings[0].help.as_deref(), Some("did you mean `default`?"));
    assert!(Theme::load(&Memory::default(), "../x", &english()).is_err());
}

#[test]
fn the_hash_follows_names_and_texts() {
    let hash = |path, text| theme(&[(path, text)]).unwrap().hash();
    let one = hash("themes/mine/templates/a.html", "x");
    assert_eq!(one, hash("themes/mine/templates/a.html", "x"));
    assert_ne!(one, hash("themes/mine/templates/a.html", "y"));
    assert_ne!(one, hash("themes/mine/templates/b.html", "x"));
    assert_ne!(one, hash("themes/mine/static/a.html", "x"));
}

#[test]
fn xml_holds_no_character_that_xml_forbids() {
    let theme = theme(&[("themes/mine/templates/a.xml", "<t>{{ title }}</t>")]).unwrap();
    let view = BTreeMap::from([("title", "a\u{8}\tb&")]);
    assert_eq!(theme.render("a.xml", &view).unwrap(), "<t>a\tb&amp;</t>");
}

#[test]
fn names_that_no_page_has_are_told_where_they_would_do_nothing() {
    let page = "{% extends \"default/page.html\" %}{% block content %}\
        {% if page.knid == \"runbook\" %}a{% endif %}\
        {% for item in page.fields %}{% if item.values[0].txt or loop.first %}b{% endif %}{% endfor %}\
        {{ page?.ttle | default(value=\"\") }}{% if pge.kind and body %}c{% endif %}\
        {% set last = page.updated %}{% if last?.isso %}d{% endif %}\
        {% if [badge for badge in page.badges if badge.rnak > 1] %}e{% endif %}\
        {% if page.kind and site.assets[\"x.css\"] and page.list?.pages[0].title %}f{% endif %}\
        {{ super() }}{% endblock content %}";
    let footer = "{% if page?.kind or page?.letters or page?.findngs %}x{% endif %}{% raw %}{{ page.a }}{% endraw %}\
        {% component mine(item, @root) %}{{ item.anything }}{{ root }}{% endcomponent mine %}";
    let theme = theme(&[
        ("themes/mine/templates/page.html", page),
        ("themes/mine/templates/partials/footer.html", footer),
    ])
    .unwrap();
    let told: Vec<(&str, &str, &str)> = theme
        .advice()
        .iter()
        .map(|finding| {
            let text = if finding.path.file_name() == "page.html" { page } else { footer };
            let help = finding.help.as_deref().unwrap().split(',').next().unwrap();
            (&text[finding.span.start..finding.span.end], finding.message.as_str(), help)
        })
        .collect();
    let expected = [
        ("knid", "`page` has no `knid`", "did you mean `kind`?"),
        ("txt", "`item.values[…]` has no `txt`", "did you mean `text`?"),
        ("ttle", "`page` has no `ttle`", "did you mean `title`? It is a variable of its own"),
        ("pge", "`pge` is not defined", "did you mean `page`?"),
        ("isso", "`last` has no `isso`", "did you mean `iso`?"),
        ("rnak", "`badge` has no `rnak`", "did you mean `rank`?"),
        ("findngs", "`page` has no `findngs`", "did you mean `findings`?"),
    ];
    assert_eq!(told, expected);
}
