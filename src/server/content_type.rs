//! What kind of content a file name promises.

use crate::attachment::media_type;

/// The content type of a path.
pub(super) fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        // What only the site itself has.
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        ending => media_type(ending).unwrap_or("application/octet-stream"),
    }
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn knows_what_a_knowledge_base_holds() {
        assert_eq!(of("a/index.html"), "text/html; charset=utf-8");
        assert_eq!(of("a/index.md"), "text/markdown; charset=utf-8");
        assert_eq!(of("tools/CLEAN.SH"), "text/plain; charset=utf-8");
        assert_eq!(of("v1.2/Makefile"), "text/plain; charset=utf-8");
        assert_eq!(of("graph.svg"), "image/svg+xml");
        assert_eq!(of("x.bin"), "application/octet-stream");
    }
}
