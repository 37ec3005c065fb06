//! `check --fix` and `--diff`: makes the fixes that findings carry.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::diff::unified;
use super::outcome::Failure;
use super::project::Reading;
use super::scope::Scope;
use crate::diagnostic::emit::counted;
use crate::diagnostic::emit::plain::one_line;
use crate::diagnostic::redact::Redactor;
use crate::diagnostic::{Finding, Fix, fix};
use crate::files::{Files, Folder, Layered, Memory};
use crate::output::{self, Over};
use crate::path::SitePath;

/// A fix may reveal the next one, such as the value of a key whose name was wrong.
/// More rounds than this mean that two fixes undo each other.
const MOST_ROUNDS: usize = 8;

/// What was fixed, in memory.
#[derive(Debug, Default)]
pub(super) struct Mended {
    files: BTreeMap<SitePath, File>,
    /// How many fixes were made.
    count: usize,
    /// The findings about secrets, including removed ones.
    secrets: Vec<Finding>,
}

#[derive(Debug)]
struct File {
    old: Arc<str>,
    new: Arc<str>,
}

/// Reads with `read`, makes the fixes of the findings that are in the scope, and reads again, until
/// there is nothing left to fix. `disk` has the files that were not changed.
pub(super) fn mend(
    disk: &Arc<dyn Files>,
    read: impl Fn(Arc<dyn Files>) -> Reading,
    scope: &Scope<'_>,
) -> (Reading, Mended) {
    let mut mended = Mended::default();
    let mut files = Memory::default();
    let mut reading = read(Arc::clone(disk));
    for _ in 0..MOST_ROUNDS {
        let made = mended.round(&reading, scope);
        if made.is_empty() {
            break;
        }
        for (path, text) in made {
            files.insert(path, text.as_bytes());
        }
        let over = Arc::new(files.clone());
        reading = read(Arc::new(Layered { over, under: Arc::clone(disk) }));
    }
    mended.files.retain(|_, file| file.old != file.new);
    (reading, mended)
}

impl Mended {
    /// Makes the fixes of one round, and returns the changed texts.
    fn round(&mut self, reading: &Reading, scope: &Scope<'_>) -> Vec<(SitePath, Arc<str>)> {
        let secrets = reading.findings.all().iter().filter(|finding| finding.secret.is_some());
        self.secrets.extend(secrets.cloned());
        let mut fixes: BTreeMap<&SitePath, Vec<&Fix>> = BTreeMap::new();
        for finding in reading.findings.all().iter().filter(|finding| scope.includes(&finding.path)) {
            fixes.entry(&finding.path).or_default().extend(&finding.fix);
        }
        let mut changed = Vec::new();
        for (path, fixes) in fixes {
            let Some(old) = reading.knowledge.source(path) else { continue };
            let (new, made) = fix::apply(&old, fixes);
            if *old != *new {
                let new: Arc<str> = new.into();
                self.count += made;
                let file = File { old, new: Arc::clone(&new) };
                self.files.entry(path.clone()).or_insert(file).new = Arc::clone(&new);
                changed.push((path.clone(), new));
            }
        }
        changed
    }

    /// Whether there is nothing to fix.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The new text of a file that was fixed.
    pub(super) fn text(&self, path: &SitePath) -> Option<Arc<str>> {
        self.files.get(path).map(|file| Arc::clone(&file.new))
    }

    /// The changes as a patch for `git apply` and `patch -p1`. It quotes no secret.
    pub(super) fn diff(&self) -> String {
        let diff = |(path, file): (&SitePath, &File)| unified(&one_line(path.as_str()), &file.old, &file.new);
        let text: String = self.files.iter().map(diff).collect();
        Redactor::of(&self.secrets).and_then(|redactor| redactor.without_secrets(&text)).unwrap_or(text)
    }

    /// «fixed 3 findings in 2 files».
    pub(super) fn line(&self) -> String {
        if self.is_empty() {
            return "no automatic fixes".to_owned();
        }
        format!("fixed {}", self.counts())
    }

    /// «`--fix` would fix 3 findings in 2 files».
    pub(super) fn would_line(&self) -> String {
        if self.is_empty() {
            self.line()
        } else {
            format!("`opslore check --fix` would fix {}", self.counts())
        }
    }

    fn counts(&self) -> String {
        format!("{} in {}", counted(self.count, "finding"), counted(self.files.len(), "file"))
    }

    /// Writes the files below `root`. Fails if a file has changed in the meantime.
    pub(super) fn write(&self, root: &Folder) -> Result<(), Failure> {
        for (path, file) in &self.files {
            let write = || {
                let folder = root.folder(path.parent().as_str().as_ref())?;
                let over = Over::Exactly(file.old.as_bytes());
                output::write(&folder, path.file_name().as_ref(), file.new.as_bytes(), &over)
            };
            write().map_err(|error| Failure::new(format!("`{path}` cannot be written: {error}")))?;
        }
        Ok(())
    }
}
