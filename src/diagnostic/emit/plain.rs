//! Text from the content as it may stand in a report: nothing in it moves a cursor, changes a colour,
//! reverses the direction of text or floods a log.

/// The most bytes of a message that are shown; it may quote a value of any length.
const LONGEST_TEXT: usize = 2000;

/// Whether a terminal could obey the character, or a reader overlook it.
pub(super) fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}')
}

/// Text of one line, not endless, with every deceptive character, line breaks among them, spelt out.
pub(super) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST_TEXT));
    for (at, c) in text.char_indices() {
        if at >= LONGEST_TEXT {
            out.push('…');
            break;
        }
        match is_deceptive(c) {
            true => out.extend(c.escape_unicode()),
            false => out.push(c),
        }
    }
    out
}

/// As [`one_line`], but line breaks stay.
pub(super) fn many_lines(text: &str) -> String {
    text.lines().map(one_line).collect::<Vec<_>>().join("\n")
}
