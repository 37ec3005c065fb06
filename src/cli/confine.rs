//! Confines the process to what a command needs, as soon as its arguments are read and before
//! anything of the knowledge base is.

#![allow(clippy::disallowed_methods, reason = "a path that cannot be resolved permits nothing")]

use std::path::{Path, PathBuf};

use rayon::ThreadPool;

use super::options::Global;
use super::process;
use super::project::here;
use crate::files;
use crate::history;
use crate::sandbox::{self, Permissions};

/// The folders of the system's programs and libraries, and the files that give the number of processors.
const SYSTEM: &[&str] = &[
    "/usr",
    "/lib",
    "/lib32",
    "/lib64",
    "/etc/ld.so.cache",
    "/gnu/store",
    "/home/linuxbrew/.linuxbrew",
    "/nix/store",
    "/proc/self/cgroup",
    "/proc/self/mountinfo",
    "/sys/fs/cgroup",
];
/// What loads a program. The folders are for systems that give each library its own folder.
const LOADERS: &[&str] = &[
    "/lib/ld-linux-aarch64.so.1",
    "/lib/ld-linux-riscv64-lp64d.so.1",
    "/lib/ld-musl-aarch64.so.1",
    "/lib/ld-musl-x86_64.so.1",
    "/lib64/ld-linux-x86-64.so.2",
    "/gnu/store",
    "/home/linuxbrew/.linuxbrew/lib/ld.so",
    "/nix/store",
];
/// The files for resolving host names.
const NAMES: &[&str] = &[
    "/etc/gai.conf",
    "/etc/host.conf",
    "/etc/hosts",
    "/etc/nsswitch.conf",
    "/etc/resolv.conf",
    "/etc/services",
    "/run/systemd/resolve",
];
/// The input of a program that has none.
const NOTHING: &str = "/dev/null";

/// Confines the process to reading the knowledge base and asking Git, and to what `needs` has
/// besides, unless `--no-sandbox` is given; then starts the threads that share the work, confined
/// too. Keep the result alive while there is work.
///
/// If the kernel does not support it, the command runs anyway: this is a second line of defence, not the
/// first.
#[must_use]
pub(super) fn confine(global: &Global, needs: Permissions) -> Option<ThreadPool> {
    if !global.no_sandbox {
        let _ = sandbox::confine(&permissions(global, needs));
    }
    process::start_threads()
}

fn permissions(global: &Global, mut needs: Permissions) -> Permissions {
    let named = |names: &[&str]| -> Vec<PathBuf> { names.iter().map(PathBuf::from).collect() };
    let root = real(&global.root);
    let git = history::reach(&root);
    needs.read.push(root);
    needs.read.extend(global.config.as_deref().map(|file| folder_of_file(global, file)));
    needs.read.extend(git.read);
    needs.read.extend(named(SYSTEM));
    needs.run.extend(named(LOADERS));
    needs.run.extend(git.run);
    needs.write.push(PathBuf::from(NOTHING));
    if needs.network {
        needs.read.extend(named(NAMES));
    }
    needs
}

/// What is read for patterns of rule files: the part without wildcards, from the current folder and
/// from the root, which is read itself anyway.
pub(super) fn rule_files(global: &Global, patterns: &[String]) -> impl Iterator<Item = PathBuf> {
    let fixed = patterns.iter().map(|pattern| Path::new(files::split(pattern).0));
    fixed.flat_map(|fixed| [Path::new(".").join(fixed), global.root.join(fixed)])
}

/// The nearest existing folder of a file or folder on the command line.
pub(super) fn folder_of(named: &Path) -> PathBuf {
    let named = std::path::absolute(named).unwrap_or_else(|_| named.to_owned());
    named.ancestors().skip(1).find_map(|folder| folder.canonicalize().ok()).unwrap_or(named)
}

/// As [`folder_of`], for a file that may be reached through a person's own link.
pub(super) fn folder_of_file(global: &Global, named: &Path) -> PathBuf {
    let file = here().and(&global.root).file(named);
    folder_of(&file.map_or_else(|_| named.to_owned(), |file| file.path()))
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
