//! `opslore init [DIR]`: a knowledge base that builds and checks clean, with CI and deploy files. They fetch no
//! opslore by themselves: `.ci/opslore.sh` has the user say where it comes from.

use std::io;
use std::path::PathBuf;

use clap::Args;

use super::new::write_new;
use super::terminal::Terminal;
use super::{Failure, Global, Outcome};

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
    let folder = arguments.folder.as_ref().unwrap_or(&global.root);
    if folder.exists() && !folder.is_dir() {
        return Err(Failure::new(format!("`{}` is a file; name a folder", folder.display())));
    }
    if folder.join(crate::config::FILE_NAME).exists() {
        let name = crate::config::FILE_NAME;
        return Err(Failure::new(format!("`{}` has an `{name}` already", folder.display())));
    }
    // An existing repository's own pages are enough; examples would only be in the way.
    let has_content = folder.join(crate::config::CONTENT).exists();
    for (path, text) in FILES {
        if has_content && path.starts_with(crate::config::CONTENT) {
            continue;
        }
        let file = folder.join(path);
        match write_new(&file, text) {
            Ok(()) => terminal.print(&format!("{path}\n")),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                terminal.say(&format!("{path} exists already and was left as it is"));
            }
            Err(error) => {
                return Err(Failure::new(format!("`{}` cannot be written: {error}", file.display())));
            }
        }
    }
    terminal.say("done; `opslore serve` shows it, `opslore check` checks it");
    terminal.say("before CI and Netlify can build it, say in `.ci/opslore.sh` where they get opslore");
    Ok(Outcome::Done)
}
