//! Temporary knowledge bases, and the program run on them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::SystemTime;

use serde_json::Value as Json;
use tempfile::TempDir;

/// A folder that vanishes with the value.
pub(crate) struct Folder {
    dir: TempDir,
}

impl Folder {
    /// An empty folder. It is below no Git repository and no knowledge base.
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::Builder::new().prefix("opslore-").tempdir().unwrap() }
    }

    /// A folder with these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// Its path, or that of something in it.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.dir.path().to_owned() } else { self.dir.path().join(path) }
    }

    /// Writes a file and the folders it needs.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        let path = self.path(path);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Whether something is there.
    pub(crate) fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.path(path)).is_ok()
    }

    /// Runs the program with `--root` set to this folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        let root = self.path("");
        let all = [&["--root", root.to_str().unwrap()], arguments].concat();
        run_in(&root, &all)
    }

    /// Runs Git here, as nobody in particular and with nobody's settings.
    pub(crate) fn git(&self, arguments: &[&str]) {
        git_in(&self.path(""), arguments);
    }
}

/// Runs Git in a folder, as nobody in particular and with nobody's settings.
pub(crate) fn git_in(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .args(["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgSign=false"])
        .args(["-c", "init.defaultBranch=main", "-c", "protocol.file.allow=always"])
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Run {
    /// Asserts the exit code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "\n-- out\n{}\n-- err\n{}", self.out, self.err);
        self
    }

    /// Asserts that standard error contains a text.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "{text:?} is not in:\n{}", self.err);
        self
    }

    /// Asserts that standard output contains a text.
    #[track_caller]
    pub(crate) fn finds(self, text: &str) -> Self {
        assert!(self.out.contains(text), "{text:?} is not in:\n{}", self.out);
        self
    }

    /// Standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Json {
        serde_json::from_str(&self.out)
            .unwrap_or_else(|error| panic!("{error}\n-- out\n{}\n-- err\n{}", self.out, self.err))
    }
}

/// The program, ready to be run in `folder` in an environment that tests control.
pub(crate) fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_opslore"));
    command
        .current_dir(folder)
        .env("SOURCE_DATE_EPOCH", "1767225600")
        .env("GIT_CEILING_DIRECTORIES", std::env::temp_dir())
        .env_remove("NO_COLOR")
        .env_remove("GIT_DIR")
        .env_remove("RAYON_NUM_THREADS")
        .stdin(Stdio::null());
    command
}

/// Runs the program in `folder`.
pub(crate) fn run_in(folder: &Path, arguments: &[&str]) -> Run {
    finish(program(folder).args(arguments))
}

/// Runs a command to its end.
pub(crate) fn finish(command: &mut Command) -> Run {
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
}

/// Every file below a folder with its bytes and its age; symbolic links by what they lead to.
pub(crate) fn tree(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).unwrap().map(Result::unwrap) {
            let (path, kind) = (entry.path(), entry.file_type().unwrap());
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            let modified = entry.metadata().unwrap().modified().unwrap();
            if kind.is_dir() {
                waiting.push(path);
            } else if kind.is_symlink() {
                let target = fs::read_link(&path).unwrap();
                found.insert(name, (target.into_os_string().into_encoded_bytes(), modified));
            } else {
                found.insert(name, (fs::read(&path).unwrap(), modified));
            }
        }
    }
    found
}

/// The path of something in the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}
