//! Blocks: headings, alerts, lists, tables, footnotes.

use pulldown_cmark::Alignment;

use super::{Close, Page};
use crate::markdown::alert::AlertKind;
use crate::markdown::document::reference_id;
use crate::markdown::escape::push_attribute;
use crate::markdown::event::{Event, FootnoteReference, HeadingTag, LinkTag, Tag};
use crate::words::direction;

impl<'d> Page<'d> {
    pub(super) fn heading(&mut self, heading: &'d HeadingTag<'d>) {
        self.section = &heading.text;
        if self.drop_title {
            self.drop_title = false;
            return self.linked_in_title();
        }
        let level = self.level(heading.level);
        self.line(&format!("<h{level}"));
        self.attribute("id", &heading.id);
        self.raw(">");
        self.open.push(Close::Heading { level, id: &heading.id, text: &heading.text });
    }

    /// A heading that is the title of a tab; links to it still lead there.
    pub(super) fn tab_title(&mut self, heading: &'d HeadingTag<'d>) {
        self.section = &heading.text;
        self.line("<p class=\"tab-title\"");
        self.attribute("id", &heading.id);
        self.raw(">");
        self.open.push(Close::With("</p>\n"));
    }

    /// A heading's level in the page.
    pub(super) fn level(&self, level: u8) -> u8 {
        level.saturating_add(self.options.shift_headings).clamp(1, 6)
    }

    pub(super) fn end_heading(&mut self, level: u8, id: &str, text: &str) {
        if self.is_in_link() {
            return self.raw(&format!("</h{level}>\n"));
        }
        self.raw(" <a class=\"anchor\"");
        self.attribute("href", &format!("#{}", id.replace('%', "%25")));
        let label = format!("{}: {text}", self.options.labels.to_section);
        self.attribute("aria-label", label.trim_end_matches([':', ' ']));
        self.raw(&format!(">#</a></h{level}>\n"));
    }

    /// Goes to the end of the heading that begins here. The theme shows its text as the page's title;
    /// its links and images, such as the badges of a README, follow in a paragraph.
    fn linked_in_title(&mut self) {
        let end = self.end_of_element();
        let mut is_open = false;
        while self.at + 1 < end {
            self.at += 1;
            let last = match &self.events[self.at].0 {
                Event::Start(tag) if linked(tag).is_some_and(|link| self.leads_on(link)) => {
                    self.end_of_element()
                }
                Event::Image(_) => self.at,
                _ => continue,
            };
            self.raw(if is_open { "\n" } else { "<p>" });
            is_open = true;
            self.step();
            while self.at < last {
                self.at += 1;
                self.step();
            }
        }
        self.raw(if is_open { "</p>\n" } else { "" });
        self.at = end;
    }

    /// Where the element that begins here ends.
    fn end_of_element(&self) -> usize {
        let mut depth = 0_usize;
        for (at, (event, _)) in self.events.iter().enumerate().skip(self.at) {
            match event {
                Event::Start(_) => depth += 1,
                Event::End => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return at;
            }
        }
        self.events.len()
    }

    pub(super) fn alert(&mut self, kind: AlertKind) {
        let name = kind.name();
        self.line(&format!("<div class=\"alert alert-{name}\" role=\"note\">\n"));
        self.open.push(Close::With("</div>\n"));
        // Without a title of its own it is called what it is.
        if let [(Event::Start(Tag::AlertTitle), _), (Event::End, _), ..] = &self.events[self.at + 1..] {
            self.raw("<p class=\"alert-title\"");
            self.language_of_labels();
            self.raw(">");
            self.text(self.options.labels.alert(kind));
            self.raw("</p>\n");
            self.at += 2;
        }
    }

    /// Says what language a label is in that is in a page of another.
    pub(super) fn language_of_labels(&mut self) {
        if self.options.language.is_some() {
            let language = &self.options.labels.language;
            self.attribute("lang", language);
            self.attribute("dir", direction(language));
        }
    }

    pub(super) fn list(&mut self, first: Option<u64>) {
        match first {
            None => self.line("<ul>\n"),
            Some(1) => self.line("<ol>\n"),
            Some(first) => self.line(&format!("<ol start=\"{first}\">\n")),
        }
        self.open.push(Close::With(if first.is_some() { "</ol>\n" } else { "</ul>\n" }));
    }

    pub(super) fn item(&mut self) {
        let is_task = matches!(
            &self.events[self.at + 1..],
            [(Event::Task(_), _), ..] | [(Event::Start(Tag::Paragraph), _), (Event::Task(_), _), ..]
        );
        self.line(if is_task { "<li class=\"task\">" } else { "<li>" });
        self.open.push(Close::With("</li>\n"));
    }

    pub(super) fn task(&mut self, done: bool) {
        self.raw("<input type=\"checkbox\" disabled");
        if done {
            self.raw(" checked");
        }
        let text = self.task_text();
        let alone = &self.options.labels.tasks[usize::from(done)];
        self.attribute("aria-label", if text.is_empty() { alone } else { &text });
        self.raw("> ");
    }

    /// The text after a check box, as far as its line or paragraph goes.
    fn task_text(&self) -> String {
        let mut text = String::new();
        let mut depth = 0_usize;
        for (event, _) in &self.events[self.at + 1..] {
            match event {
                Event::Text(piece) | Event::Code(piece) => text.push_str(piece),
                Event::Emoji { shown, .. } => text.push_str(shown),
                Event::SoftBreak | Event::HardBreak => text.push(' '),
                Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Link(_)) => depth += 1,
                Event::End if depth > 0 => depth -= 1,
                Event::Image(_) | Event::FootnoteReference(_) => {}
                _ => break,
            }
        }
        crate::text::one_line(&text)
    }

    /// A table inside something to scroll it with. Several on a page need names to distinguish them.
    pub(super) fn table(&mut self) {
        self.tables += 1;
        self.table_has_rows = false;
        let number = if self.tables > 1 { format!(" {}", self.tables) } else { String::new() };
        self.line("<div class=\"table\" role=\"group\"");
        self.attribute("aria-label", &format!("{}{number}", self.options.labels.table));
        self.raw(" tabindex=\"0\"><table>\n");
        self.open.push(Close::Table);
    }

    pub(super) fn row(&mut self) {
        if !self.table_has_rows {
            self.table_has_rows = true;
            self.line("<tbody>\n");
        }
        self.line("<tr>");
        self.open.push(Close::With("</tr>\n"));
    }

    pub(super) fn cell(&mut self, head: bool, alignment: Alignment) {
        self.raw(if head { "<th scope=\"col\"" } else { "<td" });
        self.raw(match alignment {
            Alignment::None => ">",
            Alignment::Left => " class=\"align-left\">",
            Alignment::Center => " class=\"align-center\">",
            Alignment::Right => " class=\"align-right\">",
        });
        self.open.push(Close::With(if head { "</th>" } else { "</td>" }));
    }

    pub(super) fn footnote_reference(&mut self, reference: &FootnoteReference<'_>) {
        let FootnoteReference { label, number, nth } = reference;
        if *number == 0 {
            return self.text(&format!("[^{label}]"));
        }
        let id = reference_id(*number, *nth);
        if self.is_in_link() {
            return self.raw(&format!("<sup class=\"footnote-ref\" id=\"{id}\">{number}</sup>"));
        }
        self.raw(&format!("<sup class=\"footnote-ref\" id=\"{id}\"><a href=\"#fn-{number}\""));
        self.attribute("aria-label", &format!("{} {number}", self.options.labels.footnotes[1]));
        self.raw(&format!(">{number}</a></sup>"));
    }

    pub(super) fn footnotes(&mut self) {
        self.line("<section class=\"footnotes\"");
        self.attribute("aria-label", &self.options.labels.footnotes[0]);
        self.raw("><ol>\n");
        self.open.push(Close::With("</ol></section>\n"));
    }

    pub(super) fn footnote(&mut self, number: usize, uses: usize) {
        self.line(&format!("<li id=\"fn-{number}\">"));
        self.open.push(Close::Footnote { number, uses });
    }

    /// The ways back are at the end of the footnote's last paragraph.
    pub(super) fn end_footnote(&mut self, number: usize, uses: usize) {
        let mut links = String::new();
        for nth in 1..=uses {
            let id = reference_id(number, nth);
            let which = id.trim_start_matches("fnref-");
            let label = format!("{} {which}", self.options.labels.footnotes[2]);
            links.push_str(&format!(" <a href=\"#{id}\" class=\"footnote-back\""));
            push_attribute(&mut links, "aria-label", &label);
            links.push_str(">↩</a>");
        }
        match self.out.strip_suffix("</p>\n").map(str::len) {
            Some(length) => {
                self.out.insert_str(length, &links);
            }
            None => self.raw(&links),
        }
        self.raw("</li>\n");
    }
}

/// The link that an element is.
fn linked<'t>(tag: &'t Tag<'_>) -> Option<&'t LinkTag> {
    match tag {
        Tag::Link(link) => Some(link),
        Tag::Html(tag) => tag.link.as_ref(),
        _ => None,
    }
}
