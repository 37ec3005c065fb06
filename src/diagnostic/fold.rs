//! Folds findings for people: those with the same message, or the same except for the names they quote, are
//! one entry. Machine formats, totals, exit codes, fixes and baselines use every finding.

use std::collections::{BTreeMap, BTreeSet};

use super::{Finding, Severity};

/// A rule with more different messages than this is folded by their common parts.
const MOST_MESSAGES: usize = 3;
/// Replaces the parts that differ between similar messages.
const DIFFERENT: &str = "`…`";

/// Findings of one rule and severity with the same message.
#[derive(Debug)]
pub struct Fold<'f> {
    /// Their message, with `…` for the parts that differ.
    pub title: String,
    /// The findings, in the order in which they were given. There is at least one.
    pub findings: Vec<&'f Finding>,
    /// Their variants, most frequent first; empty if their messages are equal.
    pub variants: Vec<Variant<'f>>,
}

/// Findings of a fold whose messages are equal.
#[derive(Debug)]
pub struct Variant<'f> {
    /// What distinguishes them: the names that they quote, or the whole message.
    pub name: String,
    /// The findings.
    pub findings: Vec<&'f Finding>,
}

impl<'f> Fold<'f> {
    /// The first finding.
    pub fn first(&self) -> &'f Finding {
        self.findings[0]
    }

    /// How many files the findings are in.
    pub fn files(&self) -> usize {
        self.findings.iter().map(|finding| &finding.path).collect::<BTreeSet<_>>().len()
    }

    /// What to do, if it is the same for all of them; for many findings the line of configuration
    /// that resolves them comes first.
    pub fn help(&self) -> Option<String> {
        let first = self.first();
        let is_same = self.findings.iter().all(|finding| finding.help == first.help);
        let help = first.help.as_ref().filter(|_| is_same);
        let settles = first.settles.filter(|_| self.findings.len() > 1);
        match (settles, help) {
            (Some(settles), Some(help)) => Some(format!("{}\n{help}", settles.help())),
            (Some(settles), None) => Some(settles.help().to_owned()),
            (None, help) => help.cloned(),
        }
    }

    fn equal(findings: Vec<&'f Finding>) -> Self {
        Self { title: findings[0].message.clone(), findings, variants: Vec::new() }
    }
}

/// One fold for each message of a rule, by severity (the worst last) and rule.
pub fn by_message<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Fold<'f>> {
    let rules = by_rule(findings).into_values();
    rules.flat_map(|findings| by_text(findings).into_values().map(Fold::equal)).collect()
}

/// At most a few folds for each rule: its messages if they are few, else the common parts of
/// those that differ only in names and numbers, else the rule itself. In the order of [`by_message`].
pub fn by_likeness<'f>(findings: impl IntoIterator<Item = &'f Finding>) -> Vec<Fold<'f>> {
    by_rule(findings).into_values().flat_map(likeness).collect()
}

/// The findings of each rule with each severity, the worst severity last.
fn by_rule<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
) -> BTreeMap<(std::cmp::Reverse<Severity>, &'static str), Vec<&'f Finding>> {
    let mut rules: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        let key = (std::cmp::Reverse(finding.severity), finding.rule.code);
        rules.entry(key).or_default().push(finding);
    }
    rules
}

fn by_text(findings: Vec<&Finding>) -> BTreeMap<&str, Vec<&Finding>> {
    let mut texts: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        texts.entry(&finding.message).or_default().push(finding);
    }
    texts
}

fn likeness(findings: Vec<&Finding>) -> Vec<Fold<'_>> {
    let texts = by_text(findings.clone());
    if texts.len() <= MOST_MESSAGES {
        return texts.into_values().map(Fold::equal).collect();
    }
    let mut forms: BTreeMap<String, Vec<&Finding>> = BTreeMap::new();
    for finding in &findings {
        forms.entry(form(&finding.message)).or_default().push(finding);
    }
    if forms.len() <= MOST_MESSAGES {
        return forms.into_values().map(alike).collect();
    }
    let title = findings[0].rule.summary().trim_end_matches('.').to_owned();
    let variants = variants(texts, str::to_owned);
    vec![Fold { title, findings, variants }]
}

/// A fold of findings whose messages have one form.
fn alike(findings: Vec<&Finding>) -> Fold<'_> {
    let texts = by_text(findings.clone());
    let pieces: Vec<Vec<Piece<'_>>> = texts.keys().map(|text| split(text)).collect();
    let Some((first, others)) = pieces.split_first().filter(|(_, others)| !others.is_empty()) else {
        return Fold::equal(findings);
    };
    let differs = |nth: usize| others.iter().any(|other| other.get(nth) != first.get(nth));
    let differing: Vec<usize> = (0..first.len()).filter(|nth| differs(*nth)).collect();
    let shown = |(nth, piece): (usize, &Piece<'_>)| match differing.contains(&nth) {
        true => DIFFERENT.to_owned(),
        false => piece.text().to_owned(),
    };
    let title = first.iter().enumerate().map(shown).collect();
    let name = |message: &str| {
        let pieces = split(message);
        let names: Vec<&str> = differing.iter().filter_map(|nth| pieces.get(*nth)).map(Piece::text).collect();
        names.join(", ")
    };
    Fold { title, variants: variants(texts, name), findings }
}

fn variants<'f>(
    texts: BTreeMap<&'f str, Vec<&'f Finding>>,
    name: impl Fn(&str) -> String,
) -> Vec<Variant<'f>> {
    let variant = |(text, findings): (&str, _)| Variant { name: name(text), findings };
    let mut variants: Vec<Variant<'_>> = texts.into_iter().map(variant).collect();
    variants.sort_by_key(|variant| std::cmp::Reverse(variant.findings.len()));
    variants
}

/// A part of a message.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Piece<'t> {
    /// Our own words.
    Fixed(&'t str),
    /// A name between backquotes, or a number.
    Open(&'t str),
}

impl<'t> Piece<'t> {
    fn text(&self) -> &'t str {
        let (Self::Fixed(text) | Self::Open(text)) = self;
        text
    }
}

/// The common parts of similar messages.
fn form(message: &str) -> String {
    let fixed = |piece: Piece<'_>| match piece {
        Piece::Fixed(text) => text.to_owned(),
        Piece::Open(_) => "\0".to_owned(),
    };
    split(message).into_iter().map(fixed).collect()
}

fn split(message: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = message;
    while let Some(start) = rest.find(|c: char| c == '`' || c.is_ascii_digit()) {
        let open = &rest[start..];
        let length = match open.strip_prefix('`') {
            Some(name) => name.find('`').map_or(open.len(), |end| end + 2),
            None => open.find(|c: char| !c.is_ascii_digit()).unwrap_or(open.len()),
        };
        pieces.extend(Some(Piece::Fixed(&rest[..start])).filter(|_| start > 0));
        pieces.push(Piece::Open(&open[..length]));
        rest = &open[length..];
    }
    pieces.extend(Some(Piece::Fixed(rest)).filter(|_| !rest.is_empty()));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Settlement;
    use crate::diagnostic::rules::{LINK_EMPTY, LINK_MISSING_PAGE};
    use crate::path::SitePath;
    use crate::text::Span;

    fn finding(path: &str, at: usize, message: &str) -> Finding {
        Finding::new(&LINK_MISSING_PAGE, &SitePath::new(path).unwrap(), Span::at(at), message)
    }

    fn titles(folds: &[Fold<'_>]) -> Vec<(String, usize)> {
        folds.iter().map(|fold| (fold.title.clone(), fold.findings.len())).collect()
    }

    #[test]
    fn equal_messages_of_a_rule_are_one_entry_and_errors_are_last() {
        let empty =
            |at| Finding::new(&LINK_EMPTY, &SitePath::new("b.md").unwrap(), Span::at(at), "no target");
        let all = [finding("a.md", 1, "gone"), empty(1), empty(2), finding("b.md", 3, "gone")];
        let folds = by_message(&all);
        assert_eq!(titles(&folds), [("no target".to_owned(), 2), ("gone".to_owned(), 2)]);
        assert_eq!((folds[0].files(), folds[1].files()), (1, 2));
        let mixed = [empty(1), empty(2).severity(Severity::Error)];
        assert_eq!(by_message(&mixed).len(), 2, "an error never vanishes among warnings");
    }

    #[test]
    fn many_messages_that_differ_in_names_are_one_entry_with_the_most_frequent_names() {
        let names = ["a", "b", "b", "c", "d"];
        let all: Vec<Finding> = names
            .iter()
            .enumerate()
            .map(|(at, name)| finding("x.md", at, &format!("no `{name}` in `z`")))
            .collect();
        let folds = by_likeness(&all);
        assert_eq!(titles(&folds), [("no `…` in `z`".to_owned(), 5)]);
        let variants: Vec<_> = folds[0].variants.iter().map(|it| (&*it.name, it.findings.len())).collect();
        assert_eq!(variants, [("`b`", 2), ("`a`", 1), ("`c`", 1), ("`d`", 1)]);
        assert_eq!(by_likeness(&all[..4]).len(), 3, "few messages are told apart");
    }

    #[test]
    fn messages_of_many_forms_are_folded_by_their_rule() {
        let texts = ["a 1", "b", "c", "d `x`", "a 2"];
        let all: Vec<Finding> = texts.iter().map(|text| finding("x.md", 0, text)).collect();
        let folds = by_likeness(&all);
        assert_eq!(titles(&folds), [("A link points to a page that does not exist".to_owned(), 5)]);
        assert_eq!(folds[0].variants.len(), 5);
    }

    #[test]
    fn the_help_is_that_of_all_of_them() {
        let same = [finding("a.md", 0, "x").help("do it"), finding("b.md", 0, "x").help("do it")];
        assert_eq!(by_message(&same)[0].help().as_deref(), Some("do it"));
        let other = [finding("a.md", 0, "x").help("do it"), finding("b.md", 0, "x").help("do that")];
        assert_eq!(by_message(&other)[0].help(), None);
        let settled = [
            finding("a.md", 0, "x").settles(Settlement::UnknownKeys),
            finding("b.md", 0, "x").settles(Settlement::UnknownKeys),
        ];
        assert_eq!(by_message(&settled)[0].help().as_deref(), Some(Settlement::UnknownKeys.help()));
        assert_eq!(by_message(&settled[..1])[0].help(), None, "one page is fixed, not configured away");
    }

    #[test]
    fn any_message_is_split_without_loss() {
        for text in ["", "`", "``", "a`b", "`a` 12 b`c`", "12", "ü `ü` 1ü"] {
            assert_eq!(split(text).iter().map(Piece::text).collect::<String>(), text);
        }
    }

    #[test]
    fn what_folding_takes_does_not_grow_with_the_square() {
        let all: Vec<Finding> =
            (0..20_000).map(|at| finding("a.md", at, &format!("there is no page `{at}`"))).collect();
        let started = std::time::Instant::now();
        assert_eq!(by_likeness(&all)[0].variants.len(), 20_000);
        assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
    }
}
