//! `opslore build`: writes the site.

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use clap::Args;

use super::confine::{confine, folder_of, folder_of_file, rule_files};
use super::kept::{LastBuild, Record, Request, Watched};
use super::machine::elapsed;
use super::options::{Global, default_out};
use super::outcome::{Failure, Outcome};
use super::progress;
use super::project::{Project, Reading, Snapshot};
use super::terminal::Terminal;
use crate::archive;
use crate::config::Overrides;
use crate::diagnostic::emit::counted;
use crate::files::Named;
use crate::output::{
    Contents, Done, Output, WriteError, Written, check_archive, check_destination, others_in, write_archive,
    write_site,
};
use crate::path::SitePath;
use crate::sandbox::Permissions;
use crate::site::{Cache, Findings, Knowledge, Site};
use crate::text::Hash;
use crate::timing::Timings;

/// The arguments of `build`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Output directory [default: public in the root]
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the site to one zip file that can be unpacked anywhere and read without a server, including
    /// search; the output directory is then only written with `--out`
    #[arg(long, value_name = "FILE.zip")]
    archive: Option<PathBuf>,
    /// Public address of the site
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Include drafts
    #[arg(long)]
    drafts: bool,
    /// Prometheus rule files to check against the runbooks; can be repeated
    #[arg(long, value_name = "GLOB")]
    alerts: Vec<String>,
    /// Write everything that can be rendered, despite errors
    #[arg(long)]
    keep_going: bool,
    /// Print how long each stage took
    #[arg(long)]
    timings: bool,
}

/// Builds and writes, unless there are errors.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let started = elapsed();
    let out = arguments.out.clone().unwrap_or_else(|| default_out(global));
    let program = super::kept::program();
    let _threads = confine(global, arguments.needs(global, &out));
    let overrides =
        Overrides { base_url: arguments.base_url.clone(), drafts: arguments.drafts, ..Overrides::default() };
    let project =
        Project::open(global, &overrides, &out)?.with_alerts(&arguments.alerts)?.timed(arguments.timings);
    let archive = arguments.archive.as_deref();
    let target = Target::new(&project, arguments.folder(&out), archive)?;
    let last = program.and_then(|program| target.last_build(arguments, program));
    let record = last.as_ref().and_then(|(last, _)| last.record());
    if let (Some((last, (name, folder))), Some(record)) = (&last, &record)
        && last.is_same(record, &project, folder)
    {
        say_again(&project, record, (name, folder), terminal);
        say_done(record.pages, started, &[unchanged(name, record)], terminal);
        return Ok(Outcome::Done);
    }
    let snapshot = project.snapshot_watched(terminal)?;
    let cache = Cache::default();
    let (input, watched) = LastBuild::watch(&project.input(&snapshot));
    let stage = || snapshot.reading(&cache);
    let mut reading = progress::during(terminal, stage, || project.read(&snapshot, &input, &cache));
    let is_usable = |findings: &Findings| Project::refuse_wrong_configuration(findings.all()).is_ok();
    let keeps_going = arguments.keep_going && is_usable(&reading.findings);
    let is_wanted = |findings: &Findings| is_usable(findings) && (keeps_going || !findings.has_errors());
    let told = if is_wanted(&reading.findings)
        && let Some(site) = project.plan(&input, &mut reading, &cache)
    {
        let site = knowing(site, last.as_ref(), record, &project.timings);
        let build = Build { project: &project, target: &target, snapshot: &snapshot, last: last.as_ref() };
        build.write(&site, &watched, &mut reading, &is_wanted, terminal)?
    } else {
        None
    };
    let Reading { knowledge, findings } = &reading;
    project.print_findings(terminal, &reading, &snapshot);
    terminal.say_timings(&project.timings);
    Project::refuse_wrong_configuration(findings.all())?;
    let Some((written, notes)) = told else {
        terminal.say("nothing was written; use `--keep-going` to write everything that can be rendered");
        return Ok(Outcome::Errors);
    };
    notes.iter().for_each(|note| terminal.say(note));
    say_withheld(knowledge, terminal);
    say_done(knowledge.published().count(), started, &written, terminal);
    super::process::leave(Arc::clone(knowledge));
    super::process::leave(cache.clone());
    Ok(if findings.has_errors() { Outcome::Errors } else { Outcome::Done })
}

/// A site, and what is known about the output of the last build if this one is kept too.
fn knowing(site: Site, last: Option<&Last<'_>>, record: Option<Record>, time: &Timings) -> Site {
    let Some((_, (_, folder))) = last else { return site };
    let known = record.map(|record| time.stage("what was written", || record.known(folder)));
    site.knowing(known.unwrap_or_default())
}

/// The last build, and the name and the folder of its site.
type Last<'a> = (LastBuild, (&'a Path, &'a Path));

/// A message about what was written, and further messages.
type Told = (Vec<String>, Vec<String>);

/// A build whose site is planned.
struct Build<'a> {
    project: &'a Project,
    target: &'a Target<'a>,
    snapshot: &'a Snapshot,
    last: Option<&'a Last<'a>>,
}

impl Build<'_> {
    /// Writes the site and keeps a record of it, unless findings from rendering make it unwanted. Returns a
    /// message about what was written, and further messages.
    fn write(
        &self,
        site: &Site,
        watched: &Watched,
        reading: &mut Reading,
        is_wanted: &dyn Fn(&Findings) -> bool,
        terminal: &Terminal,
    ) -> Result<Option<Told>, Failure> {
        let Self { project, target, snapshot, last } = *self;
        let findings = RefCell::new(std::mem::take(&mut reading.findings));
        let decide = || {
            findings.borrow_mut().report(site.findings());
            is_wanted(&findings.borrow())
        };
        if let Some((last, _)) = last {
            last.forget();
        }
        let write = || project.timings.stage("files of the site", || target.write(site, &decide));
        let done = progress::during(terminal, || progress::of_site(site), write)?;
        reading.findings = findings.into_inner();
        let Some((written, done)) = done else { return Ok(None) };
        if let (Some(done), Some((last, (_, folder))), false) = (&done, last, reading.findings.has_errors()) {
            let keep = || last.keep(project, snapshot, watched, (folder, done), reading);
            project.timings.stage("keeping", keep);
        }
        let notes = target.kept_note(site).into_iter().chain(snapshot.history_note()).collect();
        Ok(Some((written, notes)))
    }
}

/// Repeats the messages of the last build if this one would do the same.
fn say_again(project: &Project, record: &Record, (name, folder): (&Path, &Path), terminal: &Terminal) {
    terminal.report(if terminal.colour { &record.said.coloured } else { &record.said.plain });
    record.said.total.iter().for_each(|line| terminal.say(line));
    terminal.say_timings(&project.timings);
    let kept = kept_note(name, &record.others_in(folder));
    kept.iter().chain(&record.said.note).for_each(|line| terminal.say(line));
}

/// The message if nothing had to be written.
fn unchanged(name: &Path, record: &Record) -> String {
    in_words(name, Written { unchanged: record.files(), ..Written::default() })
}

/// Other files in a folder besides the site, which a commit may have brought.
fn kept_note(name: &Path, others: &[&str]) -> Option<String> {
    (!others.is_empty()).then(|| format!("kept in {}: {}", shown(name), others.join(", ")))
}

fn say_done(pages: usize, started: Duration, written: &[String], terminal: &Terminal) {
    let (pages, seconds) = (counted(pages, "page"), (elapsed() - started).as_secs_f64());
    terminal.say(&format!("{pages} in {seconds:.2} s to {}", written.join(" and ")));
}

/// Reports how many pages are left out because of an embargo.
fn say_withheld(knowledge: &Knowledge, terminal: &Terminal) {
    match knowledge.graph.withheld {
        0 => {}
        1 => terminal.say("1 page was left out because it is under embargo"),
        count => terminal.say(&format!("{count} pages were left out because they are under embargo")),
    }
}

impl Arguments {
    /// What a build needs besides the knowledge base: the rule files, and the folders in which the site
    /// and the archive are created.
    fn needs(&self, global: &Global, out: &Path) -> Permissions {
        let folder = self.folder(out).map(folder_of);
        let archive = self.archive.as_deref().map(|file| folder_of_file(global, file));
        Permissions {
            read: rule_files(global, &self.alerts).collect(),
            write: folder.into_iter().chain(archive).collect(),
            ..Permissions::default()
        }
    }

    /// The folder to write: `out`, unless only an archive is wanted.
    fn folder<'a>(&self, out: &'a Path) -> Option<&'a Path> {
        (self.out.is_some() || self.archive.is_none()).then_some(out)
    }
}

/// A message about what was written, and the files if they are known.
type Report = (Vec<String>, Option<Done>);

/// What to write.
struct Target<'a> {
    /// The path as given on the command line, and the opened folder.
    folder: Option<(&'a Path, PathBuf)>,
    archive: Option<(&'a Path, Named)>,
}

impl<'a> Target<'a> {
    /// Refuses early what must not be replaced.
    fn new(project: &Project, folder: Option<&'a Path>, archive: Option<&'a Path>) -> Result<Self, Failure> {
        let refused =
            |path: &Path, error| Failure::new(format!("cannot write to `{}`: {error}", path.display()));
        let guarded = &project.guarded;
        let folder = folder
            .map(|path| Ok((path, guarded.destination(path).map_err(|error| refused(path, error))?)))
            .transpose()?;
        let archive = archive
            .map(|path| Ok((path, guarded.file(path).map_err(|error| refused(path, error))?)))
            .transpose()?;
        let checked = folder.as_ref().map_or(Ok(()), |(_, folder)| check_destination(&project.root, folder));
        let checked = checked.and_then(|()| archive.as_ref().map_or(Ok(()), |(_, file)| check_archive(file)));
        checked.map_err(|error| Failure::new(error.to_string()))?;
        Ok(Self { folder, archive })
    }

    /// Other files in the folder besides the site.
    fn kept_note(&self, site: &dyn Contents) -> Option<String> {
        let (name, folder) = self.folder.as_ref()?;
        kept_note(name, &others_in(site, folder))
    }

    /// The record of the folder's last build, if nothing else is written.
    fn last_build(&self, arguments: &Arguments, program: Hash) -> Option<Last<'_>> {
        let (name, folder) = self.folder.as_ref().filter(|_| self.archive.is_none())?;
        let request = Request { program, base_url: arguments.base_url.clone(), drafts: arguments.drafts };
        Some((LastBuild::of(folder, request)?, (*name, folder)))
    }

    /// Writes the site, unless `is_wanted` rejects it once it is rendered. Returns a message.
    fn write(&self, site: &Site, is_wanted: &dyn Fn() -> bool) -> Result<Option<Report>, Failure> {
        let failed = |error: WriteError| Failure::new(error.to_string());
        let Some((archive, file)) = &self.archive else {
            let Some((name, folder)) = &self.folder else { return Ok(Some((Vec::new(), None))) };
            let done = write_site(site, folder, is_wanted).map_err(failed)?;
            return Ok(done.map(|done| (vec![in_words(name, done.written)], Some(done))));
        };
        // An archive needs all of the site at once.
        let (whole, _) = site.whole();
        if !is_wanted() {
            return Ok(None);
        }
        let mut lines = Vec::new();
        if let Some((name, folder)) = &self.folder {
            let done = write_site(&whole, folder, &|| true).map_err(failed)?;
            lines.push(in_words(name, done.unwrap_or_default().written));
        }
        lines.push(write_zip(&whole, archive, file).map_err(failed)?);
        Ok(Some((lines, None)))
    }
}

fn in_words(name: &Path, Written { written, unchanged, removed }: Written) -> String {
    let files = counted(written, "file");
    format!("{} ({files} written, {unchanged} unchanged, {removed} removed)", shown(name))
}

fn write_zip(output: &Output, path: &Path, file: &Named) -> Result<String, WriteError> {
    let name = path.file_stem().and_then(|stem| stem.to_str()).and_then(SitePath::new);
    let name = name.filter(|name| !name.as_str().starts_with('.') && !name.is_root());
    let name = name.map_or_else(|| "site".to_owned(), |name| name.to_string());
    let zip = archive::zip(&archive::files(output), &name, super::machine::fixed_time())
        .map_err(WriteError::io("make the archive", path))?;
    write_archive(file, &zip)?;
    #[expect(clippy::cast_precision_loss, reason = "a size for people")]
    let size = zip.len() as f64 / 1e6;
    Ok(format!("{} ({size:.1} MB)", shown(path)))
}

/// A path as a person would write it: relative to the current folder if it is below it.
#[expect(clippy::disallowed_methods, reason = "the rim reads the environment")]
fn shown(path: &Path) -> String {
    let here = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&here).unwrap_or(path);
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
