//! `check --external`: asks other sites whether the links to them work.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use clap::Args;

use super::confine::folder_of_file;
use super::machine::variable;
use super::options::Global;
use super::outcome::Failure;
use super::progress::{self, Stage};
use super::project::{Project, Reading};
use super::terminal::Terminal;
use crate::config;
use crate::diagnostic::rules;
use crate::external::{self, ask::Patience, cache::Cache, client};
use crate::files::{Guarded, is_absence};
use crate::output::{self, Over};
use crate::sandbox::Permissions;

/// The arguments of `check` for links to other sites.
#[derive(Debug, Args)]
pub(super) struct External {
    /// Check links to other sites by requesting them
    #[arg(long)]
    external: bool,
    /// File that stores their responses for some days
    #[arg(long, value_name = "FILE", requires = "external")]
    external_cache: Option<PathBuf>,
    /// Private host or network, such as 10.0.0.0/8, that may be requested; can be repeated
    #[arg(long, value_name = "HOST|NET", requires = "external", value_parser = host_or_network)]
    allow_private: Vec<String>,
}

fn host_or_network(text: &str) -> Result<String, &'static str> {
    let is_one = config::is_host_or_network(text);
    is_one
        .then(|| text.to_owned())
        .ok_or("write a host such as `grafana.internal` or a network such as `10.0.0.0/8`")
}

impl External {
    /// What requests need, if there are any: the network, and the folder of the responses.
    pub(super) fn needs(&self, global: &Global) -> Permissions {
        if !self.external {
            return Permissions::default();
        }
        let own = default_file().filter(|_| self.external_cache.is_none());
        // Made now, so that only what is in it can be changed from here on.
        let _ = own.as_deref().and_then(Path::parent).map(|folder| Guarded::default().folder(folder, true));
        let file = self.external_cache.as_deref().or(own.as_deref());
        let write = file.map(|file| folder_of_file(global, file)).into_iter().collect();
        Permissions { write, network: true, ..Permissions::default() }
    }
}

/// Makes the requests, if wanted, and adds the findings.
#[expect(clippy::disallowed_methods, reason = "how old an answer is depends on the real time")]
pub(super) fn run(
    project: &Project,
    reading: &mut Reading,
    arguments: &External,
    terminal: &Terminal,
) -> Result<(), Failure> {
    if !arguments.external {
        return Ok(());
    }
    let file = arguments.external_cache.clone().or_else(default_file);
    // Somebody asked for this file; the default one is only a help.
    let needed = |result: io::Result<Cache>, file: &Path, what: &str| match result {
        Err(error) if arguments.external_cache.is_some() => {
            Err(Failure::new(format!("the answers cannot be {what} `{}`: {error}", file.display())))
        }
        done => Ok(done.unwrap_or_default()),
    };
    let mut cache = match &file {
        Some(file) => needed(kept(&project.guarded, file), file, "read from")?,
        None => Cache::default(),
    };
    let mut links = project.config.links.clone();
    links.allow_private = links.allow_private.with(&arguments.allow_private);
    let web = client::Web::new(links.allow_private.clone(), client::TIME_OUT, client::PAUSE);
    let now = jiff::Timestamp::now().as_second();
    let ask = || external::check(&reading.knowledge, &links, &web, &Patience::default(), &mut cache, now);
    let (findings, tally) = progress::during(terminal, || Stage::plain("asking other sites"), ask);
    reading.findings.report(findings);
    reading.findings.report_unused(rules::is_of_other_sites);
    terminal.say(&tally.line());
    if let Some(file) = &file {
        let text = cache.to_json(now);
        needed(keep(&project.guarded, file, &text).map(|()| cache), file, "kept in")?;
    }
    Ok(())
}

/// The responses in a cache file, which must be one of ours.
fn kept(guarded: &Guarded, file: &Path) -> io::Result<Cache> {
    let named = guarded.file(file)?;
    let over = Over::Ours(&is_ours);
    match named.folder().and_then(|folder| over.check(&folder, named.name())) {
        Err(error) if is_absence(&error) => Ok(Cache::default()),
        Ok(None) => Ok(Cache::default()),
        Ok(Some(_)) => Ok(Cache::parse(&output::text(&named.open()?)?)),
        Err(error) => Err(error),
    }
}

fn keep(guarded: &Guarded, file: &Path, text: &str) -> io::Result<()> {
    let named = guarded.file(file)?;
    output::write(&named.make_folder()?, named.name(), text.as_bytes(), &Over::Ours(&is_ours))
}

fn is_ours(file: &File) -> io::Result<bool> {
    Ok(Cache::is_one(&output::text(file)?))
}

/// A file in the user's own cache folder, as each system has it.
fn default_file() -> Option<PathBuf> {
    let folder = |name: &str| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))
    };
    Some(base?.join("opslore").join("external-links.json"))
}
