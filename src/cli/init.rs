//! `opslore init [DIR]`: a knowledge base that builds and checks clean, with CI and deploy files. They fetch no
//! opslore by themselves: `.ci/opslore.sh` has the user say where it comes from.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::project::{here, refused};
use super::terminal::Terminal;
use super::{Failure, Global, Outcome};
use crate::config::{CONTENT, FILE_NAME};
use crate::output;
use crate::path::SitePath;

/// What `init` takes.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder, made when it does not exist [default: the root]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

/// Every file that is written, with its text.
const FILES: &[(&str, &str)] = &[
    ("opslore.yaml", include_str!("init/files/opslore.yaml")),
    ("content/index.md", include_str!("init/files/content/index.md")),
    (
        "content/runbooks/example-service-down.md",
        include_str!("init/files/content/runbooks/example-service-down.md"),
    ),
    ("content/services/example-service.md", include_str!("init/files/content/services/example-service.md")),
    ("netlify.toml", include_str!("init/files/netlify.toml")),
    (".github/workflows/opslore.yml", include_str!("init/files/.github/workflows/opslore.yml")),
    (".ci/opslore.sh", include_str!("init/files/.ci/opslore.sh")),
    (".gitignore", include_str!("init/files/gitignore")),
];

/// Writes what is not there yet. A folder that is a knowledge base already is left alone.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let shown = arguments.folder.as_ref().unwrap_or(&global.root);
    let folder = here().folder(shown, true);
    let shown = shown.display();
    let folder = folder.map_err(|error| match error.kind() {
        io::ErrorKind::NotADirectory => Failure::new(format!("`{shown}` is a file; name a folder")),
        _ => Failure::new(format!("the folder `{shown}` cannot be opened: {error}")),
    })?;
    let has = |name: &str| folder.kind(name.as_ref()).map_err(refused(name)).map(|kind| kind.is_some());
    if has(FILE_NAME)? {
        return Err(Failure::new(format!("`{shown}` has an `{FILE_NAME}` already")));
    }
    // An existing repository's own pages are enough; examples would only be in the way.
    let has_content = has(CONTENT)?;
    for (path, text) in FILES {
        if has_content && path.starts_with(CONTENT) {
            continue;
        }
        let file = SitePath::new(path).unwrap_or_else(SitePath::root);
        match output::create(&folder, &file, text.as_bytes()) {
            Ok(()) => terminal.print(&format!("{path}\n")),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                terminal.say(&format!("{path} exists already and was left as it is"));
            }
            Err(error) => {
                let file = folder.path().join(path);
                return Err(Failure::new(format!("`{}` cannot be written: {error}", file.display())));
            }
        }
    }
    terminal.say("done; `opslore serve` shows it, `opslore check` checks it");
    terminal.say("before CI and Netlify can build it, say in `.ci/opslore.sh` where they get opslore");
    Ok(Outcome::Done)
}
