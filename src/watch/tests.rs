use std::fs;

use super::*;

/// By when even a busy machine has told of a change.
const LATE: Duration = Duration::from_secs(30);

struct Setting {
    dir: tempfile::TempDir,
    _guard: Guard,
    batches: Receiver<Vec<PathBuf>>,
}

fn setting() -> Setting {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    for folder in ["content", ".git", "public", "node_modules/x"] {
        fs::create_dir_all(root.join(folder)).unwrap();
    }
    fs::write(root.join("content/a.md"), "a").unwrap();
    let out = root.join("public");
    let folders = [root, dir.path().join("later"), dir.path().join("outside.yaml")];
    let (guard, batches) = watch(&folders, move |path| path.starts_with(&out)).unwrap();
    Setting { dir, _guard: guard, batches }
}

impl Setting {
    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    /// Every path that changes until it is quiet, relative to the setting.
    fn changed(&self) -> Vec<String> {
        let mut all = BTreeSet::new();
        let mut patience = LATE;
        while let Ok(batch) = self.batches.recv_timeout(patience) {
            all.extend(batch);
            // What a busy machine tells late would count as the next change.
            patience = Duration::from_secs(1);
        }
        all.iter().map(|path| path.strip_prefix(self.dir.path()).unwrap().display().to_string()).collect()
    }

    fn is_quiet(&self) -> bool {
        self.batches.recv_timeout(Duration::from_millis(400)).is_err()
    }
}

#[test]
fn tells_of_saves_of_any_kind() {
    let setting = setting();
    fs::write(setting.path("root/content/a.md"), "b").unwrap();
    assert_eq!(setting.changed(), ["root/content/a.md"]);
    fs::write(setting.path("root/content/.a.md.swp"), "c").unwrap();
    fs::rename(setting.path("root/content/.a.md.swp"), setting.path("root/content/a.md")).unwrap();
    assert_eq!(setting.changed(), ["root/content/a.md"]);
    fs::remove_file(setting.path("root/content/a.md")).unwrap();
    assert_eq!(setting.changed(), ["root/content/a.md"]);
}

#[test]
fn stays_quiet_about_reads_and_what_is_left_out() {
    let setting = setting();
    for path in [
        "root/.git/index",
        "root/public/index.html",
        "root/node_modules/x/y.js",
        "root/content/a.md~",
        "other",
    ] {
        fs::write(setting.path(path), "x").unwrap();
    }
    fs::create_dir(setting.path("root/.cache")).unwrap();
    fs::read(setting.path("root/content/a.md")).unwrap();
    fs::read_dir(setting.path("root/content")).unwrap().count();
    assert!(setting.is_quiet());
}

#[test]
fn sees_into_new_folders() {
    let setting = setting();
    fs::create_dir_all(setting.path("root/content/new/deep")).unwrap();
    fs::write(setting.path("root/content/new/deep/b.md"), "b").unwrap();
    assert!(setting.changed().contains(&"root/content/new/deep/b.md".to_owned()));
    fs::write(setting.path("root/content/new/deep/b.md"), "c").unwrap();
    assert_eq!(setting.changed(), ["root/content/new/deep/b.md"]);
}

#[test]
fn survives_that_the_root_is_replaced() {
    let setting = setting();
    fs::rename(setting.path("root"), setting.path("gone")).unwrap();
    assert_eq!(setting.changed(), ["root"]);
    fs::create_dir_all(setting.path("root/content")).unwrap();
    assert!(setting.changed().contains(&"root".to_owned()));
    fs::write(setting.path("root/content/a.md"), "b").unwrap();
    assert_eq!(setting.changed(), ["root/content/a.md"]);
    fs::remove_dir_all(setting.path("root")).unwrap();
    fs::create_dir_all(setting.path("root/content")).unwrap();
    setting.changed();
    fs::write(setting.path("root/content/a.md"), "b").unwrap();
    assert!(setting.changed().contains(&"root/content/a.md".to_owned()));
}

#[test]
fn waits_for_what_is_not_there_yet() {
    let setting = setting();
    fs::create_dir(setting.path("later")).unwrap();
    assert_eq!(setting.changed(), ["later"]);
    fs::write(setting.path("later/x"), "x").unwrap();
    assert_eq!(setting.changed(), ["later/x"]);
    fs::write(setting.path("outside.yaml"), "x").unwrap();
    assert_eq!(setting.changed(), ["outside.yaml"]);
    fs::write(setting.path("neighbour.yaml"), "x").unwrap();
    assert!(setting.is_quiet());
    fs::write(setting.path("temporary"), "y").unwrap();
    fs::rename(setting.path("temporary"), setting.path("outside.yaml")).unwrap();
    assert_eq!(setting.changed(), ["outside.yaml"]);
}

#[test]
fn a_burst_is_few_batches_and_an_endless_one_is_cut() {
    let setting = setting();
    for number in 0..200 {
        fs::write(setting.path(&format!("root/content/{number}.md")), "x").unwrap();
    }
    let mut told = BTreeSet::new();
    let mut batches = 0;
    while told.len() < 200 {
        told.extend(setting.batches.recv_timeout(LATE).unwrap());
        batches += 1;
    }
    // One, unless the machine is so busy that the writing itself pauses.
    assert!(batches <= 10, "{batches}");
    let started = Instant::now();
    while setting.batches.try_recv().is_err() {
        fs::write(setting.path("root/content/a.md"), "x").unwrap();
        thread::sleep(Duration::from_millis(10));
        assert!(started.elapsed() < LATE);
    }
}

#[test]
fn looks_for_changes_where_the_system_cannot_tell() {
    let dir = tempfile::tempdir().unwrap();
    let (sender, events) = channel();
    let handler = move |event| sender.send(event).unwrap();
    let notice = Notice::default();
    let folders = [dir.path().to_owned()];
    let mut tree = Tree::new(&folders, Box::new(|_| false), Arc::clone(&notice), handler).unwrap();
    let lost = notify::Error::new(notify::ErrorKind::MaxFilesWatch);
    assert_eq!(changes(&mut tree, Err(lost)), folders);
    assert!(notice.lock().unwrap().as_ref().unwrap().contains("max_user_watches"));
    fs::write(dir.path().join("a.md"), "x").unwrap();
    let deadline = Instant::now() + LATE;
    while Instant::now() < deadline {
        let event = events.recv_timeout(LATE).unwrap();
        if changes(&mut tree, event).contains(&dir.path().join("a.md")) {
            return;
        }
    }
    panic!("the change was not seen");
}
