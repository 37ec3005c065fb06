//! Which addresses an image may name: its own parts, and pictures that it brings along.

/// The types of images that may be within an SVG. SVG is not one of them.
const IMAGES: &[&str] = &["image/png", "image/jpeg", "image/jpg", "image/gif", "image/webp"];
/// The types of fonts that drawing tools put into an SVG.
const FONTS: &[&str] = &[
    "font/woff2",
    "font/woff",
    "font/ttf",
    "font/otf",
    "font/opentype",
    "application/font-woff2",
    "application/font-woff",
    "application/x-font-woff",
    "application/x-font-ttf",
    "application/octet-stream",
];

/// A part of the same file, by its id.
pub(super) fn is_local(url: &str) -> bool {
    url.strip_prefix('#').is_some_and(|id| !id.is_empty() && !id.contains(|c: char| c.is_control()))
}

/// An image of pixels within the file.
pub(super) fn is_image(url: &str) -> bool {
    is_data(url, IMAGES)
}

/// A font within the file.
pub(super) fn is_font(url: &str) -> bool {
    is_data(url, FONTS)
}

/// Whether this is a `data:` address of one of these types whose data is in base64, as every tool writes it:
/// what browsers make of blanks in it is their own affair.
fn is_data(url: &str, types: &[&str]) -> bool {
    let Some((head, data)) = url.split_once(',') else { return false };
    let head = head.to_ascii_lowercase();
    let Some(head) = head.strip_prefix("data:").and_then(|head| head.strip_suffix(";base64")) else {
        return false;
    };
    let kind = head.split(';').next().unwrap_or("");
    let is_base64 =
        |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=') || b.is_ascii_whitespace();
    types.contains(&kind) && data.bytes().all(is_base64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_the_file_is_named() {
        assert!(is_local("#a") && !is_local("#") && !is_local("a.svg#a") && !is_local(""));
        for url in [
            "data:image/png;base64,AAAA",
            "DATA:image/JPEG;charset=x;base64,AA\n==",
            "data:image/webp;base64,",
        ] {
            assert!(is_image(url), "{url}");
        }
        for url in [
            "data:image/svg+xml;base64,AAAA",
            "data:image/png,AAAA",
            "data:text/html;base64,AA",
            "https://x/y.png",
            "data:image/png;base64,<script>",
            "data:;base64,AA",
            "x.png",
            "//x",
            "data:image/svg+xml;image/png;base64,A",
            "data: image/png;base64,AA",
            "data:\timage/png;base64,AA",
        ] {
            assert!(!is_image(url), "{url}");
        }
        assert!(is_font("data:font/woff2;base64,AA") && !is_font("data:image/png;base64,AA"));
    }
}
