//! HTML elements that are not allowed: what is removed with them, and what to write instead.

/// Elements whose content goes with them: code, other languages, what browsers do not read as HTML.
#[rustfmt::skip]
static WITH_CONTENT: &[&str] = &[
    "frameset", "iframe", "math", "noembed", "noframes", "noscript", "script", "style", "svg", "template",
    "textarea", "title", "xmp", "plaintext",
];

/// Elements whose content a browser does not read as HTML: without an end tag, all that follows is
/// theirs.
#[rustfmt::skip]
static RAW_TEXT: &[&str] = &[
    "iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp",
];

/// Elements that are removed and leave what is inside: text, and what browsers show that have no player.
#[rustfmt::skip]
static WITHOUT_CONTENT: &[&str] = &[
    "acronym", "address", "applet", "area", "article", "aside", "audio", "base", "basefont", "bdi", "bdo",
    "bgsound", "big", "blink", "body", "button", "canvas", "col", "colgroup", "command", "data", "datalist",
    "dfn", "dialog", "dir", "embed", "fieldset", "font", "footer", "form", "frame", "head", "header",
    "hgroup", "html", "image", "input", "isindex", "keygen", "label", "legend", "link", "listing", "main",
    "map", "marquee", "menu", "menuitem", "meta", "meter", "nav", "nobr", "object", "optgroup", "option",
    "output", "param", "picture", "portal", "progress", "rb", "rp", "rt", "rtc", "ruby", "search", "section",
    "select", "slot", "source", "spacer", "track", "video", "animate",
    "animatemotion", "animatetransform", "annotation-xml", "circle", "clippath", "defs", "desc", "ellipse",
    "feimage", "filter", "foreignobject", "g", "line", "lineargradient", "maction", "malignmark", "marker",
    "mask", "metadata", "mfrac", "mglyph", "mi", "mn", "mo", "mover", "mrow", "ms", "msqrt", "mtable",
    "mtext", "path", "pattern", "polygon", "polyline", "radialgradient", "rect", "set", "stop", "switch",
    "symbol", "text", "tspan", "use", "view",
];

/// Elements that authors more often mean as a blank to fill in, where they are without attributes
/// and without an end tag: `ssh <address>`, `describe <object>`.
#[rustfmt::skip]
static BLANKS: &[&str] = &[
    "address", "area", "base", "body", "button", "caption", "circle", "cite", "code", "col", "command",
    "data", "desc", "dialog", "dir", "dfn", "embed", "figure", "filter", "font", "footer", "form", "frame",
    "g", "head", "header", "image", "img", "input", "label", "legend", "line", "link", "listing", "main",
    "map", "mark", "marker", "mask", "math", "menu", "meta", "metadata", "meter", "mi", "mn", "mo", "ms",
    "nav", "object", "option", "output", "param", "path", "pattern", "picture", "portal", "progress",
    "search", "section", "select", "set", "slot", "source", "stop", "style", "script", "summary", "switch",
    "symbol", "table", "template", "text", "time", "title", "track", "use", "var", "video", "view",
];

/// Whether this element is removed, and if so, whether with its content. `name` is in lower case.
pub(super) fn removal(name: &str) -> Option<bool> {
    if WITH_CONTENT.contains(&name) {
        return Some(true);
    }
    WITHOUT_CONTENT.contains(&name).then_some(false)
}

/// Whether what is inside this element is no HTML to a browser.
pub(in crate::markdown) fn is_raw_text(name: &str) -> bool {
    RAW_TEXT.iter().any(|raw| raw.eq_ignore_ascii_case(name))
}

/// Whether authors use this name for a blank to fill in.
pub(in crate::markdown) fn may_be_blank(name: &str) -> bool {
    BLANKS.iter().any(|blank| blank.eq_ignore_ascii_case(name))
}

/// What to write instead of a removed element.
pub(in crate::markdown) fn alternative(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "script" | "style" | "link" | "noscript" | "meta" | "template" => "move it to the theme",
        "iframe" | "object" | "embed" | "video" | "audio" | "applet" | "portal" => "link to it instead",
        "svg" | "canvas" | "map" | "area" => {
            "save it as a file and show it with `![what it shows](file.svg)`"
        }
        "picture" | "source" | "image" => "show one image with `![what it shows](file.png)`",
        "math" => "write the formula as `code`",
        "font" | "big" | "blink" | "marquee" | "acronym" => "use `**strong**` or `*emphasis*`",
        "form" | "input" | "button" | "select" | "textarea" | "option" | "label" => {
            "use a task list, `- [ ] step`, or a link"
        }
        "title" | "head" | "body" | "html" => "set `title` in the front matter",
        "section" | "article" | "header" | "footer" | "nav" | "aside" | "main" => "use a heading, or `<div>`",
        _ => "write it in Markdown, or put literal text between backquotes",
    }
}

/// What to do about an attribute that is removed, where its author will miss it: what scripts and
/// styles do is lost, a class never had an effect.
pub(in crate::markdown) fn missed_attribute(name: &str) -> Option<&'static str> {
    let is_handler = name.len() > 2
        && name.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("on"))
        && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if is_handler {
        return Some("remove it: pages run no scripts");
    }
    name.eq_ignore_ascii_case("style").then_some("remove it: the theme styles the pages")
}

#[cfg(test)]
mod tests {
    use super::super::elements::{Verdict, verdict};
    use super::*;

    #[test]
    fn the_lists_fit_together() {
        for name in BLANKS {
            assert!(!matches!(verdict(name), Verdict::Unknown), "{name} is a blank anyway");
        }
        for name in RAW_TEXT {
            assert_eq!(removal(name), Some(true), "{name}");
        }
    }
}
