//! Titles that fit into a column.

/// Shortens a title to about `width` units at the size of the map's text. Which font a reader has is
/// not known, so widths are those of a wide one.
pub(super) fn shorten(title: &str, width: f64) -> String {
    let total: f64 = title.chars().map(advance).sum();
    if total <= width {
        return title.to_owned();
    }
    let (mut taken, mut short) = (advance('…'), String::new());
    for c in title.chars() {
        taken += advance(c);
        if taken > width {
            break;
        }
        short.push(c);
    }
    format!("{}…", short.trim_end_matches([' ', ',', '-', ':', '.']))
}

/// How wide a character is at a size of 13 units.
fn advance(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 4.2,
        'f' | 'r' | 't' | ' ' | '(' | ')' | '[' | ']' | '/' | '-' => 5.2,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '…' => 12.0,
        'A'..='Z' => 9.0,
        // Cyrillic, Greek and accented Latin are about as wide as Latin; what follows is mostly square.
        c if (c as u32) >= 0x1100 => 13.0,
        _ => 7.9,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_end_with_an_ellipsis_where_they_do_not_fit() {
        assert_eq!(shorten("Ceph", 200.0), "Ceph");
        assert_eq!(shorten("etcd database is close, or not", 170.0), "etcd database is close…");
        assert_eq!(shorten("證書即將到期的處理方法", 70.0), "證書即將…");
        assert_eq!(shorten("", 10.0), "");
        assert_eq!(shorten("WWWW", 1.0), "…");
    }
}
