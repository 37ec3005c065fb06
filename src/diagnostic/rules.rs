//! The one table of rules. It drives the findings, `opslore explain`, the reference page and the tests. What
//! the rules mean is in `rules.yaml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::Severity;

/// Where the rules are documented, on the site that Cargo.toml names; a finding's link is this, then its code.
/// It is only a link: `explain` says the same without a network.
pub const DOCUMENTATION: &str = concat!(env!("CARGO_PKG_HOMEPAGE"), "/reference/findings/#");

/// A kind of finding.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// The permanent code, `OL` and four digits.
    pub code: &'static str,
    /// The name that configuration and people use.
    pub name: &'static str,
    /// How bad it is, unless a schema or the configuration says otherwise.
    pub severity: Severity,
    /// Whether that can be changed, and when the rule applies at all.
    pub mode: Mode,
}

/// What `rules.yaml` says about a rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    summary: String,
    explanation: String,
}

/// The texts by code.
///
/// The file is a constant that a test reads, so it cannot be wrong.
static TEXTS: LazyLock<BTreeMap<String, Text>> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("rules.yaml")).unwrap_or_default());

/// What a repository may decide about a rule, and what a rule needs to apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// It applies, and can be turned down or off.
    Usual,
    /// It always applies with its own severity: without what it reports, something of the content or the
    /// configuration would be missing from the site in silence.
    Firm,
    /// It applies where the configuration gives it a severity: what it finds depends on more than the content.
    OnRequest,
    /// It is about what other sites answer, and applies once they were asked.
    External,
}

impl Rule {
    /// The group that it belongs to: its name up to the slash.
    pub fn category(&self) -> &'static str {
        self.name.split_once('/').map_or(self.name, |(category, _)| category)
    }

    /// What it means, in one line.
    pub fn summary(&self) -> &'static str {
        TEXTS.get(self.code).map_or("", |text| &text.summary)
    }

    /// Why it matters and how to fix it, in Markdown.
    pub fn explanation(&self) -> &'static str {
        TEXTS.get(self.code).map_or("", |text| &text.explanation)
    }

    /// The address of the rule's documentation.
    pub fn url(&self) -> String {
        format!("{DOCUMENTATION}{}", self.code.to_lowercase())
    }
}

/// The rule with this code or name; letter case does not count.
pub fn find(code_or_name: &str) -> Option<&'static Rule> {
    let is = |name: &str| name.eq_ignore_ascii_case(code_or_name);
    ALL.iter().copied().find(|rule| is(rule.code) || is(rule.name))
}

macro_rules! rules {
    ($($id:ident = $code:literal $name:literal $severity:ident $mode:ident)*) => {
        $(
            #[doc = $name]
            pub static $id: Rule = Rule {
                code: $code,
                name: $name,
                severity: Severity::$severity,
                mode: Mode::$mode,
            };
        )*
        /// Every rule, in the order of their codes.
        pub static ALL: &[&Rule] = &[$(&$id),*];
    };
}

rules! {
FILE_ENCODING = "OL0001" "file/encoding" Error Firm
FILE_UNREADABLE = "OL0002" "file/unreadable" Error Firm
FILE_NOT_A_PAGE = "OL0003" "file/not-a-page" Warning Usual
FILE_TOO_LARGE = "OL0004" "file/too-large" Error Firm
FILE_SYMLINK = "OL0005" "file/symlink" Warning Usual
FILE_SKIPPED = "OL0006" "file/skipped" Info Usual
FRONT_MATTER_SYNTAX = "OL0100" "front-matter/syntax" Error Firm
FRONT_MATTER_SCHEMA = "OL0101" "front-matter/schema" Error Usual
FRONT_MATTER_BLANK_LINES = "OL0102" "front-matter/blank-lines" Warning Usual
FRONT_MATTER_ORDER = "OL0103" "front-matter/order" Error Usual
FRONT_MATTER_FILE = "OL0104" "front-matter/missing-file" Error Usual
FRONT_MATTER_UNSORTED = "OL0105" "front-matter/unsorted" Info Usual
REFERENCE_UNKNOWN = "OL0201" "reference/unknown" Error Usual
REFERENCE_TYPE = "OL0202" "reference/wrong-type" Error Usual
REFERENCE_STATE = "OL0203" "reference/state" Error Usual
REFERENCE_ONE_SIDED = "OL0204" "reference/one-sided" Error Usual
REFERENCE_CYCLE = "OL0205" "reference/cycle" Error Usual
LINK_MISSING_PAGE = "OL0301" "link/missing-page" Error Usual
LINK_MISSING_ANCHOR = "OL0302" "link/missing-anchor" Error Usual
LINK_MISSING_FILE = "OL0303" "link/missing-file" Error Usual
LINK_EMPTY = "OL0304" "link/empty" Warning Usual
LINK_OUTSIDE = "OL0305" "link/outside-content" Warning Usual
LINK_UNSAFE = "OL0306" "link/unsafe-url" Error Usual
LINK_DRAFT = "OL0307" "link/draft" Warning Usual
LINK_EXTERNAL_IMAGE = "OL0308" "link/external-image" Warning Usual
LINK_REDIRECTED = "OL0309" "link/redirected" Warning Usual
LINK_CASE = "OL0310" "link/case" Error Usual
LINK_NO_TEXT = "OL0311" "link/no-text" Warning Usual
LINK_SPACE = "OL0312" "link/space" Warning Usual
LINK_UNDEFINED = "OL0313" "link/undefined" Warning Usual
LINK_UNUSED = "OL0314" "link/unused" Warning Usual
LINK_DEFINED_TWICE = "OL0315" "link/defined-twice" Warning Usual
LINK_DEAD = "OL0316" "link/dead" Warning External
LINK_MOVED = "OL0317" "link/moved" Info External
LINK_AMBIGUOUS = "OL0318" "link/ambiguous" Warning Usual
LINK_MALFORMED = "OL0319" "link/malformed" Warning Usual
LINK_ATTACHMENT_KIND = "OL0320" "link/attachment-kind" Warning Usual
LINK_ATTACHMENT_CONTENT = "OL0321" "link/attachment-content" Error Usual
LINK_SVG_CLEANED = "OL0322" "link/svg-cleaned" Warning Usual
LINK_SVG_UNUSABLE = "OL0323" "link/svg-unusable" Warning Usual
FILE_UNPORTABLE_NAME = "OL0324" "file/unportable-name" Warning Usual
PAGE_ALIAS_NO_FILE = "OL0325" "page/alias-without-file" Info Usual
PAGE_DUPLICATE_URL = "OL0401" "page/duplicate-url" Error Firm
PAGE_DUPLICATE_ID = "OL0402" "page/duplicate-id" Error Usual
PAGE_DUPLICATE_KEY = "OL0403" "page/duplicate-key" Error Usual
PAGE_SECTION = "OL0404" "page/missing-section" Warning Usual
PAGE_DUPLICATE_VALUE = "OL0405" "page/duplicate-value" Error Usual
PAGE_ALIAS = "OL0406" "page/alias-collision" Error Usual
PAGE_FILE_NAME = "OL0407" "page/file-name" Error Usual
PAGE_SECTION_ORDER = "OL0408" "page/section-order" Warning Usual
PAGE_TEMPLATE_TEXT = "OL0409" "page/template-text" Error Usual
PAGE_REVIEW_DUE = "OL0410" "page/review-due" Warning OnRequest
MARKDOWN_HTML = "OL0501" "markdown/raw-html" Warning Usual
MARKDOWN_FOOTNOTE_MISSING = "OL0502" "markdown/footnote-missing" Warning Usual
MARKDOWN_FOOTNOTE_UNUSED = "OL0503" "markdown/footnote-unused" Warning Usual
MARKDOWN_FOOTNOTE_TWICE = "OL0504" "markdown/footnote-twice" Warning Usual
MARKDOWN_FENCE = "OL0505" "markdown/unclosed-fence" Warning Usual
MARKDOWN_CONFLICT = "OL0506" "markdown/conflict" Error Usual
MARKDOWN_DIAGRAM = "OL0507" "markdown/diagram" Warning Usual
MARKDOWN_TABS = "OL0508" "markdown/tabs" Warning Usual
MARKDOWN_BLOCK_KIND = "OL0509" "markdown/block-kind" Warning Usual
MARKDOWN_BLOCK_END = "OL0510" "markdown/block-end" Warning Usual
ALERTS_NO_RUNBOOK = "OL0601" "alerts/no-runbook" Warning Usual
ALERTS_DEAD_URL = "OL0602" "alerts/dead-url" Error Usual
ALERTS_DEAD_ANCHOR = "OL0603" "alerts/dead-anchor" Error Usual
ALERTS_ORPHAN_PAGE = "OL0604" "alerts/orphan-page" Warning Usual
ALERTS_SEVERITY = "OL0605" "alerts/severity" Warning Usual
ALERTS_NOT_A_PAGE = "OL0606" "alerts/not-a-page" Warning Usual
ALERTS_UNCLAIMED = "OL0607" "alerts/unclaimed" Info Usual
ALERTS_NO_ANNOTATION = "OL0608" "alerts/no-annotation" Info Usual
ALERTS_UNKNOWN_URL = "OL0609" "alerts/unknown-url" Info Usual
ALERTS_UNREADABLE = "OL0610" "alerts/unreadable-rules" Warning Usual
CONFIG_INVALID = "OL0700" "config/invalid" Error Firm
SCHEMA_INVALID = "OL0701" "schema/invalid" Error Firm
THEME_TEMPLATE = "OL0702" "theme/template" Error Firm
THEME_LANGUAGE = "OL0703" "theme/language" Warning Usual
THEME_SCRIPT = "OL0704" "theme/script" Error Usual
THEME_NO_EFFECT = "OL0705" "theme/no-effect" Warning Usual
CONFIG_MATCHES_NOTHING = "OL0706" "config/matches-nothing" Warning Usual
THEME_UNKNOWN_NAME = "OL0708" "theme/unknown-name" Warning Usual
SAFETY_SECRET = "OL0801" "safety/secret" Error Usual
SAFETY_BIDIRECTIONAL = "OL0802" "safety/bidirectional-character" Error Usual
SAFETY_INVISIBLE = "OL0803" "safety/invisible-character" Warning Usual
SAFETY_TYPOGRAPHIC = "OL0804" "safety/typographic-character" Warning Usual
SAFETY_EMAIL = "OL0805" "safety/email-address" Warning Usual
SAFETY_ADDRESS = "OL0806" "safety/private-address" Warning Usual
SAFETY_PERSON = "OL0807" "safety/named-person" Warning Usual
SAFETY_LOOK_ALIKE = "OL0808" "safety/look-alike" Error Usual
CONFIG_RIGHTS = "OL0809" "config/rights" Warning Usual
SAFETY_EMBARGO = "OL0820" "safety/embargo" Error Usual
SUPPRESSION_UNUSED = "OL0901" "suppression/unused" Warning Usual
SUPPRESSION_INVALID = "OL0902" "suppression/invalid" Error Usual
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The reference page of all rules, as Markdown with front matter.
    fn reference_page() -> String {
        let mut page = "---\ntitle: Findings\ndescription: Every finding of `opslore check`, what it means and how to \
                        fix it.\nowner: opslore maintainers\ntags: [reference]\ncreated: 2026-11-22\n---\n\n\
                        `opslore explain CODE` prints the same in the terminal, with an example for most findings. The \
                        severity shown is the default; a schema may set another one.\n"
            .to_owned();
        for rule in ALL {
            let (code, name, anchor) = (rule.code, rule.name, rule.code.to_lowercase());
            let (severity, summary, explanation) = (rule.severity.name(), rule.summary(), rule.explanation());
            page.push_str(&format!(
                "\n## {code} {name} {{#{anchor}}}\n\n**{summary}** ({severity})\n\n{explanation}\n"
            ));
        }
        page
    }

    #[test]
    fn the_reference_page_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/content/reference/findings.md");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(path, reference_page()).unwrap();
        }
        let page = std::fs::read_to_string(path).unwrap();
        assert_eq!(page, reference_page(), "`UPDATE=1 cargo test reference_page` writes it");
    }

    #[test]
    fn codes_and_names_are_unique_and_sorted() {
        let codes: Vec<_> = ALL.iter().map(|rule| rule.code).collect();
        let mut sorted = codes.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(codes, sorted);
        for rule in ALL {
            assert_eq!(find(rule.name), Some(*rule));
            assert!(rule.name.split_once('/').is_some());
            assert!(rule.summary().ends_with('.') && rule.explanation().len() > 60, "{}", rule.code);
        }
        assert_eq!(TEXTS.len(), ALL.len());
    }
}
