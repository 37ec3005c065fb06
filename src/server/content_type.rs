//! What kind of content a file name promises.

/// The content type of a path.
pub(super) fn of(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension).to_ascii_lowercase();
    match extension.as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "md" | "markdown" => "text/markdown; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/vnd.microsoft.icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "zip" => "application/zip",
        "gz" | "tgz" => "application/gzip",
        // Scripts and configuration are there to be read: shown, not downloaded.
        "" | "txt" | "text" | "log" | "sh" | "bash" | "py" | "rb" | "pl" | "go" | "rs" | "lua" | "ps1"
        | "yaml" | "yml" | "toml" | "ini" | "cfg" | "conf" | "env" | "service" | "timer" | "rules" | "tf"
        | "hcl" | "sql" | "promql" | "logql" | "diff" | "patch" | "tmpl" | "j2" | "tpl" => {
            "text/plain; charset=utf-8"
        }
        _ => "application/octet-stream",
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
        assert_eq!(of("x.bin"), "application/octet-stream");
    }
}
