//! `opslore new TYPE "TITLE"`: a page from its schema.

use std::io;

use clap::Args;

use super::options::Global;
use super::outcome::{Failure, Outcome};
use super::project::Project;
use super::terminal::Terminal;
use crate::config::{Config, Overrides};
use crate::diagnostic::{did_you_mean, or_list};
use crate::output;
use crate::path::SitePath;
use crate::place;
use crate::safety;
use crate::sandbox::Permissions;
use crate::schema::{Schema, Schemas};
use crate::site;
use crate::text::Span;

/// The arguments of `new`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Content type, such as runbook
    #[arg(value_name = "TYPE")]
    kind: String,
    /// Title of the page
    title: String,
}

/// Writes the page and prints its path.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let needs = Permissions { write: vec![global.root.clone()], ..Permissions::default() };
    let _threads = super::confine::confine(global, needs);
    let out = super::options::default_out(global);
    let project = Project::open(global, &Overrides::default(), &out)?;
    let snapshot = project.snapshot()?;
    let schemas = site::types(&project.input(&snapshot)).0;
    let schema = schemas.get(&arguments.kind).ok_or_else(|| unknown_type(&schemas, &arguments.kind))?;
    let title = arguments.title.trim();
    if title.is_empty() {
        return Err(Failure::new("the title is empty; say what the page is about"));
    }
    if safety::has_secret(title) {
        return Err(Failure::new("the title contains a secret, which would be published; remove it"));
    }
    let path = folder_for(schema, &schemas, &project.config).join(&format!("{}.md", file_stem(title)));
    let path =
        path.ok_or_else(|| Failure::new(format!("cannot make a file name from the title `{title}`")))?;
    let today = super::machine::now().to_zoned(project.config.time_zone.clone()).date().to_string();
    let text = schema.template(title, &today);
    output::create(&project.folder, &path, text.as_bytes()).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::new(format!("`{path}` already exists; choose another title, or edit that page"))
        }
        _ => Failure::new(format!("`{path}` cannot be written: {error}")),
    })?;
    terminal.print(&format!("{path}\n"));
    if let Some(misnamed) = schema.file_name.finding(&path, Span::default()) {
        terminal.say(&format!("rename the file: {}", misnamed.help.unwrap_or(misnamed.message)));
    }
    terminal.say("fill in the blanks, then run `opslore check`");
    Ok(Outcome::Done)
}

/// A file name made from a title: a slug with a maximum length, cut between words.
fn file_stem(title: &str) -> String {
    /// Long enough for any title that people can read in a list; file systems allow 255.
    const LONGEST: usize = 100;
    let slug = place::slug(title);
    if slug.len() <= LONGEST {
        return slug;
    }
    let cut = &slug[..slug.floor_char_boundary(LONGEST)];
    cut.rfind('-').map_or(cut, |dash| &cut[..dash]).to_owned()
}

fn unknown_type(schemas: &Schemas, kind: &str) -> Failure {
    let names: Vec<&str> = schemas.iter().map(|schema| schema.name.as_str()).collect();
    let help = did_you_mean(kind, names.iter().copied());
    let help = help.unwrap_or_else(|| format!("the types are {}", or_list(&names)));
    Failure::new(format!("there is no content type `{kind}`; {help}"))
}

/// The folder for pages of a type, relative to the root.
fn folder_for(schema: &Schema, schemas: &Schemas, config: &Config) -> SitePath {
    let collections = place::collections(config, schemas);
    let own = collections.iter().find(|collection| collection.kind == schema.name);
    own.and_then(|own| config.content.join(own.folder.as_str())).unwrap_or_else(|| config.content.clone())
}
