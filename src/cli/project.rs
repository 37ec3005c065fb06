//! A knowledge base on the disk, opened for a command.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::terminal::Terminal;
use super::{Failure, Global};
use crate::config::{self, Config, Overrides};
use crate::diagnostic::emit::{self, Summary};
use crate::diagnostic::redact::{Redactor, conceal_names};
use crate::diagnostic::{self, Finding, rules};
use crate::files::{self, Disk, Files, Layered, Memory};
use crate::history::History;
use crate::output::Output;
use crate::path::SitePath;
use crate::safety;
use crate::site::{self, Cache, Input, Knowledge};
use crate::text::{Source, Span};

/// A knowledge base with its configuration.
pub(super) struct Project {
    /// Its folder.
    pub(super) root: PathBuf,
    /// The folder that `schemas/` and `themes/` are looked for in.
    pub(super) support: PathBuf,
    /// The resolved configuration.
    pub(super) config: Config,
    /// Where the configuration was read from; empty where there is none.
    config_source: Source,
    /// The folder that is not walked because the site goes there.
    out: Option<PathBuf>,
    /// The rule files that the command line names, as seen from the root and on the disk.
    rule_files: Vec<(SitePath, PathBuf)>,
    built_in: Memory,
}

/// The files of a project as they are now.
pub(super) struct Snapshot {
    /// The files below the root.
    pub(super) disk: Disk,
    support: Disk,
    history: History,
    rule_files: Vec<(SitePath, Arc<[u8]>)>,
}

impl Project {
    /// Reads the configuration. `out` is where the site goes, whether it is written or not.
    pub(super) fn open(global: &Global, overrides: &Overrides, out: &Path) -> Result<Self, Failure> {
        let root = canonical(&global.root, "the root")?;
        if overrides.base_url.as_deref().is_some_and(|url| safety::credentials(url).is_some()) {
            let message = "`--base-url` has a password in it, which would be published; write the address without what \
                           stands before `@`";
            return Err(Failure::new(message));
        }
        if let Some(url) =
            overrides.base_url.as_deref().filter(|url| !url.is_empty() && !config::is_address(url))
        {
            let message = format!(
                "`--base-url {url}` is no web address; write a full address such as `https://docs.example.org/ops`"
            );
            return Err(Failure::new(message));
        }
        let file = match &global.config {
            Some(file) => Some(canonical(file, "the configuration")?),
            None => Some(root.join(config::FILE_NAME)).filter(|file| file.exists()),
        };
        let config_source = file.as_deref().map_or_else(|| Ok(empty_config()), read_config)?;
        let support = file.as_deref().and_then(Path::parent).unwrap_or(&root).to_owned();
        let has_content = root.join(config::CONTENT).is_dir();
        let is_protected = file.as_deref().is_some_and(|file| is_protected(&root, file));
        let overrides = &Overrides { is_protected, ..overrides.clone() };
        let config = Config::resolve(&config_source, has_content, overrides)
            .map_err(|findings| wrong_configuration(findings, &config_source))?;
        check_content(&root, &config.content)?;
        let out = std::path::absolute(out).ok();
        Ok(Self {
            root,
            support,
            config,
            config_source,
            out,
            rule_files: Vec::new(),
            built_in: files::built_in(),
        })
    }

    /// Takes in the rule files that `--alerts` names: seen from the current folder or, where that has
    /// none, from the root.
    pub(super) fn with_alerts(mut self, patterns: &[String]) -> Result<Self, Failure> {
        let here = std::env::current_dir().unwrap_or_default();
        for pattern in patterns {
            let refuse = |error| Failure::new(format!("`--alerts {pattern}` is no pattern: {error}"));
            let mut found = files::matching(&here, pattern).map_err(refuse)?;
            if found.is_empty() {
                found = files::matching(&self.root, pattern).map_err(refuse)?;
            }
            let found: Vec<PathBuf> = found.iter().filter_map(|file| file.canonicalize().ok()).collect();
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

    /// Walks the disk and asks Git.
    pub(super) fn snapshot(&self) -> Snapshot {
        let out = self.out.as_deref();
        let (disk, history) = rayon::join(|| Disk::walk(&self.root, out), || History::read(&self.root));
        let support = Disk::walk_folders(&self.support, &["schemas", "themes"], out);
        let rule_files = self.rule_files.iter();
        let read =
            |(path, file): &(SitePath, PathBuf)| (path.clone(), files::read_named(file).unwrap_or_default());
        Snapshot { disk, support, history, rule_files: rule_files.map(read).collect() }
    }

    /// Calls `use_input` with everything that a site is made from.
    pub(super) fn with_input<T>(
        &self,
        snapshot: &Snapshot,
        live: bool,
        use_input: impl FnOnce(&Input<'_>) -> T,
    ) -> T {
        self.with_files(&snapshot.disk, snapshot, live, use_input)
    }

    /// As [`Project::with_input`], with other files in the place of those on the disk.
    pub(super) fn with_files<T>(
        &self,
        root: &dyn Files,
        snapshot: &Snapshot,
        live: bool,
        use_input: impl FnOnce(&Input<'_>) -> T,
    ) -> T {
        let support = Layered { over: &snapshot.support, under: &self.built_in };
        use_input(&Input {
            root,
            now: super::now(),
            support: &support,
            config: &self.config,
            history: &snapshot.history,
            rule_files: &snapshot.rule_files,
            live,
        })
    }

    /// Reads and checks everything, what the walk could not read included.
    pub(super) fn read(&self, snapshot: &Snapshot, input: &Input<'_>, cache: &Cache) -> Knowledge {
        let mut knowledge = site::read(input, cache);
        knowledge.report(snapshot.findings(&self.config));
        knowledge
    }

    /// Reads everything and renders the site. There is none where the content has errors, unless
    /// `keep_going` wants one all the same.
    pub(super) fn compile(
        &self,
        snapshot: &Snapshot,
        live: bool,
        cache: &Cache,
        keep_going: impl Fn(&Knowledge) -> bool,
    ) -> (Knowledge, Option<Output>) {
        self.with_input(snapshot, live, |input| {
            let mut knowledge = self.read(snapshot, input, cache);
            let keeps_going = keep_going(&knowledge);
            if knowledge.has_errors() && !keeps_going {
                return (knowledge, None);
            }
            let (output, findings) = site::render(input, &knowledge, cache);
            knowledge.report(findings);
            let is_wanted = keeps_going || !knowledge.has_errors();
            (knowledge, Some(output).filter(|output| is_wanted && !output.files.is_empty()))
        })
    }

    /// Whether the repository brings templates of its own, which only rendering can check.
    pub(super) fn has_own_theme(&self, snapshot: &Snapshot) -> bool {
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
            let files = Layered { over: &snapshot.support, under: &self.built_in };
            let bytes = files.read(path).or_else(|_| snapshot.disk.read(path)).ok()?;
            std::str::from_utf8(&bytes).ok().map(Arc::from)
        })
    }

    /// Fails where the configuration turned out to be wrong only when it met the schemas.
    pub(super) fn refuse_wrong_configuration(findings: &[Finding]) -> Result<(), Failure> {
        let is_wrong = findings.iter().any(|finding| *finding.rule == rules::CONFIG_INVALID);
        if is_wrong { Err(Failure::new("the configuration cannot be used")) } else { Ok(()) }
    }

    /// Prints findings for people, and what they come to.
    pub(super) fn print_findings(
        &self,
        terminal: &Terminal,
        findings: &[Finding],
        knowledge: &Knowledge,
        snapshot: &Snapshot,
    ) {
        let mut shown = findings.to_vec();
        let own_names = conceal_names(&mut shown);
        let source = |path: &SitePath| self.source(knowledge, snapshot, own_names.get(path).unwrap_or(path));
        terminal.report(&emit::human(&shown, &source, terminal.colour));
        if !findings.is_empty() {
            terminal.say(&Summary::of(findings, knowledge.pages.len()).line());
        }
    }
}

impl Snapshot {
    /// What the walk could not read, or did not follow, inside the content folder.
    fn findings(&self, config: &Config) -> Vec<Finding> {
        let is_content =
            |path: &SitePath| path.below(&config.content).is_some() && !config.ignore.is_match(path.as_str());
        let unreadable = self.disk.unreadable().iter().map(|(path, cause)| {
            let message = format!("this cannot be read: {cause}");
            Finding::new(&rules::FILE_UNREADABLE, path, Span::default(), message)
                .help("mend its name or its permissions, or list it under `ignore` in opslore.yaml")
        });
        let links = self.disk.links().iter().filter(|path| is_content(path)).map(|path| {
            Finding::new(&rules::FILE_SYMLINK, path, Span::default(), "this symbolic link is not followed")
                .help("commit the file itself, or list the link under `ignore` in opslore.yaml")
        });
        unreadable.chain(links).collect()
    }

    /// Whether Git lacks history, so that older pages show no date.
    pub(super) fn is_shallow(&self) -> bool {
        self.history.is_shallow
    }
}

/// The content folder has to be a folder of the repository itself: links are not followed.
fn check_content(root: &Path, content: &SitePath) -> Result<(), Failure> {
    let folder = root.join(content.as_str());
    if !folder.is_dir() {
        let shown = if content.is_root() { folder.display().to_string() } else { content.to_string() };
        let name = config::FILE_NAME;
        return Err(Failure::new(format!(
            "the content folder `{shown}` does not exist; create it, or set `content` in {name}"
        )));
    }
    if folder.canonicalize().ok().is_none_or(|real| real != folder.components().collect::<PathBuf>()) {
        return Err(Failure::new(format!(
            "the content folder `{content}` is a symbolic link, which is not followed; set `content` to the folder itself"
        )));
    }
    Ok(())
}

fn canonical(path: &Path, what: &str) -> Result<PathBuf, Failure> {
    let shown = path.display();
    path.canonicalize().map_err(|error| Failure::new(format!("{what} `{shown}` cannot be opened: {error}")))
}

fn read_config(file: &Path) -> Result<Source, Failure> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::new(format!("`{}` cannot be read: {error}", file.display())))?;
    let name = file.file_name().and_then(|name| name.to_str()).and_then(SitePath::new);
    Ok(Source::new(name.unwrap_or_else(SitePath::root), text))
}

/// Whether a configuration is out of reach of a pull request: outside the root, and outside the Git
/// repository that holds the root.
fn is_protected(root: &Path, file: &Path) -> bool {
    let repository = root.ancestors().find(|folder| folder.join(".git").exists());
    !file.starts_with(repository.unwrap_or(root))
}

/// The failure that a configuration cannot be used, which quotes no secret of it.
fn wrong_configuration(mut findings: Vec<Finding>, source: &Source) -> Failure {
    findings.extend(safety::secrets_in(source));
    if let Some(redactor) = Redactor::of(&findings) {
        findings.iter_mut().for_each(|finding| redactor.redact(finding));
    }
    diagnostic::sort(&mut findings);
    Failure {
        message: "the configuration cannot be used".to_owned(),
        findings: Some((findings, source.clone())),
    }
}

fn empty_config() -> Source {
    Source::new(SitePath::new(config::FILE_NAME).unwrap_or_else(SitePath::root), "")
}
