//! What ARCHITECTURE.md promises of the source, so far as a program can see it: which module may use which, where a
//! library is named, that no content type is, and how long a file may be.

mod arrows;
mod source;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use regex::Regex;

use self::arrows::{Crate, circles};
use self::source::Source;
use crate::support::{repository, tree};

/// The most lines of a file.
const LONGEST: usize = 500;

/// The modules that name a library, for those that not everybody may name.
const LIBRARIES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["diagnostic"]),
    ("base64", &["safety"]),
    ("clap", &["cli"]),
    ("crc32fast", &["safety"]),
    ("csscolorparser", &["diagram"]),
    ("cssparser", &["svg"]),
    ("fluent_uri", &["schema"]),
    ("gh_emoji", &["markdown"]),
    ("granit_parser", &["yaml"]),
    ("httparse", &["server"]),
    ("icu_collator", &["collation"]),
    ("icu_locale_core", &["collation", "words"]),
    ("icu_plurals", &["words"]),
    ("idna", &["safety"]),
    ("imara_diff", &["cli"]),
    ("include_dir", &["files"]),
    ("ipnet", &["config"]),
    ("jsonschema", &["schema"]),
    ("landlock", &["sandbox"]),
    ("libc", &["sandbox"]),
    ("merman", &["diagram"]),
    ("mio", &["server"]),
    ("notify", &["watch"]),
    ("oxc_allocator", &["theme"]),
    ("oxc_ast", &["theme"]),
    ("oxc_codegen", &["theme"]),
    ("oxc_mangler", &["theme"]),
    ("oxc_parser", &["theme"]),
    ("oxc_semantic", &["theme"]),
    ("pulldown_cmark", &["markdown"]),
    ("ring", &["history"]),
    ("roxmltree", &["diagram", "svg"]),
    ("rustix", &["files", "history", "output", "sandbox"]),
    ("seccompiler", &["sandbox"]),
    ("serde_yaml", &["config", "diagnostic", "safety", "schema", "search"]),
    ("signal_hook", &["cli"]),
    ("socket2", &["server"]),
    ("syntect", &["highlight"]),
    ("tera", &["theme"]),
    ("tiny_http", &["server"]),
    ("two_face", &["highlight"]),
    ("unicode_security", &["safety"]),
    ("ureq", &["external"]),
    ("walkdir", &["files", "watch"]),
    ("zip", &["archive"]),
];

/// Where the name of a content type is something else. The list only shrinks.
const OTHER_MEANINGS: &[(&str, &str)] = &[
    ("src/config/alerts.rs", "runbook"), // an annotation of Prometheus rules
    ("src/diagnostic/emit/sarif.rs", "tool"), // a member of SARIF
    ("src/highlight/prompt.rs", "service"), // a command
    ("src/safety/emails.rs", "service"), // a command, and a unit of systemd
    ("themes/default/templates/partials/header.html", "tool"), // a class
];

/// The order of modules in `lib.rs`.
fn order(lib: &str) -> Vec<String> {
    lib.lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .map(str::to_owned)
        .collect()
}

/// Modules that use one which comes after them.
fn upward(order: &[String], module: &str, named: &[Vec<String>]) -> Vec<String> {
    let place = |name: &str| order.iter().position(|known| known == name);
    let used = named.iter().filter(|path| path[0] == "crate").filter_map(|path| path.get(1));
    let above: BTreeSet<_> = used.filter(|used| place(used) > place(module)).collect();
    above.into_iter().map(|used| format!("{module} uses {used}, which comes after it in lib.rs")).collect()
}

/// Libraries that a module names, and should not.
fn foreign(module: &str, named: &[Vec<String>]) -> Vec<String> {
    let is_foreign = |(library, modules): &&(&str, &[&str])| {
        named.iter().any(|path| path[0] == *library) && !modules.contains(&module)
    };
    LIBRARIES.iter().filter(is_foreign).map(|(library, _)| format!("{module} names {library}")).collect()
}

/// Content types among the texts of a file.
fn types<'a>(path: &str, texts: impl IntoIterator<Item = &'a str>, types: &[String]) -> Vec<String> {
    let is_type = |text: &&str| types.iter().any(|name| name == text);
    let texts = texts.into_iter().filter(is_type).filter(|text| !OTHER_MEANINGS.contains(&(path, text)));
    texts.map(|text| format!("{path} knows the type {text}")).collect()
}

/// A file that is too long.
fn long(path: &str, text: &str) -> Option<String> {
    let lines = text.lines().count();
    (lines > LONGEST).then(|| format!("{path} has {lines} lines"))
}

/// Files in which more than two use each other.
fn tangles(files: &[(String, String)]) -> Vec<String> {
    let sources = files.iter().filter_map(|(path, text)| Some((path.strip_prefix("src/")?, text.as_str())));
    let is_test = |path: &str| path.split(['/', '.']).any(|part| part == "tests");
    let all = Crate::new(sources.filter(|(path, _)| !is_test(path)));
    let circles = circles(&all.arrows()).into_iter().filter(|circle| circle.len() > 2);
    let names = |circle: BTreeSet<&arrows::Module>| {
        circle.into_iter().map(|module| module.join("::")).collect::<Vec<_>>().join(", ")
    };
    circles.map(|circle| format!("these use each other: {}", names(circle))).collect()
}

/// What is between quotes in a template or script.
static QUOTED: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#""([^"]*)"|'([^']*)'"#).unwrap());

/// What is wrong with a source of the crate.
fn in_source(path: &str, text: &str, order: &[String], names: &[String]) -> Vec<String> {
    let inside = path.trim_start_matches("src/");
    let module = inside.split(['/', '.']).next().unwrap();
    let source = Source::read(text);
    let named = source.paths();
    let mut problems = upward(order, module, &named);
    problems.extend(foreign(module, &named));
    if !inside.contains("tests") {
        problems.extend(types(path, source.without_tests().texts(), names));
    }
    problems
}

/// What is wrong with a file of the theme.
fn in_theme(path: &str, text: &str, names: &[String]) -> Vec<String> {
    let quoted = QUOTED.captures_iter(text).map(|found| found.get(1).or(found.get(2)).unwrap().as_str());
    types(path, quoted, names)
}

/// The files below a folder of the repository that end so, by path from its root.
fn files(folder: &str, ends: &[&str]) -> Vec<(String, String)> {
    let files = tree(&repository(folder)).into_iter();
    let wanted = files.filter(|(path, _)| ends.iter().any(|end| path.ends_with(end)));
    wanted.map(|(path, (bytes, _))| (format!("{folder}/{path}"), String::from_utf8(bytes).unwrap())).collect()
}

/// The content types that ship. `page` is the word for all of them, and `common` is what they share.
fn shipped() -> Vec<String> {
    let names = files("schemas", &[".schema.json"]).into_iter();
    let names = names.map(|(path, _)| path["schemas/".len()..].trim_end_matches(".schema.json").to_owned());
    names.filter(|name| name != "common" && name != "page").collect()
}

#[test]
fn the_source_is_as_promised() {
    let (sources, names) = (files("src", &[".rs"]), shipped());
    let lib = &sources.iter().find(|(path, _)| path == "src/lib.rs").unwrap().1;
    let order = order(lib);
    let mut problems = tangles(&sources);
    for (path, text) in &sources {
        problems.extend(in_source(path, text, &order, &names));
    }
    for (path, text) in &files("themes", &[".html", ".xml", ".js"]) {
        problems.extend(in_theme(path, text, &names));
    }
    let unnamed = sources.iter().filter(|(path, _)| path.ends_with("/mod.rs"));
    problems.extend(unnamed.map(|(path, _)| format!("{path} has to be named after its folder")));
    let tests = files("tests", &[".rs"]);
    problems.extend(sources.iter().chain(&tests).filter_map(|(path, text)| long(path, text)));
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    assert!(order.len() > 30 && names.len() > 7 && sources.len() > 300, "all of it was looked at");
}

#[test]
fn exceptions_are_still_needed() {
    for (path, name) in OTHER_MEANINGS {
        let text = std::fs::read_to_string(repository(path)).unwrap();
        assert!(text.contains(&format!("\"{name}\"")), "{path} has no {name} any more");
    }
    let manifest = std::fs::read_to_string(repository("Cargo.toml")).unwrap();
    for (library, modules) in LIBRARIES {
        assert!(manifest.contains(&library.replace('_', "-")) || manifest.contains(library), "{library}");
        let named = |module: &&str| {
            let own = files("src", &[".rs"])
                .into_iter()
                .filter(|(path, _)| path[4..].split(['/', '.']).next() == Some(module));
            own.into_iter()
                .any(|(_, text)| Source::read(&text).paths().iter().any(|path| path[0] == *library))
        };
        assert!(modules.iter().all(named), "{library} is not named in all of {modules:?}");
    }
}

#[test]
fn each_kind_of_fault_is_found() {
    let order = ["path", "text", "page"].map(str::to_owned);
    let names = ["runbook".to_owned()];
    let found = |path: &str, text: &str| in_source(path, text, &order, &names).join("; ");
    let upward = "text uses page, which comes after it in lib.rs";
    for text in [
        "use crate::page::Page;",
        "use crate::{path::SitePath, page::{self, Page}};",
        "fn f(page: &crate::page::Page) {}",
        "#[cfg(test)]\nmod tests { use crate::page::Page; }",
    ] {
        assert_eq!(found("src/text.rs", text), upward, "{text}");
        assert_eq!(found("src/text/inner.rs", text), upward, "{text}");
        assert_eq!(found("src/page.rs", text), "", "{text}");
    }
    for text in ["use tera::Context;", "fn f() -> tera::Result<()> {}", "use tera as other;"] {
        assert_eq!(found("src/text.rs", text), "text names tera", "{text}");
    }
    assert_eq!(found("src/text.rs", "const A: &str = \"runbook\";"), "src/text.rs knows the type runbook");
    assert_eq!(found("src/text.rs", "if kind == r#\"runbook\"# {}"), "src/text.rs knows the type runbook");
    for text in [
        "// \"runbook\", crate::page, tera::Context",
        "const A: &str = \"a runbook, use tera::Context; use crate::page;\";",
        "const A: char = '\"'; // runbook\"",
        "#[cfg(test)]\nmod tests { const A: [u8; 1] = [1]; const B: &str = \"runbook\"; }",
    ] {
        assert_eq!(found("src/text.rs", text), "", "{text}");
    }
    let in_theme = |text: &str| in_theme("themes/a.html", text, &names).join("; ");
    assert_eq!(in_theme("{% if kind == \"runbook\" %}"), "themes/a.html knows the type runbook");
    assert_eq!(in_theme("if (kind === 'runbook') {"), "themes/a.html knows the type runbook");
    assert_eq!(in_theme("<p>runbook</p>"), "");
    assert_eq!(long("src/text.rs", &"\n".repeat(LONGEST)), None);
    assert_eq!(long("src/text.rs", &"\n".repeat(LONGEST + 1)).unwrap(), "src/text.rs has 501 lines");
}

#[test]
fn files_that_use_each_other_are_found() {
    let found = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        tangles(&files.collect::<Vec<_>>()).join("; ")
    };
    let (one, two) = ("src/a/one.rs", "src/a/two.rs");
    let all = "these use each other: a, a::one, a::two";
    let face = ("src/a.rs", "mod one; mod two; struct A; fn f() { one::f(); }");
    assert_eq!(found(&[face, (one, "use super::two::B;"), (two, "struct B; use super::A;")]), all);
    let face = ("src/a/mod.rs", "mod one; mod two; pub use one::*; use one::f; struct A; fn g() { f() }");
    assert_eq!(found(&[face, (one, "fn f(b: super::two::B) {}"), (two, "struct B(crate::a::A);")]), all);
    // A name that is handed on is its owner's, and tests may use what they test.
    let face = ("src/a.rs", "mod one; mod two; pub use two::B; fn f() { one::f(); }");
    assert_eq!(found(&[face, (one, "use super::B; fn f() {}"), (two, "struct B;")]), "");
    let test = (two, "struct B; #[cfg(test)] mod tests { use crate::a::f; }");
    assert_eq!(found(&[face, (one, "use super::B;"), test]), "");
    // Two may be one thing in two files.
    assert_eq!(
        found(&[("src/a.rs", "mod one; struct A; use one::B;"), (one, "use super::A; struct B;")]),
        ""
    );
}
