//! The types that come with the program.

use super::*;

#[test]
fn nothing_is_wrong_with_them() {
    let (schemas, findings) = load(&[]);
    assert_eq!(findings, []);
    let names: Vec<&str> = schemas.iter().map(|schema| schema.name.as_str()).collect();
    let expected = [
        "advisory",
        "best-practice",
        "dashboard",
        "decision",
        "page",
        "postmortem",
        "runbook",
        "service",
        "tool",
    ];
    assert_eq!(names, expected);
    for schema in schemas.iter() {
        assert_eq!(schema.collection.is_none(), schema.name == DEFAULT_TYPE);
        assert!(schema.json.get("description").is_some(), "{}", schema.name);
        for field in &schema.fields {
            assert!(
                !field.title.is_empty() && field.description.ends_with('.'),
                "{}: {:?}",
                schema.name,
                field.path
            );
            let is_reference = field.reference.as_ref().is_some_and(|reference| reference.inverse.is_none());
            assert!(!is_reference, "{}: {:?} has no inverse", schema.name, field.path);
        }
    }
}

#[test]
fn a_repository_without_front_matter_builds() {
    let (schemas, _) = load(&[]);
    let source = Source::new(path("content/a.md"), "# Disk full\n");
    let (front_matter, _) = read(&source);
    for schema in schemas.iter() {
        assert_eq!(schema.validate(&source, &front_matter).1, [], "{}", schema.name);
    }
}

#[test]
fn a_new_page_passes_with_its_blanks_and_names_every_field_once() {
    let (schemas, _) = load(&[]);
    for schema in schemas.iter() {
        for title in ["Disk full", "It's: a \"test\" # 1", "1.10", "null", "- x", "ü \\ `x` {{ y }}"] {
            let page = schema.template(title, "2026-11-22");
            let source = Source::new(path("content/a.md"), page.as_str());
            let (front_matter, findings) = read(&source);
            assert_eq!(findings, [], "{page}");
            let (values, findings) = schema.validate(&source, &front_matter);
            assert_eq!(shown(&page, &findings), Vec::<String>::new(), "{page}");
            assert_eq!(values["title"], title, "{page}");
            assert_eq!(values["created"], "2026-11-22", "{page}");
            for section in &schema.sections {
                assert!(page[front_matter.body..].contains(&format!("\n## {}\n", section.title)), "{page}");
            }
        }
    }
}

#[test]
fn a_template_names_what_is_required() {
    let own = r#"{"title": "Drill", "required": ["lead", "kind"], "properties": {
      "title": {"type": "string"}, "lead": {"type": "string", "description": "Who leads it."}, "note": {"type": "string"},
      "kind": {"enum": ["table", "live"]}}}"#;
    let (schemas, _) = load(&[("schemas/drill.schema.json", own)]);
    let drill = schemas.get("drill").unwrap();
    let page = drill.template("Lost quorum", "2026-11-22");
    assert_eq!(
        page,
        "---\ntitle: Lost quorum\n# Who leads it; required\nlead:\n# one of: table or live; required\nkind:\n---\n"
    );
    let source = Source::new(path("content/a.md"), page.as_str());
    let (front_matter, _) = read(&source);
    let found = shown(&page, &drill.validate(&source, &front_matter).1);
    assert!(
        found.len() == 2 && found[0].starts_with("4:1 ") && found[0].contains("Who leads it"),
        "{found:#?}"
    );
}

/// `(type, front matter, where, what)`; an empty place means that nothing is wrong.
const PAGES: &[(&str, &str, &str, &str)] = &[
    (
        "page",
        "status: whatever\nowner: [a, b]\nauthors: c\nweight: 1.5\ndraft: true\nreview_every: P6M",
        "",
        "",
    ),
    ("page", "id: Disk Full", "2:5", "`id` is `Disk Full`"),
    ("page", "layout: post", "2:1", "`layout` is not a field"),
    ("page", "updated: 2025-01-01\ncreated: 2025-01-02", "2:10", "`updated` is before `created`"),
    (
        "runbook",
        "alerts: NodeDown\nseverity: critical\nstatus: active\nservices: [ceph]\nescalation: [a, b]",
        "",
        "",
    ),
    ("runbook", "alerts: [NodeDown, NodeDown]", "2:20", "`NodeDown` is listed twice"),
    ("runbook", "severity: sev1", "2:11", "one of `critical`, `warning` or `info`"),
    ("runbook", "parameters:\n  - name: NODE\n    example: 17\n    default: no", "", ""),
    ("runbook", "parameters: [NODE]", "2:14", "item 1 of `parameters` must be a mapping"),
    (
        "postmortem",
        "status: published\ncustomers_affected: 12\ntimeline:\n  - at: 2025-03-14 09:12\n    event: x",
        "",
        "",
    ),
    ("postmortem", "timeline:\n  - at: 9:12\n    event: x", "3:9", "`at` is `9:12`; expected a date"),
    ("postmortem", "action_items:\n  - title: a\n    kind: fix", "4:11", "one of `prevent`, `detect`"),
    ("postmortem", "customers_affected: about 12", "2:21", "`customers_affected` must be a whole number"),
    ("best-practice", "layer: [iaas, platform]\nmaturity: proven\naudience: operator", "", ""),
    ("best-practice", "layer: iaas", "2:8", "`layer` must be a list, not the text `iaas`"),
    ("tool", "path: tools/a.sh\nlanguage: bash\nidempotent: false", "", ""),
    ("tool", "repository: git@example.org:a/b", "2:13", "expected a full address"),
    ("dashboard", "thresholds:\n  - metric: a\n    warning: 80\n  - '90 %: act'", "", ""),
    ("dashboard", "purpose: incidents", "2:10", "one of `capacity`"),
    (
        "advisory",
        "aliases: CVE-2024-21626\ncvss: 8.6\nwithdrawn: true\nreferences: https://example.org",
        "",
        "",
    ),
    ("advisory", "withdrawn: 2025-01-02", "", ""),
    ("advisory", "withdrawn: maybe", "2:12", "`withdrawn`"),
    ("advisory", "cvss: 11", "2:7", "it must be at most 10"),
    ("advisory", "references: [example.org]", "2:14", "expected a full address"),
    ("decision", "status: accepted\ndate: 2025-01-02\nreplaces: a", "", ""),
    (
        "decision",
        "status: accepted",
        "1:1",
        "`date` is missing; it is required because `status` is `accepted` or `rejected`",
    ),
    (
        "decision",
        "status: superseded",
        "1:1",
        "`replaced_by` is missing; it is required because `status` is `superseded`",
    ),
    (
        "decision",
        "status: proposed\nreplaced_by: b",
        "3:1",
        "`replaced_by` must not be set because `status` is not `superseded`",
    ),
    ("service", "tier: 1\ndepends_on: [dns]", "", ""),
    ("service", "tier: gold", "2:7", "`tier` must be a whole number"),
    ("service", "tier: 5", "2:7", "it must be at most 4"),
];

#[test]
fn they_say_what_they_should() {
    let (schemas, _) = load(&[]);
    for (name, front_matter, place, message) in PAGES {
        let found = validate(schemas.get(name).unwrap(), front_matter);
        match (found.as_slice(), place.is_empty()) {
            ([], true) => {}
            ([only], false) if only.starts_with(&format!("{place} ")) && only.contains(message) => {}
            _ => panic!("{name} {front_matter:?} gave {found:#?}"),
        }
    }
}

#[test]
fn fields_know_what_they_are_for() {
    let (schemas, _) = load(&[]);
    let field = |name: &str, field: &str| schemas.get(name).unwrap().field(field).unwrap().clone();
    let inverse = |name: &str, field_name: &str| field(name, field_name).reference.unwrap().inverse.unwrap();
    assert!(field("runbook", "alerts").key && !field("runbook", "severity").key);
    assert!(field("runbook", "aliases").old_urls && !field("runbook", "aliases").key);
    assert!(field("advisory", "aliases").key && !field("advisory", "aliases").old_urls);
    assert_eq!(inverse("runbook", "services"), "Runbooks");
    assert_eq!(inverse("postmortem", "services"), "Incidents");
    assert_eq!(inverse("service", "depends_on"), "Depended on by");
    assert!(field("page", "related").reference.unwrap().types.is_empty(), "any type");
    assert_eq!(field("runbook", "supersedes").reference.unwrap().types, ["runbook"]);
    assert_eq!(field("postmortem", "severity").options, ["sev1", "sev2", "sev3", "sev4"]);
    assert_eq!(field("best-practice", "layer").options.len(), 5);
    assert_eq!(field("postmortem", "detected_at").after, ["started_at"]);
    assert!(field("postmortem", "started_at").is_date && !field("page", "title").panel);
    let nested = FieldPath(["action_items", "*", "due"].map(str::to_owned).to_vec());
    assert!(schemas.get("postmortem").unwrap().field_at(&nested).unwrap().is_date);
}
