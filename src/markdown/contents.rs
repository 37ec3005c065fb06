//! Tables of contents that tools maintain between two comments. They repeat the headings, so
//! they are neither part of a page's text nor of the search index. Their links are still links.

use std::ops::Range;

use super::html::token::comment_text;
use crate::text::Span;

/// How the comments begin that open and close a table: of doctoc, markdown-toc, gh-md-toc, and the
/// extensions of VS Code and Vim.
const TOOLS: [(&str, &str); 5] = [
    ("start doctoc", "end doctoc"),
    ("toc", "tocstop"),
    ("ts", "te"),
    ("toc", "/toc"),
    ("vim-markdown-toc", "vim-markdown-toc"),
];

/// The bytes of the tables in `body`, whose comments are at `comments`, in order.
pub(super) fn tables(body: &str, comments: &[Span]) -> Vec<Range<usize>> {
    let mut tables = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for span in comments {
        let Some(text) = comment_text(body.get(span.start..span.end).unwrap_or_default()) else { continue };
        let closes = |(_, start): &(usize, String)| {
            TOOLS.iter().any(|(opens, ends)| begins(start, opens) && begins(&text, ends))
        };
        if let Some((start, _)) = open.take_if(|open| closes(open)) {
            tables.push(start..span.end);
        } else if open.is_none() && TOOLS.iter().any(|(opens, _)| begins(&text, opens)) {
            open = Some((span.start, text));
        }
    }
    tables
}

/// Whether a comment begins with these words and not with longer ones.
fn begins(comment: &str, words: &str) -> bool {
    comment.strip_prefix(words).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(body: &str) -> Option<&str> {
        let starts: Vec<usize> = body.match_indices("<!--").map(|(at, _)| at).collect();
        let end = |start: usize| start + body[start..].find("-->").unwrap() + 3;
        let comments: Vec<Span> = starts.into_iter().map(|start| Span::new(start, end(start))).collect();
        tables(body, &comments).first().map(|range| &body[range.clone()])
    }

    #[test]
    fn a_table_stands_between_the_comments_of_one_tool() {
        let doctoc = "<!-- START doctoc generated -->\n<!-- DON'T EDIT -->\n- [A](#a)\n<!-- END doctoc -->";
        for body in [
            doctoc,
            "<!-- toc -->\nx\n<!-- tocstop -->",
            "<!--ts-->x<!--te-->",
            "<!-- TOC depthFrom:2 -->x<!-- /TOC -->",
        ] {
            assert_eq!(table(&format!("a\n{body}\nb\n")), Some(body));
        }
        for body in [
            "<!-- toc -->\nx\n",
            "<!-- tocs -->x<!-- tocstop -->",
            "<!--te-->x<!--ts-->",
            "<!--ts-->x<!-- /toc -->",
        ] {
            assert_eq!(table(body), None, "{body}");
        }
    }
}
