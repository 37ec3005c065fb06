//! Facts about host names.

/// Domains that are nobody's (RFC 2606, RFC 6761), or everybody's in a manual.
pub(super) fn is_reserved(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let top = host.rsplit('.').next().unwrap_or_default();
    let is_documentation = matches!(top, "example" | "test" | "invalid" | "localhost");
    let labels: Vec<&str> = host.split('.').collect();
    let is_example =
        |label: &str| label == "example" || label.starts_with("example-") || label.ends_with("-example");
    is_documentation || labels.iter().any(|label| is_example(label))
}
