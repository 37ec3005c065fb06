//! Colours: the placeholders that a diagram is drawn with become the site's colours, an author's own stay.

/// How many colours a series has before it begins again.
pub(super) const SERIES: u8 = 5;

/// The roles of a diagram's theme, as the crate calls them, and which of the site's colours each gets.
pub(super) const ROLES: [(&str, &str); 22] = [
    ("canvas", "bg"),
    ("surface", "bg-soft"),
    ("surface-alt", "bg-soft"),
    ("surface-muted", "bg-hover"),
    ("text", "text"),
    ("subtle-text", "text"),
    ("border", "line-strong"),
    ("line", "line-strong"),
    ("edge-label-background", "bg"),
    ("cluster-background", "bg-hover"),
    ("cluster-border", "line-strong"),
    ("note-background", "orange-soft"),
    ("note-border", "line-strong"),
    ("note-text", "text"),
    ("actor-background", "bg-soft"),
    ("actor-border", "line-strong"),
    ("actor-text", "text"),
    ("activation-background", "bg-hover"),
    ("activation-border", "line-strong"),
    ("error", "red-soft"),
    ("warning", "orange-soft"),
    ("success", "bg-soft"),
];

/// A colour that stands for one of the site's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Stand {
    /// The n-th of [`ROLES`].
    Role(u8),
    /// The n-th of a series.
    Series(u8),
}

impl Stand {
    pub(super) fn role(id: &str) -> Self {
        let at = ROLES.iter().position(|(known, _)| *known == id).unwrap_or(0);
        Self::Role(u8::try_from(at).unwrap_or(0))
    }

    /// The placeholder, which no author chooses.
    pub(super) fn hex(self) -> String {
        match self {
            Self::Role(nth) => format!("#fe00{nth:02x}"),
            Self::Series(nth) => format!("#fd00{nth:02x}"),
        }
    }

    fn of([red, green, blue]: [u8; 3]) -> Option<Self> {
        match (red, green) {
            (0xfe, 0) if usize::from(blue) < ROLES.len() => Some(Self::Role(blue)),
            (0xfd, 0) if blue < SERIES => Some(Self::Series(blue)),
            // The opposite of a role, in which numbers are on what has the role's colour.
            (0x01, 0xff) if usize::from(0xff - blue) < ROLES.len() => Some(Self::role("canvas")),
            _ => None,
        }
    }

    /// Whether it is made for something to stand on, and so hardly seen as a line.
    pub(super) fn is_ground(self) -> bool {
        let Self::Role(nth) = self else { return false };
        !matches!(ROLES[usize::from(nth)].1, "text" | "line-strong")
    }

    /// The custom property of the style sheet, as the value of an attribute.
    fn variable(self) -> String {
        match self {
            Self::Role(nth) => format!("var(--{})", ROLES[usize::from(nth)].1),
            Self::Series(nth) => format!("var(--d-{})", nth + 1),
        }
    }
}

/// What a value of `fill` or `stroke` comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Paint {
    None,
    /// One of the site's colours.
    Site(Stand),
    /// A colour that nobody gave a meaning.
    Own([u8; 3]),
}

impl Paint {
    pub(super) fn read(value: &str) -> Option<Self> {
        let value = value.trim();
        if value.eq_ignore_ascii_case("none") || value.eq_ignore_ascii_case("transparent") {
            return Some(Self::None);
        }
        let rgb = rgb(value)?;
        Some(Stand::of(rgb).map_or(Self::Own(rgb), Self::Site))
    }

    /// The value of the attribute.
    pub(super) fn attribute(&self) -> String {
        match self {
            Self::None => "none".to_owned(),
            Self::Site(stand) => stand.variable(),
            Self::Own([red, green, blue]) => format!("#{red:02x}{green:02x}{blue:02x}"),
        }
    }

    /// The text that can be read on this ground, where the site's may not be.
    pub(super) fn ink(&self) -> Option<Self> {
        let Self::Own(rgb) = self else { return None };
        Some(Self::Own(if luminance(*rgb) > 0.18 { [0x11; 3] } else { [0xff; 3] }))
    }
}

/// Relative luminance as WCAG defines it. Black and white have the same contrast at 0.179.
fn luminance([red, green, blue]: [u8; 3]) -> f64 {
    let linear = |part: u8| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// Reads a colour of CSS. Alpha is left out, other than none at all of it.
fn rgb(value: &str) -> Option<[u8; 3]> {
    let [red, green, blue, _] = csscolorparser::parse(value).ok()?.to_rgba8();
    Some([red, green, blue])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_css_writes() {
        for (value, expected) in [
            ("#fe0002", Some(Paint::Site(Stand::Role(2)))),
            ("rgb(253, 0, 4)", Some(Paint::Site(Stand::Series(4)))),
            ("rgba(254, 0, 9, 0.5)", Some(Paint::Site(Stand::Role(9)))),
            ("#9f9", Some(Paint::Own([0x99, 0xff, 0x99]))),
            ("hsl(120, 100%, 25%)", Some(Paint::Own([0, 128, 0]))),
            ("rebeccapurple", Some(Paint::Own([0x66, 0x33, 0x99]))),
            ("Orange", Some(Paint::Own([255, 165, 0]))),
            ("none", Some(Paint::None)),
            ("url(#x)", None),
            ("#12", None),
            ("#ää", None),
            ("rgb(1)", None),
            ("", None),
        ] {
            assert_eq!(Paint::read(value), expected, "{value}");
        }
    }

    #[test]
    fn ink_can_be_read_on_its_ground() {
        assert_eq!(Paint::Own([255, 255, 0]).ink(), Some(Paint::Own([0x11; 3])));
        assert_eq!(Paint::Own([31, 111, 235]).ink(), Some(Paint::Own([255; 3])));
        assert_eq!(Paint::Site(Stand::Role(1)).ink(), None);
    }
}
