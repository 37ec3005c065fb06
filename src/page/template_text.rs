//! Text that `opslore new` wrote and nobody has replaced: guidance for the author, which readers
//! would mistake for the page's content.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::diagnostic::{Finding, Severity, rules};
use crate::front_matter::FrontMatter;
use crate::markdown::Outline;
use crate::schema::{Blank, Schema};
use crate::text::{self, Source, Span};

/// What is still as the template of the page's type has it.
pub(super) fn findings(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
    outline: &Outline,
    is_draft: bool,
) -> Vec<Finding> {
    let mut findings = guidance(schema, source, front_matter.body, outline);
    if findings.is_empty() {
        findings.extend(untouched(schema, source, front_matter, outline));
    }
    // Unfinished is what a draft is.
    let severity = if is_draft { Severity::Info } else { rules::PAGE_TEMPLATE_TEXT.severity };
    findings.into_iter().map(|finding| finding.severity(severity)).collect()
}

/// Guidance below headings. Code shows a template to readers, and comments show nothing.
fn guidance(schema: &Schema, source: &Source, body: usize, outline: &Outline) -> Vec<Finding> {
    let hints: BTreeSet<String> = schema.guidance().collect();
    if hints.is_empty() {
        return Vec::new();
    }
    let apart = outline.code.iter().map(|code| code.span).chain(outline.comments.iter().copied());
    let mut apart: Vec<Range<usize>> = apart.map(|span| span.start..span.end).collect();
    apart.sort_by_key(|range| range.start);
    // Most passages begin with another word: only the rest is worth writing on one line.
    let first_words: BTreeSet<&str> = hints.iter().filter_map(|hint| first_word(hint)).collect();
    let is_guidance = |span: &Span| {
        let text = &source.text[span.start..span.end];
        first_word(text).is_some_and(|word| first_words.contains(word))
            && hints.contains(&text::one_line(text))
    };
    let found = passages(&source.text, body).into_iter().filter(is_guidance);
    let found = found.filter(|span| !text::is_within(&apart, span.start));
    let finding = |span: Span| {
        let message = "this template guidance has not been replaced";
        let help = "replace it with your text, or set `draft: true` until it is written";
        Finding::new(&rules::PAGE_TEMPLATE_TEXT, &source.path, span, message).help(help)
    };
    found.map(finding).collect()
}

/// The paragraphs of a Markdown text, and each of their lines where they have several: the template
/// has its guidance on one line, and an editor may have wrapped it.
fn passages(text: &str, body: usize) -> Vec<Span> {
    let mut passages: Vec<Span> = Vec::new();
    let mut lines: Vec<Span> = Vec::new();
    let mut end_paragraph = |lines: &mut Vec<Span>| {
        if let [first, .., last] = lines.as_slice() {
            passages.push(Span::new(first.start, last.end));
        }
        passages.append(lines);
    };
    let mut start = body;
    for line in text[body..].split_inclusive('\n') {
        let trimmed = line.trim_end();
        // Indented by more it is code, or belongs to a list.
        let indent = trimmed.len() - trimmed.trim_start_matches(' ').len();
        let at = start + indent;
        let is_text = !trimmed.is_empty() && indent < 4 && !trimmed.starts_with(['\t', '#', '>']);
        if is_text {
            lines.push(Span::new(at, start + trimmed.len()));
        } else {
            end_paragraph(&mut lines);
        }
        start += line.len();
    }
    end_paragraph(&mut lines);
    passages
}

/// A page in which nothing was filled in: its fields are blank below the template's comments, and it
/// has no text. Types without sections have no guidance by which that would show.
fn untouched(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
    outline: &Outline,
) -> Option<Finding> {
    let is_empty = outline.sections.iter().all(|section| section.text.is_empty() && section.code.is_empty())
        && outline.links.is_empty();
    if !is_empty {
        return None;
    }
    let blanks = schema.blanks();
    let is_filled = |blank: &Blank| front_matter.get(&blank.field).is_some_and(|node| !node.is_blank());
    if blanks.iter().any(is_filled) {
        return None;
    }
    let text = &source.text[front_matter.span.start..front_matter.span.end];
    let (at, field) = blanks.iter().find_map(|blank| Some((line_of(text, blank)?, &blank.field)))?;
    let start = front_matter.span.start + at;
    let message = format!("nothing is filled in: `{field}` and the text are blank, as in the template");
    let help = "write the page, or set `draft: true` until it is written";
    let span = Span::new(start, start + field.len());
    Some(Finding::new(&rules::PAGE_TEMPLATE_TEXT, &source.path, span, message).help(help))
}

/// Where a field is blank below the comment that the template has for it.
fn line_of(text: &str, blank: &Blank) -> Option<usize> {
    let (mut start, mut before) = (0, "");
    for line in text.split_inclusive('\n') {
        let is_field = line.trim_end().strip_suffix(':') == Some(&blank.field);
        if is_field && before == blank.comment {
            return Some(start);
        }
        before = line.trim_end();
        start += line.len();
    }
    None
}

fn first_word(text: &str) -> Option<&str> {
    text.split_whitespace().next()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use jiff::tz::TimeZone;

    use crate::config::Config;
    use crate::diagnostic::{Finding, Severity, rules};
    use crate::files::built_in;
    use crate::page::Page;
    use crate::path::SitePath;
    use crate::place;
    use crate::schema::Schemas;
    use crate::text::Source;

    fn page(folder: &str, text: &str) -> Page {
        let (schemas, _) = Schemas::load(&built_in());
        let config = Source::new(SitePath::new("opslore.yaml").unwrap(), "");
        let config = Config::resolve(&config, true, &crate::config::Overrides::default()).unwrap();
        let collections = place::collections(&config, &schemas);
        let path = SitePath::new(&format!("content/{folder}/a.md")).unwrap();
        let place = place::arrange(&[path], &config, &collections).remove(0);
        let schema = Arc::clone(schemas.get(&place.kind).unwrap());
        Page::read(place, text.as_bytes(), schema, "a", &TimeZone::UTC)
    }

    fn found(folder: &str, text: &str) -> Vec<Finding> {
        let all = page(folder, text).findings;
        all.into_iter().filter(|finding| *finding.rule == rules::PAGE_TEMPLATE_TEXT).collect()
    }

    /// What `new` writes for a type.
    fn template(kind: &str) -> String {
        Schemas::load(&built_in()).0.get(kind).unwrap().template("Example", "2026-01-01")
    }

    const MEANING: &str = "What the alert says, in one or two sentences.";

    #[test]
    fn no_template_passes_as_it_is() {
        for (folder, kind) in [
            ("runbooks", "runbook"),
            ("services", "service"),
            ("tools", "tool"),
            ("dashboards", "dashboard"),
            ("decisions", "decision"),
            ("advisories", "advisory"),
            ("best-practices", "best-practice"),
            ("x", "page"),
        ] {
            let found = found(folder, &template(kind));
            assert!(found.iter().any(|finding| finding.severity == Severity::Error), "{kind}");
        }
    }

    #[test]
    fn each_passage_that_still_stands_is_a_finding_at_its_place() {
        let all = found("runbooks", &template("runbook"));
        assert_eq!(all.len(), 4);
        let text = format!("# A\n\n## Meaning\n\n{MEANING}\nThe disk is full.\n");
        let [only] = found("runbooks", &text).try_into().unwrap();
        assert_eq!(&text[only.span.start..only.span.end], MEANING);
    }

    #[test]
    fn wrapping_headings_and_line_ends_make_no_difference() {
        for text in [
            "## Meaning\n\nWhat the alert says,\nin one or two   sentences.\n",
            "## What it means\r\n\r\nWhat the alert says, in one or two sentences.\r\n",
            "## Meaning\nWhat the alert says, in one or two sentences.",
            "Steps for each cause, the safest first, and how to see that they worked.\n",
        ] {
            assert_eq!(found("runbooks", text).len(), 1, "{text}");
        }
    }

    #[test]
    fn a_page_may_show_a_template_and_may_say_something_like_it() {
        for text in [
            format!("```markdown\n{MEANING}\n```\n"),
            format!("~~~\n\n{MEANING}\n\n~~~\n"),
            format!("Text\n\n    {MEANING}\n"),
            format!("> {MEANING}\n"),
            format!("<!--\n{MEANING}\n-->\n\nText\n"),
            format!("It begins: {MEANING}\n"),
            "What the alert says, in one sentence.\n".to_owned(),
        ] {
            assert!(found("runbooks", &text).is_empty(), "{text}");
        }
        assert!(found("best-practices", &format!("{MEANING}\n")).is_empty(), "of another type");
    }

    #[test]
    fn a_draft_may_be_unfinished() {
        for field in ["draft: true", "status: draft"] {
            let text = format!("---\n{field}\n---\n\n## Meaning\n\n{MEANING}\n");
            let severities: Vec<_> =
                found("runbooks", &text).into_iter().map(|finding| finding.severity).collect();
            assert_eq!(severities, [Severity::Info], "{field}");
        }
    }

    #[test]
    fn a_page_that_says_something_is_not_untouched() {
        let service = template("service");
        let filled = service.replace("\ndescription:\n", "\ndescription: Stores blocks\n");
        assert_ne!(service, filled);
        for text in [filled, format!("{service}\nIt stores blocks.\n"), "---\ndescription:\n---\n".to_owned()]
        {
            assert!(found("services", &text).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_status_of_draft_makes_a_draft_unless_the_page_says_otherwise() {
        for (text, draft) in [
            ("status: draft", true),
            ("status: 'draft'", true),
            ("draft: true", true),
            ("draft: false\nstatus: draft", false),
            ("status: active", false),
            // Standards are published in a state of that name.
            ("status: Draft", false),
        ] {
            assert_eq!(page("x", &format!("---\n{text}\n---\n\nText\n")).draft, draft, "{text}");
        }
    }
}
