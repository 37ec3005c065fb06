//! What all targets ask for: parts of an input, files in memory, findings that point at something.

use std::sync::LazyLock;

use opslore::diagnostic::Finding;
use opslore::files::{self, Files as _, Memory};
use opslore::path::SitePath;
use opslore::schema::Schemas;
use opslore::search::{Index, Setting};
use opslore::site::documents;
use opslore::text::Source;
use opslore::yaml::{Entry, Node, Value};

use crate::world::{World, pages, path};

/// Stands between the parts of an input.
const SEPARATOR: &str = "\n%%%%\n";

/// An input in parts; missing ones are empty.
pub(super) fn parts<const N: usize>(input: &[u8]) -> [String; N] {
    let text = String::from_utf8_lossy(input);
    let mut parts = text.splitn(N, SEPARATOR).map(str::to_owned);
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// The built-in schemas and themes with some files over them.
pub(super) struct Files(Memory);

impl Files {
    /// With one file.
    pub(super) fn support(at: &str, text: &str) -> Self {
        static BUILT_IN: LazyLock<Memory> = LazyLock::new(files::built_in);
        let mut files = Self(BUILT_IN.clone());
        files.add(at, text);
        files
    }

    /// Adds a file.
    pub(super) fn add(&mut self, at: &str, text: &str) {
        self.0.insert(path(at), text.as_bytes());
    }

    /// Every finding points into a file that is there.
    pub(super) fn check(&self, findings: &[Finding]) {
        for finding in findings {
            let bytes = self
                .0
                .read(&finding.path)
                .unwrap_or_else(|_| panic!("about a file that is not there: {finding:?}"));
            check_findings(
                std::slice::from_ref(finding),
                &Source::new(finding.path.clone(), String::from_utf8_lossy(&bytes)),
            );
        }
    }
}

impl files::Files for Files {
    fn paths(&self) -> Vec<SitePath> {
        self.0.paths()
    }

    fn read(&self, path: &SitePath) -> std::io::Result<std::sync::Arc<[u8]>> {
        self.0.read(path)
    }
}

/// Findings and their fixes are about whole characters of the text, and say something.
pub(super) fn check_findings(findings: &[Finding], source: &Source) {
    for finding in findings.iter().filter(|finding| finding.path == source.path) {
        let edits = finding.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
        for span in edits.chain([finding.span]) {
            assert!(
                source.text.get(span.start..span.end).is_some(),
                "{span:?} is not in the text: {finding:?}"
            );
        }
        assert!(!finding.message.is_empty());
    }
}

/// Values of a mapping stand where they say.
pub(super) fn check_nodes(entries: &[Entry], text: &str) {
    for entry in entries {
        let key = entry.key_span;
        assert!(text.get(key.start..key.end).is_some(), "{key:?} of `{}`", entry.key);
        check_node(&entry.value, text);
    }
}

fn check_node(node: &Node, text: &str) {
    assert!(text.get(node.span.start..node.span.end).is_some(), "{:?}", node.span);
    match &node.value {
        Value::Scalar(_) => {}
        Value::List(items) => items.iter().for_each(|item| check_node(item, text)),
        Value::Map(entries) => check_nodes(entries, text),
    }
}

/// The built-in content types.
pub(super) fn schemas() -> &'static Schemas {
    static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| Schemas::load(&files::built_in()).0);
    &SCHEMAS
}

/// An index over a few pages.
pub(super) fn index() -> &'static Index {
    static INDEX: LazyLock<Index> = LazyLock::new(|| {
        let pages = pages([
            (
                "content/runbooks/disk.md",
                "---\ntitle: Disk full\nalerts: [NodeDiskFull]\n---\n\n## Meaning\n\nNo space left on `/dev/sda1`.\n",
            ),
            (
                "content/runbooks/kafka.md",
                "---\ntitle: Kafka is lagging\nalerts: [KafkaConsumerLag]\n---\n\n```sh\nkafka-consumer-groups.sh --describe\n```\n",
            ),
            (
                "content/umlaut.md",
                "# Überlast der Datenbank\n\nZu viele Verbindungen, 日本語, e\u{301}tat.\n",
            ),
        ]);
        Index::build(
            documents(&World::new().read(&pages)),
            Setting { language: "en".to_owned(), ..Setting::default() },
        )
    });
    &INDEX
}
