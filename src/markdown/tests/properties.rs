//! What holds for every text.

use proptest::prelude::*;

use super::super::{RenderOptions, Target, outline};
use super::{render, source, targets};

/// What means something to one of the readers.
#[rustfmt::skip]
const PIECES: &[&str] = &[
    "a", "B c", " ", "  ", "    ", "\n", "\n\n", "\r\n", "\r",
    "\t", "\0", "\u{1}", "é", "日", "🚀", "\u{feff}", "#", "## ",
    "{#x}", "{y}", "*", "**", "_", "~~", "`", "```", "```sh\n",
    "~~~yaml title=\"x\" {1,2-3}\n", "$ ls\n", "> ", "> [!NOTE]", "> [!tip] T\n", "- ", "- [ ] ", "1. ", "| a | b |\n|---|:-:|\n",
    "|", ": ", "---\n", "===\n", "[", "]", "](", ")", "(",
    "![", "[[", "]]", "[[p|q]]", "[[_TOC_]]", "[^1]", "[^1]: ", "[r]", "[r]: u\n",
    "<", ">", "</", "/>", "<b>", "</b>", "<i", "<div>", "</div>",
    "<p>", "<details>", "<summary>", "<table>", "<tr>", "<td>", "<ul>", "<li>", "<a href=\"u\">",
    "<a name=x>", "</a>", "<img src=u alt='", "<script>", "</script>", "<svg>", "<x-y>", "<pod name>", "<!--",
    "-->", "<?", "<h2 id=\"x\">", "<pre>", "<br>", "\"", "'", "=", "&amp;",
    "&#106;", "&", "\\", "https://a.b/c", "www.a.b", "a@b.cd", "<https://a.b>", "javascript:x", "data:x",
    "{{<x>}}", "x: 1\n", "\"", "{", "}", ";",
    "\n!!! note\n    ", "\n??? tip \"T\"\n\n    ", "\n=== \"A\"\n    ", "\n    ", ":::note T\n", ":::\n", "<!-- tabs:start -->\n", "<!-- tabs:end -->\n", "```sh tab=x\n",
    ":::x *T*\n", "\n:b", ":warning:", "![[a.png|3]]", "https://a.b/_c_*d* ", "<h4>", "</h4>", "</ul>", "</li>", "<hr>",
    "</details>", "</summary>", "</p>", "<dl>", "<dt>", "<dd>", "<span>", "</span>", "</a>", "</table>", "</td>", "</h2>",
    "<code>", "</code>", "<blockquote>", "</blockquote>", "<center>", "<caption>", "<figure>", "<figcaption>", "</pre>",
];

/// Such pieces, put together at random.
pub(super) fn markdown() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..40).prop_map(|pieces| pieces.concat())
}

/// The texts of the attributes that hold a link's target.
fn linked(html: &str) -> usize {
    html.matches("=\"TARGET").count()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics_and_links_and_targets_agree(text in markdown()) {
        let page = source(&text);
        let (outline, findings) = outline(&page, 0);
        let spans = outline.links.iter().flat_map(|link| [link.span, link.target_span]);
        let spans = spans.chain(findings.iter().map(|finding| finding.span)).chain(outline.headings.iter().map(|h| h.span));
        for span in spans {
            prop_assert!(text.get(span.start..span.end).is_some(), "{span:?}");
        }
        // Every target is used once: those of links on the allow-list as attributes.
        let all: Vec<_> = (0..outline.links.len()).map(|n| Target::External(format!("TARGET{n}"))).collect();
        let html = render(&page, 0, &all, &RenderOptions::default());
        let refused = findings.iter().filter(|finding| finding.rule.code == "OL0306").count();
        prop_assert_eq!(linked(&html), outline.links.len() - refused);
        for n in 0..outline.links.len() {
            let target = format!("\"TARGET{n}\"");
            prop_assert!(html.matches(&target).count() <= 1);
        }
        let missing = render(&page, 0, &[], &RenderOptions::default());
        prop_assert_eq!(missing.matches(" class=\"missing\"").count(), outline.links.len() - refused);
        // Every heading's id is in the page, and no id is there twice.
        let mut ids: Vec<&str> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), count);
        prop_assert_eq!(ids.len(), outline.headings.len() + outline.anchors.len());
        prop_assert!(!html.contains('\0'));
    }

    #[test]
    fn the_page_is_balanced(text in markdown()) {
        let page = source(&text);
        let targets = targets(&outline(&page, 0).0);
        let html = render(&page, 0, &targets, &RenderOptions::default());
        let mut open = Vec::new();
        for tag in html.split('<').skip(1) {
            let (tag, _) = tag.split_once('>').ok_or_else(|| TestCaseError::fail("a tag does not end"))?;
            let name = tag.split_whitespace().next().unwrap_or("");
            match name.strip_prefix('/') {
                Some(name) => prop_assert_eq!(open.pop(), Some(name), "{}", html),
                None if ["br", "hr", "img", "input", "wbr"].contains(&name) => {}
                None => open.push(name),
            }
        }
        prop_assert!(open.is_empty(), "{:?} in {}", open, html);
    }
}
