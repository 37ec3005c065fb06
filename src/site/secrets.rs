//! Secrets in everything that is published or printed: found in each text that a site is made from,
//! and kept out of the site if it is built in spite of them.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, LazyLock};

use rayon::prelude::*;

use super::{Cache, Findings, Input, Knowledge, read};
use crate::config::Config;
use crate::diagnostic::Finding;
use crate::diagnostic::redact::Redactor;
use crate::files::{self, Files, Kind, Memory};
use crate::path::SitePath;
use crate::safety;
use crate::text::{Source, Span};

/// What comes with opslore needs no look.
static BUILT_IN: LazyLock<Memory> = LazyLock::new(files::built_in);

/// Where a program puts a NUL and a person does not: a file with one among its first bytes is binary.
const HEAD: usize = 8 * 1024;

/// The secrets in all that is published or printed besides the text of pages: the configuration, rule
/// files, schemas and themes of the repository, files that pages link to, names of files, names of
/// contributors. What the configuration allows is among them.
pub(super) fn elsewhere(input: &Input, knowledge: &Knowledge) -> Vec<Finding> {
    let mut findings = in_configuration(&input.config);
    let rule_files = knowledge.rule_files.par_iter();
    let in_rule_files = rule_files.flat_map_iter(|file| in_text(&file.path, Cow::Borrowed(&*file.text)));
    findings.extend(in_rule_files.collect::<Vec<_>>());
    let support = own_support(input);
    findings.extend(in_files(&*input.support, &support));
    let assets: Vec<SitePath> = knowledge.graph.assets.keys().cloned().collect();
    findings.extend(in_files(&*input.root, &assets));
    findings.extend(in_names(knowledge, &assets, &support));
    findings.extend(in_contributors(input, knowledge));
    findings
}

fn in_text(path: &SitePath, text: Cow<'_, str>) -> Vec<Finding> {
    safety::secrets_in(&Source::new(path.clone(), text.into_owned()))
}

/// An address of the configuration is not an example: who has a password there means it.
fn in_configuration(config: &Config) -> Vec<Finding> {
    let mut findings = in_text(&config.file, Cow::Borrowed(&config.text));
    for address in
        [&config.base_url, &config.repository, &config.edit_url].into_iter().chain(&config.alerts.urls)
    {
        let Some(credentials) = safety::credentials(address) else { continue };
        let start = config.text.find(credentials).unwrap_or_default();
        let is_known =
            |finding: &Finding| finding.span.start < start + credentials.len() && start < finding.span.end;
        if !findings.iter().any(is_known) {
            let span = Span::new(start, start + credentials.len());
            findings.push(safety::of_credentials(&config.file, span, credentials));
        }
    }
    findings
}

/// The schemas and the themes of the repository, as far as they are used.
fn own_support(input: &Input) -> Vec<SitePath> {
    let theme = format!("themes/{}", input.config.theme);
    let folders = ["schemas", "themes/default", theme.as_str()];
    let paths =
        folders.into_iter().filter_map(SitePath::new).flat_map(|folder| input.support.paths_below(&folder));
    let mut paths: Vec<SitePath> = paths.collect();
    paths.sort();
    paths.dedup();
    let is_own = |path: &SitePath| match (BUILT_IN.read(path), input.support.read(path)) {
        (Ok(built_in), Ok(own)) => built_in != own,
        _ => true,
    };
    paths.retain(is_own);
    paths
}

fn in_files(files: &dyn Files, paths: &[SitePath]) -> Vec<Finding> {
    let in_file = |path: &SitePath| {
        let bytes = files.read(path).unwrap_or_default();
        let Some(text) = text_of(&bytes) else { return Vec::new() };
        let has_places = text.len() == bytes.len();
        let mut findings = in_text(path, text);
        if !has_places {
            findings.iter_mut().for_each(|finding| finding.span = Span::default());
        }
        findings
    };
    paths.par_iter().flat_map_iter(in_file).collect()
}

/// What a file says, each byte in its place but in UTF-16; `None` for a binary one.
fn text_of(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some(text) = utf_16(bytes) {
        return Some(Cow::Owned(text));
    }
    if bytes[..bytes.len().min(HEAD)].contains(&0) {
        return None;
    }
    let ascii = || bytes.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect();
    Some(std::str::from_utf8(bytes).map_or_else(|_| Cow::Owned(ascii()), Cow::Borrowed))
}

/// The text of a file that begins with the byte order mark of UTF-16, as PowerShell writes it.
fn utf_16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// The names of files become addresses.
fn in_names(knowledge: &Knowledge, assets: &[SitePath], support: &[SitePath]) -> Vec<Finding> {
    let pages = knowledge.pages.iter().map(|page| &page.place.path);
    let rule_files = knowledge.rule_files.iter().map(|file| &file.path);
    let help = "rename the file, and revoke the secret, because every reader of the repository has it";
    let finding = |path: &SitePath| safety::secret_in_name(path, "the name of the file", path.as_str(), help);
    pages.chain(assets).chain(rule_files).chain(support).filter_map(finding).collect()
}

/// Pages name those who wrote them, by what Git says.
fn in_contributors(input: &Input, knowledge: &Knowledge) -> Vec<Finding> {
    if !input.config.contributors {
        return Vec::new();
    }
    let mut names: BTreeMap<&str, &SitePath> = BTreeMap::new();
    for page in &knowledge.pages {
        for name in input.history.authors(&page.place.path) {
            names.entry(name).or_insert(&page.place.path);
        }
    }
    let help = "give the author a name in `.mailmap`, or write `contributors: false` in opslore.yaml";
    let finding = |(name, path)| safety::secret_in_name(path, "the name of a contributor in Git", name, help);
    names.into_iter().filter_map(finding).collect()
}

/// What may be shown: the input and the knowledge base themselves where no secret was found, else both as
/// they are without any. Files with a secret in their names are left out.
pub fn without_secrets(
    input: &Input,
    knowledge: &Arc<Knowledge>,
    findings: &Findings,
    cache: &Cache,
) -> (Input, Arc<Knowledge>) {
    let Some(redactor) = Redactor::of(findings.all()) else { return (input.clone(), Arc::clone(knowledge)) };
    let redactor = Arc::new(redactor);
    let mut config = Config::clone(&input.config);
    for text in config.texts_mut() {
        if let Some(clean) = redactor.without_secrets(text) {
            *text = clean;
        }
    }
    let rule_files = input.rule_files.iter().filter(|(path, _)| !is_secret(&redactor, path));
    let rule_files = rule_files.map(|(path, bytes)| (path.clone(), clean(&redactor, Arc::clone(bytes))));
    let files = |files: &Arc<dyn Files>| -> Arc<dyn Files> {
        Arc::new(Clean { files: Arc::clone(files), redactor: Arc::clone(&redactor) })
    };
    let input = Input {
        root: files(&input.root),
        support: files(&input.support),
        config: Arc::new(config),
        rule_files: rule_files.collect(),
        ..input.clone()
    };
    let (knowledge, _) = read(&input, cache);
    (input, Arc::new(knowledge))
}

/// Files as they are without secrets.
struct Clean {
    files: Arc<dyn Files>,
    redactor: Arc<Redactor>,
}

impl Files for Clean {
    fn paths(&self) -> Vec<SitePath> {
        let mut paths = self.files.paths();
        paths.retain(|path| !is_secret(&self.redactor, path));
        paths
    }

    fn read(&self, path: &SitePath) -> io::Result<Arc<[u8]>> {
        if is_secret(&self.redactor, path) {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(clean(&self.redactor, self.files.read(path)?))
    }

    fn left_out(&self) -> Vec<SitePath> {
        let mut paths = self.files.left_out();
        paths.retain(|path| !is_secret(&self.redactor, path));
        paths
    }

    fn hidden(&self, path: &SitePath) -> Option<Kind> {
        self.files.hidden(path).filter(|_| !is_secret(&self.redactor, path))
    }
}

fn is_secret(redactor: &Redactor, path: &SitePath) -> bool {
    redactor.without_secrets(path.as_str()).is_some()
}

fn clean(redactor: &Redactor, bytes: Arc<[u8]>) -> Arc<[u8]> {
    let text = utf_16(&bytes).and_then(|text| redactor.without_secrets(&text)).map(String::into_bytes);
    text.or_else(|| redactor.without_secrets_in(&bytes)).map_or(bytes, Arc::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_file_with_words_is_text_with_every_byte_in_its_place() {
        assert_eq!(text_of("grün".as_bytes()).as_deref(), Some("grün"));
        assert_eq!(text_of(b"gr\xfcn").as_deref(), Some("gr?n"));
        assert_eq!(text_of(b"\x89PNG\r\n\x1a\n\0\0"), None);
        assert_eq!(text_of(b"\xff\xfea\0b\0").as_deref(), Some("ab"));
        assert_eq!(text_of(b"\xfe\xff\0a\0b").as_deref(), Some("ab"));
        assert_eq!(text_of(b"").as_deref(), Some(""));
    }
}
