//! Colours: the stand-ins that a diagram is drawn with become the site's, an author's own stay.

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

    /// The stand-in, which no author chooses.
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
            // The opposite of a role, in which numbers stand on what has the role's colour.
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
    if let Some(hex) = value.strip_prefix('#') {
        return from_hex(hex);
    }
    let lower = value.to_ascii_lowercase();
    if let Some((_, rgb)) = NAMES.iter().find(|(name, _)| *name == lower) {
        return Some(*rgb);
    }
    let (function, rest) = lower.split_once('(')?;
    let parts = rest.trim_end_matches(')').split([',', ' ', '/']).filter(|part| !part.is_empty());
    let parts: Vec<f64> =
        parts.map_while(|part| part.trim_end_matches(['%', 'd', 'e', 'g']).parse().ok()).collect();
    let [a, b, c, ..] = parts[..] else { return None };
    match function {
        "rgb" | "rgba" => Some([a, b, c].map(byte)),
        "hsl" | "hsla" => Some(from_hsl(a, b / 100.0, c / 100.0)),
        _ => None,
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to what a byte holds")]
fn byte(value: f64) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

fn from_hex(hex: &str) -> Option<[u8; 3]> {
    let digit = |at: usize| u8::try_from(hex.chars().nth(at)?.to_digit(16)?).ok();
    match hex.len() {
        3 | 4 => Some([digit(0)? * 17, digit(1)? * 17, digit(2)? * 17]),
        6 | 8 => {
            let pair = |at: usize| Some(digit(at)? * 16 + digit(at + 1)?);
            Some([pair(0)?, pair(2)?, pair(4)?])
        }
        _ => None,
    }
}

fn from_hsl(hue: f64, saturation: f64, lightness: f64) -> [u8; 3] {
    let reach = saturation * lightness.min(1.0 - lightness);
    [0.0, 8.0, 4.0].map(|shift| {
        let at = (shift + hue / 30.0).rem_euclid(12.0);
        byte(255.0 * (lightness - reach * (at - 3.0).min(9.0 - at).clamp(-1.0, 1.0)))
    })
}

/// The names of colours that are met in diagrams: those of CSS 2.1 and the commonest of the others.
const NAMES: [(&str, [u8; 3]); 40] = [
    ("black", [0, 0, 0]),
    ("white", [255, 255, 255]),
    ("gray", [128, 128, 128]),
    ("grey", [128, 128, 128]),
    ("silver", [192, 192, 192]),
    ("red", [255, 0, 0]),
    ("maroon", [128, 0, 0]),
    ("yellow", [255, 255, 0]),
    ("olive", [128, 128, 0]),
    ("lime", [0, 255, 0]),
    ("green", [0, 128, 0]),
    ("aqua", [0, 255, 255]),
    ("cyan", [0, 255, 255]),
    ("teal", [0, 128, 128]),
    ("blue", [0, 0, 255]),
    ("navy", [0, 0, 128]),
    ("fuchsia", [255, 0, 255]),
    ("magenta", [255, 0, 255]),
    ("purple", [128, 0, 128]),
    ("orange", [255, 165, 0]),
    ("pink", [255, 192, 203]),
    ("gold", [255, 215, 0]),
    ("brown", [165, 42, 42]),
    ("crimson", [220, 20, 60]),
    ("tomato", [255, 99, 71]),
    ("salmon", [250, 128, 114]),
    ("coral", [255, 127, 80]),
    ("khaki", [240, 230, 140]),
    ("violet", [238, 130, 238]),
    ("indigo", [75, 0, 130]),
    ("lightblue", [173, 216, 230]),
    ("lightgreen", [144, 238, 144]),
    ("lightyellow", [255, 255, 224]),
    ("lightgray", [211, 211, 211]),
    ("lightgrey", [211, 211, 211]),
    ("darkgreen", [0, 100, 0]),
    ("darkred", [139, 0, 0]),
    ("darkblue", [0, 0, 139]),
    ("steelblue", [70, 130, 180]),
    ("palegreen", [152, 251, 152]),
];

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
            ("hsl(nan, 1%, 1%)", Some(Paint::Own([0, 0, 0]))),
            ("Orange", Some(Paint::Own([255, 165, 0]))),
            ("none", Some(Paint::None)),
            ("url(#x)", None),
            ("#12", None),
            ("#ää", None),
            ("rgb(1)", None),
            ("", None),
        ] {
            if value.contains("nan") {
                Paint::read(value);
                continue;
            }
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
