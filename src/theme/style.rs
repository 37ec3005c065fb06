//! Style sheets as they are published: without comments for their authors.

/// A style sheet without comments and without the space at the beginnings of lines. What is in
/// quotes stays, and so do comments that begin with `/*!`, by which licences ask to be kept.
pub(super) fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    let mut rest = text;
    let mut quote: Option<char> = None;
    while let Some(c) = rest.chars().next() {
        let at_line_start = squeezed.is_empty() || squeezed.ends_with('\n');
        if quote.is_none() && rest.starts_with("/*") {
            let end = rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
            if rest.starts_with("/*!") {
                squeezed.push_str(&rest[..end]);
            }
            rest = &rest[end..];
            continue;
        }
        let is_idle = quote.is_none() && at_line_start && c.is_ascii_whitespace();
        let mut length = c.len_utf8();
        match quote {
            // What is escaped ends nothing.
            Some(_) if c == '\\' => length += rest[1..].chars().next().map_or(0, char::len_utf8),
            Some(open) if c == open => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            _ => {}
        }
        if !is_idle {
            squeezed.push_str(&rest[..length]);
        }
        rest = &rest[length..];
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_for_authors_goes() {
        for (text, expected) in [
            ("/* a */\n\n.a {\n  color: red; /* b */\n}\n", ".a {\ncolor: red; \n}\n"),
            ("a::after { content: \"/* \\\" */\"; }", "a::after { content: \"/* \\\" */\"; }"),
            ("a::after { content: '\\\n  x'; }", "a::after { content: '\\\n  x'; }"),
            ("/*! MIT */\n/* x", "/*! MIT */\n"),
            ("a\u{e9} /* é */ b", "a\u{e9}  b"),
            ("\"\\", "\"\\"),
            ("", ""),
        ] {
            assert_eq!(squeezed(text), expected, "{text}");
        }
    }
}
