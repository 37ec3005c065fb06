use std::fs;

use super::*;

fn folder(files: &[&str]) -> (tempfile::TempDir, Folder) {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, file).unwrap();
    }
    let folder = Folder::open(dir.path()).unwrap();
    (dir, folder)
}

fn refusal(folder: &Folder, path: &str) -> Option<Refusal> {
    Refusal::of(&folder.read(path.as_ref()).unwrap_err())
}

#[test]
fn what_is_below_is_read_and_nothing_else() {
    let (dir, top) = folder(&["in/deep/a", "outside"]);
    let inside = top.folder("in".as_ref()).unwrap();
    assert_eq!(inside.read("deep/a".as_ref()).unwrap(), b"in/deep/a");
    for path in ["../outside", "deep/../../outside", "/etc/passwd", ".."] {
        assert!(inside.read(path.as_ref()).is_err() && inside.make_folder(path.as_ref()).is_err(), "{path}");
    }
    assert_eq!(refusal(&inside, "deep"), Some(Refusal::NotRegular));
    // The handle stays with the folder, whatever has its name.
    fs::rename(dir.path().join("in"), dir.path().join("moved")).unwrap();
    assert_eq!(inside.read("deep/a".as_ref()).unwrap(), b"in/deep/a");
}

#[test]
fn absence_differs_from_what_cannot_be_looked_at() {
    let (_dir, top) = folder(&["a/b"]);
    let kind = |path: &str| top.kind(path.as_ref());
    assert_eq!(kind("").unwrap(), Some(Kind::Folder));
    assert_eq!((kind("a").unwrap(), kind("a/b").unwrap()), (Some(Kind::Folder), Some(Kind::File)));
    assert_eq!((kind("c").unwrap(), kind("c/d").unwrap(), kind("a/b/c").unwrap()), (None, None, None));
    assert!(kind(&"x".repeat(300)).is_err());
}

#[test]
fn names_that_are_taken_are_not_written_over() {
    let (dir, top) = folder(&["a", "b"]);
    assert!(top.create("a".as_ref(), false).is_err());
    assert!(top.rename("a".as_ref(), "b".as_ref(), false).is_err());
    assert_eq!(fs::read(dir.path().join("b")).unwrap(), b"b");
    top.rename("a".as_ref(), "b".as_ref(), true).unwrap();
    assert_eq!(fs::read(dir.path().join("b")).unwrap(), b"a");
    let (_, name) = top.create_unnamed(true).unwrap();
    assert_ne!(name, top.create_unnamed(true).unwrap().1);
    top.remove(&name).unwrap();
    assert_eq!(top.kind(name.as_ref()).unwrap(), None);
}

#[test]
fn what_is_too_large_is_not_read() {
    let (_dir, top) = folder(&["12345"]);
    let read = |largest| top.read_up_to(largest, "12345".as_ref());
    assert_eq!((read(5).unwrap(), read(6).unwrap()), (b"12345".to_vec(), b"12345".to_vec()));
    assert_eq!(Refusal::of(&read(4).unwrap_err()), Some(Refusal::TooLarge));
}

/// Files below `/proc` have no length, as one that grows has another than it had.
#[cfg(target_os = "linux")]
#[test]
fn what_grows_is_not_read_beyond_its_bound() {
    let proc = Folder::open("/proc/self".as_ref()).unwrap();
    let length = proc.read("status".as_ref()).unwrap().len() as u64;
    assert_eq!(
        Refusal::of(&proc.read_up_to(length / 2, "status".as_ref()).unwrap_err()),
        Some(Refusal::TooLarge)
    );
}

#[test]
fn several_may_make_the_same_folders_at_once() {
    let (_dir, top) = folder(&[]);
    for round in 0..50 {
        let path = format!("{round}/a/b/c/d");
        let start = std::sync::Barrier::new(4);
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    start.wait();
                    top.make_folder(path.as_ref()).unwrap();
                });
            }
        });
    }
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::os::unix::net::UnixListener;

    use super::*;

    #[test]
    fn no_link_is_followed_anywhere_in_a_path() {
        let (dir, top) = folder(&["real/a", "outside/secret"]);
        for (link, target) in [("link", "real"), ("real/out", "../outside/secret"), ("dead", "nowhere")] {
            symlink(target, dir.path().join(link)).unwrap();
        }
        for path in ["link/a", "real/out", "dead", "dead/a"] {
            assert_eq!(refusal(&top, path), Some(Refusal::Link), "{path}");
            assert_eq!(top.kind(path.as_ref()).unwrap(), Some(Kind::Link), "{path}");
        }
        for path in ["link", "link/new", "dead", "dead/new"] {
            assert_eq!(
                Refusal::of(&top.make_folder(path.as_ref()).unwrap_err()),
                Some(Refusal::Link),
                "{path}"
            );
        }
        assert!(top.create("dead".as_ref(), false).is_err());
        assert!(!dir.path().join("nowhere").exists());
    }

    #[test]
    fn without_openat2_it_is_the_same() {
        use rustix::fs::OFlags;
        let (dir, _) = folder(&["real/a"]);
        symlink("real", dir.path().join("link")).unwrap();
        symlink("real/a", dir.path().join("file")).unwrap();
        let handle = system::open(dir.path()).unwrap();
        let open = |path: &str| system::in_steps(&handle, path.as_ref(), OFlags::RDONLY);
        assert_eq!(io::read_to_string(File::from(open("real/a").unwrap())).unwrap(), "real/a");
        for path in ["link/a", "file", "link"] {
            assert_eq!(Refusal::of(&open(path).unwrap_err()), Some(Refusal::Link), "{path}");
        }
        assert_eq!(open("real/a/b").unwrap_err().kind(), io::ErrorKind::NotADirectory);
        assert_eq!(open("none").unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn what_is_not_regular_is_refused_and_not_waited_for() {
        let (dir, top) = folder(&[]);
        let fifo = std::process::Command::new("mkfifo").arg(dir.path().join("fifo")).status().unwrap();
        assert!(fifo.success());
        let _socket = UnixListener::bind(dir.path().join("socket")).unwrap();
        for name in ["fifo", "socket"] {
            assert_eq!(refusal(&top, name), Some(Refusal::NotRegular), "{name}");
            assert_eq!(top.kind(name.as_ref()).unwrap(), Some(Kind::Other));
        }
    }

    #[test]
    fn a_private_file_is_nobody_else_s() {
        let (dir, top) = folder(&[]);
        let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o777;
        top.create("private".as_ref(), true).unwrap();
        top.create("public".as_ref(), false).unwrap();
        assert_eq!((mode("private"), mode("public") & 0o600), (0o600, 0o600));
    }
}
