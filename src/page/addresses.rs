//! The addresses of other sites that a page names.

use super::Page;
use crate::front_matter::{Node, Value};
use crate::markdown::Target;
use crate::text::Span;

impl Page {
    /// Every web address in its links, whose targets are `targets`, and in its front matter, as [`normal`] has
    /// it, and where it is.
    pub fn addresses(&self, targets: &[Target]) -> impl Iterator<Item = (String, Span)> {
        let is_external = |target: &Target| matches!(target, Target::External(_));
        let links = self.outline.links.iter().zip(targets).filter(|(_, target)| is_external(target));
        let mut found: Vec<(&str, Span)> = links.map(|(link, _)| (&*link.target, link.target_span)).collect();
        for entry in &self.front_matter.entries {
            in_front_matter(&entry.value, &mut found);
        }
        let found: Vec<(String, Span)> =
            found.into_iter().filter_map(|(written, span)| Some((normal(written)?, span))).collect();
        found.into_iter()
    }
}

/// Values that are an address and nothing else.
fn in_front_matter<'a>(node: &'a Node, found: &mut Vec<(&'a str, Span)>) {
    match &node.value {
        Value::Scalar(scalar) if !scalar.text.contains(char::is_whitespace) => {
            found.push((&scalar.text, node.span));
        }
        Value::Scalar(_) => {}
        Value::List(items) => items.iter().for_each(|item| in_front_matter(item, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| in_front_matter(&entry.value, found)),
    }
}

/// A web address as it is asked for: with its scheme, without its fragment, in ASCII. `None` for
/// what is not a web address, or has a blank to fill in.
pub fn normal(written: &str) -> Option<String> {
    let written = written.trim();
    let url = if written.starts_with("//") { format!("https:{written}") } else { written.to_owned() };
    let (scheme, rest) = url.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let rest = rest.split('#').next().unwrap_or("");
    let is_blank = rest.contains(['{', '}', '<', '>', '$', '|', '"', '`', ' ', '\\']) || rest.contains("%7B");
    let host_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let host = rest[..host_end].to_ascii_lowercase();
    let is_web = (scheme == "http" || scheme == "https") && host.is_ascii() && !host.is_empty();
    let path = match &rest[host_end..] {
        "" => "/".to_owned(),
        path => crate::url::encode_other(path),
    };
    (is_web && !is_blank).then(|| format!("{scheme}://{host}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        for (written, expected) in [
            ("https://Example.org", Some("https://example.org/")),
            ("HTTP://a.b:80/C?d=e#f", Some("http://a.b:80/C?d=e")),
            ("//a.b/ü", Some("https://a.b/%C3%BC")),
            ("https://a.b?x", Some("https://a.b?x")),
            ("mailto:a@b.c", None),
            ("https://$HOST/x", None),
            ("https://{{ host }}/x", None),
            ("https:///x", None),
            ("https://exämple.org/", None),
        ] {
            assert_eq!(normal(written).as_deref(), expected, "{written}");
        }
    }
}
