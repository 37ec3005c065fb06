//! A knowledge base on the disk, opened for a command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::options::Global;
use super::outcome::Failure;
use super::progress::{self, Stage};
use super::terminal::Terminal;
use super::walked;
use crate::config::{self, Config, Overrides};
use crate::diagnostic::emit::{self, Shown, Summary};
use crate::diagnostic::{self, Finding, rules};
use crate::files::{self, Disk, Files, Folder, Guarded, Kind, Layered, Memory, Named, Outputs, Refusal};
use crate::history::History;
use crate::path::SitePath;
use crate::place::has_page_extension;
use crate::safety;
use crate::site::{self, Cache, Findings, Input, Knowledge, Site};
use crate::text::{Hash, Source, hash};
use crate::timing::Timings;

/// Follows the totals where findings are folded.
pub(super) const SHOW_ALL: &str = "; use `opslore check --all` to see each of them";

/// A knowledge base with its configuration.
pub(super) struct Project {
    /// Its folder.
    pub(super) root: PathBuf,
    /// Its folder, opened: everything in it is read and written through this.
    pub(super) folder: Arc<Folder>,
    /// What the command line names is opened through this.
    pub(super) guarded: Guarded,
    /// The folder that `schemas/` and `themes/` are looked for in.
    support: Arc<Folder>,
    /// The resolved configuration.
    pub(super) config: Arc<Config>,
    /// Where the configuration was read from; empty if there is none.
    config_source: Source,
    /// The folders that are not walked because a site goes there.
    outputs: Outputs,
    /// The rule files that the command line names, as seen from the root and on the disk.
    rule_files: Vec<(SitePath, PathBuf)>,
    /// Where the site is shown, if that is not the address that the configuration names.
    shown_at: Option<String>,
    built_in: Arc<Memory>,
    /// The time measurement.
    pub(super) timings: Arc<Timings>,
}

/// The files of a project as they are now.
pub(super) struct Snapshot {
    /// The files below the root.
    pub(super) disk: Arc<Disk>,
    support: Arc<Disk>,
    /// When they were changed, and by whom.
    pub(super) history: Arc<History>,
    rule_files: Arc<[(SitePath, Arc<[u8]>)]>,
    /// About how many pages there are.
    pages: usize,
}

/// The files of a project, without their history.
pub(super) struct Walk {
    pub(super) disk: Arc<Disk>,
    pub(super) support: Arc<Layered>,
}

impl Walk {
    /// Whether all of it could be read.
    pub(super) fn is_whole(&self) -> bool {
        self.disk.unreadable().is_empty()
    }
}

/// A knowledge base that was read, and what is wrong with it.
pub(super) struct Reading {
    pub(super) knowledge: Arc<Knowledge>,
    pub(super) findings: Findings,
}

impl Project {
    /// Reads the configuration. `out` is where the site goes, whether it is written or not.
    pub(super) fn open(global: &Global, overrides: &Overrides, out: &Path) -> Result<Self, Failure> {
        let folder = open_root(&global.root)?;
        let root = folder.path().to_owned();
        let guarded = here().and(&root);
        if overrides.base_url.as_deref().is_some_and(|url| safety::credentials(url).is_some()) {
            let message = "`--base-url` contains a password, which would be published; remove the part \
                           before `@`";
            return Err(Failure::new(message));
        }
        if let Some(url) =
            overrides.base_url.as_deref().filter(|url| !url.is_empty() && !config::is_address(url))
        {
            let message = format!(
                "`--base-url {url}` is not a web address; write a full address such as \
                 `https://docs.example.org/ops`"
            );
            return Err(Failure::new(message));
        }
        let (config_source, support) = match &global.config {
            Some(file) => read_named_config(&guarded, file)?,
            None => (read_config(&folder)?, Arc::clone(&folder)),
        };
        let has_content = folder.kind(config::CONTENT.as_ref()).map_err(refused(config::CONTENT))?;
        let has_content = has_content.is_some_and(|kind| matches!(kind, Kind::Folder | Kind::Link));
        // Out of reach of a pull request: neither in the root nor in the repository that holds it.
        let is_protected = !Guarded::default().and(&root).holds(support.path());
        let overrides = &Overrides { is_protected, ..overrides.clone() };
        let config = Config::resolve(&config_source, has_content, overrides)
            .map_err(|findings| wrong_configuration(findings, &config_source))?;
        check_content(&folder, &config, &config_source)?;
        // Where the site cannot go anyway, there is nothing to leave out.
        let out = guarded.destination(out).ok();
        let outputs = Outputs::new(out.into_iter().chain([root.join(super::options::OUT)]));
        Ok(Self {
            root,
            folder,
            guarded,
            support,
            config: Arc::new(config),
            config_source,
            outputs,
            rule_files: Vec::new(),
            shown_at: None,
            built_in: Arc::new(files::built_in()),
            timings: Arc::default(),
        })
    }

    /// Measures where the time goes, if that is wanted.
    pub(super) fn timed(mut self, wanted: bool) -> Self {
        if wanted {
            self.timings = Arc::new(Timings::by(super::machine::elapsed));
        }
        self
    }

    /// Renders the site for this address. What is checked does not depend on it.
    pub(super) fn shown_at(mut self, url: &str) -> Self {
        self.shown_at = Some(url.to_owned());
        self
    }

    /// The folders that it is made from: the root, and the one of its configuration if that is elsewhere.
    pub(super) fn folders(&self) -> Vec<PathBuf> {
        let support = self.support.path();
        let is_elsewhere = !support.starts_with(&self.root);
        let support = Some(support.to_owned()).filter(|_| is_elsewhere);
        std::iter::once(self.root.clone()).chain(support).collect()
    }

    /// Takes in the rule files that `--alerts` names: seen from the current folder or, where that has
    /// none, from the root.
    pub(super) fn with_alerts(mut self, patterns: &[String]) -> Result<Self, Failure> {
        for pattern in patterns {
            let refuse = |error: std::io::Error| {
                let what = if error.kind() == std::io::ErrorKind::InvalidInput {
                    "is not a pattern"
                } else {
                    "cannot be read"
                };
                Failure::new(format!("`--alerts {pattern}` {what}: {error}"))
            };
            let mut found = self.guarded.matching(Path::new("."), pattern).map_err(refuse)?;
            if found.is_empty() {
                found = self.guarded.matching(&self.root, pattern).map_err(refuse)?;
            }
            let named =
                found.into_iter().filter_map(|file| Some((files::seen_from(&self.root, &file)?, file)));
            let before = self.rule_files.len();
            self.rule_files.extend(named);
            if self.rule_files.len() == before {
                return Err(Failure::new(format!("`--alerts {pattern}` matches no file")));
            }
        }
        self.rule_files.sort();
        self.rule_files.dedup();
        Ok(self)
    }

    /// Sets the severities that `--rule` names.
    pub(super) fn with_rules(mut self, settings: &[String]) -> Result<Self, Failure> {
        for setting in settings {
            let refused = |(message, help)| Failure::new(format!("`--rule {setting}`: {message}; {help}"));
            Arc::make_mut(&mut self.config).set_rule(setting).map_err(refused)?;
        }
        Ok(self)
    }

    /// Walks the disk and asks Git. Fails where the content as a whole, or a file that the command line
    /// names, cannot be read.
    pub(super) fn snapshot(&self) -> Result<Snapshot, Failure> {
        self.snapshot_after(&History::default())
    }

    /// As [`Project::snapshot`], with progress on a terminal.
    pub(super) fn snapshot_watched(&self, terminal: &Terminal) -> Result<Snapshot, Failure> {
        progress::during(terminal, || Stage::plain("reading files and history"), || self.snapshot())
    }

    /// Walks the disk.
    pub(super) fn walk(&self) -> Result<Walk, Failure> {
        let disk =
            Disk::walk(&self.folder, &self.outputs).map_err(refused(&self.root.display().to_string()))?;
        let support = Disk::walk_folders(&self.support, &["schemas", "themes"], &self.outputs);
        let support =
            Layered { over: Arc::new(support), under: Arc::clone(&self.built_in) as Arc<dyn Files> };
        Ok(Walk { disk: Arc::new(disk), support: Arc::new(support) })
    }

    /// The rule files that the command line names, as they are, by hash.
    pub(super) fn rule_files_now(&self) -> Vec<(String, Option<Hash>)> {
        let files = self.rule_files.iter().map(|(path, file)| {
            let bytes = self.guarded.file(file).and_then(|file| file.read()).ok();
            (path.to_string(), bytes.map(|bytes| hash(&bytes)))
        });
        files.collect()
    }

    /// As [`Project::snapshot`]; Git's log is read again only if `earlier` is out of date.
    pub(super) fn snapshot_after(&self, earlier: &History) -> Result<Snapshot, Failure> {
        let walk = || self.timings.stage("files", || Disk::walk(&self.folder, &self.outputs));
        let log = || self.timings.stage("history, in parallel", || earlier.read_again(&self.root));
        let (disk, history) = rayon::join(walk, log);
        let disk = disk.map_err(refused(&self.root.display().to_string()))?;
        let content = &self.config.content;
        if let Some((path, cause)) = disk.unreadable().iter().find(|(path, _)| path == content) {
            let shown = shown(&self.folder, path);
            return Err(Failure::new(format!("the content folder `{shown}` cannot be read: {cause}")));
        }
        // One that went away during the walk would leave an empty site.
        check_content(&self.folder, &self.config, &self.config_source)?;
        let support = Disk::walk_folders(&self.support, &["schemas", "themes"], &self.outputs);
        let rule_files = self.rule_files.iter().map(|(path, file)| {
            let bytes = self.guarded.file(file).and_then(|file| file.read());
            Ok((path.clone(), bytes.map_err(refused(path.as_str()))?.into()))
        });
        let rule_files: Vec<_> = rule_files.collect::<Result<_, Failure>>()?;
        let pages = disk.paths().iter().filter(|path| has_page_extension(path)).count();
        Ok(Snapshot {
            disk: Arc::new(disk),
            support: Arc::new(support),
            history: Arc::new(history),
            rule_files: rule_files.into(),
            pages,
        })
    }

    /// Everything that a site is made from.
    pub(super) fn input(&self, snapshot: &Snapshot) -> Input {
        self.input_of(Arc::clone(&snapshot.disk) as Arc<dyn Files>, snapshot)
    }

    /// As [`Project::input`], with other files in the place of those on the disk.
    pub(super) fn input_of(&self, root: Arc<dyn Files>, snapshot: &Snapshot) -> Input {
        let support = Arc::clone(&snapshot.support) as Arc<dyn Files>;
        Input {
            root,
            now: super::machine::now(),
            support: Arc::new(Layered { over: support, under: Arc::clone(&self.built_in) as Arc<dyn Files> }),
            config: Arc::clone(&self.config),
            history: Arc::clone(&snapshot.history),
            rule_files: Arc::clone(&snapshot.rule_files),
            live: self.shown_at.is_some(),
            timings: Arc::clone(&self.timings),
        }
    }

    /// Reads and checks everything, what the walk could not read included.
    pub(super) fn read(&self, snapshot: &Snapshot, input: &Input, cache: &Cache) -> Reading {
        let (knowledge, mut findings) = site::read(input, cache);
        findings.report(walked::findings(&snapshot.disk, &snapshot.support, &self.config));
        Reading { knowledge: Arc::new(knowledge), findings }
    }

    /// Plans the site, at the address at which it is shown. Without one, there is a finding that says why.
    pub(super) fn plan(&self, input: &Input, reading: &mut Reading, cache: &Cache) -> Option<Site> {
        let mut config = Arc::clone(&input.config);
        if let Some(url) = &self.shown_at {
            url.trim_end_matches('/').clone_into(&mut Arc::make_mut(&mut config).base_url);
        }
        let input = Input { config, ..input.clone() };
        match Site::plan(&input, &reading.knowledge, &reading.findings, cache) {
            Ok(site) => Some(site),
            Err(findings) => {
                reading.findings.report(findings);
                None
            }
        }
    }

    /// Whether the repository brings templates of its own, which only rendering can check.
    pub(super) fn has_own_theme(&self, snapshot: &Snapshot) -> bool {
        if self.config.theme != crate::theme::DEFAULT {
            return true;
        }
        let themes = SitePath::new("themes").unwrap_or_else(SitePath::root);
        let own = snapshot.support.paths_below(&themes);
        own.iter().any(|path| self.built_in.read(path).ok() != snapshot.support.read(path).ok())
    }

    /// The text of a file that a finding names.
    pub(super) fn source(
        &self,
        knowledge: &Knowledge,
        snapshot: &Snapshot,
        path: &SitePath,
    ) -> Option<Arc<str>> {
        if *path == self.config_source.path {
            return Some(Arc::clone(&self.config_source.text));
        }
        knowledge.source(path).or_else(|| {
            let bytes = snapshot.support.read(path).or_else(|_| self.built_in.read(path));
            let bytes = bytes.or_else(|_| snapshot.disk.read(path)).ok()?;
            std::str::from_utf8(&bytes).ok().map(Arc::from)
        })
    }

    /// Fails where the configuration turned out to be wrong only when it met the schemas, and where
    /// the system kept something from being read: neither is a fault of the content.
    pub(super) fn refuse_wrong_configuration(findings: &[Finding]) -> Result<(), Failure> {
        if findings.iter().any(|finding| *finding.rule == rules::CONFIG_INVALID) {
            return Err(Failure::new("the configuration cannot be used"));
        }
        if findings.iter().any(|finding| finding.is_of_system) {
            return Err(Failure::new("the system refused to read some files; nothing was written"));
        }
        Ok(())
    }

    /// Prints all findings to standard error, for people, and what they come to.
    pub(super) fn print_findings(&self, terminal: &Terminal, reading: &Reading, snapshot: &Snapshot) {
        let source = |path: &SitePath| self.source(&reading.knowledge, snapshot, path);
        let shown = Shown::new(reading.findings.all().to_vec(), &source);
        terminal.report(&emit::folded(&shown, terminal.colour).text);
        if let Some(total) = self.total(&shown, reading.knowledge.pages.len()) {
            terminal.say(&total);
        }
    }

    /// What findings come to, for a person; nothing if there are none.
    pub(super) fn total(&self, shown: &Shown<'_>, pages: usize) -> Option<String> {
        let hint = if emit::folded(shown, false).is_folded { SHOW_ALL } else { "" };
        let total = || Summary::of(shown.findings(), pages).line() + hint;
        (!shown.findings().is_empty()).then(total)
    }
}

impl Snapshot {
    /// Whether the walk could read everything.
    pub(super) fn is_whole(&self) -> bool {
        self.disk.unreadable().is_empty() && self.support.unreadable().is_empty()
    }

    /// How far the reading of its pages is.
    pub(super) fn reading(&self, cache: &Cache) -> Stage {
        Stage { what: "pages read", done: cache.so_far(), of: self.pages }
    }

    /// Why pages have no date, where Git could not answer.
    pub(super) fn history_note(&self) -> Option<String> {
        let problem = self.history.problem()?;
        Some(format!("pages without `updated` show no modification date: {problem}"))
    }

    /// Says why pages have no date, where Git could not answer.
    pub(super) fn say_history(&self, terminal: &Terminal) {
        self.history_note().iter().for_each(|note| terminal.say(note));
    }
}

/// The folders below which links that a person names are not followed, as far as they are known without
/// the root.
#[expect(clippy::disallowed_methods, reason = "the rim reads the environment")]
pub(super) fn here() -> Guarded {
    // A current folder that is gone cannot hold what is named.
    std::env::current_dir().map_or_else(|_| Guarded::default(), |here| Guarded::default().and(&here))
}

/// Opens the root.
fn open_root(root: &Path) -> Result<Arc<Folder>, Failure> {
    let shown = root.display();
    let folder = here().folder(root, false);
    folder
        .map(Arc::new)
        .map_err(|error| Failure::new(format!("the root `{shown}` cannot be opened: {error}")))
}

/// A folder below the root, in words: the root itself has no other name than where it is.
fn shown(root: &Folder, path: &SitePath) -> String {
    if path.is_root() { root.path().display().to_string() } else { path.to_string() }
}

/// The content folder must be a folder of the repository itself: links are not followed.
fn check_content(root: &Folder, config: &Config, source: &Source) -> Result<(), Failure> {
    let content = &config.content;
    let shown = shown(root, content);
    let Err(error) = root.folder(Path::new(content.as_str())) else { return Ok(()) };
    let (message, help) = if files::is_absence(&error) {
        (
            format!("the content folder `{shown}` does not exist"),
            "create it, or set `content` to a folder that exists",
        )
    } else if Refusal::of(&error) == Some(Refusal::Link) {
        let message = format!("the content folder `{shown}` is a symbolic link, which is not followed");
        (message, "set `content` to the folder itself")
    } else {
        (format!("the content folder `{shown}` cannot be opened: {error}"), "check its permissions")
    };
    let Some(span) = config.content_span else {
        return Err(Failure::new(format!("{message}; {help} in {}", config::FILE_NAME)));
    };
    let finding = Finding::new(&rules::CONFIG_INVALID, &source.path, span, message).help(help);
    Err(wrong_configuration(vec![finding], source))
}

/// The configuration in the root; an empty one if there is none.
fn read_config(root: &Folder) -> Result<Source, Failure> {
    match root.read(config::FILE_NAME.as_ref()) {
        Err(error) if files::is_absence(&error) => config_source(config::FILE_NAME, Vec::new()),
        bytes => config_source(config::FILE_NAME, bytes.map_err(refused(config::FILE_NAME))?),
    }
}

/// The configuration that the command line names, and its folder.
fn read_named_config(guarded: &Guarded, file: &Path) -> Result<(Source, Arc<Folder>), Failure> {
    let shown = file.display().to_string();
    let opened = || -> std::io::Result<(Named, Vec<u8>, Folder)> {
        let file = guarded.file(file)?;
        let (bytes, folder) = (file.read()?, file.folder()?);
        Ok((file, bytes, folder))
    };
    let opened = opened();
    let (file, bytes, folder) = opened
        .map_err(|error| Failure::new(format!("the configuration `{shown}` cannot be opened: {error}")))?;
    Ok((config_source(file.name().to_str().unwrap_or(config::FILE_NAME), bytes)?, Arc::new(folder)))
}

fn config_source(name: &str, bytes: Vec<u8>) -> Result<Source, Failure> {
    let text = String::from_utf8(bytes);
    let text =
        text.map_err(|error| Failure::new(format!("`{name}` cannot be read: {}", error.utf8_error())))?;
    Ok(Source::new(SitePath::new(name).unwrap_or_else(SitePath::root), text))
}

/// For `map_err`: the file system, or the rule that links are not followed, kept something from being read.
pub(super) fn refused(what: &str) -> impl FnOnce(std::io::Error) -> Failure {
    move |error| Failure::new(format!("`{what}` cannot be read: {error}"))
}

/// The failure that a configuration cannot be used, with the secrets in it, so that none is quoted.
fn wrong_configuration(mut findings: Vec<Finding>, source: &Source) -> Failure {
    findings.extend(safety::secrets_in(source));
    diagnostic::sort(&mut findings);
    Failure {
        message: "the configuration cannot be used".to_owned(),
        findings: Some((findings, source.clone())),
    }
}
