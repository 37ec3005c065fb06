//! Reads the alerts of a rule file, each with the span of its name and annotations.
//!
//! It reads `{groups: [{rules: [{alert: …}]}]}` at any depth: as a whole file for Prometheus,
//! Loki, Mimir or Thanos, below `spec` of a PrometheusRule, in a Kubernetes `List`, in the values of
//! a Helm chart, and in the text of a ConfigMap.

use std::sync::Arc;

use crate::diagnostic::{Finding, rules};
use crate::front_matter::documents::{Documents, read_documents};
use crate::front_matter::{Entry, Node, Scalar, Value};
use crate::path::SitePath;
use crate::text::{LineIndex, Span};

/// A rule file.
#[derive(Debug)]
pub struct RuleFile {
    /// Where it is.
    pub path: SitePath,
    /// What it says.
    pub text: Arc<str>,
    /// Whether it has groups of rules, alerting ones or not.
    pub has_groups: bool,
    /// Its alerting rules, in their order.
    pub rules: Vec<Rule>,
    /// Why not all of it could be read.
    pub findings: Vec<Finding>,
}

/// An alerting rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// The alert.
    pub name: String,
    /// Where its name is.
    pub span: Span,
    /// The line of it, from 1.
    pub line: usize,
    /// Its annotations.
    pub annotations: Vec<Pair>,
    /// Its labels.
    pub labels: Vec<Pair>,
}

/// An annotation or a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Its name.
    pub name: String,
    /// Its text, without spaces around it; `None` where it holds a list or a mapping.
    pub text: Option<String>,
    /// Where its value is; its name where nothing was written.
    pub span: Span,
}

impl Rule {
    /// The label of this name.
    pub fn label(&self, name: &str) -> Option<&Pair> {
        self.labels.iter().rfind(|label| label.name == name)
    }
}

/// Larger files are no rules that anybody wrote.
const LARGEST: usize = 16 << 20;
/// How deep files within files are read: a ConfigMap in a `List` in a ConfigMap is enough.
const DEEPEST: usize = 3;

impl RuleFile {
    /// Reads the alerts of a file.
    pub fn read(path: SitePath, bytes: &[u8]) -> Self {
        let text: Arc<str> = String::from_utf8_lossy(bytes).into();
        let mut reader = Reader { text: &text, has_groups: false, rules: Vec::new(), mistakes: Vec::new() };
        if bytes.len() > LARGEST {
            reader.mistakes.push((Span::at(0), "it is larger than 16 MiB".to_owned()));
        } else if std::str::from_utf8(bytes).is_err() {
            reader.mistakes.push((Span::at(0), "it is not UTF-8".to_owned()));
        } else {
            let documents = read_documents(&text, Span::new(0, text.len()));
            reader.documents(documents, None, 0);
        }
        let Reader { has_groups, mut rules, mistakes, .. } = reader;
        let lines = LineIndex::new(&text);
        for rule in &mut rules {
            rule.line = lines.position(rule.span.start).line;
        }
        let is_expected = may_hold_rules(&path, &text);
        let first = mistakes.into_iter().next().filter(|_| is_expected);
        let findings = first.map(|(span, why)| unreadable(&path, &text, span, &why)).into_iter().collect();
        Self { path, text, has_groups, rules, findings }
    }
}

/// Whether a file that cannot be read may hold rules: not a licence next to them, and not one of the
/// many templates of a chart that refer to no alert.
fn may_hold_rules(path: &SitePath, text: &str) -> bool {
    let extension = path.extension().unwrap_or("").to_lowercase();
    let is_named_so = matches!(extension.as_str(), "yaml" | "yml" | "json" | "rules" | "tpl");
    text.contains("alert:") || (is_named_so && !text.contains("{{"))
}

fn unreadable(path: &SitePath, text: &str, span: Span, why: &str) -> Finding {
    let message = format!("only part of this rule file could be read: {why}");
    let is_template = text.contains("{{") || text.contains("local ");
    let help = if is_template {
        "a template must be rendered first, for example with `helm template` or `jsonnet`"
    } else {
        "fix the file; `promtool check rules` shows more"
    };
    Finding::new(&rules::ALERTS_UNREADABLE, path, span, message).help(help)
}

struct Reader<'a> {
    text: &'a str,
    has_groups: bool,
    rules: Vec<Rule>,
    mistakes: Vec<(Span, String)>,
}

impl Reader<'_> {
    /// Reads documents. `place` is where all of them are, where their own spans are none of the file.
    fn documents(&mut self, documents: Documents, place: Option<Span>, level: usize) {
        for root in &documents.roots {
            self.node(root, place, level);
        }
        let mistake = documents.mistake;
        self.mistakes.extend(mistake.map(|mistake| (place.unwrap_or(mistake.span), mistake.message)));
    }

    fn node(&mut self, node: &Node, place: Option<Span>, level: usize) {
        match &node.value {
            Value::Scalar(scalar) => self.inner(scalar, place.unwrap_or(node.span), place.is_some(), level),
            Value::List(items) => items.iter().for_each(|item| self.node(item, place, level)),
            Value::Map(entries) => {
                self.groups(entries, place);
                entries.iter().for_each(|entry| self.node(&entry.value, place, level));
            }
        }
    }

    /// A text that is a rule file itself, as in a ConfigMap. A block is read where it is, so that
    /// its spans are exact; of a text in quotes only the whole is known.
    fn inner(&mut self, scalar: &Scalar, span: Span, is_inner_quote: bool, level: usize) {
        if scalar.plain || level >= DEEPEST || !is_rule_text(&scalar.text) {
            return;
        }
        let is_block = !is_inner_quote && !self.text[span.start..].starts_with(['"', '\'', '*']);
        if !is_block {
            let documents = read_documents(&scalar.text, Span::new(0, scalar.text.len()));
            return self.documents(documents, Some(span), level + 1);
        }
        for part in documents_of_block(self.text, span) {
            let documents = read_documents(self.text, part);
            self.documents(documents, None, level + 1);
        }
    }

    fn groups(&mut self, entries: &[Entry], place: Option<Span>) {
        let groups =
            entries.iter().filter(|entry| entry.key == "groups").flat_map(|entry| items(&entry.value));
        for group in groups {
            let Value::Map(group) = &group.value else { continue };
            let Some(rules) = get(group, "rules") else { continue };
            self.has_groups = true;
            self.rules
                .extend(items(&rules.value).iter().filter_map(|rule| read_rule(self.text, rule, place)));
        }
    }
}

/// Whether a text inside a file reads like a rule file.
fn is_rule_text(text: &str) -> bool {
    let has =
        |key: &str| text.lines().any(|line| line.trim_start_matches([' ', '-', '{', '"']).starts_with(key));
    has("groups") && text.contains("alert")
}

/// The parts of an indented block between lines `---`.
fn documents_of_block(text: &str, block: Span) -> Vec<Span> {
    let start = text[..block.start].rfind('\n').map_or(0, |end| end + 1);
    let (mut parts, mut from, mut at) = (Vec::new(), start, start);
    for line in text[start..block.end].split_inclusive('\n') {
        if line.trim() == "---" {
            parts.push(Span::new(from, at));
            from = at + line.len();
        }
        at += line.len();
    }
    parts.push(Span::new(from, block.end));
    parts
}

fn items(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        Value::Scalar(_) | Value::Map(_) => &[],
    }
}

/// The entry of a key; of several the last, as most readers of YAML have it.
fn get<'a>(entries: &'a [Entry], key: &str) -> Option<&'a Entry> {
    entries.iter().rfind(|entry| entry.key == key)
}

fn read_rule(text: &str, node: &Node, place: Option<Span>) -> Option<Rule> {
    let Value::Map(entries) = &node.value else { return None };
    let alert = &get(entries, "alert")?.value;
    let name = alert.as_str().filter(|_| !alert.is_blank())?.trim();
    let pairs = |key| match get(entries, key).map(|entry| &entry.value.value) {
        Some(Value::Map(entries)) => entries.iter().map(|entry| pair(text, entry, place)).collect(),
        _ => Vec::new(),
    };
    Some(Rule {
        name: name.to_owned(),
        span: place.unwrap_or(alert.span),
        line: 0,
        annotations: pairs("annotations"),
        labels: pairs("labels"),
    })
}

fn pair(text: &str, entry: &Entry, place: Option<Span>) -> Pair {
    let value = &entry.value;
    let is_empty = value.span.start == value.span.end;
    let own = if is_empty { entry.key_span } else { first_line(text, value.span, place) };
    let said = value.as_str().filter(|_| !value.is_blank()).map(|text| text.trim().to_owned());
    let is_scalar = matches!(value.value, Value::Scalar(_));
    Pair {
        name: entry.key.clone(),
        text: if is_scalar { Some(said.unwrap_or_default()) } else { None },
        span: place.unwrap_or(own),
    }
}

/// A value of several lines is underlined in its first.
fn first_line(text: &str, span: Span, place: Option<Span>) -> Span {
    let length = match place {
        None => text[span.start..span.end].lines().next().map_or(0, str::len),
        Some(_) => 0,
    };
    Span::new(span.start, span.start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> RuleFile {
        RuleFile::read(SitePath::new("rules.yaml").unwrap(), text.as_bytes())
    }

    /// The names of the alerts, each as it is at its span.
    fn alerts(text: &str) -> Vec<(String, String)> {
        let file = read(text);
        assert_eq!(file.findings, [], "{text}");
        file.rules
            .iter()
            .map(|rule| (rule.name.clone(), text[rule.span.start..rule.span.end].to_owned()))
            .collect()
    }

    fn pairs(names: &[&str]) -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), (*name).to_owned())).collect()
    }

    #[test]
    fn groups_are_found_wherever_they_stand() {
        let group = "groups: [{name: g, rules: [{record: r, expr: x}, {alert: A, expr: x}]}]";
        assert_eq!(alerts(&format!("{group}\n---\nspec: {{{group}}}\n")), pairs(&["A", "A"]));
        assert_eq!(alerts(&format!("kind: List\nitems:\n- spec: {{{group}}}\n")), pairs(&["A"]));
        assert_eq!(alerts(&format!("extra:\n  mine:\n    {group}\n")), pairs(&["A"]));
        assert_eq!(alerts("groups:\nrules: [{alert: A}]\n"), []);
        assert!(read("groups: [{name: g, rules: [{record: r, expr: x}]}]").has_groups);
    }

    #[test]
    fn a_text_in_a_config_map_is_read_where_it_stands() {
        let map = "kind: ConfigMap\ndata:\n  a.yaml: |\n    groups:\n    - name: g\n      rules:\n      - alert: \
                   A\n        annotations:\n          runbook_url: \"https://x/é\"\n    ---\n    groups:\n    - \
                   rules: [{alert: B}]\n  b.txt: |\n    groups of alerts\n";
        assert_eq!(alerts(map), pairs(&["A", "B"]));
        let file = read(map);
        let span = file.rules[0].annotations[0].span;
        assert_eq!(&map[span.start..span.end], "\"https://x/é\"");
        let quoted = r#"{"data": {"a.json": "{\"groups\": [{\"rules\": [{\"alert\": \"C\"}]}]}"}}"#;
        let found = alerts(quoted);
        assert_eq!(found[0].0, "C");
        assert!(found[0].1.starts_with("\"{"), "the whole text is marked");
    }

    #[test]
    fn values_are_what_prometheus_would_see() {
        let file = read(
            "groups:\n- rules:\n  - alert: 5xx\n    labels: {severity: page}\n    annotations:\n      a: 1\n      \
             b:\n      c: [x]\n      d: >-\n        two\n        lines\n      e: x\n      e: y\n",
        );
        let rule = &file.rules[0];
        let texts: Vec<_> = rule.annotations.iter().map(|pair| pair.text.as_deref()).collect();
        assert_eq!(texts, [Some("1"), Some(""), None, Some("two lines"), Some("x"), Some("y")]);
        assert_eq!(
            (rule.name.as_str(), rule.label("severity").unwrap().text.as_deref()),
            ("5xx", Some("page"))
        );
    }

    proptest::proptest! {
        /// Whatever is in a file, the reader ends and every span is one of the file.
        #[test]
        fn no_text_is_too_odd(parts in proptest::collection::vec(proptest::sample::select(ODD), 0..60)) {
            let text = parts.concat();
            let file = read(&text);
            let pairs = file.rules.iter().flat_map(|rule| rule.annotations.iter().chain(&rule.labels));
            let spans = file.rules.iter().map(|rule| rule.span).chain(pairs.map(|pair| pair.span));
            for span in spans.chain(file.findings.iter().map(|finding| finding.span)) {
                proptest::prop_assert!(text.get(span.start..span.end).is_some(), "{:?}", span);
            }
        }
    }

    const ODD: &[&str] = &[
        "groups:",
        "- ",
        "rules:",
        "alert: ",
        "annotations:",
        "labels: ",
        "runbook: ",
        "\n",
        "\n  ",
        "\n    ",
        "\n      ",
        "{",
        "}",
        "[",
        "]",
        ", ",
        ": ",
        "\"",
        "'",
        "|",
        ">-",
        "|2",
        "&a ",
        "*a",
        "<<: ",
        "!x ",
        "---\n",
        "...\n",
        "# é",
        "é",
        "\u{feff}",
        "\t",
        "\r\n",
        "? ",
        "{{ x }}",
        "groups:\n- rules:\n  - alert: A\n",
        "    annotations:\n      runbook: |\n        ",
        "data:\n  a: |\n    groups:\n    - rules:\n      - alert: ü\n",
        "\"groups:\\n- rules: [{alert: B}]\"",
        "%",
        "@",
        "\0",
    ];

    #[test]
    fn templates_are_told_once_and_licences_never() {
        let helm = "{{- if .Values.on }}\nspec:\n  groups:\n  - rules:\n    - alert: A\n{{- end }}\n";
        assert_eq!(read(helm).findings.len(), 1);
        let licence = RuleFile::read(SitePath::new("LICENSE").unwrap(), b"a: b: c\n");
        assert_eq!(licence.findings, []);
        let latin = RuleFile::read(SitePath::new("a.yaml").unwrap(), b"a: \xff\n");
        assert_eq!(latin.findings.len(), 1);
    }
}
