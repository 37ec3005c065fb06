//! `opslore init [DIR]`: a knowledge base that builds and checks clean, with CI and deploy files. They fetch no
//! opslore by themselves: in `.ci/opslore.sh`, the user sets where it comes from.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use super::options::Global;
use super::outcome::{Failure, Outcome};
use super::project::{here, refused};
use super::terminal::Terminal;
use crate::config::{CONTENT, FILE_NAME};
use crate::diagnostic::emit::counted;
use crate::files::{Disk, Files, Folder, Outputs};
use crate::output::{self, Over};
use crate::path::SitePath;
use crate::place;

/// The arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Folder for the knowledge base, created if it does not exist [default: the root]
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

/// Writes missing files. A folder that is already a knowledge base is left unchanged.
pub(super) fn run(global: &Global, arguments: &Arguments, terminal: &Terminal) -> Result<Outcome, Failure> {
    let shown = arguments.folder.as_ref().unwrap_or(&global.root);
    let folder = here().folder(shown, true);
    let shown = shown.display();
    let folder = folder.map_err(|error| match error.kind() {
        io::ErrorKind::NotADirectory => Failure::new(format!("`{shown}` is a file; name a folder")),
        _ => Failure::new(format!("the folder `{shown}` cannot be opened: {error}")),
    })?;
    let folder = Arc::new(folder);
    let has = |name: &str| folder.kind(name.as_ref()).map_err(refused(name)).map(|kind| kind.is_some());
    if has(FILE_NAME)? {
        return Err(Failure::new(format!("`{shown}` already contains `{FILE_NAME}`")));
    }
    // An existing repository's own pages are enough. Examples would be in the way, and a new folder
    // `content` would hide them: if there is one, pages elsewhere are not read.
    let own_pages = own_pages(&folder)?;
    let has_content = has(CONTENT)? || own_pages > 0;
    for (path, text) in FILES {
        if has_content && path.starts_with(CONTENT) {
            continue;
        }
        let file = SitePath::new(path).unwrap_or_else(SitePath::root);
        match output::create(&folder, &file, text.as_bytes()) {
            Ok(()) => terminal.print(&format!("{path}\n")),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && *path == IGNORED => {
                ignore_output(&folder, text, terminal)?;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                terminal.say(&format!("{path} already exists and was not changed"));
            }
            Err(error) => {
                let file = folder.path().join(path);
                return Err(Failure::new(format!("`{}` cannot be written: {error}", file.display())));
            }
        }
    }
    if own_pages > 0 {
        let pages = counted(own_pages, "Markdown file");
        terminal.say(&format!("no examples were written because the repository already has {pages}"));
    }
    terminal.say("done; preview it with `opslore serve`, check it with `opslore check`");
    terminal.say("before CI and Netlify can build it, set in `.ci/opslore.sh` where to get opslore");
    Ok(Outcome::Done)
}

/// The file with the patterns that Git ignores.
const IGNORED: &str = ".gitignore";

/// Files at the top of a repository that are about it, not pages of a knowledge base.
const ABOUT: [&str; 8] =
    ["readme", "changelog", "contributing", "code_of_conduct", "security", "license", "licence", "support"];

/// The number of pages in a folder, without those about the repository itself.
fn own_pages(folder: &Arc<Folder>) -> Result<usize, Failure> {
    let shown = folder.path().display().to_string();
    let disk = Disk::walk(folder, &Outputs::default()).map_err(refused(&shown))?;
    let is_about = |path: &SitePath| {
        path.parent().is_root() && ABOUT.contains(&path.stem().to_lowercase().replace('-', "_").as_str())
    };
    let is_own = |path: &&SitePath| place::has_page_extension(path) && !is_about(path);
    Ok(disk.paths().iter().filter(is_own).count())
}

/// Adds the site's folder to the ignored files of Git, unless it is listed.
fn ignore_output(folder: &Folder, line: &str, terminal: &Terminal) -> Result<(), Failure> {
    let old = folder.read(IGNORED.as_ref()).map_err(refused(IGNORED))?;
    let text = String::from_utf8_lossy(&old);
    let name = |line: &str| line.trim().trim_matches('/').to_owned();
    if text.lines().any(|old| name(old) == name(line)) {
        return Ok(());
    }
    let feed = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let gap = if text.is_empty() || text.ends_with('\n') { "" } else { feed };
    let added = format!("{gap}{}{feed}", line.trim_end());
    let new = [&*old, added.as_bytes()].concat();
    output::write(folder, IGNORED.as_ref(), &new, &Over::Exactly(&old))
        .map_err(|error| Failure::new(format!("`{IGNORED}` cannot be written: {error}")))?;
    terminal.say(&format!("{IGNORED}: added `{}`", line.trim_end()));
    Ok(())
}
