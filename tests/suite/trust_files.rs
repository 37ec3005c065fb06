//! What a pull request may plant in the tree: links, FIFOs, markers, names that opslore itself would use.
//! Nothing outside is read, written or published, and nothing in it is hidden.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::support::{Folder, Run, program, run_in, tree};

/// What must not come out of a file outside.
const SECRET: &str = "hunter2-is-the-word";
/// A page with one finding that `--fix` takes care of.
const FIXABLE: &str = "# A\n\n<!-- opslore-ignore link/empty: why -->\nText.\n";

/// A knowledge base in `kb`, and something outside of it that is worth having.
fn setting(files: &[(&str, &str)]) -> Folder {
    let folder = Folder::with(&[
        ("outside/secret.md", &format!("# {SECRET}\n\n[x](gone.md) {SECRET}\n")),
        ("outside/opslore.yaml", &format!("titel: {SECRET}\n")),
        ("outside/schemas/note.schema.json", &format!("{{\"title\": \"{SECRET}\"")),
        ("outside/themes/own/static/x.css", SECRET),
        ("outside/rules/a.yaml", &format!("groups:\n- rules:\n  - alert: {SECRET}\n")),
        ("kb/content/index.md", "# Home\n"),
    ]);
    for (path, text) in files {
        folder.write(&format!("kb/{path}"), text);
    }
    folder
}

fn plant(folder: &Folder, link: &str, target: &str) {
    let path = folder.path(&format!("kb/{link}"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    symlink(folder.path(target), path).unwrap();
}

fn fifo(folder: &Folder, path: &str) {
    assert!(Command::new("mkfifo").arg(folder.path(path)).status().unwrap().success());
}

/// Runs the program in the knowledge base. It has to end by itself, and must not know the secret.
#[track_caller]
fn run(folder: &Folder, arguments: &[&str]) -> Run {
    let mut command = program(&folder.path("kb"));
    // Files, since nobody empties a pipe while this waits.
    let file = |name: &str| fs::File::create(folder.path(name)).unwrap();
    let command = command.args(arguments).env("OPSLORE_TEST_SECRET", SECRET);
    let mut child = command.stdout(file("out")).stderr(file("err")).spawn().unwrap();
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if started.elapsed() > Duration::from_secs(60) {
            child.kill().unwrap();
            panic!("{arguments:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let run = Run { code: status.code().unwrap_or(-1), out: folder.read("out"), err: folder.read("err") };
    assert!(!run.out.contains(SECRET) && !run.err.contains(SECRET), "\n{}\n{}", run.out, run.err);
    run
}

#[track_caller]
fn publishes_no_secret(folder: &Folder) {
    for (path, (bytes, _)) in tree(&folder.path("kb/public")) {
        assert!(!String::from_utf8_lossy(&bytes).contains(SECRET), "{path}");
    }
}

#[test]
fn a_linked_page_is_neither_read_nor_quoted() {
    let folder = setting(&[]);
    symlink("/proc/self/environ", folder.path("kb/content/env.md")).unwrap();
    plant(&folder, "content/secret.md", "outside/secret.md");
    plant(&folder, "content/linked", "outside");
    for format in ["human", "json", "sarif", "github", "gitlab", "junit"] {
        let run = run(&folder, &["check", "--format", format]).exits(0);
        assert!((run.out + &run.err).contains("not followed"), "{format}");
    }
    run(&folder, &["build"]).exits(0);
    publishes_no_secret(&folder);
}

#[test]
fn a_linked_configuration_is_refused() {
    let folder = setting(&[]);
    plant(&folder, "opslore.yaml", "outside/opslore.yaml");
    for command in
        [&["check"][..], &["build"], &["search", "x"], &["new", "page", "X"], &["check", "--format", "json"]]
    {
        run(&folder, command).exits(2).complains("`opslore.yaml` cannot be read").complains("symbolic link");
    }
    fs::remove_file(folder.path("kb/opslore.yaml")).unwrap();
    symlink("nowhere", folder.path("kb/opslore.yaml")).unwrap();
    run(&folder, &["check"]).exits(2);
    run(&folder, &["init"]).exits(2);
    assert!(!folder.has("kb/nowhere"));
}

#[test]
fn a_named_configuration_is_not_reached_through_a_planted_link() {
    let folder = setting(&[("site/opslore.yaml", "title: Ops\n")]);
    run(&folder, &["check", "--config", "site/opslore.yaml"]).exits(0);
    plant(&folder, "docs", "outside");
    let absolute = folder.path("kb/docs/opslore.yaml");
    for config in ["docs/opslore.yaml", "./site/../docs/opslore.yaml", absolute.to_str().unwrap()] {
        run(&folder, &["check", "--config", config]).exits(2).complains("symbolic link");
    }
    // A person's own link, next to the knowledge base, is followed.
    folder.write("own/opslore.yaml", "title: Own\n");
    symlink(folder.path("own"), folder.path("shortcut")).unwrap();
    run(&folder, &["check", "--config", "../shortcut/opslore.yaml"]).exits(0);
}

#[test]
fn files_are_where_a_persons_own_links_lead() {
    let folder = setting(&[("content/index.md", "# Home\n")]);
    fs::create_dir_all(folder.path("own")).unwrap();
    fs::create_dir_all(folder.path("links")).unwrap();
    folder.write("own/ops.yaml", "title: Own\n");
    for name in ["ops.yaml", "baseline.json", "answers.json", "site.zip"] {
        symlink(folder.path("own").join(name), folder.path("links").join(name)).unwrap();
    }
    let at = |place: &str, option: &[&str], name: &str| {
        let file = folder.path(place).join(name);
        run(&folder, &[option, &[file.to_str().unwrap()]].concat()).exits(0);
    };
    at("links", &["check", "--config"], "ops.yaml");
    let written = [
        (&["check", "--write-baseline"][..], "baseline.json"),
        (&["check", "--external", "--external-cache"], "answers.json"),
        (&["build", "--archive"], "site.zip"),
    ];
    for (option, name) in written {
        for place in ["own", "links"] {
            at(place, option, name);
        }
    }
    at("links", &["check", "--baseline"], "baseline.json");
}

#[test]
fn a_linked_root_below_the_current_folder_is_refused() {
    let folder = setting(&[]);
    plant(&folder, "docs", "outside");
    run(&folder, &["build", "--root", "docs"]).exits(2).complains("symbolic link");
    symlink(folder.path("kb"), folder.path("shortcut")).unwrap();
    run(&folder, &["build", "--root", folder.path("shortcut").to_str().unwrap()]).exits(0);
}

#[test]
fn linked_schemas_and_themes_are_reported_and_not_followed() {
    for folders in [["schemas", "themes"], ["schemas/note.schema.json", "themes/own"]] {
        let folder = setting(&[("opslore.yaml", "title: Ops\n")]);
        for path in folders {
            plant(&folder, path, &format!("outside/{path}"));
        }
        let check = run(&folder, &["check", "--format", "json"]).exits(0).json();
        let found = check["findings"].as_array().unwrap().iter();
        let found: Vec<_> =
            found.map(|f| (f["code"].as_str().unwrap(), f["path"].as_str().unwrap())).collect();
        assert_eq!(found, [("OL0005", folders[0]), ("OL0005", folders[1])]);
        run(&folder, &["build"]).exits(0).complains("not followed");
        publishes_no_secret(&folder);
        // What is not there cannot be the site's theme.
        folder.write("kb/opslore.yaml", "title: Ops\ntheme: own\n");
        run(&folder, &["build"]).exits(2).complains("there is no theme `own`");
    }
}

#[test]
fn planted_rule_files_are_not_read() {
    let folder =
        setting(&[("opslore.yaml", "alerts: {rules: ['rules/**']}\n"), ("rules/b.yaml", "groups: []\n")]);
    plant(&folder, "rules/a.yaml", "outside/rules/a.yaml");
    plant(&folder, "more", "outside/rules");
    run(&folder, &["check"]).exits(0);
    run(&folder, &["check", "--alerts", "rules/*"]).exits(0);
    for pattern in ["more", "more/*.yaml", "more/a.yaml", "rules/a.yaml"] {
        run(&folder, &["check", "--alerts", pattern]).exits(2);
    }
    fifo(&folder, "kb/rules/c.yaml");
    run(&folder, &["check"]).exits(1).complains("1 error");
    run(&folder, &["check", "--alerts", "rules/c.yaml"]).exits(2).complains("not a regular file");
}

#[test]
fn nothing_waits_for_a_fifo() {
    let paths = [
        "content/a.md",
        "content/data.txt",
        "content/_category_.json",
        "content/README.markdown",
        "schemas/x.schema.json",
        "schemas/common.schema.json",
        "themes/default/static/x.css",
        "themes/default/templates/page.html",
        "themes/default/i18n/en.yaml",
    ];
    for path in paths {
        let folder =
            setting(&[("content/b.md", "# B\n\n[data](data.txt)\n"), (&format!("{path}.d/x.txt"), "x")]);
        fifo(&folder, &format!("kb/{path}"));
        let run_it = |command: &str| run(&folder, &[command]).exits(1);
        let check = run_it("check");
        assert!((check.out + &check.err).contains("it is not a regular file"), "{path}");
        run_it("build");
    }
    // A link does not make it a file, also where nothing else is looked at.
    let folder = setting(&[("content/b.md", "# B\n\n![x](.hidden/x.png)\n"), ("content/.hidden/a.txt", "x")]);
    fifo(&folder, "kb/content/.hidden/x.png");
    let check = run(&folder, &["check"]).exits(1);
    assert!((check.out + &check.err).contains("there is no image `.hidden/x.png`"));
    // What Git reads of a working tree, and what it keeps.
    for path in [".gitignore", ".gitattributes", ".mailmap", ".git/info/exclude", ".git/packed-refs"] {
        let folder = setting(&[]);
        folder.git(&["-C", "kb", "init", "-q"]);
        let _ = fs::remove_file(folder.path(&format!("kb/{path}")));
        fs::create_dir_all(folder.path(&format!("kb/{path}")).parent().unwrap()).unwrap();
        fifo(&folder, &format!("kb/{path}"));
        run(&folder, &["check"]).exits(0);
    }
    let folder = setting(&[]);
    fifo(&folder, "kb/opslore.yaml");
    run(&folder, &["check"]).exits(2).complains("not a regular file");
    fs::rename(folder.path("kb/opslore.yaml"), folder.path("kb/pipe")).unwrap();
    let named: [&[&str]; 6] = [
        &["check", "--config", "pipe"],
        &["check", "--baseline", "pipe"],
        &["check", "--write-baseline", "pipe"],
        &["check", "--alerts", "pipe"],
        &["check", "--external", "--external-cache", "pipe"],
        &["build", "--archive", "pipe"],
    ];
    for arguments in named {
        run(&folder, arguments).exits(2);
    }
}

#[test]
fn an_attachment_that_is_swapped_for_a_link_is_never_published() {
    let folder = setting(&[("content/a.md", "# A\n\n[data](data.txt)\n"), ("content/data.txt", "fine\n")]);
    let (file, link, done) = (folder.path("kb/file"), folder.path("kb/link"), AtomicBool::new(false));
    let published = folder.path("kb/content/data.txt");
    fs::hard_link(&published, &file).unwrap();
    symlink(folder.path("outside/secret.md"), &link).unwrap();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let next = folder.path("kb/next");
            while !done.load(Ordering::Relaxed) {
                symlink(folder.path("outside/secret.md"), &next).unwrap();
                fs::rename(&next, &published).unwrap();
                fs::hard_link(&file, &next).unwrap();
                fs::rename(&next, &published).unwrap();
            }
        });
        for _ in 0..12 {
            let build = run(&folder, &["build", "--keep-going"]);
            assert!(build.code < 2, "{}", build.err);
            publishes_no_secret(&folder);
        }
        done.store(true, Ordering::Relaxed);
    });
}

#[test]
fn a_fix_goes_through_no_planted_link() {
    let folder = setting(&[("content/e.md", FIXABLE)]);
    plant(&folder, "content/.e.md.opslore", "outside/secret.md");
    plant(&folder, "content/e.md.opslore", "outside/secret.md");
    fs::set_permissions(folder.path("kb/content/e.md"), fs::Permissions::from_mode(0o640)).unwrap();
    let before = tree(&folder.path("outside"));
    run(&folder, &["check", "--fix"]).exits(0);
    assert_eq!(folder.read("kb/content/e.md"), "# A\n\nText.\n");
    let mode = fs::metadata(folder.path("kb/content/e.md")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640, "the page's permissions stay");
    assert_eq!(tree(&folder.path("outside")), before);
    assert_eq!(fs::read_dir(folder.path("kb/content")).unwrap().count(), 4, "nothing is left beside it");
}

#[test]
fn foreign_files_are_never_written_over() {
    let folder =
        setting(&[("notes.json", "{\"mine\": 1}\n"), ("kb.zip", "PK\u{3}\u{4} mine"), ("empty", "")]);
    plant(&folder, "link.json", "outside/secret.md");
    plant(&folder, "linked", "outside");
    let before = (tree(&folder.path("outside")), folder.read("kb/notes.json"), folder.read("kb/kb.zip"));
    for file in ["notes.json", "link.json", "linked/new.json", "content/index.md", "content"] {
        run(&folder, &["check", "--write-baseline", file]).exits(2).complains(file);
        run(&folder, &["check", "--external", "--external-cache", file]).exits(2).complains(file);
    }
    for file in ["kb.zip", "notes.json", "link.json", "linked/new.zip", "content"] {
        run(&folder, &["build", "--archive", file]).exits(2).complains(file);
    }
    let after = (tree(&folder.path("outside")), folder.read("kb/notes.json"), folder.read("kb/kb.zip"));
    assert_eq!(after, before);
    // What is ours, or empty, is.
    for file in ["empty", "empty", "new.json"] {
        run(&folder, &["check", "--write-baseline", file]).exits(0);
        run(&folder, &["check", "--baseline", file]).exits(0);
    }
    for _ in 0..2 {
        run(&folder, &["check", "--external", "--external-cache", "cache/new.json"]).exits(0);
        run(&folder, &["build", "--archive", "new.zip"]).exits(0);
    }
}

#[test]
fn new_and_init_write_through_no_linked_folder() {
    let folder = setting(&[]);
    plant(&folder, "content/runbooks", "outside");
    plant(&folder, "fresh/.github", "outside");
    plant(&folder, "fresh/netlify.toml", "outside/new");
    plant(&folder, "linked", "outside");
    let before = tree(&folder.path("outside"));
    run(&folder, &["new", "runbook", "Disk full"]).exits(2).complains("symbolic link");
    run(&folder, &["init", "fresh"]).exits(2).complains("symbolic link");
    run(&folder, &["init", "linked"]).exits(2).complains("symbolic link");
    run(&folder, &["init", "linked/deep"]).exits(2).complains("symbolic link");
    assert_eq!(tree(&folder.path("outside")), before);
}

#[test]
fn a_marker_hides_nothing() {
    let folder = setting(&[("content/runbooks/a.md", "# A\n"), ("content/guides/b.md", "# B\n")]);
    for (folder_name, text) in [("runbooks", ""), ("guides", "opslore writes this folder: every build …\n")]
    {
        folder.write(&format!("kb/content/{folder_name}/.opslore"), text);
        folder.write(&format!("kb/content/{folder_name}/index.html"), "x");
    }
    run(&folder, &["build"]).exits(0);
    assert!(folder.has("kb/public/runbooks/a/index.html") && folder.has("kb/public/guides/b/index.html"));
}

#[test]
fn a_site_goes_below_no_planted_link() {
    let folder = setting(&[]);
    plant(&folder, "docs", "outside");
    let before = tree(&folder.path("outside"));
    let absolute = folder.path("kb/docs/public");
    for out in ["docs/public", "docs/deep/public", "docs", absolute.to_str().unwrap()] {
        run(&folder, &["build", "--out", out]).exits(2).complains("symbolic link");
    }
    assert_eq!(tree(&folder.path("outside")), before);
}

/// Everything that a commit can bring where a build writes.
#[test]
fn a_planted_site_gives_nothing_away() {
    let folder = setting(&[("content/a.md", "# A\n")]);
    for site in ["public", ".public.opslore-old-1-0", ".public.opslore-new-0000000000000001"] {
        folder.write(&format!("kb/{site}/.opslore"), "");
        folder.write(&format!("kb/{site}/evil.html"), "evil");
        plant(&folder, &format!("{site}/a/index.html"), "outside/secret.md");
        plant(&folder, &format!("{site}/assets"), "outside");
        plant(&folder, &format!("{site}/.opslore-new"), "outside");
    }
    folder.write("kb/.public.opslore-old-1-0/CNAME", "evil.example.org\n");
    let before = tree(&folder.path("outside"));
    for _ in 0..2 {
        run(&folder, &["build"]).exits(0);
        publishes_no_secret(&folder);
        for (path, (bytes, _)) in tree(&folder.path("kb/public")) {
            assert!(!folder.path(&format!("kb/public/{path}")).is_symlink(), "{path}");
            assert_ne!(bytes, b"evil", "{path}");
        }
        assert!(!folder.has("kb/public/CNAME"));
        assert_eq!(tree(&folder.path("outside")), before);
    }
    // A link where hosts keep their own files would survive, so it is refused.
    symlink("../.opslore", {
        fs::create_dir(folder.path("kb/public/.netlify")).unwrap();
        folder.path("kb/public/.netlify/inside")
    })
    .unwrap();
    run(&folder, &["build"]).exits(0).complains("kept in public: .netlify");
    for link in ["CNAME", ".netlify/state.json"] {
        plant(&folder, &format!("public/{link}"), "outside/secret.md");
        run(&folder, &["build"]).exits(2).complains(link).complains("symbolic link");
        fs::remove_file(folder.path(&format!("kb/public/{link}"))).unwrap();
    }
}

#[test]
fn a_folder_that_cannot_be_read_empties_no_site() {
    let folder = setting(&[("content/guides/a.md", "# A\n")]);
    run(&folder, &["build"]).exits(0);
    let before = tree(&folder.path("kb/public"));
    let guides = folder.path("kb/content/guides");
    fs::set_permissions(&guides, fs::Permissions::from_mode(0o000)).unwrap();
    // Root may read everything; then there is nothing to see here.
    let is_refused = fs::read_dir(&guides).is_err();
    let [build, keep_going] =
        [&["build"][..], &["build", "--keep-going"]].map(|command| run(&folder, command));
    fs::set_permissions(&guides, fs::Permissions::from_mode(0o755)).unwrap();
    if is_refused {
        build.exits(1).complains("OL0002");
        keep_going.exits(1).complains("nothing was written: a folder could not be read");
        assert_eq!(tree(&folder.path("kb/public")), before);
    }
    fs::rename(folder.path("kb/content"), folder.path("kb/moved")).unwrap();
    folder.write("kb/opslore.yaml", "content: content\n");
    run(&folder, &["build", "--keep-going"]).exits(2).complains("does not exist");
    assert_eq!(tree(&folder.path("kb/public")), before);
    assert!(run_in(Path::new("/"), &["build", "--root", folder.path("none").to_str().unwrap()]).code == 2);
}
