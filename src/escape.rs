//! Text that is safe in HTML.

/// Appends `text` with everything escaped that HTML could take for markup, in text as in an
/// attribute. NUL, which HTML does not allow, becomes U+FFFD; other control characters go, since neither
/// HTML nor XML has a way to write them.
pub(crate) fn push_escaped(out: &mut String, text: &str) {
    let mut rest = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            0 => "\u{fffd}",
            byte if is_dropped(byte) => "",
            _ => continue,
        };
        out.push_str(&text[rest..at]);
        out.push_str(escape);
        rest = at + 1;
    }
    out.push_str(&text[rest..]);
}

/// Whether a byte is a control character that no page may have: all of C0 but NUL, tab and the ends of
/// lines, and DEL.
fn is_dropped(byte: u8) -> bool {
    byte.is_ascii_control() && !matches!(byte, b'\0' | b'\t' | b'\n' | b'\r')
}

/// `text` without the control characters that no page may have.
pub(crate) fn without_dropped(mut text: String) -> String {
    if text.bytes().any(is_dropped) {
        text.retain(|c| !u8::try_from(c).is_ok_and(is_dropped));
    }
    text
}

/// Appends ` name="value"`.
pub(crate) fn push_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    push_escaped(out, value);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn leaves_nothing_to_interpret() {
        let mut out = String::new();
        push_escaped(&mut out, "a<b>&\"c\"\0ü\u{1b}\u{8}\t\u{c}\u{7f}");
        assert_eq!(out, "a&lt;b&gt;&amp;&quot;c&quot;\u{fffd}ü\t");
    }
}
