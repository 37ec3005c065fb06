//! What is wrong with a link that could be meant: its anchor, its name, its form.

use super::resolver::Resolver;
use crate::diagnostic::{Finding, Fix, ask, rules};
use crate::graph::target::{anchor, decoded, is_external, split};
use crate::graph::{mend, spelling};
use crate::markdown::{Link, Malformed, Slip};
use crate::page::Page;
use crate::url::encode_fragment;

/// A longer fragment, in bytes, is compared with none.
const LONGEST_ANCHOR: usize = 800;

/// How many of the pages are named that an ambiguous link may mean.
const MOST_NAMED: usize = 4;

impl Resolver<'_> {
    /// The fragment as it goes into a URL, or a finding where the page has no such id.
    pub(super) fn check_anchor(&mut self, link: &Link, page: &Page, fragment: &str) -> Option<String> {
        let wanted = anchor(link, page, fragment);
        if page.is_broken || page.anchors.contains(&*wanted) {
            return Some(encode_fragment(&wanted));
        }
        let same_page = std::ptr::eq(page, self.page);
        let place = if same_page { "this page".to_owned() } else { format!("`{}`", page.place.path) };
        let message = format!("there is no heading `#{wanted}` in {place}");
        let anchors = || page.anchors.iter().map(String::as_str).take(mend::MOST_ANCHORS);
        let length = || anchors().map(str::len).sum::<usize>();
        let is_patient = wanted.len() <= LONGEST_ANCHOR && self.patience.spend(length()).is_some();
        let meant = || is_patient.then(|| mend::anchor(&wanted, &page.anchors)).flatten();
        if let Some(meant) = meant() {
            let fix = mend::replace_fragment(&self.page.source.text, link, meant);
            let letters = spelling::letters(&wanted, meant, "the link", "the heading");
            let help = match letters {
                Some(letters) => format!("the Unicode normalization differs: {letters}"),
                None => format!("did you mean `{meant}`?"),
            };
            self.report(&rules::LINK_MISSING_ANCHOR, link, message, Some(help)).fix = fix;
            return None;
        }
        if mend::is_line_number(&wanted) {
            let help = "line numbers only work on a code host: link to a heading";
            self.report(&rules::LINK_MISSING_ANCHOR, link, message, Some(help));
            return None;
        }
        let near = if is_patient { ask(&self.patience.nearest(&wanted, anchors())) } else { None };
        let contained = || {
            let mut containing = anchors().filter(|anchor| is_patient && anchor.contains(&*wanted));
            containing.next().map(|anchor| format!("did you mean `{anchor}`?"))
        };
        self.report(&rules::LINK_MISSING_ANCHOR, link, message, near.or_else(contained));
        None
    }

    pub(super) fn ambiguous(&mut self, link: &Link, name: &str, candidates: &[usize]) {
        let shown = |of: fn(&Page) -> String| {
            let first = candidates.iter().take(MOST_NAMED).map(|index| of(&self.catalog.pages[*index]));
            let more = candidates.len().saturating_sub(MOST_NAMED);
            let more = (more > 0).then(|| format!("{more} more"));
            first.chain(more).collect::<Vec<_>>().join(", ")
        };
        let message =
            format!("`{name}` matches several pages: {}", shown(|page| format!("`{}`", page.place.path)));
        let help = format!(
            "write the path of one: {}; until then, the link goes to the first",
            shown(|page| format!("`[[{}]]`", page.id))
        );
        self.report(&rules::LINK_AMBIGUOUS, link, message, Some(help));
    }

    /// What was meant as a link: it names something, or at least looks like the path of a file.
    pub(super) fn spaced(&mut self, link: &Link) {
        let target = link.target.as_str();
        let parts = split(target);
        let exists = |path: &str| !path.is_empty() && self.catalog.find(self.page, &decoded(path)).is_some();
        let is_there = exists(parts.path);
        let last = parts.path.rsplit(' ').next().unwrap_or("");
        if !is_there && (!mend::looks_like_path(target) || exists(last)) {
            return;
        }
        let help = format!("write `<{target}>`, or `%20` for each space");
        let is_file = self.catalog.by_file(self.page, &decoded(parts.path)).is_some();
        let fix = (is_there && is_file).then(|| Fix::surround(link.target_span, "<", ">"));
        self.report(
            &rules::LINK_SPACE,
            link,
            "the target contains a space, so this is not a link",
            Some(help),
        )
        .fix = fix;
    }

    /// `https:/host`: a browser reads it as a host here and as a path there.
    pub(super) fn one_slash(&mut self, link: &Link, target: &str) {
        let Some((scheme, rest)) = target.split_once(':') else { return };
        let is_web = ["http", "https"].iter().any(|web| web.eq_ignore_ascii_case(scheme));
        let rest = rest.strip_prefix('/').filter(|rest| is_web && !rest.starts_with('/') && !rest.is_empty());
        let Some(rest) = rest else { return };
        let help = format!("write `{scheme}://{rest}`");
        let message = format!("`{scheme}:` needs two slashes");
        let fix = mend::second_slash(&self.page.source.text, link);
        self.report(&rules::LINK_MALFORMED, link, message, Some(help)).fix = fix;
    }

    /// What was meant as a link: it names something, a Markdown file or an address.
    pub(super) fn malformed(&mut self, malformed: &Malformed) {
        let target = malformed.link.target.as_str();
        let path = decoded(split(target).path);
        let is_url = ["http://", "https://"].iter().any(|start| target.starts_with(start));
        let is_path = path.contains(['.', '/']) && !is_external(target);
        let found = self.catalog.find(self.page, &path).filter(|_| is_path);
        let is_page = is_path && path.ends_with(".md");
        if !is_url && !is_page && found.is_none() {
            return;
        }
        let message = match malformed.slip {
            Slip::Unclosed => "the closing parenthesis is missing, so this is not a link",
            Slip::Apart => "there is a space between text and target, so this is not a link",
            Slip::Reversed => "the text is in parentheses and the target in brackets, so this is not a link",
        };
        let mut finding =
            Finding::new(&rules::LINK_MALFORMED, &self.page.place.path, malformed.link.span, message);
        finding.help = Some(format!("write `{}`", malformed.meant));
        finding.fix = (is_url || found.is_some()).then(|| malformed.fix.clone());
        self.resolved.findings.push(finding);
    }
}
