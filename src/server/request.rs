//! What a client asks for, as plain data.

use percent_encoding::percent_decode_str;

/// A request without its body; no request that is answered has one.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
}

impl From<&tiny_http::Request> for Request {
    fn from(request: &tiny_http::Request) -> Self {
        let header = |header: &tiny_http::Header| (header.field.to_string(), header.value.to_string());
        Self {
            method: request.method().to_string(),
            target: request.url().to_owned(),
            headers: request.headers().iter().map(header).collect(),
        }
    }
}

impl Request {
    pub(super) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// A header's value; letter case does not count in its name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let is = |(field, _): &&(String, String)| field.eq_ignore_ascii_case(name);
        self.headers.iter().find(is).map(|(_, value)| value.as_str())
    }

    /// The path, decoded. `None` when it is none or not UTF-8.
    pub(super) fn path(&self) -> Option<String> {
        let path = self.raw().split(['?', '#']).next()?;
        let path = percent_decode_str(path).decode_utf8().ok()?;
        path.starts_with('/').then(|| path.into_owned())
    }

    /// The query with its question mark, or nothing.
    pub(super) fn query(&self) -> &str {
        let target = self.raw().split('#').next().unwrap_or_default();
        target.find('?').map_or("", |mark| &target[mark..])
    }

    /// A parameter of the query, decoded.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let pairs = self.query().strip_prefix('?')?.split('&');
        let value = pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name)?.1;
        Some(percent_decode_str(value).decode_utf8().ok()?.into_owned())
    }

    /// The target without the scheme and host that a proxy's request has.
    fn raw(&self) -> &str {
        match self.target.split_once("://") {
            Some((scheme, rest)) if !scheme.contains(['/', '?']) => {
                rest.find('/').map_or("/", |slash| &rest[slash..])
            }
            _ => &self.target,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_targets_apart() {
        let parts = |target: &str| {
            let request = Request { target: target.to_owned(), ..Request::default() };
            (request.path(), request.query().to_owned(), request.parameter("page"))
        };
        assert_eq!(
            parts("/a%20b/?x=1&page=%2Fa%2F#y"),
            (Some("/a b/".into()), "?x=1&page=%2Fa%2F".into(), Some("/a/".into()))
        );
        assert_eq!(parts("http://h:1/a?b"), (Some("/a".into()), "?b".into(), None));
        assert_eq!(parts("/go?to=http://x/"), (Some("/go".into()), "?to=http://x/".into(), None));
        assert_eq!(parts("/%ff").0, None);
        assert_eq!(parts("*").0, None);
        assert_eq!(parts("").0, None);
    }
}
