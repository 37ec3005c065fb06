//! A secret in a page is told of, and shown nowhere.

use crate::support::{Folder, tree};

/// A token that no vendor gave out, in parts, so that this file holds none.
fn token() -> String {
    ["gh", "p_", "DNxrq7Wm", "Tz7KfQ2sLv9B", "cXy4Rj8Hn1Pd", "Ae3U"].concat()
}

#[test]
fn no_report_quotes_a_secret_and_no_baseline_keeps_one() {
    let token = token();
    let page = format!(
        "---\ntitle: A\nowner: x\ntier: {token}\ndepends_on: [{token}]\n---\n\n[x](nope-{token}.md)\n"
    );
    let folder = Folder::with(&[("content/services/a.md", &page)]);
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        let run = folder.run(&["check", "--format", format]).exits(1);
        let shown = run.out + &run.err;
        assert!(shown.contains("OL0801") && shown.contains("OL0201"), "{format}: {shown}");
        assert!(!shown.to_lowercase().contains(&token[4..].to_lowercase()), "{format}: {shown}");
    }
    let baseline = folder.path("known.json");
    folder.run(&["check", "--write-baseline", baseline.to_str().unwrap()]).exits(0);
    assert!(!folder.read("known.json").contains(&token[4..]));
    // The secret is known, another finding on its line is not.
    folder.write("content/services/a.md", format!("{page}\n[y](gone.md) {token}\n"));
    let run = folder.run(&["check", "--baseline", baseline.to_str().unwrap()]).exits(1);
    assert!(run.out.contains("gone.md") && !format!("{run:?}").contains(&token[4..]), "{run:?}");
}

/// Tokens that no vendor gave out: one for every place, so that a test can say which is shown.
struct Tokens(Vec<(String, String)>);

impl Tokens {
    /// A token for a place.
    fn new_at(&mut self, place: &str) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789";
        let mut state = self.0.len() as u64 + 1;
        let mut letter = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(LETTERS[(state >> 33) as usize % LETTERS.len()])
        };
        let token: String = ["glp", "at-"].concat().chars().chain((0..20).map(|_| letter())).collect();
        self.0.push((place.to_owned(), token.clone()));
        token
    }

    /// `text` with a token of its own for every `@NAME@`.
    fn fill(&mut self, text: &str) -> String {
        let mut parts = text.split('@');
        let mut filled = parts.next().unwrap_or_default().to_owned();
        for (nth, part) in parts.enumerate() {
            filled.push_str(&if nth % 2 == 0 { self.new_at(part) } else { part.to_owned() });
        }
        filled
    }

    /// The places whose tokens, or so much of them that they could be guessed, are in a text.
    fn shown_in(&self, text: &str) -> Vec<&str> {
        let text = text.to_lowercase();
        let is_shown = |(_, token): &&(String, String)| text.contains(&token[6..14].to_lowercase());
        self.0.iter().filter(is_shown).map(|(place, _)| place.as_str()).collect()
    }
}

/// Every kind of text that reaches a site, each with a secret.
const SOURCES: &[(&str, &str)] = &[
    (
        "opslore.yaml",
        "# @a comment@\ntitle: Ops @title@\ndescription: About @description@\nbase_url: https://bot:@base_url@[at]docs.acme.net/x\n\
         repository: https://bot:@repository@[at]git.acme.net/o/r\nbranch: main-@branch@\nlicense: By @license@\n\
         edit_url: https://git.acme.net/@edit_url@/{path}\ncollections:\n  notes: {type: page, title: N @its title@, description: N @its text@}\n\
         alerts:\n  rules: rules/*.yaml\n  urls: ['https://bot:@alerts.urls@[at]old.acme.net']\n",
    ),
    (
        "rules/a.yaml",
        "groups:\n- name: g @group@\n  rules:\n  - alert: Disk @alert@\n    expr: up{x=\"@expression@\"} == 0\n    labels: {severity: \
         critical, team: '@label@'}\n    annotations: {summary: 'S @annotation@', runbook_url: 'https://x.acme.net/@runbook_url@'}\n",
    ),
    ("rules/@name of a rule file@.yaml", "groups: [{name: x, rules: [{alert: B, expr: up}]}]\n"),
    (
        "content/index.md",
        "---\ntitle: Home\n# @comment in front matter@\n---\n<!-- @comment in HTML@ -->\nText @text@ and `@code span@` [l](@target@.md \
         \"@title of a link@\") ![@alternative text@](f/a.svg).\n[b](f/b.json) [c](f/c.env.txt) [d](f/d.txt) [e](f/@name of a \
         file@.txt)\n\n## H @heading@\n\n```sh title=\"@info string@\"\nexport X=@code block@\n```\n\n```mermaid\ngraph TD; A[\"@diagram@\"] \
         --> B\n```\n\n> [!NOTE] @note@\n> x\n\n| a | @cell@ |\n|---|---|\n| b | c |\n",
    ),
    ("content/f/a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>@picture@</title></svg>"),
    ("content/f/b.json", "{\"t\": \"@dashboard@\"}"),
    ("content/f/c.env.txt", "X=@environment@"),
    ("content/f/@name of a file@.txt", "x"),
    (
        "content/runbooks/r.md",
        "---\ntitle: Run @title of a page@\ndescription: D @description of a page@\ntags: ['@tag@']\nowner: '@owner@'\naliases: \
         [/old/@alias@]\nalerts: [Disk, 'A-@key@']\nseverity: critical\n---\nSee [x](../notes/n.md#@anchor@).\n",
    ),
    ("content/notes/n.md", "# Note\n"),
    ("content/notes/@name of a page@.md", "# T\n\n[y](n.md)\n"),
    ("content/notes/@name of a folder@/index.md", "# T\n"),
    (
        "schemas/note.schema.json",
        "{\"title\": \"Note @title of a schema@\", \"description\": \"@description of a schema@\", \"type\": \"object\", \"x-opslore\": \
         {\"collection\": {\"title\": \"C @title of a collection@\", \"folder\": \"own\"}}, \"properties\": {\"title\": {\"type\": \
         \"string\"}, \"kind\": {\"title\": \"K @title of a field@\", \"type\": \"string\", \"x-opslore\": {\"facet\": true}}}}",
    ),
    ("content/own/a.md", "---\ntitle: A\nkind: x\n---\nx\n"),
    ("themes/default/static/own.css", "/* @file of a theme@ */"),
    ("themes/default/i18n/en.yaml", "# @words of a theme@\n"),
    ("themes/default/static/@name of a file of a theme@.txt", "x"),
];

fn secretive() -> (Folder, Tokens) {
    let (folder, mut tokens) = (Folder::new(), Tokens(Vec::new()));
    for (path, text) in SOURCES {
        let (path, text) = (tokens.fill(path), tokens.fill(text).replace("[at]", "@"));
        // A file that a page links to has the name that the page says.
        let named =
            tokens.0.iter().rfind(|(place, _)| place == "name of a file").map(|(_, token)| token.clone());
        let path = if path.starts_with("content/f/glp") {
            format!("content/f/{}.txt", named.unwrap())
        } else {
            path
        };
        folder.write(&path, text);
    }
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    let name = format!("user.name=bot {}", tokens.new_at("contributor"));
    folder.git(&["-c", &name, "commit", "-qm", "x"]);
    let utf_16: Vec<u8> = tokens.new_at("UTF-16").encode_utf16().flat_map(u16::to_le_bytes).collect();
    folder.write("content/f/d.txt", [&[0xff, 0xfe][..], &utf_16].concat());
    (folder, tokens)
}

#[test]
fn every_text_that_is_published_passes_the_same_look_and_no_output_shows_a_secret() {
    let (folder, tokens) = secretive();
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        let run = folder.run(&["check", "--format", format]).exits(1);
        assert_eq!(tokens.shown_in(&(run.out + &run.err)), Vec::<&str>::new(), "{format}");
    }
    let run = folder.run(&["check", "--format", "json"]);
    let json = run.json();
    let found = json["findings"].as_array().unwrap().iter().filter(|finding| finding["code"] == "OL0801");
    let places: Vec<_> = found.map(|finding| (finding["path"].clone(), finding["start"].clone())).collect();
    assert_eq!(places.len(), tokens.0.len() - 1, "the name of a file is in two places: {places:#?}");
    let run = folder.run(&["build", "--keep-going"]).exits(1);
    assert_eq!(tokens.shown_in(&run.err), Vec::<&str>::new());
    let site = tree(&folder.path("public"));
    assert!(site.len() > 30 && site.contains_key("runbooks/r/index.html") && site.contains_key("f/b.json"));
    for (path, (bytes, _)) in site {
        let text: String = bytes.iter().filter(|byte| **byte != 0).map(|byte| char::from(*byte)).collect();
        assert_eq!(tokens.shown_in(&format!("{path}\n{text}")), Vec::<&str>::new(), "{path}");
    }
    let run = folder.run(&["search", "Run", "--json"]).exits(0);
    assert!(run.out.contains("SECRET-REMOVED") && tokens.shown_in(&run.out).is_empty(), "{}", run.out);
}

#[test]
fn what_the_user_typed_is_not_repeated_where_it_holds_a_secret() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    let (token, url) = (token(), format!("https://bot:{}@docs.acme.net", token()));
    for arguments in [
        &["build", "--base-url", &url][..],
        &["build", "--base-url", &token],
        &["check", "--alerts", &token],
        &["check", &token],
        &["explain", &token],
        &["check", "--no-such", &token],
        &["new", "page", &format!("On {token}")],
    ] {
        let run = folder.run(arguments).exits(2);
        let shown = (run.out + &run.err).to_lowercase();
        assert!(!shown.is_empty() && !shown.contains(&token[4..].to_lowercase()), "{shown}");
    }
}

#[test]
fn a_configuration_that_cannot_be_used_is_refused_without_its_secrets() {
    let token = token();
    for text in [
        format!("base_url: {token}\n"),
        format!("{token}: x\n"),
        format!("title: [{token}\n"),
        format!("language: {token}\nrepository: {token}\n"),
    ] {
        let folder = Folder::with(&[("content/a.md", "# A\n"), ("opslore.yaml", &text)]);
        for format in ["human", "json", "github"] {
            let run = folder.run(&["check", "--format", format]).exits(2);
            assert!(!(run.out + &run.err).contains(&token[4..]), "{text}");
        }
    }
}
