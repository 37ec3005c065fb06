//! An independent sanitiser as the judge over the HTML of a page: it is told exactly which elements and
//! attributes we write, and must find nothing to remove. The fuzzer uses it too.

use std::collections::{HashMap, HashSet};

/// What the rendering may write, and nothing else.
pub(crate) fn oracle() -> ammonia::Builder<'static> {
    let tags = "a abbr b blockquote br caption cite code dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 \
                hr i img input ins kbd li mark ol p pre q s samp section small span strong sub summary sup table tbody td tfoot \
                th thead time tr u ul var";
    let attributes = [
        ("a", "href"),
        ("img", "src alt width height loading decoding"),
        ("input", "type disabled checked"),
        ("ol", "start reversed"),
        ("li", "value"),
        ("details", "open"),
        ("td", "colspan rowspan"),
        ("th", "colspan rowspan scope"),
        ("time", "datetime"),
        ("ins", "datetime"),
        ("del", "datetime"),
        ("code", "data-language"),
        ("pre", "tabindex"),
        ("div", "tabindex role"),
    ];
    let words = |text: &'static str| text.split_whitespace().collect::<HashSet<_>>();
    let mut oracle = ammonia::Builder::empty();
    oracle
        .tags(words(tags))
        .tag_attributes(
            attributes.into_iter().map(|(tag, names)| (tag, words(names))).collect::<HashMap<_, _>>(),
        )
        .generic_attributes(words("id class title lang dir aria-label aria-labelledby rel"))
        .url_schemes(words("http https mailto tel ftp irc ircs matrix xmpp slack ssh git"))
        .link_rel(None)
        .strip_comments(true);
    oracle
}

/// What the judge objects to in `html`: everything it left out, tag by tag.
pub(crate) fn objection(oracle: &ammonia::Builder<'_>, html: &str) -> Option<String> {
    let tags = |html: &str| html.matches('<').count();
    let attributes = |html: &str| html.matches("=\"").count();
    let cleaned = oracle.clean(html).to_string();
    // The judge writes what a browser would have built: it adds `tbody` and writes attributes without a
    // value with one. It must not have taken anything away.
    let lost = tags(&cleaned) < tags(html) || attributes(&cleaned) < attributes(html);
    lost.then_some(cleaned)
}
