//! Where an archive of the site may be written.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::WriteError;
use super::replace::{self, Over};
use crate::files::{Kind, Named};

/// How a zip begins: with a file, or, without any, with its end (APPNOTE.TXT 4.3.7 and 4.3.16).
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// The comment of our archives, with which a zip ends (APPNOTE.TXT 4.3.16). Documents and programs are
/// zips too, so only one that has it is replaced.
pub const ARCHIVE_COMMENT: &str = "A site of opslore";

/// Refuses a path at which an archive must not be written: that of a folder, or of a file that is not an
/// archive of ours. Ask before the work of a build is done.
pub fn check_archive(file: &Named) -> Result<(), WriteError> {
    let path = file.path();
    let refuse = |problem: &str| Err(WriteError::Archive { path: path.clone(), problem: problem.to_owned() });
    let looked = || WriteError::io("look at", &path);
    match file.kind().map_err(looked())? {
        None => return Ok(()),
        Some(Kind::File) => {}
        Some(Kind::Link) => {
            return refuse("it is a symbolic link, which is not followed; name the file itself");
        }
        Some(_) => return refuse("it is not a file; name one, such as `kb.zip`"),
    }
    let opened = file.open().map_err(looked())?;
    let start = start(&opened).map_err(looked())?;
    if !start.is_empty() && !ZIP.contains(&start.as_slice()) {
        return refuse("the file is not a zip and was not touched; choose another name");
    }
    if !start.is_empty() && !has_comment(&opened).map_err(looked())? {
        return refuse(
            "the file is a zip that opslore did not write, and it was not touched; choose \
                       another name",
        );
    }
    Ok(())
}

/// Writes an archive in one step: a failure or a kill at any point leaves the file that was there.
/// Creates the folders around it.
pub fn write_archive(file: &Named, bytes: &[u8]) -> Result<(), WriteError> {
    check_archive(file)?;
    let path = file.path();
    let folder = file.make_folder();
    let folder =
        folder.map_err(WriteError::io("create the folder", path.parent().unwrap_or(Path::new(""))))?;
    replace::write(&folder, file.name(), bytes, &Over::Ours(&has_comment))
        .map_err(WriteError::io("write", &path))
}

fn start(file: &File) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    file.take(4).read_to_end(&mut start)?;
    Ok(start)
}

fn has_comment(mut file: &File) -> io::Result<bool> {
    let length = ARCHIVE_COMMENT.len() as u64;
    let Some(at) = file.metadata()?.len().checked_sub(length) else { return Ok(false) };
    file.seek(SeekFrom::Start(at))?;
    let mut end = Vec::new();
    file.take(length + 1).read_to_end(&mut end)?;
    Ok(end == ARCHIVE_COMMENT.as_bytes())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::files::Guarded;

    #[test]
    fn only_an_archive_of_ours_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let named = |name: &str| Guarded::default().file(&dir.path().join(name)).unwrap();
        let file = dir.path().join("new/kb.zip");
        let zip = |text: &str| format!("PK\x03\x04 {text} {ARCHIVE_COMMENT}");
        for text in ["one", "two"] {
            write_archive(&named("new/kb.zip"), zip(text).as_bytes()).unwrap();
        }
        assert_eq!(fs::read_to_string(&file).unwrap(), zip("two"));
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
        for (theirs, problem) in [("a thesis", "is not a zip"), ("PK\x03\x04 a thesis", "did not write")] {
            fs::write(&file, theirs).unwrap();
            assert!(check_archive(&named("new/kb.zip")).unwrap_err().to_string().contains(problem));
            assert!(write_archive(&named("new/kb.zip"), zip("three").as_bytes()).is_err());
            assert_eq!(fs::read_to_string(&file).unwrap(), theirs);
        }
        assert!(check_archive(&named("new")).unwrap_err().to_string().contains("it is not a file"));
    }
}
