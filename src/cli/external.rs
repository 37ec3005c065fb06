//! `check --external`: asks other sites whether the links to them work.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Failure;
use super::project::Project;
use super::terminal::Terminal;
use crate::config;
use crate::diagnostic::rules;
use crate::external::{self, ask::Patience, cache::Cache, client};
use crate::site::Knowledge;

/// What `check` takes for links to other sites.
#[derive(Debug, Args)]
pub(super) struct External {
    /// Ask other sites whether the links to them work
    #[arg(long)]
    external: bool,
    /// Where their answers are kept for some days
    #[arg(long, value_name = "FILE", requires = "external")]
    external_cache: Option<PathBuf>,
    /// A host or a network such as 10.0.0.0/8 that may be asked although it is private; may be given
    /// several times
    #[arg(long, value_name = "HOST|NET", requires = "external", value_parser = host_or_network)]
    allow_private: Vec<String>,
}

fn host_or_network(text: &str) -> Result<String, &'static str> {
    let is_one = config::is_host_or_network(text);
    is_one
        .then(|| text.to_owned())
        .ok_or("write a host such as `grafana.internal` or a network such as `10.0.0.0/8`")
}

/// Asks, if that is wanted, and adds the findings.
pub(super) fn run(
    project: &Project,
    knowledge: &mut Knowledge,
    arguments: &External,
    terminal: &Terminal,
) -> Result<(), Failure> {
    if !arguments.external {
        return Ok(());
    }
    let file = arguments.external_cache.clone().or_else(default_file);
    let mut cache = file
        .as_deref()
        .and_then(|file| std::fs::read_to_string(file).ok())
        .map_or_else(Cache::default, |text| Cache::parse(&text));
    let mut links = project.config.links.clone();
    links.allow_private = links.allow_private.with(&arguments.allow_private);
    let web = client::Web::new(links.allow_private.clone(), client::TIME_OUT, client::PAUSE);
    let now = jiff::Timestamp::now().as_second();
    let (findings, tally) = external::check(knowledge, &links, &web, &Patience::default(), &mut cache, now);
    knowledge.report(findings);
    knowledge.report_unused(rules::is_of_other_sites);
    terminal.say(&tally.line());
    match file {
        Some(file) => keep(&file, &cache.to_json(now)).or_else(|error| {
            let message = format!("the answers cannot be kept in `{}`: {error}", file.display());
            // Somebody asked for this file; the default one is only a help.
            if arguments.external_cache.is_some() { Err(Failure::new(message)) } else { Ok(()) }
        }),
        None => Ok(()),
    }
}

/// Writes beside the file first, so that a killed run leaves the last answers as they were.
fn keep(file: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut partial = file.as_os_str().to_owned();
    partial.push(".partial");
    std::fs::write(&partial, text)?;
    std::fs::rename(&partial, file)
}

/// A file in the user's own cache folder, as each system has it.
fn default_file() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let base = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Caches"))
    } else {
        folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache")))
    };
    Some(base?.join("opslore").join("external-links.json"))
}
