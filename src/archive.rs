//! The site as one file for offline use: a zip that can be unpacked anywhere and read locally, with
//! search.
//!
//! For local files, a browser fetches nothing, starts no worker and shows no index page for a folder. So
//! links name the index page, and the search loads its data from scripts (`search-source.js`).

mod links;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use serde_json::Value;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::attachment::portable;
use crate::output::{ARCHIVE_COMMENT, Output};
use crate::path::SitePath;
use crate::url::encode_path;

/// What only a host or an installed site has a use for; `404.html` has addresses from the root.
const HOST_ONLY: &[&str] =
    &["404.html", "_headers", "_redirects", "manifest.webmanifest", "robots.txt", "sitemap.xml", "sw.js"];

/// The files of the archive: the site's without those for hosts, complete links in its pages, and the
/// search index as scripts.
pub fn files(site: &Output) -> BTreeMap<SitePath, Arc<[u8]>> {
    let renamed = renamed(site);
    let files = site.files.par_iter().filter(|(path, _)| !HOST_ONLY.contains(&path.as_str()));
    let archive = files.map(|(path, bytes)| match (path.extension(), std::str::from_utf8(bytes)) {
        (Some("html"), Ok(html)) => (archived(path), links::completed(html, path, site).into_bytes().into()),
        (Some("json"), Ok(json)) => match search_script(path, json, &renamed) {
            Some((path, script)) => (path, script.into_bytes().into()),
            None => (archived(path), Arc::clone(bytes)),
        },
        _ => (archived(path), Arc::clone(bytes)),
    });
    archive.collect()
}

/// Where a file of the site is in the archive: every system can hold it by that name.
fn archived(path: &SitePath) -> SitePath {
    SitePath::new(&portable(path.as_str())).unwrap_or_else(|| path.clone())
}

/// The URLs of pages that have another one in the archive.
fn renamed(site: &Output) -> BTreeMap<String, String> {
    let url = |path: &SitePath| format!("/{}/", encode_path(path.parent().as_str()));
    let pages = site.files.keys().filter(|path| path.file_name() == "index.html");
    let pages = pages.map(|path| (path, archived(path))).filter(|(path, archived)| *path != archived);
    pages.map(|(path, archived)| (url(path), url(&archived))).collect()
}

/// A file of the search index as a script that hands over its name and its data.
fn search_script(
    path: &SitePath,
    json: &str,
    renamed: &BTreeMap<String, String>,
) -> Option<(SitePath, String)> {
    let search = SitePath::new("search")?;
    let name = path.below(&search)?;
    let path = SitePath::new(&format!("{}.js", path.as_str().strip_suffix(".json")?))?;
    let json = with_renamed(json, renamed)?;
    Some((path, format!("opsloreData({},{json});\n", Value::from(name))))
}

/// A file of the search index with the URLs that pages have in the archive.
fn with_renamed<'j>(json: &'j str, renamed: &BTreeMap<String, String>) -> Option<Cow<'j, str>> {
    if !renamed.keys().any(|url| json.contains(&**url)) {
        return Some(Cow::Borrowed(json));
    }
    let mut value: Value = serde_json::from_str(json).ok()?;
    rename(&mut value, renamed);
    Some(Cow::Owned(value.to_string()))
}

fn rename(value: &mut Value, renamed: &BTreeMap<String, String>) {
    match value {
        Value::String(text) => {
            if let Some(url) = renamed.get(text) {
                text.clone_from(url);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rename(item, renamed)),
        Value::Object(members) => members.values_mut().for_each(|member| rename(member, renamed)),
        _ => {}
    }
}

/// Files as a zip with one folder, `name`, at its top. `time` is what all files are said to be
/// changed at; a zip begins to count in 1980. The same files give the same bytes.
pub fn zip(
    files: &BTreeMap<SitePath, Arc<[u8]>>,
    name: &str,
    time: Option<Timestamp>,
) -> std::io::Result<Vec<u8>> {
    let time = time.and_then(zip_time).unwrap_or_default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(time)
        .unix_permissions(0o644);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.set_comment(ARCHIVE_COMMENT)?;
    for (path, bytes) in files {
        zip.start_file(format!("{name}/{path}"), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// A time as a zip has it: without a zone, and not before 1980.
fn zip_time(time: Timestamp) -> Option<DateTime> {
    let time = time.to_zoned(TimeZone::UTC).datetime();
    let year = u16::try_from(time.year()).ok()?;
    let part = |number: i8| u8::try_from(number).unwrap_or_default();
    let (hour, minute, second) = (part(time.hour()), part(time.minute()), part(time.second()));
    DateTime::from_date_and_time(year, part(time.month()), part(time.day()), hour, minute, second).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(files: &[(&str, &str)]) -> Output {
        let file = |(path, text): &(&str, &str)| (SitePath::new(path).unwrap(), Arc::from(text.as_bytes()));
        Output { files: files.iter().map(file).collect() }
    }

    #[test]
    fn the_index_becomes_scripts() {
        let site = site(&[
            ("search/index.json", "{\"a\":1}"),
            ("api/pages.json", "{}"),
            ("sw.js", "x"),
            ("x.md", "y"),
        ]);
        let files = files(&site);
        let paths: Vec<&str> = files.keys().map(SitePath::as_str).collect();
        assert_eq!(paths, ["api/pages.json", "search/index.js", "x.md"]);
        let script = &files[&SitePath::new("search/index.js").unwrap()];
        assert_eq!(&**script, b"opsloreData(\"index.json\",{\"a\":1});\n");
    }

    #[test]
    fn names_are_ones_that_every_system_holds() {
        let site = site(&[
            ("index.html", "<a href=\"aux/\">x</a><a href=\"aux/con/#y\">y</a>"),
            ("aux/index.html", "<a href=\"con/\">y</a><a href=\"../\">home</a>"),
            ("aux/con/index.html", "<a href=\"../../aux/\">x</a>"),
            ("search/pages.json", "[[1,\"/aux/\",\"/auxiliary/\"]]"),
        ]);
        let text = |path: &str| {
            let files = files(&site);
            String::from_utf8(files[&SitePath::new(path).unwrap()].to_vec()).unwrap()
        };
        assert_eq!(
            text("index.html"),
            "<a href=\"_aux/index.html\">x</a><a href=\"_aux/_con/index.html#y\">y</a>"
        );
        let folder = "<a href=\"_con/index.html\">y</a><a href=\"../index.html\">home</a>";
        assert_eq!(text("_aux/index.html"), folder);
        assert_eq!(text("_aux/_con/index.html"), "<a href=\"../index.html\">x</a>");
        assert_eq!(
            text("search/pages.js"),
            "opsloreData(\"pages.json\",[[1,\"/_aux/\",\"/auxiliary/\"]]);\n"
        );
    }

    #[test]
    fn a_zip_is_the_same_for_the_same_files() {
        let files = files(&site(&[("index.html", "<html lang=en>"), ("ä/b.txt", "x")]));
        let first = zip(&files, "kb", None).unwrap();
        assert_eq!(first, zip(&files, "kb", None).unwrap());
        let later = zip(&files, "kb", Timestamp::from_second(1_700_000_000).ok()).unwrap();
        assert_ne!(first, later);
        let too_early = zip(&files, "kb", Timestamp::from_second(1).ok()).unwrap();
        assert_eq!(first, too_early, "a zip cannot say 1970");
        let mut read = zip::ZipArchive::new(Cursor::new(later)).unwrap();
        let names: Vec<_> = read.file_names().map(Result::unwrap).collect();
        assert_eq!(names, ["kb/index.html", "kb/ä/b.txt"]);
        let time = read.by_index(0).unwrap().last_modified().unwrap();
        assert_eq!(time.to_string(), "2023-11-14 22:13:20");
    }
}
