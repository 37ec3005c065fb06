//! The site as one file to take along: a zip that is unpacked anywhere and read from the disk, search
//! included.
//!
//! From a disk a browser fetches nothing, starts no worker and shows no index page for a folder. So
//! links name the index page, and the search has its data from scripts (`search-source.js`).

mod links;

use std::collections::BTreeMap;
use std::io::{Cursor, Write};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::output::{ARCHIVE_COMMENT, Output};
use crate::path::SitePath;

/// What only a host or an installed site has a use for; `404.html` has addresses from the root.
const HOST_ONLY: &[&str] =
    &["404.html", "_headers", "_redirects", "manifest.webmanifest", "robots.txt", "sitemap.xml", "sw.js"];

/// The files of the archive: the site's without those for hosts, complete links in its pages, and the
/// search index as scripts.
pub fn files(site: &Output) -> BTreeMap<SitePath, Arc<[u8]>> {
    let files = site.files.par_iter().filter(|(path, _)| !HOST_ONLY.contains(&path.as_str()));
    let archived = files.map(|(path, bytes)| match (path.extension(), std::str::from_utf8(bytes)) {
        (Some("html"), Ok(html)) => (path.clone(), links::completed(html, path, site).into_bytes().into()),
        (Some("json"), Ok(json)) => match search_script(path, json) {
            Some((path, script)) => (path, script.into_bytes().into()),
            None => (path.clone(), Arc::clone(bytes)),
        },
        _ => (path.clone(), Arc::clone(bytes)),
    });
    archived.collect()
}

/// A file of the search index as a script that hands over its name and its data.
fn search_script(path: &SitePath, json: &str) -> Option<(SitePath, String)> {
    let search = SitePath::new("search")?;
    let name = path.below(&search)?;
    let path = SitePath::new(&format!("{}.js", path.as_str().strip_suffix(".json")?))?;
    Some((path, format!("opsloreData({},{json});\n", serde_json::Value::from(name))))
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
