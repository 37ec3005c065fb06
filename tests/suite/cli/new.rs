//! `new`: a page of every type, which passes `check` once its blanks are filled.

use opslore::files::built_in;
use opslore::front_matter;
use opslore::path::SitePath;
use opslore::schema::{Field, FieldPath, Schema, Schemas};
use opslore::text::Source;

use crate::support::Folder;

/// What a blank may be filled with, whatever the field is called: the first that its schema takes.
const CANDIDATES: &[&str] = &[
    "Example",
    "2025-01-01",
    "https://example.org",
    "1",
    "true",
    "[Example]",
    "6 months",
    "example@example.org",
];

/// A page as an author leaves it: its blanks filled, its guidance replaced, and no draft any more.
fn finish(schema: &Schema, page: &str, target: &str) -> String {
    let guidance: Vec<String> = schema.guidance().collect();
    let mut finished = fill(schema, page, target).replace("status: draft\n", "status: published\n");
    for hint in guidance {
        finished = finished.replace(&hint, "Text of the section.");
    }
    finished + "\nMore text.\n"
}

/// Fills the blanks of a page: the references with `target`, the others with whatever fits.
fn fill(schema: &Schema, page: &str, target: &str) -> String {
    let mut filled = String::new();
    for line in page.split_inclusive('\n') {
        let name = line.strip_suffix(":\n").filter(|name| !name.starts_with(['#', ' ', '-']));
        let field = name.and_then(|name| schema.field(name));
        match (name, field) {
            (Some(name), Some(field)) => {
                let value = match (&field.reference, &field.file) {
                    (Some(_), _) => Some(target.to_owned()),
                    (None, Some(_)) => Some("/tool.sh".to_owned()),
                    (None, None) => value(schema, field),
                };
                let value = value.unwrap_or_else(|| panic!("nothing fits `{name}` of {}", schema.name));
                filled.push_str(&format!("{name}: {value}\n"));
            }
            _ => filled.push_str(line),
        }
    }
    filled
}

fn value(schema: &Schema, field: &Field) -> Option<String> {
    let name = &field.path.0[0];
    let options = field.options.iter().flat_map(|option| [option.clone(), format!("[{option}]")]);
    let item = schema.fields.iter().filter(|item| {
        matches!(item.path.0.as_slice(), [list, step, _] if list == name && step == FieldPath::ITEMS)
            && item.required
    });
    let item: Vec<String> = item.map(|item| format!("{}: Example", item.path.0[2])).collect();
    let items = (!item.is_empty()).then(|| format!("[{{{}}}]", item.join(", ")));
    let others = CANDIDATES.iter().map(|candidate| (*candidate).to_owned());
    let mut candidates = options.chain(items).chain(others);
    candidates.find(|candidate| {
        let source = Source::new(SitePath::new("a.md").unwrap(), format!("---\n{name}: {candidate}\n---\n"));
        let (front_matter, problems) = front_matter::read(&source);
        let (_, findings) = schema.validate(&source, &front_matter);
        let about_it = findings.iter().filter(|finding| finding.span.start >= 4);
        problems.is_empty() && about_it.count() == 0
    })
}

fn is_error(finding: &&serde_json::Value) -> bool {
    finding["severity"] == "error"
}

#[test]
fn every_type_passes_once_its_blanks_are_filled() {
    let (schemas, _) = Schemas::load(&built_in());
    for schema in schemas.iter() {
        let folder = Folder::new();
        std::fs::create_dir(folder.path("content")).unwrap();
        // Something that references of any type can name, and fields that name a file.
        folder.write("tool.sh", "");
        for other in schemas.iter() {
            let target = folder.run(&["new", &other.name, "Target"]).exits(0).out.trim_end().to_owned();
            folder.write(&target, "---\ntitle: Target\n---\n\nText.\n");
        }
        let title = format!("Example: a \"{}\" & more", schema.name);
        let run = folder.run(&["new", &schema.name, &title]).exits(0);
        let path = run.out.trim_end();
        assert!(path.starts_with("content/") && path.ends_with(".md"), "{path}");
        let page = folder.read(path);
        let check = folder.run(&["check", "--format", "json", path]).json();
        let errors: Vec<_> = check["findings"].as_array().unwrap().iter().filter(is_error).collect();
        assert!(errors.iter().all(|error| error["code"] == "OL0409"), "with its blanks: {page}\n{check:#}");
        assert_eq!(errors.is_empty(), page.contains("\nstatus: draft\n"), "{page}\n{check:#}");
        folder.write(path, finish(schema, &page, "target"));
        let check = folder.run(&["check", "--format", "json", path]).exits(0).json();
        assert_eq!(check["findings"], serde_json::json!([]), "{}\n{check:#}", folder.read(path));
        folder.run(&["build"]).exits(0);
        let pages = folder.read("public/api/pages.json");
        let json: serde_json::Value = serde_json::from_str(&pages).unwrap();
        let own = json["pages"].as_array().unwrap().iter().find(|page| page["path"] == path).unwrap();
        assert_eq!((&own["title"], &own["type"]), (&title.as_str().into(), &schema.name.as_str().into()));
    }
}

#[test]
fn a_file_that_needs_another_name_is_told_so() {
    let schema = r#"{"x-opslore": {"collection": {"title": "RFCs", "folder": "rfcs"},
        "file_name": {"pattern": "rfc-[0-9]+-.+\\.md", "hint": "Call it `rfc-1-title.md`."}}}"#;
    let folder = Folder::with(&[("schemas/rfc.schema.json", schema), ("opslore.yaml", "content: .\n")]);
    folder.run(&["new", "rfc", "Names"]).exits(0).complains("rename the file: Call it `rfc-1-title.md`.");
    folder.run(&["check"]).exits(1).finds("OL0407");
}

#[test]
fn sections_are_in_the_language_of_the_site() {
    let folder = Folder::with(&[("opslore.yaml", "title: T\nlanguage: de\n")]);
    let run = folder.run(&["new", "runbook", "Voll"]).exits(0);
    let page = folder.read(run.out.trim_end());
    assert!(page.contains("## Abhilfe\n") && !page.contains("## Mitigation"), "{page}");
    let check = folder.run(&["check", "--format", "json"]).json();
    let errors: Vec<_> = check["findings"].as_array().unwrap().iter().filter(is_error).collect();
    assert!(errors.len() == 4 && errors.iter().all(|error| error["code"] == "OL0409"), "{check:#}");
}

#[test]
fn a_type_of_one_s_own_with_a_required_field() {
    let schema = r#"{"title": "Rack", "required": ["title", "room"],
        "x-opslore": {"collection": {"title": "Racks", "folder": "racks"}, "sections": [{"title": "Power"}]},
        "properties": {"title": {"type": "string"}, "room": {"enum": ["A", "B"]}, "units": {"type": "integer"}}}"#;
    let folder = Folder::with(&[("schemas/rack.schema.json", schema), ("opslore.yaml", "content: .\n")]);
    let run = folder.run(&["new", "rack", "Row 3 / Rack 17"]).exits(0);
    assert_eq!(run.out, "racks/row-3-rack-17.md\n");
    folder.run(&["check"]).exits(1).finds("`room` has no value but is required");
    let page = folder.read("racks/row-3-rack-17.md");
    assert!(page.contains("## Power") && page.contains("required") && !page.contains("units"), "{page}");
    folder.write("racks/row-3-rack-17.md", page.replace("room:", "room: A"));
    folder.run(&["check", "--deny", "warnings"]).exits(0);
}

#[test]
fn a_page_that_nobody_filled_in_is_not_published() {
    let schema = r#"{"title": "Rack", "x-opslore": {"collection": {"title": "Racks", "folder": "racks"},
        "sections": [{"title": "Power", "hint": "Which feeds it has,\n   and `where` they come from."}]},
        "properties": {"title": {"type": "string"}}}"#;
    let folder = Folder::with(&[("schemas/rack.schema.json", schema), ("content/a.md", "# A\n")]);
    let path = folder.run(&["new", "rack", "Rack 17"]).exits(0).out.trim_end().to_owned();
    folder.run(&["check"]).exits(1).finds("OL0409");
    folder.run(&["build"]).exits(1);
    let page = folder.read(&path);
    folder.write(&path, page.replace("title:", "status: draft\ntitle:"));
    folder.run(&["check"]).exits(0).finds("OL0409");
    folder.run(&["build"]).exits(0);
    assert!(folder.has("public/a/index.html") && !folder.has("public/racks/rack-17/index.html"));
    folder.write(&path, page.replace("Which feeds it has, and `where` they come from.", "Feeds A and B."));
    folder.run(&["check"]).exits(0);
    folder.run(&["build"]).exits(0);
    assert!(folder.has("public/racks/rack-17/index.html"));
}

#[test]
fn nothing_is_overwritten() {
    let folder = Folder::with(&[("content/runbooks/disk-full.md", "# Mine\n")]);
    folder.run(&["new", "runbook", "Disk Full"]).exits(2).complains("already exists");
    assert_eq!(folder.read("content/runbooks/disk-full.md"), "# Mine\n");
}

#[test]
fn an_unknown_type_gets_the_nearest() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    folder.run(&["new", "runbok", "A"]).exits(2).complains("did you mean `runbook`?");
    folder.run(&["new", "xyz", "A"]).exits(2).complains("`postmortem`");
    folder.run(&["new", "common", "A"]).exits(2).complains("there is no content type `common`");
    folder.run(&["new", "runbook", "  "]).exits(2).complains("the title is empty");
}

#[test]
fn titles_of_any_kind() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("content")).unwrap();
    for title in [
        "../../etc/passwd",
        "Größe: ü 🔥",
        "- x",
        "@y",
        "'quoted'",
        "no",
        "2025-01-01",
        "a\nb",
        "???",
        "{{ z }}",
        "#1",
    ] {
        let run = folder.run(&["new", "page", "--", title]).exits(0);
        let path = run.out.trim_end();
        folder.write(path, folder.read(path) + "\nText.\n");
    }
    folder.run(&["check"]).exits(0);
    folder.run(&["build"]).exits(0);
    let pages: serde_json::Value = serde_json::from_str(&folder.read("public/api/pages.json")).unwrap();
    let titles: Vec<_> =
        pages["pages"].as_array().unwrap().iter().map(|page| page["title"].as_str().unwrap()).collect();
    for title in [
        "../../etc/passwd",
        "Größe: ü 🔥",
        "- x",
        "@y",
        "'quoted'",
        "no",
        "2025-01-01",
        "a b",
        "???",
        "{{ z }}",
        "#1",
    ] {
        assert!(titles.contains(&title), "{title} is not in {titles:?}");
    }
}
