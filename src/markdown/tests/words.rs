//! Every word of a page's text is in its HTML, in order. The other reading is the parser's own, with
//! nothing of opslore's.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::super::html::elements::{Verdict, verdict};
use super::super::html::entities::decode;
use super::super::html::token::{Token, tokens};
use super::super::mark::Line;
use super::super::{alert, emoji, indented, mask, wiki};
use super::html;

/// What the other reading knows: what GitHub has.
fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect()
}

/// The text of a page: that of its body, and that of each of its footnotes.
#[derive(Default)]
struct Texts {
    body: String,
    footnotes: Vec<(String, String)>,
    used: Vec<String>,
}

/// `body` without what says how a block is shown, and with its blanks to fill in as text.
fn without_marks(body: &str) -> String {
    let is_code = |event: &Event<'_>| matches!(event, Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock));
    let events = Parser::new_ext(body, options()).into_offset_iter();
    let code = || events.filter(|(event, _)| is_code(event)).map(|(_, range)| range).collect();
    let flushed = indented::flush(body, code).map_or_else(|| body.to_owned(), |(text, _)| text);
    let mut out = String::new();
    for line in mask::restore(&flushed).split_inclusive('\n') {
        let text = line.trim_start_matches([' ', '\t', '>']);
        match Line::read(text.trim_end()).filter(|_| text.starts_with(":::")) {
            Some(Line { title, .. }) => {
                out.push_str(&line[..line.len() - text.len()]);
                out.push_str("***\n");
                out.push_str(&line[..line.len() - text.len()]);
                out.push_str(title.map_or("", |title| &text[title]));
                out.push('\n');
            }
            None => out.push_str(line),
        }
    }
    for (at, _) in out.clone().rmatch_indices('<') {
        let rest = out[at + 1..].trim_start_matches('/');
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(rest.len());
        let is_blank = rest.starts_with(|c: char| c.is_ascii_alphabetic())
            && matches!(verdict(&rest[..end]), Verdict::Unknown)
            && !rest[end..].starts_with([':', '@', '.'])
            && !out[..at].ends_with("](");
        if is_blank {
            out.replace_range(at..=at, "‹");
        }
    }
    out
}

fn texts(body: &str) -> Texts {
    let body = without_marks(body);
    let mut texts = Texts::default();
    let (mut run, mut markup) = (String::new(), String::new());
    let (mut footnote, mut in_code) = (None, false);
    for event in Parser::new_ext(&body, options()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                add_running(&mut texts, footnote, &mut run);
                markup.push_str(&html);
                continue;
            }
            _ if is_unfinished(&markup) => {}
            _ => {
                let text = text_of_html(&std::mem::take(&mut markup));
                add(&mut texts, footnote, &text);
            }
        }
        if is_unfinished(&markup) {
            // A removed element takes along what is inside.
            if let Event::End(TagEnd::Paragraph) = event {
                markup.clear();
            }
            continue;
        }
        match event {
            Event::Text(text) if in_code => add(&mut texts, footnote, &text),
            Event::Text(text) => run.push_str(&text),
            Event::Start(Tag::Emphasis | Tag::Strong | Tag::Strikethrough)
            | Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough) => {}
            other => {
                add_running(&mut texts, footnote, &mut run);
                match other {
                    Event::Code(code) => add(&mut texts, footnote, &code),
                    Event::Start(Tag::CodeBlock(_)) => in_code = true,
                    Event::End(TagEnd::CodeBlock) => in_code = false,
                    Event::FootnoteReference(label) => texts.used.push(label.to_lowercase()),
                    Event::Start(Tag::FootnoteDefinition(label)) => {
                        texts.footnotes.push((label.to_lowercase(), String::new()));
                        footnote = Some(texts.footnotes.len() - 1);
                    }
                    Event::End(TagEnd::FootnoteDefinition) => footnote = None,
                    _ => {}
                }
            }
        }
    }
    add_running(&mut texts, footnote, &mut run);
    let rest = text_of_html(&markup);
    add(&mut texts, footnote, &rest);
    texts
}

fn add(texts: &mut Texts, footnote: Option<usize>, text: &str) {
    let to = match footnote {
        Some(at) => &mut texts.footnotes[at].1,
        None => &mut texts.body,
    };
    to.push_str(text);
    to.push('\n');
}

/// Running text, without the targets of wiki links and the codes of emoji.
fn add_running(texts: &mut Texts, footnote: Option<usize>, run: &mut String) {
    let text = std::mem::take(run);
    if ["[[_toc_]]", "[[toc]]", "[toc]"].contains(&text.trim().to_lowercase().as_str()) {
        return;
    }
    let text = &text[alert::marker(&text).map_or(0, |(_, length)| length)..];
    let mut out = String::new();
    let mut at = 0;
    for link in wiki::find(text) {
        out.push_str(&text[at..link.range.start]);
        at = link.range.end;
        let is_image = out.ends_with('!') && wiki::names_image(&text[link.target.clone()]);
        out.push_str(if is_image { " " } else { &text[link.text.unwrap_or(link.target)] });
    }
    out.push_str(&text[at..]);
    for (range, _) in emoji::find(&out).into_iter().rev() {
        out.replace_range(range, " ");
    }
    add(texts, footnote, &out);
}

/// Whether an element in `html` that is removed with its content has not ended.
fn is_unfinished(html: &str) -> bool {
    let mut open = None;
    for (token, _) in tokens(html) {
        match token {
            Token::Open(tag)
                if open.is_none() && matches!(verdict(tag.name), Verdict::RemovedWithContent) =>
            {
                open = Some(tag.name.to_lowercase());
            }
            Token::Close(name) if open.as_deref() == Some(&*name.to_lowercase()) => open = None,
            _ => {}
        }
    }
    open.is_some()
}

fn text_of_html(html: &str) -> String {
    let mut out = String::new();
    let mut removed: Option<String> = None;
    for (token, _) in tokens(html) {
        match token {
            Token::Open(tag)
                if removed.is_none() && matches!(verdict(tag.name), Verdict::RemovedWithContent) =>
            {
                removed = Some(tag.name.to_lowercase());
            }
            Token::Close(name) if removed.as_deref() == Some(&*name.to_lowercase()) => removed = None,
            Token::Text(text) if removed.is_none() => {
                let mut text = decode(text).into_owned();
                for (range, _) in emoji::find(&text).into_iter().rev() {
                    text.replace_range(range, " ");
                }
                out.push_str(&text);
                out.push('\n');
            }
            _ => {}
        }
    }
    out
}

/// The letters and digits that a reader sees, with those of images. Where words end does not count: tags
/// in words are many.
fn shown(html: &str) -> String {
    let mut out = String::new();
    let mut add = |text: &str| out.extend(words(text));
    for (token, _) in tokens(html) {
        match token {
            Token::Text(text) => add(&decode(text)),
            Token::Open(tag) => {
                let alt = tag.attributes.iter().find(|attribute| attribute.name == "alt");
                add(&alt.map(|alt| decode(alt.value)).unwrap_or_default());
            }
            _ => {}
        }
    }
    out
}

/// The first word of `text` that is not in its place in what is shown, with those around it.
fn lost(text: &str, shown: &str) -> Option<String> {
    let wanted = words(text);
    let mut at = 0;
    for (nth, word) in wanted.iter().enumerate() {
        match shown[at..].find(word.as_str()) {
            Some(found) => at += found + word.len(),
            None => {
                let around = |words: &[String]| words.join(" ");
                let before = around(&wanted[nth.saturating_sub(8)..nth]);
                return Some(format!(
                    "{before} [{word}] {}",
                    around(&wanted[nth + 1..(nth + 4).min(wanted.len())])
                ));
            }
        }
    }
    None
}

/// What is lost of a page's body.
fn lost_of(body: &str) -> Option<String> {
    let texts = texts(body);
    let html = shown(&html(body));
    let of_footnotes = texts.footnotes.iter().filter(|(label, _)| texts.used.contains(label));
    lost(&texts.body, &html).or_else(|| of_footnotes.filter_map(|(_, text)| lost(text, &html)).next())
}

/// The Markdown below `folder`.
fn pages(folder: &Path, pages: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() && !path.is_symlink() {
            self::pages(&path, pages);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            pages.push(path);
        }
    }
    pages.sort();
}

fn without_front_matter(text: &str) -> &str {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let rest = text.strip_prefix("---\n").or_else(|| text.strip_prefix("---\r\n"));
    rest.and_then(|rest| Some(&rest[rest.find("\n---")? + 4..])).unwrap_or(text)
}

/// Besides the project's own pages those below the folders that the environment names, parted by colons.
#[test]
fn every_word_of_a_page_is_shown_in_order() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["content", "tests/sites", "tests/adopt"] {
        pages(&root.join(folder), &mut files);
    }
    assert!(files.len() > 50);
    for folder in
        std::env::var("OPSLORE_WORDS").unwrap_or_default().split(':').filter(|name| !name.is_empty())
    {
        pages(Path::new(folder), &mut files);
    }
    let count = files.len();
    let mut wrong = Vec::new();
    for file in files {
        let Ok(text) = std::fs::read_to_string(&file) else { continue };
        let body = without_front_matter(&text);
        wrong.extend(lost_of(body).map(|lost| format!("{}: … {lost} …", file.display())));
    }
    assert!(wrong.is_empty(), "{} of {count} pages\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_judge_sees_what_is_lost_and_what_is_moved() {
    assert_eq!(lost("a b", &shown("<p>a <b>b</b></p>")), None);
    assert_eq!(lost("a b c", &shown("<p>a c</p>")), Some("a [b] c".to_owned()));
    assert_eq!(lost("a b", &shown("<p>b a</p>")), Some("a [b] ".to_owned()));
    for text in [
        "Read.\n\n:warning: a\nb\n:c d\n: e\n",
        ":::x T *u*\nv\n:::\n\n!!! note \"A `b`\"\n    c\n",
        "a <ul><li>b</li></ul> c <summary>d</summary> [[e|f g]] [^h]\n\n[^h]: i\n",
        "a <script>b</script> c <namespace> d\n",
    ] {
        assert_eq!(lost_of(text), None, "{text}");
    }
}
