//! A request, as plain data.

use percent_encoding::percent_decode_str;

/// Below this are the server's own files. No page can be called so: URLs of pages are slugs.
pub(super) const OWN: &str = "/__opslore/";

/// A request without its body; no request that is answered has one.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
    pub(super) headers: Vec<(String, String)>,
    /// Whether it is HTTP/1.0, which closes the connection unless it says otherwise.
    pub(super) is_old: bool,
}

impl Request {
    pub(super) fn is_head(&self) -> bool {
        self.method == "HEAD"
    }

    /// A header's value; letter case does not count in its name.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value of a header.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let is = move |(field, _): &&(String, String)| field.eq_ignore_ascii_case(name);
        self.headers.iter().filter(is).map(|(_, value)| value.as_str())
    }

    /// Whether the client wants to send another request on the same connection.
    pub(super) fn keeps_open(&self) -> bool {
        let mut wishes = self.all("Connection").flat_map(|value| value.split(',')).map(str::trim);
        match self.is_old {
            true => wishes.any(|wish| wish.eq_ignore_ascii_case("keep-alive")),
            false => !wishes.any(|wish| wish.eq_ignore_ascii_case("close")),
        }
    }

    /// Whether it announces a body. None is ever read, so nothing of one can pass for a request.
    pub(super) fn has_body(&self) -> bool {
        self.header("Transfer-Encoding").is_some() || self.all("Content-Length").any(|length| length != "0")
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

    /// The host in the target, which a proxy's request has.
    pub(super) fn authority(&self) -> Option<&str> {
        self.absolute().and_then(|rest| rest.split(['/', '?', '#']).next())
    }

    /// The target without the scheme and host that a proxy's request has.
    fn raw(&self) -> &str {
        match self.absolute() {
            Some(rest) => rest.find('/').map_or("/", |slash| &rest[slash..]),
            None => &self.target,
        }
    }

    fn absolute(&self) -> Option<&str> {
        let (scheme, rest) = self.target.split_once("://")?;
        (!scheme.contains(['/', '?'])).then_some(rest)
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

    #[test]
    fn knows_when_a_connection_ends() {
        let keeps = |is_old, connection: &str| {
            let headers = vec![("connection".to_owned(), connection.to_owned())];
            Request { is_old, headers, ..Request::default() }.keeps_open()
        };
        assert!(Request::default().keeps_open() && keeps(false, "Upgrade, HTTP2-Settings"));
        assert!(!keeps(false, "close") && !keeps(false, "TE, Close"));
        assert!(!keeps(true, "") && keeps(true, "Keep-Alive"));
    }

    #[test]
    fn sees_a_body_coming() {
        let has = |headers: &[(&str, &str)]| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Request { headers: headers.iter().map(own).collect(), ..Request::default() }.has_body()
        };
        assert!(!has(&[]) && !has(&[("content-length", "0")]));
        for length in ["1", "+0", "00", "0, 5", "-1", "x", ""] {
            assert!(has(&[("Content-Length", length)]), "{length}");
        }
        assert!(has(&[("Content-Length", "0"), ("Content-Length", "9")]));
        assert!(has(&[("transfer-encoding", "identity")]));
    }
}
