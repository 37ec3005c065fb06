//! Links, images and the elements of raw HTML.

use super::{Close, Page};
use crate::markdown::Target;
use crate::markdown::event::{Event, HtmlTag, Image, LinkTag};
use crate::markdown::url::{self, forbidden_scheme};

/// What a link becomes.
enum Way {
    /// A URL, and whether it leaves the site.
    To { url: String, external: bool },
    /// The text without a link.
    Text,
    /// The text, marked as a broken link.
    Missing,
}

/// What a link has that leaves the site. On paper its address comes after its text …
const EXTERNAL: &str = " class=\"external\" rel=\"noopener\"";
/// … unless it is the text.
const EXTERNAL_ADDRESS: &str = " class=\"external bare\" rel=\"noopener\"";

fn class(external: bool) -> &'static str {
    if external { EXTERNAL } else { "" }
}

impl<'d> Page<'d> {
    fn way(&self, link: &LinkTag) -> Way {
        if !link.safe {
            return Way::Text;
        }
        match self.targets.get(link.slot) {
            // The target was made elsewhere: look again.
            Some(Target::External(url)) if forbidden_scheme(url).is_some() => Way::Text,
            Some(Target::External(url)) => Way::To { url: url.clone(), external: true },
            Some(Target::Internal { href, .. }) => Way::To {
                url: format!("{}{}", self.options.root, href.trim_start_matches('/')),
                external: false,
            },
            Some(Target::Fragment(fragment)) => {
                Way::To { url: format!("#{}", fragment.trim_start_matches('#')), external: false }
            }
            Some(Target::Missing) | None => Way::Missing,
        }
    }

    /// Whether a link leads anywhere.
    pub(super) fn leads_on(&self, link: &LinkTag) -> bool {
        matches!(self.way(link), Way::To { .. })
    }

    pub(super) fn link(&mut self, link: &LinkTag) {
        match self.way(link) {
            Way::To { url, external } => {
                let is_bare = external && self.shows(&url);
                self.raw("<a");
                self.href(&url, if is_bare { EXTERNAL_ADDRESS } else { class(external) });
                if !link.title.is_empty() {
                    self.attribute("title", &link.title);
                }
                self.raw(">");
                self.open.push(Close::With("</a>"));
            }
            Way::Text => self.open.push(Close::With("")),
            Way::Missing => {
                self.raw("<span class=\"missing\">");
                self.open.push(Close::With("</span>"));
            }
        }
        if matches!(self.events.get(self.at + 1), Some((Event::End, _))) {
            // A link without text could not be clicked, nor read out.
            self.text(&link.link.target);
        } else if link.bare {
            self.wiki_title(link);
        }
    }

    /// Shows a page's title in place of the name with which a wiki link calls it.
    fn wiki_title(&mut self, link: &LinkTag) {
        if let Some(Target::Internal { title: Some(title), .. }) = self.targets.get(link.slot)
            && matches!(self.events.get(self.at + 1), Some((Event::Text(_), _)))
        {
            let title = title.clone();
            self.text(&title);
            self.at += 1;
        }
    }

    /// Whether all that the link that begins here shows is its address.
    fn shows(&self, url: &str) -> bool {
        let mut shown = String::new();
        for (event, _) in &self.events[self.at + 1..] {
            match event {
                Event::Text(text) => shown.push_str(text),
                Event::End => break,
                _ => return false,
            }
        }
        shown.is_empty() || shown == url.strip_prefix("mailto:").unwrap_or(url)
    }

    fn href(&mut self, url: &str, class: &str) {
        self.raw(" href=\"");
        url::push_attribute(&mut self.out, url);
        self.raw("\"");
        self.raw(class);
    }

    pub(super) fn image(&mut self, image: &Image) {
        match self.way(&image.link) {
            Way::To { url, .. } if url::is_elsewhere(&url) => self.remote_image(&url, &image.alt),
            Way::To { url, .. } => {
                self.raw("<img src=\"");
                url::push_attribute(&mut self.out, &url);
                self.raw("\"");
                self.attribute("alt", &image.alt);
                if !image.link.title.is_empty() {
                    self.attribute("title", &image.link.title);
                }
                self.attributes(&image.attributes, false);
                self.raw(" loading=\"lazy\" decoding=\"async\">");
            }
            Way::Text => self.text(&image.alt),
            Way::Missing => {
                self.raw("<span class=\"missing\">");
                // Without a text, the name says what is missing.
                self.text(if image.alt.is_empty() { &image.link.link.target } else { &image.alt });
                self.raw("</span>");
            }
        }
    }

    /// Whether a link here would be inside another one, which no browser allows.
    pub(super) fn is_in_link(&self) -> bool {
        self.open.iter().any(|close| matches!(close, Close::With("</a>") | Close::Element("a")))
    }

    /// A page asks no other host for anything, so a reader has to ask for the image; what is not an image
    /// at all, such as `mailto:`, is a link too. Inside a link, as badges are, only the text is left, apart
    /// from the text before it; its address only where the link would be empty.
    fn remote_image(&mut self, url: &str, alt: &str) {
        let text = if alt.is_empty() { url } else { alt };
        if self.is_in_link() {
            let is_apart = self.out.ends_with(['>', ' ', '\n']);
            if is_apart || !alt.is_empty() {
                self.raw(if is_apart { "" } else { " " });
                self.text(text);
            }
            return;
        }
        self.raw("<a");
        self.href(url, if text == url { EXTERNAL_ADDRESS } else { EXTERNAL });
        self.raw(">");
        self.text(text);
        self.raw("</a>");
    }

    pub(super) fn html(&mut self, tag: &HtmlTag) {
        let name = self.name(tag.name);
        let mut is_link = false;
        match tag.link.as_ref().map(|link| self.way(link)) {
            Some(Way::To { url, external }) => {
                self.raw("<a");
                self.href(&url, class(external));
                is_link = external;
            }
            Some(Way::Text) => self.raw("<span"),
            Some(Way::Missing) => {
                self.raw("<span class=\"missing\"");
                is_link = true;
            }
            None => {
                self.raw("<");
                self.raw(name);
            }
        }
        self.attributes(&tag.attributes, is_link);
        self.raw(">");
        self.open.push(match &tag.link {
            _ if matches!(name, "br" | "hr" | "wbr") => Close::With(""),
            Some(link) if matches!(self.way(link), Way::Text | Way::Missing) => Close::Element("span"),
            _ => Close::Element(name),
        });
    }

    /// An element's name, headings shifted like Markdown's.
    fn name(&self, name: &'static str) -> &'static str {
        let levels = ["h1", "h2", "h3", "h4", "h5", "h6"];
        match levels.iter().position(|level| *level == name) {
            Some(at) => levels[usize::from(self.level(at as u8 + 1)) - 1],
            None => name,
        }
    }

    /// Writes attributes of raw HTML; `has_class` where the element got a class already.
    fn attributes(&mut self, attributes: &crate::markdown::event::Attributes, has_class: bool) {
        if let Some(id) = &attributes.id {
            self.attribute("id", id);
        }
        for (name, value) in &attributes.others {
            match (*name, value.as_str()) {
                ("class", _) if has_class => {}
                (name @ ("open" | "reversed"), _) => {
                    self.raw(" ");
                    self.raw(name);
                }
                (name, value) => self.attribute(name, value),
            }
        }
    }
}
