//! `sections`: the headings that a type's pages have, and their order.

use crate::diagnostic::{Finding, rules};
use crate::front_matter::FrontMatter;
use crate::markdown::{Heading, Outline};
use crate::schema::{Schema, Section};
use crate::text::{Source, Span};

/// Sections that are missing or stand where nobody looks for them.
pub(super) fn findings(
    schema: &Schema,
    source: &Source,
    front_matter: &FrontMatter,
    outline: &Outline,
) -> Vec<Finding> {
    let headings: Vec<String> = outline.headings.iter().map(|heading| plain(&heading.text)).collect();
    let places = |section: &Section| -> Vec<usize> {
        let titles = [Some(&section.title), section.original.as_ref()].into_iter().flatten();
        let titles: Vec<String> = titles.map(|title| title.to_lowercase()).collect();
        let is_place = |at: &usize| titles.iter().any(|title| begins(&headings[*at], title));
        (0..headings.len()).filter(is_place).collect()
    };
    let (present, missing): (Vec<_>, Vec<_>) = schema
        .sections
        .iter()
        .map(|section| (section, places(section)))
        .partition(|(_, places)| !places.is_empty());
    let first_line = front_matter.first_line(&source.text);
    let missing = missing.iter().map(|(section, _)| missing_section(source, first_line, section));
    missing.chain(out_of_order(source, &present, &outline.headings)).collect()
}

/// A heading as a section's name: without its number, in lower case.
fn plain(text: &str) -> String {
    let is_number = |c: char| c.is_numeric() || matches!(c, '.' | ')' | ' ');
    text.trim_start_matches(is_number).trim().to_lowercase()
}

fn begins(heading: &str, title: &str) -> bool {
    heading.strip_prefix(title).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn missing_section(source: &Source, first_line: Span, section: &Section) -> Finding {
    let message = format!("the section “{}” is missing", section.title);
    let help = format!("add a heading `## {}`", section.title);
    Finding::new(&rules::PAGE_SECTION, &source.path, first_line, message)
        .help(help)
        .severity(section.severity)
}

/// The sections that would have to move: those outside the longest run that is in order.
fn out_of_order(source: &Source, present: &[(&Section, Vec<usize>)], headings: &[Heading]) -> Vec<Finding> {
    let places: Vec<&[usize]> = present.iter().map(|(_, places)| places.as_slice()).collect();
    let kept = longest_run(&places);
    let mut findings = Vec::new();
    for (index, (section, places)) in present.iter().enumerate().filter(|(index, _)| kept[*index].is_none()) {
        // Its neighbour in the schema that is where it should be tells where this one belongs.
        let before = (0..index).rev().find_map(|other| Some((other, kept[other]?)));
        let after = (index + 1..present.len()).find_map(|other| Some((other, kept[other]?)));
        let here = places[0];
        let (word, (other, at)) = match (before, after) {
            (Some(before), _) if before.1 > here => ("after", before),
            (_, Some(after)) => ("before", after),
            (Some(before), None) => ("after", before),
            (None, None) => continue,
        };
        let other = &present[other].0.title;
        let message = format!("the section “{}” belongs {word} “{other}”", section.title);
        let (here, there) = (line(source, &headings[here]), line(source, &headings[at]));
        findings.push(
            Finding::new(&rules::PAGE_SECTION_ORDER, &source.path, here, message)
                .label(&source.path, there, format!("“{other}” is here"))
                .help("move the section, including everything below its heading"),
        );
    }
    findings
}

/// The first line of a heading.
fn line(source: &Source, heading: &Heading) -> Span {
    let Span { start, end } = heading.span;
    let text = source.text.get(start..end).unwrap_or_default();
    Span::new(start, start + text.lines().next().unwrap_or_default().trim_end().len())
}

/// For each list of places, the one chosen so that as many lists as possible have one and the
/// chosen ones rise. Takes n log n steps in the number of places.
fn longest_run(places: &[&[usize]]) -> Vec<Option<usize>> {
    // The candidates that end the runs of each length, lowest place first.
    let mut ends: Vec<usize> = Vec::new();
    let mut candidates: Vec<(usize, usize, Option<usize>)> = Vec::new();
    for (index, places) in places.iter().enumerate() {
        // From the last place to the first, so that no run takes two places of one list.
        for place in places.iter().rev() {
            let length = ends.partition_point(|end| candidates[*end].1 < *place);
            let before = length.checked_sub(1).map(|last| ends[last]);
            candidates.push((index, *place, before));
            let this = candidates.len() - 1;
            match ends.get_mut(length) {
                Some(end) => *end = this,
                None => ends.push(this),
            }
        }
    }
    let mut chosen = vec![None; places.len()];
    let mut next = ends.last().copied();
    while let Some((index, place, before)) = next.map(|next| candidates[next]) {
        chosen[index] = Some(place);
        next = before;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_as_possible_stay() {
        for (places, expected) in [
            (vec![vec![0], vec![1], vec![2]], vec![Some(0), Some(1), Some(2)]),
            (vec![vec![1], vec![2], vec![0]], vec![Some(1), Some(2), None]),
            (vec![vec![2], vec![0], vec![1]], vec![None, Some(0), Some(1)]),
            (vec![vec![0, 5], vec![3], vec![1, 4]], vec![Some(0), Some(3), Some(4)]),
            (vec![vec![7]], vec![Some(7)]),
            (vec![], vec![]),
        ] {
            let slices: Vec<&[usize]> = places.iter().map(Vec::as_slice).collect();
            assert_eq!(longest_run(&slices), expected, "{places:?}");
        }
    }
}
