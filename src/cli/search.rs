//! `opslore search QUERY`: the site's own search, in the terminal.

use clap::Args;

use super::options::Global;
use super::outcome::{Failure, Outcome};
use super::project::{Project, Reading};
use super::terminal::Terminal;
use crate::config::Overrides;
use crate::diagnostic::emit::plain::{self, one_line};
use crate::sandbox::Permissions;
use crate::search::{Hit, Index};
use crate::site::{self, Cache};

/// The arguments of `search`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// An alert, part of a title, a few words or a pasted log line
    #[arg(value_name = "QUERY", required_unless_present = "stdin", num_args = 1..)]
    query: Vec<String>,
    /// Read queries from standard input, one per line, and print a line of JSON for each
    #[arg(long, conflicts_with = "query")]
    stdin: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Maximum number of results
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
}

/// Searches and prints, best first.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let _threads = super::confine::confine(global, Permissions::default());
    let out = super::options::default_out(global);
    let project = Project::open(global, &Overrides::default(), &out)?;
    let snapshot = project.snapshot()?;
    let (input, cache) = (project.input(&snapshot), Cache::default());
    let Reading { knowledge, findings } = project.read(&snapshot, &input, &cache);
    let (input, knowledge) = site::without_secrets(&input, &knowledge, &findings, &cache);
    let index = Index::build(site::documents(&knowledge), site::search_setting(&knowledge, &input.config));
    if arguments.stdin {
        return each_line(&index, arguments.limit, terminal);
    }
    let query = arguments.query.join(" ");
    let hits = index.search(&query, arguments.limit);
    if arguments.json {
        let json = serde_json::to_string_pretty(&hits).map_err(|error| Failure::new(error.to_string()))?;
        terminal.print(&format!("{}\n", plain::json(json)));
        return Ok(Outcome::Done);
    }
    for hit in &hits {
        terminal.print(&shown(hit));
    }
    if hits.is_empty() {
        terminal.say(&format!("nothing found for “{query}”"));
    }
    Ok(Outcome::Done)
}

fn each_line(index: &Index, limit: usize, terminal: &Terminal) -> Result<Outcome, Failure> {
    for query in std::io::stdin().lines() {
        let query = query.map_err(|error| Failure::new(format!("standard input cannot be read: {error}")))?;
        let json = serde_json::to_string(&index.search(&query, limit));
        let json = json.map_err(|error| Failure::new(error.to_string()))?;
        terminal.print(&format!("{}\n", plain::json(json)));
    }
    Ok(Outcome::Done)
}

/// A hit on a few lines, whatever is in a title: what it is, its file, its address, a piece of it.
fn shown(hit: &Hit) -> String {
    let heading = if hit.heading.is_empty() { String::new() } else { format!(" › {}", hit.heading) };
    let title = format!("{}{heading}", hit.title);
    let about = std::iter::once(&hit.kind_title).chain(&hit.labels).chain(std::iter::once(&hit.key));
    let about: Vec<&str> = about.map(String::as_str).filter(|text| !text.is_empty()).collect();
    let lines = [about.join(" · "), hit.path.clone(), hit.url.clone(), hit.excerpt.clone()];
    let lines = lines.iter().map(|line| one_line(line.trim())).filter(|line| !line.is_empty());
    let lines: String = lines.map(|line| format!("    {line}\n")).collect();
    plain::defused(&format!("{}\n{lines}", one_line(title.trim()))).into_owned()
}
