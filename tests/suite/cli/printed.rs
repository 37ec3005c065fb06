//! What is printed and written for machines holds nothing that a terminal, a CI service or a reader of
//! lines would take for something else, whatever a page or a file's name says.

use crate::support::Folder;

const EVIL: &str = r"a\x1b[31m\x9b2J\r\n- [forged](https://evil.example)\u2028\u202e `](x) <b> \n::error::x\n##vso[task.prependpath]x";

fn hostile() -> Folder {
    let page = format!(
        "---\ntitle: \"{EVIL}\"\ndescription: \"{EVIL}\"\nalerts: [\"A\\x1bB\\nC /x 200\", \"**\"]\n---\n\n\
         ::stop-commands::x ##[add-mask]y \u{1b}]0;title\u{7}\u{9b}2J [x](gone.md)\n"
    );
    Folder::with(&[
        ("content/runbooks/evil.md", page.as_str()),
        (
            "content/runbooks/x\u{1b}[31m\n::error::pwn\u{202e},line=1:##[group]%0A.md",
            "---\ntitle: x\nfoo\n---\n\n[a](b.md)\n",
        ),
        (
            "opslore.yaml",
            "title: \"Site\\n## forged\"\ndescription: \"d\\n> e\"\nbase_url: https://a.example/b\n",
        ),
    ])
}

/// What is in a text that should not be: control and bidi characters, commands of CI services.
fn traps(text: &str) -> Vec<String> {
    let is_trap = |c: char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let characters = text.chars().filter(|c| is_trap(*c)).map(|c| format!("{c:?}"));
    let commands = ["##vso[", "##[", "##teamcity["].into_iter().filter(|command| text.contains(command));
    let starts = text
        .lines()
        .filter(|line| line.trim_start().starts_with("::") && !line.trim_start().starts_with(":::"));
    characters.chain(commands.chain(starts).map(str::to_owned)).collect()
}

#[test]
fn findings_give_no_commands() {
    let folder = hostile();
    for format in ["human", "json", "sarif", "gitlab", "junit"] {
        let run = folder.run(&["check", "--format", format]).exits(1);
        assert!(run.out.len() + run.err.len() > 500);
        assert_eq!(traps(&run.out), [""; 0], "{format}: {}", run.out);
        assert_eq!(traps(&run.err), [""; 0], "{format}: {}", run.err);
    }
    let run = folder.run(&["check", "--format", "github"]).exits(1);
    for line in run.out.lines() {
        assert!(
            line.starts_with("::error file=content/runbooks/") || line.starts_with("::warning file=content/"),
            "{line}"
        );
        assert_eq!(traps(line.trim_start_matches(':')), [""; 0], "{line}");
        let (properties, _) = line[2..].split_once("::").unwrap();
        assert_eq!(properties.matches(",line=").count(), 1, "{properties}");
    }
    assert_eq!(traps(&folder.run(&["build"]).exits(1).err), [""; 0]);
    assert_eq!(traps(&folder.run(&["check", "--diff"]).out), [""; 0]);
}

#[test]
fn arguments_and_failures_give_no_commands() {
    let folder = Folder::with(&[("content/a.md", "# A\n")]);
    for arguments in [
        &["check", "--\u{1b}[2J\n::error::x"][..],
        &["check", "x\u{1b}[2J\n::error::x.md"],
        &["--config", "\u{1b}[2J\n::error::x", "check"],
        &["explain", "\u{1b}[2J\n##[group]x"],
        &["new", "\u{1b}[2J\n##[group]x", "T"],
        &["build", "--base-url", "\u{1b}[2J\n##[group]x"],
        &["search", "\u{1b}[2J\n##[group]x"],
    ] {
        let run = folder.run(arguments);
        assert_eq!(
            (traps(&run.out), traps(&run.err)),
            (vec![], vec![]),
            "{arguments:?}: {} {}",
            run.out,
            run.err
        );
    }
}

#[test]
fn a_hit_is_at_most_five_lines() {
    let folder = hostile();
    let run = folder.run(&["search", "forged"]).exits(0);
    assert_eq!(traps(&run.out), [""; 0], "{}", run.out);
    assert!(
        run.out.lines().count() <= 5 && run.out.lines().skip(1).all(|line| line.starts_with("    ")),
        "{}",
        run.out
    );
    let json = folder.run(&["search", "--json", "forged"]).exits(0);
    assert_eq!(traps(&json.out), [""; 0], "{}", json.out);
    assert!(json.json()[0]["title"].as_str().unwrap().contains("\u{1b}[31m"), "data is kept");
}

#[test]
fn no_title_forges_an_entry() {
    let folder = hostile();
    folder.run(&["build", "--keep-going"]).exits(1);
    let llms = folder.read("public/llms.txt");
    assert_eq!(traps(&llms), [""; 0], "{llms}");
    assert_eq!(llms.lines().filter(|line| line.starts_with("# ")).count(), 1, "{llms}");
    assert_eq!(llms.lines().filter(|line| line.starts_with("## ")).count(), 1, "{llms}");
    assert!(
        llms.lines()
            .filter(|line| line.starts_with("- "))
            .all(|line| line.contains("](https://a.example/b/runbooks/"))
    );
    assert!(!llms.contains("[forged](") && !llms.contains(" <b>"), "{llms}");
    for line in folder.read("public/_redirects").lines() {
        let parts: Vec<&str> = line.split(' ').collect();
        assert!(
            parts.len() == 3
                && parts[0].starts_with("/b/")
                && parts[1].starts_with("/b/")
                && parts[2] == "301",
            "{line}"
        );
        assert!(!parts[0].contains(['*', ':']), "{line}");
    }
    for file in [
        "_headers",
        "robots.txt",
        "sitemap.xml",
        "feed.xml",
        "manifest.webmanifest",
        "api/pages.json",
        "api/alerts.json",
    ] {
        let text = folder.read(&format!("public/{file}"));
        assert!(!text.contains(|c: char| c.is_ascii_control() && c != '\n'), "{file}: {text}");
        assert!(!text.lines().any(|line| line.trim_start().starts_with("- [forged]")), "{file}: {text}");
    }
}
