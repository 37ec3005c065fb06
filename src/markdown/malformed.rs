//! Text that may have been meant as a link, with wrong brackets.
//!
//! Many brackets only look like links, so this finds candidates; their
//! targets decide which of them count.

use super::event::shifted_fix;
use super::outline::shifted;
use super::references::{LONGEST, closing};
use super::{Link, LinkKind, Malformed, Slip};
use crate::diagnostic::{Fix, fix::Edit};
use crate::text::Span;

impl Malformed {
    /// The same with its spans `by` bytes further on.
    pub(super) fn shifted(&self, by: usize) -> Self {
        Self { link: shifted(&self.link, by), fix: shifted_fix(&self.fix, by), ..self.clone() }
    }
}

/// The link that may have been meant by the brackets at `span`, which are no link.
pub(super) fn find(body: &str, span: Span) -> Option<Malformed> {
    let brackets = body.get(span.start..span.end).filter(|text| text.len() <= LONGEST)?;
    let text = brackets.trim_start_matches('!').strip_prefix('[')?.strip_suffix(']')?;
    let after = body.get(span.end..)?;
    let line = &after[..after.floor_char_boundary(LONGEST)];
    let line = line.split(['\n', '\r']).next()?;
    if body[..span.start].ends_with(')') {
        return reversed(body, span, text);
    }
    // `[ ]`, `[x]` and `[1]` are boxes and notes.
    let says_something = text.chars().nth(1).is_some() && text.chars().any(char::is_alphabetic);
    if let Some(inside) = line.strip_prefix('(') {
        return unclosed(brackets, span, inside).filter(|_| !text.trim().is_empty());
    }
    let inside = line.trim_start_matches([' ', '\t']);
    let gap = line.len() - inside.len();
    let inside = inside.strip_prefix('(').filter(|_| says_something && (1..=2).contains(&gap))?;
    apart(brackets, span, gap, inside)
}

fn unclosed(brackets: &str, span: Span, inside: &str) -> Option<Malformed> {
    let target = inside.split_whitespace().next().filter(|_| closing(inside).is_none())?;
    let target = target.trim_end_matches(['.', ',', ';', ':', '!', '*', '_', '|']);
    let start = span.end + 1;
    let end = start + target.len();
    let is_first = inside.starts_with(target);
    let fix = Fix::insert(end, ")");
    let link = link(brackets, target, Span::new(span.start, end), start)?;
    is_first.then(|| malformed(Slip::Unclosed, link, brackets, fix))
}

fn apart(brackets: &str, span: Span, gap: usize, inside: &str) -> Option<Malformed> {
    let target = &inside[..closing(inside)?];
    let start = span.end + gap + 1;
    let fix = Fix::remove(Span::new(span.end, span.end + gap));
    let link = link(brackets, target, Span::new(span.start, start + target.len() + 1), start)?;
    Some(malformed(Slip::Apart, link, brackets, fix))
}

/// `(text)[target]`, where nothing before it makes it a call and an index.
fn reversed(body: &str, span: Span, target: &str) -> Option<Malformed> {
    let before = &body[..span.start - 1];
    let near = &before[before.ceil_char_boundary(before.len().saturating_sub(LONGEST))..];
    let text = &near[near.rfind(['(', ')', '[', ']', '\n', '`'])?..];
    let text = text.strip_prefix('(').filter(|text| text.chars().any(char::is_alphabetic))?;
    let start = before.len() - text.len() - 1;
    let is_free = body[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || "*_|>".contains(c));
    let link = link("[", target, Span::new(start, span.end), span.start + 1)?;
    let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.to_owned() };
    let edits = vec![
        edit(start, start + 1, "["),
        edit(span.start - 1, span.start + 1, "]("),
        edit(span.end - 1, span.end, ")"),
    ];
    let fix = Fix { edits };
    is_free.then(|| malformed(Slip::Reversed, link, &format!("[{text}]"), fix))
}

fn link(brackets: &str, target: &str, span: Span, at: usize) -> Option<Link> {
    let kind = if brackets.starts_with('!') { LinkKind::Image } else { LinkKind::Link };
    let has_other = |c: char| c.is_whitespace() || "()[]<>\"`|\\".contains(c);
    let may_be_target = !target.is_empty() && !target.contains(has_other);
    may_be_target.then(|| Link {
        kind,
        target: target.to_owned(),
        span,
        target_span: Span::new(at, at + target.len()),
    })
}

fn malformed(slip: Slip, link: Link, brackets: &str, fix: Fix) -> Malformed {
    let meant = format!("{brackets}({})", link.target);
    Malformed { slip, link, meant, fix }
}
