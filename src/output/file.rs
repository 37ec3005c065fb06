//! Writing one file, such as an archive of the site: all of it, or nothing.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::{WriteError, tree};

/// How a zip begins: with a file, or, without any, with its end (APPNOTE.TXT 4.3.7 and 4.3.16).
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Refuses a path at which an archive must not be written: that of a folder, or of a file that is no
/// zip. Ask before the work of a build is done.
pub fn check_archive(file: &Path) -> Result<(), WriteError> {
    let metadata = match fs::metadata(file) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(WriteError::io("look at", file)(error)),
    };
    let refuse =
        |problem: &str| Err(WriteError::Archive { path: file.to_owned(), problem: problem.to_owned() });
    if !metadata.is_file() {
        return refuse("it is not a file; name one, such as `kb.zip`");
    }
    if metadata.len() > 0 && !is_zip(file).map_err(WriteError::io("read", file))? {
        return refuse("there is a file that is no zip, and it was not touched; name another");
    }
    Ok(())
}

fn is_zip(file: &Path) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(file)?.take(4).read_to_end(&mut start)?;
    Ok(ZIP.contains(&start.as_slice()))
}

/// Writes an archive in one step: a failure or a kill at any point leaves the file that was there.
/// Creates the folders around it.
pub fn write_archive(file: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    check_archive(file)?;
    // A link stays one.
    let file = fs::canonicalize(file)
        .or_else(|_| std::path::absolute(file))
        .map_err(WriteError::io("find", file))?;
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder).map_err(WriteError::io("create the folder", folder))?;
    }
    let stage = stage(&file);
    let written = tree::create_file(&stage, bytes)
        .and_then(|()| fs::rename(&stage, &file).map_err(WriteError::io("write", &file)));
    if written.is_err() {
        let _ = fs::remove_file(&stage);
    }
    written
}

/// The file beside it in which it grows.
fn stage(file: &Path) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!(".{name}.opslore-{}", std::process::id()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_zip_is_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("new/kb.zip");
        write_archive(&file, b"PK\x03\x04 one").unwrap();
        write_archive(&file, b"PK\x03\x04 two").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"PK\x03\x04 two");
        assert_eq!(fs::read_dir(file.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
        fs::write(&file, "a thesis").unwrap();
        assert!(check_archive(&file).unwrap_err().to_string().contains("is no zip"));
        assert!(write_archive(&file, b"PK\x03\x04").is_err());
        assert!(check_archive(dir.path()).unwrap_err().to_string().contains("it is not a file"));
        assert_eq!(fs::read(&file).unwrap(), b"a thesis");
    }
}
