use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use super::*;
use crate::output::Output;

impl Output {
    fn write(&self, out: &Path) -> Result<Written, WriteError> {
        Ok(write_site(self, out, &|| true)?.unwrap().written)
    }

    fn with_marker(&self) -> Self {
        let marked = Marked(self);
        let bytes = |path: SitePath| (path.clone(), marked.bytes(&path).unwrap());
        Self { files: marked.paths().into_iter().map(bytes).collect() }
    }
}

fn site<S: AsRef<str>>(files: &[(S, S)]) -> Output {
    let file =
        |(path, text): &(S, S)| (SitePath::new(path.as_ref()).unwrap(), Arc::from(text.as_ref().as_bytes()));
    Output { files: files.iter().map(file).collect() }
}

/// Every file below a folder, with its text.
fn contents(folder: &Path) -> Vec<(String, String)> {
    let tree = Tree::walk(folder, &|_| false).unwrap();
    assert_eq!(tree.others, [""; 0]);
    let text = |path: &String| fs::read_to_string(folder.join(path)).unwrap();
    let mut files: Vec<_> = tree.files.iter().map(|path| (path.clone(), text(path))).collect();
    files.sort();
    files
}

fn holds(folder: &Path, expected: &Output) {
    let text = |(path, bytes): (&SitePath, &Arc<[u8]>)| {
        (path.to_string(), String::from_utf8(bytes.to_vec()).unwrap())
    };
    assert_eq!(contents(folder), expected.with_marker().files.iter().map(text).collect::<Vec<_>>());
}

fn age(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

fn alone(dir: &Path) {
    let names: Vec<_> = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["public"]);
}

fn setting() -> (tempfile::TempDir, PathBuf, Output) {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("public");
    let first = site(&[("index.html", "1"), ("a/index.html", "a"), ("a/b/c.css", "c"), ("old/x.html", "x")]);
    assert_eq!(first.write(&out).unwrap(), Written { written: 4, unchanged: 0, removed: 0 });
    (dir, out, first)
}

#[test]
fn writes_what_changed_and_keeps_the_age_of_the_rest() {
    let (dir, out, first) = setting();
    holds(&out, &first);
    let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    for path in ["index.html", "a/index.html"] {
        fs::File::options().write(true).open(out.join(path)).unwrap().set_modified(old).unwrap();
    }
    let second = site(&[("index.html", "2"), ("a/index.html", "a"), ("a/b/c.css", "c"), ("new/d.html", "d")]);
    assert_eq!(second.write(&out).unwrap(), Written { written: 2, unchanged: 2, removed: 1 });
    holds(&out, &second);
    assert_eq!(age(&out.join("a/index.html")), old);
    assert_ne!(age(&out.join("index.html")), old);
    assert!(!out.join("old").exists());
    alone(dir.path());
}

#[cfg(unix)]
#[test]
fn touches_nothing_when_nothing_changed() {
    use std::os::unix::fs::MetadataExt;
    let (_dir, out, first) = setting();
    let inode = fs::metadata(&out).unwrap().ino();
    assert_eq!(first.write(&out).unwrap(), Written { written: 0, unchanged: 4, removed: 0 });
    assert_eq!(fs::metadata(&out).unwrap().ino(), inode);
    // What a build did not write makes the folder differ.
    std::os::unix::fs::symlink("/etc/passwd", out.join("a/link")).unwrap();
    assert_eq!(first.write(&out).unwrap().removed, 1);
    holds(&out, &first);
    assert!(Path::new("/etc/passwd").exists());
}

#[cfg(unix)]
#[test]
fn never_writes_through_a_link() {
    let (dir, out, first) = setting();
    let outside = dir.path().join("outside");
    fs::write(&outside, "a").unwrap();
    fs::remove_file(out.join("a/index.html")).unwrap();
    std::os::unix::fs::symlink(&outside, out.join("a/index.html")).unwrap();
    first.write(&out).unwrap();
    assert!(!out.join("a/index.html").is_symlink());
    holds(&out, &first);
    assert_eq!(fs::read_to_string(&outside).unwrap(), "a");
}

#[test]
fn keeps_what_git_and_hosts_keep() {
    let (dir, out, _) = setting();
    fs::create_dir(out.join(".git")).unwrap();
    fs::write(out.join(".git/HEAD"), "ref").unwrap();
    fs::write(out.join("CNAME"), "example.org").unwrap();
    fs::write(out.join("mine.txt"), "x").unwrap();
    let second = site(&[("index.html", "2")]);
    assert_eq!(second.write(&out).unwrap(), Written { written: 1, unchanged: 0, removed: 4 });
    let names: Vec<_> = contents(&out).into_iter().map(|(path, _)| path).collect();
    assert_eq!(names, [".git/HEAD", ".opslore", "CNAME", "index.html"]);
    alone(dir.path());
}

#[test]
fn a_failure_leaves_the_old_site_whole() {
    let (dir, out, first) = setting();
    let too_long = "x".repeat(300);
    let broken = site(&[("index.html", "2"), ("z/y", "ok"), (too_long.as_str(), "")]);
    let error = broken.write(&out).unwrap_err();
    assert!(matches!(error, WriteError::Io { .. }), "{error}");
    holds(&out, &first);
    alone(dir.path());
    let collision = site(&[("a", ""), ("A", "")]).write(&out).unwrap_err().to_string();
    assert!(collision.contains("`A` and `a`"), "{collision}");
    holds(&out, &first);
}

#[test]
fn never_empties_a_folder_of_others() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("public");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("thesis.doc"), "x").unwrap();
    let error = site(&[("index.html", "1")]).write(&out).unwrap_err();
    assert!(matches!(error, WriteError::Destination { .. }), "{error}");
    assert_eq!(contents(&out), [("thesis.doc".to_owned(), "x".to_owned())]);
    alone(dir.path());
    let file = out.join("thesis.doc");
    site(&[("index.html", "1")]).write(&file).unwrap_err();
    site(&[("index.html", "1")]).write(&file.join("below")).unwrap_err();
    assert_eq!(fs::read_to_string(&file).unwrap(), "x");
}

#[test]
fn files_and_folders_change_places() {
    let first = site(&[("a", "file"), ("b/c", "deep"), ("b/d/e", "deeper"), ("z.css", "z")]);
    let second = site(&[("a/x", "now deep"), ("b", "now a file"), ("z.css", "z")]);
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("public");
    for site in [&first, &second, &first] {
        site.write(&out).unwrap();
        holds(&out, site);
    }
    // And the same where folders cannot be swapped.
    for site in [&second, &first] {
        let marked = Marked(site);
        let paths = marked.paths();
        let old = Old::look(&out, &paths).unwrap();
        let round = Round { site: &marked, paths: &paths, old: &old };
        round.write(Inside::new(&out).unwrap(), &|| true).unwrap();
        holds(&out, site);
    }
    alone(dir.path());
}

#[test]
fn what_is_not_wanted_in_the_end_changes_nothing() {
    let (dir, out, first) = setting();
    let made = std::sync::atomic::AtomicBool::new(false);
    let is_wanted = || {
        made.store(true, std::sync::atomic::Ordering::Relaxed);
        false
    };
    assert_eq!(write_site(&site(&[("index.html", "2")]), &out, &is_wanted).unwrap(), None);
    assert!(made.into_inner());
    holds(&out, &first);
    alone(dir.path());
}

/// A site one of whose files cannot be made, and one of which needs the others.
struct Partial {
    asked: std::sync::Mutex<Vec<String>>,
}

impl Contents for Partial {
    fn paths(&self) -> Vec<SitePath> {
        ["a", "index.html", "sum", "z"].into_iter().filter_map(SitePath::new).collect()
    }

    fn has(&self, path: &SitePath) -> bool {
        self.paths().contains(path)
    }

    fn bytes(&self, path: &SitePath) -> Option<Arc<[u8]>> {
        self.asked.lock().unwrap().push(path.to_string());
        (path.as_str() != "z").then(|| Arc::from(*b"new"))
    }

    fn waits_for_others(&self, path: &SitePath) -> bool {
        path.as_str() == "sum"
    }
}

#[test]
fn what_cannot_be_made_is_left_out_and_what_needs_the_others_comes_last() {
    let (_dir, out, _) = setting();
    let partial = Partial { asked: std::sync::Mutex::default() };
    let done = write_site(&partial, &out, &|| true).unwrap().unwrap();
    assert_eq!(done.written, Written { written: 3, unchanged: 0, removed: 3 });
    assert_eq!(done.files.len(), 3);
    holds(&out, &site(&[("a", "new"), ("index.html", "new"), ("sum", "new")]));
    let asked = partial.asked.into_inner().unwrap();
    assert_eq!((asked.len(), asked.last().map(String::as_str)), (4, Some("sum")));
}

#[test]
fn an_empty_site_and_an_empty_folder_are_fine() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("deep/down/public");
    assert_eq!(Output::default().write(&out).unwrap(), Written::default());
    holds(&out, &Output::default());
    let empty = dir.path().join("empty");
    fs::create_dir(&empty).unwrap();
    site(&[("a", "1")]).write(&empty).unwrap();
    holds(&empty, &site(&[("a", "1")]));
}

/// Run as a child by the test below: swaps two sites until it is killed.
#[test]
#[ignore = "only with the test that kills it"]
fn write_until_killed() {
    let Ok(out) = std::env::var("OPSLORE_TEST_OUT") else { return };
    loop {
        for name in ["one", "two"] {
            numbered(name).write(Path::new(&out)).unwrap();
        }
    }
}

fn numbered(name: &str) -> Output {
    let files: Vec<_> = (0..60)
        .map(|number| {
            (
                format!("{}/{number}/index.html", if number % 2 == 0 { "both" } else { name }),
                name.repeat(number),
            )
        })
        .collect();
    site(&files)
}

#[test]
fn a_kill_at_any_time_leaves_one_site_whole() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("public");
    numbered("one").write(&out).unwrap();
    fs::create_dir(out.join(".git")).unwrap();
    for round in 0..12 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "output::write::tests::write_until_killed"])
            .env("OPSLORE_TEST_OUT", &out)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros(20_000 + 1_357 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let one = contents(&out).iter().any(|(path, _)| path.starts_with("one/"));
        holds(&out, &numbered(if one { "one" } else { "two" }));
    }
    numbered("one").write(&out).unwrap();
    assert!(out.join(".git").is_dir());
    alone(dir.path());
}

#[test]
#[ignore = "a measurement"]
#[allow(clippy::print_stdout, reason = "that is its result")]
fn how_long_ten_thousand_files_take() {
    let dir = tempfile::tempdir_in(std::env::var("OPSLORE_TEST_OUT").unwrap_or("/tmp".into())).unwrap();
    let out = dir.path().join("public");
    let files: Vec<_> = (0..10_000)
        .map(|number| (format!("c{}/{number}/index.html", number % 9), "0123456789".repeat(1500)))
        .collect();
    let first = site(&files);
    let mut second = first.clone();
    second.files.insert(SitePath::new("c1/1/index.html").unwrap(), Arc::from(*b"x"));
    for (what, site) in [
        ("all new", &first),
        ("nothing", &first),
        ("one file", &second),
        ("nothing", &second),
        ("one", &first),
    ] {
        let started = std::time::Instant::now();
        let written = site.write(&out).unwrap();
        println!("{what}: {:?} {written:?}", started.elapsed());
    }
}
