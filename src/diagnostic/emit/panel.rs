//! Findings as the panel of `opslore serve` shows them: folded as on a terminal, each place with the
//! page that it is on.

use serde::Serialize;

use super::{Places, Shown, Summary, Texts, plain};
use crate::diagnostic::fold::{Fold, by_likeness, by_message};
use crate::diagnostic::{Finding, Severity};
use crate::path::SitePath;

/// How many entries there are at most for errors that differ; more are folded by what they have in common.
const MOST_ERRORS: usize = 100;
/// How many places of an entry are listed.
const MOST_PLACES: usize = 50;

#[derive(Serialize)]
struct Panel {
    summary: Summary,
    /// Errors first.
    entries: Vec<PanelItem>,
}

#[derive(Serialize)]
struct PanelItem {
    severity: Severity,
    code: &'static str,
    url: String,
    message: String,
    help: Option<String>,
    count: usize,
    /// The first of the places, or one of each kind where they differ.
    places: Vec<Spot>,
    /// How many places, or kinds, there are besides.
    more: usize,
}

#[derive(Serialize)]
struct Spot {
    /// What sets it apart from the others of its entry; may be empty.
    name: String,
    /// `content/a.md:3:9`.
    place: String,
    /// The page's URL on the preview, if it is on one.
    page: Option<String>,
    /// The URL that opens it in an editor, if one was named.
    editor: Option<String>,
}

/// Where a place can be looked at.
pub struct Doors<'a> {
    /// The page that a file is, as a URL path that begins with `/`.
    pub page: &'a dyn Fn(&SitePath) -> Option<String>,
    /// The URL that opens a file at a line and a column in an editor.
    pub editor: &'a dyn Fn(&SitePath, usize, usize) -> Option<String>,
}

/// The findings as JSON, without a line break at its end.
pub fn panel(shown: &Shown<'_>, summary: Summary, doors: &Doors<'_>) -> String {
    let texts = Texts::of(shown);
    let writer = Writer { places: texts.places(), shown, doors };
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let (errors, others): (Vec<&Finding>, Vec<&Finding>) = shown.findings().iter().partition(is_error);
    let equal = by_message(errors.iter().copied());
    let errors = if equal.len() <= MOST_ERRORS { equal } else { by_likeness(errors) };
    let others = by_likeness(others.into_iter().filter(|finding| finding.severity == Severity::Warning));
    let entries = errors.iter().chain(&others).map(|fold| writer.entry(fold)).collect();
    // Strings and numbers only: there is nothing in it that could fail to serialise.
    plain::json(serde_json::to_string(&Panel { summary, entries }).unwrap_or_default())
}

struct Writer<'a> {
    places: Places<'a>,
    shown: &'a Shown<'a>,
    doors: &'a Doors<'a>,
}

impl Writer<'_> {
    fn entry(&self, fold: &Fold<'_>) -> PanelItem {
        let first = fold.first();
        let all = if fold.variants.is_empty() { fold.findings.len() } else { fold.variants.len() };
        let places: Vec<Spot> = if fold.variants.is_empty() {
            let places = fold.findings.iter().take(MOST_PLACES);
            places.map(|finding| self.spot(String::new(), finding)).collect()
        } else {
            let variants = fold.variants.iter().take(MOST_PLACES);
            let name =
                |name: &str, count| if count > 1 { format!("{count} × {name}") } else { name.to_owned() };
            variants.map(|it| self.spot(name(&it.name, it.findings.len()), it.findings[0])).collect()
        };
        PanelItem {
            severity: first.severity,
            code: first.rule.code,
            url: first.rule.url(),
            message: fold.title.clone(),
            help: fold.help(),
            count: fold.findings.len(),
            more: all - places.len(),
            places,
        }
    }

    fn spot(&self, name: String, finding: &Finding) -> Spot {
        let (start, _) = self.places.range(&finding.path, finding.span);
        // A file whose name holds a secret is opened by nobody from here.
        let own = Some(&finding.path).filter(|path| self.shown.own_name(path) == *path);
        Spot {
            name,
            place: format!("{}:{}:{}", finding.path, start.line, start.column),
            page: own.and_then(|path| (self.doors.page)(path)),
            editor: own.and_then(|path| (self.doors.editor)(path, start.line, start.column)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::rules::{LINK_EMPTY, LINK_MISSING_PAGE};
    use crate::text::Span;

    #[test]
    fn errors_come_first_and_every_place_can_be_opened() {
        let path = SitePath::new("content/a.md").unwrap();
        let finding = |rule, at| Finding::new(rule, &path, Span::at(at), "gone").help("fix it");
        let findings = vec![finding(&LINK_EMPTY, 0), finding(&LINK_EMPTY, 2), finding(&LINK_MISSING_PAGE, 2)];
        let source = |_: &SitePath| Some(Arc::from("x\ny"));
        let doors = Doors {
            page: &|_| Some("/a/".to_owned()),
            editor: &|path, line, column| Some(format!("edit:{path}:{line}:{column}")),
        };
        let summary = Summary::of(&findings, 1);
        let json: serde_json::Value =
            serde_json::from_str(&panel(&Shown::new(findings, &source), summary, &doors)).unwrap();
        assert_eq!(json["entries"][0]["severity"], "error");
        assert_eq!(json["entries"][1]["count"], 2);
        let spot = &json["entries"][1]["places"][1];
        assert_eq!((&spot["place"], &spot["page"]), (&"content/a.md:2:1".into(), &"/a/".into()));
        assert_eq!(spot["editor"], "edit:content/a.md:2:1");
    }
}
