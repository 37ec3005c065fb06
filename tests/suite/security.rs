//! SECURITY.md: each promise names tests, and those tests exist. Promises without a better place are tested here.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use regex::Regex;

use crate::support::Folder;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The promises, each with the cell that names its tests.
fn promises(text: &str) -> Vec<(&str, &str)> {
    let (_, tables) = text.split_once("## What we promise").unwrap();
    let (tables, _) = tables.split_once("\n## ").unwrap();
    let rows =
        tables.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |")?.rsplit_once(" | "));
    rows.filter(|(promise, _)| *promise != "promise").collect()
}

/// The tests in this binary, as `--list` names them.
fn suite() -> BTreeSet<String> {
    let output = Command::new(std::env::current_exe().unwrap()).arg("--list").output().unwrap();
    let listed = String::from_utf8(output.stdout).unwrap();
    listed.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

/// Whether a unit test has this name: `module::tests::name`, in the module's file or that of its tests.
fn is_unit_test(name: &str) -> bool {
    let (module, function) = name.rsplit_once("::").unwrap();
    let modules = [module, module.strip_suffix("::tests").unwrap_or(module)];
    let files = modules.iter().flat_map(|module| {
        let path = root().join("src").join(module.replace("::", "/"));
        [path.with_extension("rs"), path.join("mod.rs")]
    });
    let function = format!("fn {function}(");
    files.filter_map(|file| std::fs::read_to_string(file).ok()).any(|text| text.contains(&function))
}

#[test]
fn every_test_that_is_named_exists() {
    let text = std::fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let (promises, suite) = (promises(&text), suite());
    for page in ["README.md", "CONTRIBUTING.md"] {
        let text = std::fs::read_to_string(root().join(page)).unwrap();
        assert!(text.contains("(SECURITY.md)"), "{page} leads there");
    }
    assert!(promises.len() > 20 && suite.len() > 100, "{} promises, {} tests", promises.len(), suite.len());
    let exists = |name: &str| suite.contains(name) || name.contains("::") && is_unit_test(name);
    for (promise, tests) in promises {
        let names: Vec<_> = tests.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "{promise}: no test holds it");
        for name in names {
            let is_path = !name.contains("::") && root().join(name).exists();
            assert!(is_path || exists(name), "{promise}: there is no `{name}`");
        }
    }
    assert!(
        !exists("cli::init::is_written_tomorrow") && !exists("output::write::tests::is_written_tomorrow")
    );
}

#[test]
fn text_in_a_page_is_never_a_template() {
    let template = "{{ page.title }}{% include 'page.html' %}{# x #}{{ get_env(name='HOME') }}";
    let page = format!(
        "---\ntitle: \"T {template}\"\ndescription: \"D {template}\"\nowner: \"O {template}\"\n---\n\n\
         ## H {template}\n\nP {template} [L {template}](# \"A {template}\")\n\n```sh\nC {template}\n```\n\n\
         <div title=\"B {template}\">R {template}</div>\n"
    );
    let folder = Folder::with(&[("content/a.md", &page)]);
    folder.run(&["build", "--keep-going"]);
    let html = folder.read("public/a/index.html").replace("&#x27;", "'").replace("&#39;", "'");
    let text = Regex::new("<[^>]*>").unwrap().replace_all(&html, "");
    for part in ["T", "O", "H", "P", "L", "C", "R"] {
        assert!(text.contains(&format!("{part} {template}")), "{part} is not as it was written in\n{text}");
    }
    for part in ["D", "A", "B"] {
        assert!(html.contains(&format!("{part} {template}\"")), "{part} is not as it was written in\n{html}");
    }
}
