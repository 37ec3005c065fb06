//! Many findings for people: equal messages are one entry, and everything fits on a
//! few screens. Errors come last and in as much detail as there is room for, next to the prompt.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fmt::Write;

use super::human::Painter;
use super::plain::{defused, one_line};
use super::{Shown, Texts, counted};
use crate::diagnostic::fold::{Fold, by_likeness, by_message};
use crate::diagnostic::{Finding, Severity};

/// About how many lines are printed in all.
const MOST_LINES: usize = 165;
/// How many of them warnings and advice may take.
const MOST_OTHERS: usize = 55;
/// How many errors may take, however many rules there are in the table.
const LEAST_FOR_ERRORS: usize = 100;
/// How many places, or variants, are named of what is not an error.
const FEW: usize = 3;
/// Lists of places are broken at this width, in characters.
const WIDTH: usize = 96;
/// The most characters of what sets a variant apart.
const LONGEST_NAME: usize = 60;
/// How many characters of its beginning are kept of a name that is longer: ends of paths tell more.
const BEGINNING: usize = 20;

/// What is printed.
#[derive(Debug)]
pub struct Folded {
    /// The text; without `colour` there are no escape sequences in it.
    pub text: String,
    /// Whether an entry stands for several findings.
    pub is_folded: bool,
}

/// How much is shown of a fold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// What and where, on two lines.
    Terse,
    /// Also other places and the help.
    Brief,
    /// Also the lines of the first place.
    Whole,
}

/// The findings as people read them: warnings and advice, a table by rule where something is folded,
/// errors.
pub fn folded(shown: &Shown<'_>, colour: bool) -> Folded {
    let texts = Texts::of(shown);
    let sheet = Sheet { painter: Painter::new(&texts, colour) };
    let is_error = |finding: &&Finding| finding.severity == Severity::Error;
    let (errors, others): (Vec<&Finding>, Vec<&Finding>) = shown.findings().iter().partition(is_error);
    let others = sheet.others(&others);
    let table = table(shown.findings());
    let space = MOST_LINES.saturating_sub(others.lines() + lines(&table)).max(LEAST_FOR_ERRORS);
    let errors = sheet.errors(&errors, space);
    let is_folded = others.entries + errors.entries < shown.findings().len();
    let mut text = others.text;
    if is_folded {
        text.push_str(&table);
    }
    text.push_str(&errors.text);
    // Lines of the content are in it as they are.
    Folded { text: defused(&text).into_owned(), is_folded }
}

/// How many findings each rule has, the worst severity last.
fn table(findings: &[Finding]) -> String {
    let mut counts: BTreeMap<(Reverse<Severity>, &str, &str), usize> = BTreeMap::new();
    for finding in findings {
        let key = (Reverse(finding.severity), finding.rule.code, finding.rule.name);
        *counts.entry(key).or_default() += 1;
    }
    let mut out = "  count  severity  code    rule\n".to_owned();
    for ((Reverse(severity), code, rule), count) in counts {
        let _ = writeln!(out, "{count:>7}  {:<8}  {code}  {rule}", severity.name());
    }
    out.push('\n');
    out
}

/// Entries as text.
struct Part {
    text: String,
    entries: usize,
}

impl Part {
    fn lines(&self) -> usize {
        lines(&self.text)
    }
}

/// Entries one after the other, a blank line around each that has more than two.
fn joined(entries: &[String]) -> String {
    let mut out = String::new();
    for entry in entries {
        if entry.ends_with("\n\n") && !out.is_empty() && !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(entry);
    }
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    out
}

fn lines(text: &str) -> usize {
    text.lines().count()
}

struct Sheet<'a> {
    painter: Painter<'a>,
}

impl Sheet<'_> {
    /// Warnings and advice.
    fn others(&self, findings: &[&Finding]) -> Part {
        let equal = by_message(findings.iter().copied());
        if let Some(part) = self.fit(&equal, Form::Brief, FEW, MOST_OTHERS) {
            return part;
        }
        self.filled(&by_likeness(findings.iter().copied()), Form::Terse, FEW, MOST_OTHERS)
    }

    /// Errors: each whole if there is room, else each place of every message, else as warnings are.
    fn errors(&self, findings: &[&Finding], space: usize) -> Part {
        let each: Vec<Fold<'_>> = if findings.len() < space {
            findings.iter().flat_map(|finding| by_message([*finding])).collect()
        } else {
            Vec::new()
        };
        if let Some(part) =
            self.fit(&each, Form::Whole, 0, space).filter(|part| part.entries == findings.len())
        {
            return part;
        }
        let equal = by_message(findings.iter().copied());
        if let Some(part) = self.fit(&equal, Form::Brief, usize::MAX, space) {
            return part;
        }
        self.filled(&by_likeness(findings.iter().copied()), Form::Terse, FEW, space)
    }

    /// The folds in at least this form, if that takes no more than `space` lines.
    fn fit(&self, folds: &[Fold<'_>], least: Form, places: usize, space: usize) -> Option<Part> {
        // None takes less than two lines.
        if folds.len() * 2 > space {
            return None;
        }
        let part = self.filled(folds, least, places, space);
        Some(part).filter(|part| part.lines() <= space)
    }

    /// The folds in at least this form, and as many as there is room for in a better one: those of most
    /// findings first, so that what would settle most is explained; of as many the last.
    fn filled(&self, folds: &[Fold<'_>], least: Form, places: usize, space: usize) -> Part {
        let mut order: Vec<usize> = (0..folds.len()).collect();
        order.sort_by_key(|nth| Reverse((folds[*nth].findings.len(), *nth)));
        let mut texts: Vec<String> = folds.iter().map(|fold| self.entry(fold, least, places)).collect();
        let mut used: usize = texts.iter().map(|text| lines(text)).sum();
        // An error that is the only one of its kind is easily overlooked, and may be a secret.
        let alone = |nth: &&usize| {
            let fold = &folds[**nth];
            fold.findings.len() == 1 && fold.first().severity == Severity::Error
        };
        let singles: Vec<usize> = order.iter().filter(alone).copied().collect();
        for (form, order) in [(Form::Whole, &singles), (Form::Brief, &order), (Form::Whole, &order)] {
            for nth in order {
                let better = self.entry(&folds[*nth], form, places);
                let (more, less) = (lines(&better), lines(&texts[*nth]));
                if more > less && used + more - less <= space {
                    used = used + more - less;
                    texts[*nth] = better;
                }
            }
        }
        Part { text: joined(&texts), entries: folds.len() }
    }

    fn entry(&self, fold: &Fold<'_>, form: Form, places: usize) -> String {
        let first = fold.first();
        let where_it_is = match form {
            Form::Whole => self.painter.lines(first),
            _ => self.painter.origin(first),
        };
        let notes = if form == Form::Terse { Vec::new() } else { self.notes(fold, places) };
        let help = fold.help().filter(|_| form != Form::Terse);
        self.painter.entry(first, &title(fold), where_it_is, &notes, help.as_deref())
            + "\n"
            + if form == Form::Terse { "" } else { "\n" }
    }

    fn notes(&self, fold: &Fold<'_>, places: usize) -> Vec<(&'static str, String)> {
        if !fold.variants.is_empty() {
            return vec![("note", self.variants(fold))];
        }
        let rest = &fold.findings[1..];
        let listed = rest.iter().take(places).map(|finding| self.painter.place(finding)).collect();
        let also = wrapped(listed, rest.len().saturating_sub(places));
        Some(("also", also)).filter(|_| !rest.is_empty()).into_iter().collect()
    }

    fn variants(&self, fold: &Fold<'_>) -> String {
        let mut out = String::new();
        for variant in fold.variants.iter().take(FEW) {
            let (count, place) = (variant.findings.len(), self.painter.place(variant.findings[0]));
            let times = if count > 1 { format!("{count} × ") } else { String::new() };
            let _ = writeln!(out, "{times}{}: {place}", name(&variant.name));
        }
        match fold.variants.len().saturating_sub(FEW) {
            0 => {}
            more => {
                let _ = writeln!(out, "and {more} more");
            }
        }
        out
    }
}

/// What a fold says, and of how many findings.
fn title(fold: &Fold<'_>) -> String {
    let count = fold.findings.len();
    if count == 1 {
        return fold.title.clone();
    }
    let different = match fold.variants.len() {
        0 => String::new(),
        different => format!(", {different} different"),
    };
    format!("{} ({count} times in {}{different})", fold.title, counted(fold.files(), "file"))
}

fn name(name: &str) -> String {
    let name: Vec<char> = one_line(name).chars().collect();
    if name.len() <= LONGEST_NAME {
        return name.into_iter().collect();
    }
    let (beginning, end) = (&name[..BEGINNING], &name[name.len() - (LONGEST_NAME - BEGINNING)..]);
    beginning.iter().chain(&['…']).chain(end).collect()
}

/// Items in lines of bearable width, and how many there are besides.
fn wrapped(mut items: Vec<String>, more: usize) -> String {
    if more > 0 {
        items.push(format!("and {more} more"));
    }
    let mut out = String::new();
    let mut column = 0;
    for (nth, item) in items.iter().enumerate() {
        let width = item.chars().count() + 2;
        if nth > 0 {
            let is_full = column + width > WIDTH;
            out.push_str(if is_full { ",\n" } else { ", " });
            column = if is_full { 0 } else { column };
        }
        out.push_str(item);
        column += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::diagnostic::rules::{FRONT_MATTER_SCHEMA, LINK_EMPTY, LINK_MISSING_PAGE, SAFETY_SECRET};
    use crate::path::SitePath;
    use crate::text::Span;

    fn at(rule: &'static crate::diagnostic::Rule, file: usize, message: &str) -> Finding {
        let path = SitePath::new(&format!("content/{file:05}.md")).unwrap();
        Finding::new(rule, &path, Span::new(0, 4), message)
    }

    fn shown(findings: Vec<Finding>) -> Folded {
        let mut findings = findings;
        crate::diagnostic::sort(&mut findings);
        folded(&Shown::new(findings, &|_| Some(Arc::from("some text\n"))), false)
    }

    #[test]
    fn equal_messages_are_one_entry_with_their_first_places_and_a_table_stands_above_the_errors() {
        let mut findings: Vec<Finding> =
            (0..6).map(|nth| at(&LINK_EMPTY, nth, "the link has no target").help("fill it")).collect();
        findings.push(at(&LINK_MISSING_PAGE, 3, "there is no page `x.md`"));
        let expected = "\
warning[OL0304]: the link has no target (6 times in 6 files)
 --> content/00000.md:1:1
  |
1 | some text
  | ^^^^
  |
  = also: content/00001.md:1:1, content/00002.md:1:1, content/00003.md:1:1, and 2 more
  = help: fill it

  count  severity  code    rule
      6  warning   OL0304  link/empty
      1  error     OL0301  link/missing-page

error[OL0301]: there is no page `x.md`
 --> content/00003.md:1:1
  |
1 | some text
  | ^^^^

";
        let folded = shown(findings);
        assert_eq!(folded.text, expected);
        assert!(folded.is_folded);
    }

    #[test]
    fn few_findings_are_shown_as_they_are() {
        let folded = shown(vec![
            at(&LINK_EMPTY, 0, "a"),
            at(&LINK_MISSING_PAGE, 1, "b"),
            at(&LINK_MISSING_PAGE, 2, "b"),
        ]);
        assert!(!folded.is_folded && !folded.text.contains("count  severity"), "{}", folded.text);
        assert_eq!(folded.text.matches("some text").count(), 3);
    }

    #[test]
    fn a_large_old_repository_fits_on_a_few_screens_with_every_error() {
        let mut findings = Vec::new();
        for file in 0..6000 {
            for field in ["layout", "weight", "ms.date"] {
                let message = format!("`{field}` is not a field of the type Page");
                let finding = at(&FRONT_MATTER_SCHEMA, file, &message).severity(Severity::Warning);
                findings.push(finding.settles(crate::diagnostic::Settlement::UnknownKeys));
            }
        }
        findings.extend((0..40).map(|nth| at(&LINK_EMPTY, nth, &format!("empty `{nth}`"))));
        findings.extend((0..19).map(|nth| at(&LINK_MISSING_PAGE, nth * 7, &format!("no page `{nth}.md`"))));
        findings.extend(
            (0..6).map(|nth| {
                at(&SAFETY_SECRET, nth * 9, "this looks like a password").secret("hunter", "hunter")
            }),
        );
        let text = shown(findings).text;
        assert!(text.lines().count() < 200, "{}\n{text}", text.lines().count());
        for nth in 0..19 {
            assert!(text.contains(&format!("no page `{nth}.md`")), "{nth}: {text}");
        }
        for nth in 0..6 {
            assert!(text.contains(&format!("content/{:05}.md:1:1", nth * 9)), "{nth}: {text}");
        }
        assert!(
            text.contains("`layout` is not a field of the type Page (6000 times in 6000 files)"),
            "{text}"
        );
        assert!(text.contains("write `unknown_keys: allow`"), "{text}");
        let errors = text.find("error[").unwrap();
        assert!(
            text[errors..].find("warning[").is_none() && text[..errors].contains("safety/secret"),
            "{text}"
        );
    }

    #[test]
    fn any_number_of_errors_is_bounded_and_no_rule_is_left_out() {
        let mut findings: Vec<Finding> =
            (0..3000).map(|nth| at(&LINK_MISSING_PAGE, nth, &format!("no page `{nth}.md`"))).collect();
        findings.push(at(&SAFETY_SECRET, 1, "this looks like a password"));
        let text = shown(findings).text;
        assert!(text.lines().count() < 200, "{text}");
        assert!(text.contains("no page `…` (3000 times in 3000 files, 3000 different)"), "{text}");
        assert!(text.contains("and 2997 more"), "{text}");
        assert!(text.contains("error[OL0801]: this looks like a password"), "{text}");
    }

    #[test]
    fn long_names_keep_both_ends_and_lists_are_wrapped() {
        let shown = name(&format!("`{}/the-end.md`", "x".repeat(100)));
        assert!(shown.chars().count() == LONGEST_NAME + 1 && shown.ends_with("/the-end.md`"), "{shown}");
        let places: Vec<String> = (0..9).map(|nth| format!("content/some/folder/{nth}.md:1:1")).collect();
        let text = wrapped(places, 5);
        assert!(
            text.lines().all(|line| line.chars().count() <= WIDTH) && text.ends_with("and 5 more"),
            "{text}"
        );
    }
}
