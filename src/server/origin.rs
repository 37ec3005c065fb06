//! Which requests are answered. Any web site that is open in the same browser can send requests to the preview; it
//! must not read a page, show it in a frame, or run a file as a script.

use super::host::Hosts;
use super::request::{OWN, Request};
use super::response::Response;

/// The refusal of a request that is not for this server, or comes from another site's page.
pub(super) fn refuse(request: &Request, hosts: &Hosts) -> Option<Response> {
    let mut named = request.all("Host");
    let (Some(host), None) = (named.next(), named.next()) else {
        return Some(Response::text(400, "The request has no `Host` header, or several.\n"));
    };
    // The host in the target counts for more than the header (RFC 9112, section 3.2.2).
    if !hosts.allow(host) || request.authority().is_some_and(|authority| !hosts.allow(authority)) {
        let why = "This is a local preview, and it answers only to the name it was started with.\nTo reach \
                   it by another name, start it with `opslore serve --host NAME`.\n";
        return Some(Response::text(403, why));
    }
    let is_foreign =
        !request.all("Origin").all(|origin| is_own(origin, host)) || is_from_another_site(request);
    is_foreign.then(|| {
        Response::text(
            403,
            "The request comes from another site; the preview answers only its \
                                      own pages.\n",
        )
    })
}

/// Whether an origin is that of the host asked for. A tunnel may add TLS.
fn is_own(origin: &str, host: &str) -> bool {
    let name = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    name.is_some_and(|name| name.eq_ignore_ascii_case(host))
}

/// What the browser says about where a request comes from (Fetch Metadata Request Headers, W3C).
/// A link on another site may open a page in a tab of its own, and nothing else. Programs such as curl
/// say nothing.
fn is_from_another_site(request: &Request) -> bool {
    let is = |name: &str, value: &str| request.all(name).eq([value]);
    let is_ours = |site: &str| matches!(site, "same-origin" | "none");
    let is_page = || request.path().is_none_or(|path| !path.starts_with(OWN));
    let opens_a_tab = || is("Sec-Fetch-Mode", "navigate") && is("Sec-Fetch-Dest", "document") && is_page();
    !request.all("Sec-Fetch-Site").all(is_ours) && !opens_a_tab()
}
