//! `acyclic` and `self`: references that form a cycle, or that point to their own page.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::references::{Resolved, shown};
use crate::diagnostic::{Finding, Severity, rules};
use crate::page::Page;

/// A reference from one page to another.
#[derive(Clone, Copy)]
struct Edge<'a> {
    from: usize,
    resolved: &'a Resolved,
}

/// One finding for every circle that a walk over the references of a field closes
/// (`reference/cycle`), in linear time. Fields of one name are walked together, whatever their type.
pub(super) fn find(pages: &[Arc<Page>], references: &[Vec<Resolved>]) -> Vec<Finding> {
    let mut findings = to_themselves(pages, references);
    let mut by_name: BTreeMap<&str, BTreeMap<usize, Vec<Edge<'_>>>> = BTreeMap::new();
    for (from, resolved) in references.iter().enumerate() {
        for resolved in resolved {
            let field = &pages[from].schema.fields[resolved.field];
            if field.reference.as_ref().is_some_and(|reference| reference.acyclic.is_some()) {
                let name = field.path.0.last().map_or("", String::as_str);
                by_name.entry(name).or_default().entry(from).or_default().push(Edge { from, resolved });
            }
        }
    }
    let circles = by_name.values().flat_map(circles);
    findings.extend(circles.map(|circle| finding(pages, &circle)));
    findings
}

/// Pages that name themselves where their schema says `self: false`.
fn to_themselves(pages: &[Arc<Page>], references: &[Vec<Resolved>]) -> Vec<Finding> {
    let all = references.iter().enumerate();
    let all = all.flat_map(|(from, all)| all.iter().map(move |resolved| Edge { from, resolved }));
    let refused = all.filter(|edge| {
        let reference = &pages[edge.from].schema.fields[edge.resolved.field].reference;
        let is_told = reference.as_ref().is_some_and(|said| !said.may_be_self && said.acyclic.is_none());
        is_told && edge.resolved.page == edge.from
    });
    refused.map(|edge| finding(pages, &[edge]).severity(Severity::Warning)).collect()
}

/// The circles that a depth-first walk closes: every reference that leads back to a page on the way.
fn circles<'a>(edges: &BTreeMap<usize, Vec<Edge<'a>>>) -> Vec<Vec<Edge<'a>>> {
    let mut circles = Vec::new();
    // Where on the way a page is, or that it is done. Only asked, never walked.
    let mut place: HashMap<usize, Option<usize>> = HashMap::new();
    for start in edges.keys() {
        if place.contains_key(start) {
            continue;
        }
        place.insert(*start, Some(0));
        let mut way: Vec<(usize, usize)> = vec![(*start, 0)];
        while let Some((page, next)) = way.last_mut() {
            let out = edges.get(page).map_or(&[][..], Vec::as_slice);
            let Some(edge) = out.get(*next) else {
                place.insert(*page, None);
                way.pop();
                continue;
            };
            *next += 1;
            let target = edge.resolved.page;
            match place.get(&target) {
                None => {
                    place.insert(target, Some(way.len()));
                    way.push((target, 0));
                }
                Some(Some(at)) if circles.len() < MOST => circles.push(closed(edges, &way[*at..])),
                Some(_) => {}
            }
        }
    }
    circles
}

/// More circles of a field than these are not reported: telling one takes as long as it is.
const MOST: usize = 200;

/// The most references of a circle that are reported.
const TOLD: usize = 12;

/// The references along a way, of which the last leads to its beginning, from its first page on.
fn closed<'a>(edges: &BTreeMap<usize, Vec<Edge<'a>>>, way: &[(usize, usize)]) -> Vec<Edge<'a>> {
    let first = way.iter().enumerate().min_by_key(|(_, (page, _))| *page).map_or(0, |(at, _)| at);
    let (before, after) = way.split_at(first);
    let along = after.iter().chain(before).take(TOLD);
    along.filter_map(|(page, next)| edges.get(page)?.get(next.checked_sub(1)?).copied()).collect()
}

fn finding(pages: &[Arc<Page>], circle: &[Edge<'_>]) -> Finding {
    let first = circle[0];
    let (page, target) = (&pages[first.from], &pages[first.resolved.page]);
    let field = &page.schema.fields[first.resolved.field];
    let name = shown(field);
    let message = if circle.len() == 1 {
        format!("`{name}` names the page itself")
    } else {
        format!("`{name}` leads back to this page through `{}`", target.place.path)
    };
    let mut finding = Finding::new(&rules::REFERENCE_CYCLE, &page.place.path, first.resolved.span, message)
        .help("remove the wrong reference");
    for edge in &circle[1..] {
        let (from, to) = (&pages[edge.from].place.path, &pages[edge.resolved.page].place.path);
        finding = finding.label(from, edge.resolved.span, format!("which names `{to}`"));
    }
    let severity = field.reference.as_ref().and_then(|reference| reference.acyclic);
    finding.severity(severity.unwrap_or(rules::REFERENCE_CYCLE.severity))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    /// The pages of every circle among references from one number to another.
    fn found(pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
        let resolved: Vec<(usize, Resolved)> = pairs
            .iter()
            .map(|(from, to)| {
                (*from, Resolved { field: 0, value: String::new(), span: Span::default(), page: *to })
            })
            .collect();
        let mut edges: BTreeMap<usize, Vec<Edge<'_>>> = BTreeMap::new();
        for (from, resolved) in &resolved {
            edges.entry(*from).or_default().push(Edge { from: *from, resolved });
        }
        circles(&edges).iter().map(|circle| circle.iter().map(|edge| edge.from).collect()).collect()
    }

    #[test]
    fn every_circle_once() {
        assert_eq!(found(&[(1, 2), (2, 3), (1, 3)]), Vec::<Vec<usize>>::new());
        assert_eq!(found(&[(1, 1)]), [[1]]);
        assert_eq!(found(&[(0, 3), (3, 2), (2, 1), (1, 3)]), [[1, 3, 2]]);
        assert_eq!(found(&[(1, 2), (2, 1), (1, 3), (3, 1)]), [[1, 2], [1, 3]]);
        assert_eq!(found(&[(1, 2), (2, 1), (5, 6), (6, 5)]), [[1, 2], [5, 6]]);
    }

    #[test]
    fn long_ways_take_linear_time() {
        let mut pairs: Vec<(usize, usize)> = (0..100_000).map(|page| (page, page + 1)).collect();
        pairs.push((100_000, 0));
        assert_eq!(found(&pairs).len(), 1);
        assert_eq!(found(&pairs)[0].len(), TOLD);
    }
}
