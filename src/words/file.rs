//! Reads the files of a language, one over the other.

use std::collections::{BTreeMap, BTreeSet};

use icu_locale_core::Locale;
use icu_plurals::PluralRules;

use super::unused::{Own, Section};
use super::{COMPLETE, Phrase, Words, missing};
use crate::config::DEFAULT_THEME;
use crate::diagnostic::{Finding, and_list, did_you_mean, or_list, rules};
use crate::files::{self, Files};
use crate::front_matter::documents::read_documents;
use crate::front_matter::{Entry, Node, Value};
use crate::path::SitePath;
use crate::text::Span;

/// The folder of a theme's languages.
pub(super) const FOLDER: &str = "i18n";
/// The sections of a file.
const SECTIONS: [&str; 4] = ["dates", "texts", "scripts", "titles"];
/// What a file says of dates.
pub(super) const DATES: [&str; 3] = ["months", "day", "moment"];
/// The plural categories of the CLDR.
const CATEGORIES: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// See [`Words::load`].
pub(super) fn load(files: &dyn Files, theme: &str, language: &str) -> (Words, Vec<Finding>) {
    let mut reader = Reader::new(language);
    let built_in = files::built_in();
    let (shipped, own) = (built_in.paths(), files.paths());
    for tag in tags(language) {
        // English files list the words that there are; a theme may have more for its own templates.
        let may_add = tag == COMPLETE;
        if let Some(path) = file(DEFAULT_THEME, &tag).filter(|path| shipped.binary_search(path).is_ok()) {
            let known = reader.words.own.len();
            reader.read(&built_in, &path, may_add);
            // What is built in is used.
            reader.words.own.truncate(known);
            reader.words.is_spoken |= !may_add;
        }
        if let Some(path) = file(theme, &tag).filter(|path| own.binary_search(path).is_ok()) {
            reader.read(files, &path, may_add);
            reader.words.is_spoken |= !may_add;
            if !may_add || theme != DEFAULT_THEME {
                reader.last_own = Some(path);
            }
        }
    }
    if let Some(path) = reader.last_own.take().filter(|_| reader.words.is_spoken && !reader.is_broken) {
        reader.findings.extend(missing::left_out(&reader.words, &path, &reader.given));
    }
    (reader.words, reader.findings)
}

/// English, the language, and each of its narrower forms: `en`, `de`, `de-AT`.
pub(super) fn tags(language: &str) -> Vec<String> {
    let parts: Vec<&str> = language.split('-').collect();
    let mut tags = vec![COMPLETE.to_owned()];
    tags.extend((1..=parts.len()).map(|count| parts[..count].join("-")));
    tags.dedup();
    tags
}

/// The file of a language.
fn file(theme: &str, tag: &str) -> Option<SitePath> {
    SitePath::new(&format!("themes/{theme}/{FOLDER}/{tag}.yaml"))
}

/// The rules of the language by which numbers choose a form; those of an unknown one know a single form.
fn plural(language: &str) -> Option<PluralRules> {
    let locale: Locale = language.parse().ok()?;
    PluralRules::try_new_cardinal((&locale).into()).ok()
}

struct Reader {
    words: Words,
    findings: Vec<Finding>,
    /// What files other than the English ones say, right or wrong: `texts.skip`.
    given: BTreeSet<String>,
    /// The last file of the theme's own.
    last_own: Option<SitePath>,
    /// Whether a file cannot be read, so that nobody knows what it says.
    is_broken: bool,
}

/// A file being read.
struct Place<'a> {
    path: &'a SitePath,
    may_add: bool,
}

impl Reader {
    fn new(language: &str) -> Self {
        Self {
            words: Words::empty(language, plural(language)),
            findings: Vec::new(),
            given: BTreeSet::new(),
            last_own: None,
            is_broken: false,
        }
    }

    fn read(&mut self, files: &dyn Files, path: &SitePath, may_add: bool) {
        let text = match files.read(path).map(|bytes| String::from_utf8(bytes.to_vec())) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                let at = Span::at(error.utf8_error().valid_up_to());
                return self.broken(path, at, "the file is not valid UTF-8".to_owned());
            }
            Err(error) => {
                let message = format!("the file cannot be read: {error}");
                self.is_broken = true;
                return self.findings.push(finding(path, Span::default(), message).caused_by(&error));
            }
        };
        let documents = read_documents(&text, Span::new(0, text.len()));
        if let Some(mistake) = documents.mistake {
            return self.broken(
                path,
                mistake.span,
                format!("the file is not valid YAML: {}", mistake.message),
            );
        }
        let place = Place { path, may_add };
        for root in &documents.roots {
            for entry in self.entries(&place, root) {
                self.section(&place, entry);
            }
        }
    }

    fn section(&mut self, place: &Place<'_>, entry: &Entry) {
        if let (Value::Map(entries), false) = (&entry.value.value, place.may_add) {
            self.given.extend(entries.iter().map(|word| format!("{}.{}", entry.key, word.key)));
        }
        match entry.key.as_str() {
            "dates" => self.dates(place, &entry.value),
            "titles" => self.titles(place, &entry.value),
            "texts" => self.texts(place, &entry.value, Section::Texts, |words| &mut words.texts),
            "scripts" => self.texts(place, &entry.value, Section::Scripts, |words| &mut words.scripts),
            _ => self.unknown_section(place.path, entry),
        }
    }

    fn dates(&mut self, place: &Place<'_>, node: &Node) {
        for entry in self.entries(place, node) {
            match (entry.key.as_str(), &entry.value.value) {
                ("months", Value::List(months)) => match months.iter().map(text).collect() {
                    Some(names) if months.len() == 12 => self.words.dates.months = names,
                    _ => self.report(place.path, entry.value.span, "`months` needs twelve names".to_owned()),
                },
                ("day", Value::Scalar(scalar)) => self.words.dates.day.clone_from(&scalar.text),
                ("moment", Value::Scalar(scalar)) => self.words.dates.moment.clone_from(&scalar.text),
                ("months" | "day" | "moment", _) => {
                    let message = format!("`{}` has the wrong form", entry.key);
                    self.report(place.path, entry.value.span, message);
                }
                _ => {
                    let help = did_you_mean(&entry.key, DATES)
                        .unwrap_or_else(|| format!("there are {}", and_list(&DATES)));
                    let message = format!("`dates` has no `{}`", entry.key);
                    self.findings.push(finding(place.path, entry.key_span, message).help(help));
                }
            }
        }
    }

    fn titles(&mut self, place: &Place<'_>, node: &Node) {
        for entry in self.entries(place, node) {
            match text(&entry.value) {
                Some(title) => {
                    self.own(place, entry, Section::Titles);
                    self.words.titles.insert(entry.key.clone(), title);
                }
                None => self.not_text(place.path, entry),
            }
        }
    }

    /// Notes a word that something has to say.
    fn own(&mut self, place: &Place<'_>, entry: &Entry, section: Section) {
        let (path, span, key) = (place.path.clone(), entry.key_span, entry.key.clone());
        self.words.own.push(Own { path, span, section, key });
    }

    fn texts(
        &mut self,
        place: &Place<'_>,
        node: &Node,
        section: Section,
        part: fn(&mut Words) -> &mut BTreeMap<String, Phrase>,
    ) {
        for entry in self.entries(place, node) {
            let known = part(&mut self.words).get(&entry.key).cloned();
            match (read_text(&entry.value), known) {
                (Err(span), _) => {
                    let message =
                        format!("`{}` is neither a text nor one for each plural category", entry.key);
                    let help = format!("the categories are {}", or_list(&CATEGORIES));
                    self.findings.push(finding(place.path, span, message).help(help));
                }
                (Ok(_), None) if !place.may_add => {
                    let keys: Vec<String> = part(&mut self.words).keys().cloned().collect();
                    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
                    self.unknown(place.path, entry, &keys);
                }
                (Ok(text), known) => match known.and_then(|known| stray_place(&text, &known)) {
                    Some(name) => {
                        let message = format!("nothing fills in `{{{name}}}` in `{}`", entry.key);
                        self.report(place.path, entry.value.span, message);
                    }
                    None => {
                        let is_new = part(&mut self.words).insert(entry.key.clone(), text).is_none();
                        if is_new {
                            self.own(place, entry, section);
                        }
                    }
                },
            }
        }
    }

    /// The entries of a mapping; a part that is left empty has none.
    fn entries<'a>(&mut self, place: &Place<'_>, node: &'a Node) -> &'a [Entry] {
        match &node.value {
            Value::Map(entries) => entries,
            Value::Scalar(_) if node.is_blank() => &[],
            _ => {
                self.report(place.path, node.span, "a mapping is expected here".to_owned());
                &[]
            }
        }
    }

    fn unknown(&mut self, path: &SitePath, entry: &Entry, known: &[&str]) {
        let message = format!("there is no word `{}`", entry.key);
        let help = self
            .belongs_to(&entry.key)
            .or_else(|| did_you_mean(&entry.key, known.iter().copied()))
            .unwrap_or_else(|| format!("a theme's own words go into its `{FOLDER}/{COMPLETE}.yaml` too"));
        self.findings.push(finding(path, entry.key_span, message).help(help));
    }

    fn unknown_section(&mut self, path: &SitePath, entry: &Entry) {
        let message = format!("there is no section `{}`", entry.key);
        let help = did_you_mean(&entry.key, SECTIONS)
            .or_else(|| self.belongs_to(&entry.key))
            .unwrap_or_else(|| format!("the sections are {}", and_list(&SECTIONS)));
        self.findings.push(finding(path, entry.key_span, message).help(help));
    }

    /// Where a word is to be that is at a wrong place.
    fn belongs_to(&self, key: &str) -> Option<String> {
        let is_in = |texts: &BTreeMap<String, Phrase>| texts.contains_key(key);
        let sections = [("texts", is_in(&self.words.texts)), ("scripts", is_in(&self.words.scripts))];
        let (section, _) = sections.into_iter().find(|(_, has)| *has)?;
        Some(format!("`{key}` belongs below `{section}:`"))
    }

    fn broken(&mut self, path: &SitePath, span: Span, message: String) {
        self.is_broken = true;
        self.report(path, span, message);
    }

    fn not_text(&mut self, path: &SitePath, entry: &Entry) {
        self.report(path, entry.value.span, format!("`{}` is not text", entry.key));
    }

    fn report(&mut self, path: &SitePath, span: Span, message: String) {
        self.findings.push(finding(path, span, message));
    }
}

pub(super) fn finding(path: &SitePath, span: Span, message: String) -> Finding {
    Finding::new(&rules::THEME_LANGUAGE, path, span, message)
}

fn text(node: &Node) -> Option<String> {
    node.as_str().filter(|_| !node.is_blank()).map(str::to_owned)
}

/// A text, or the place of what is none.
fn read_text(node: &Node) -> Result<Phrase, Span> {
    let Value::Map(entries) = &node.value else { return text(node).map(Phrase::one).ok_or(node.span) };
    let form = |entry: &Entry| match text(&entry.value) {
        Some(text) if CATEGORIES.contains(&entry.key.as_str()) => Ok((entry.key.clone(), text)),
        _ => Err(entry.key_span),
    };
    let forms: BTreeMap<String, String> = entries.iter().map(form).collect::<Result<_, _>>()?;
    if forms.contains_key("other") { Ok(Phrase::each(forms)) } else { Err(node.span) }
}

/// A place in a text for which the English one has no value.
fn stray_place(text: &Phrase, english: &Phrase) -> Option<String> {
    text.places().iter().find(|place| !english.places().contains(place)).cloned()
}
