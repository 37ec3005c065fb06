//! What a line fetches and runs, and whether its owner could change that.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::TRUSTED;

/// What a text fetches.
pub(super) enum Fetch {
    /// Nothing, or only what the reader names.
    Nothing,
    /// This, at a version that nobody can move.
    Pinned(String),
    /// Something that its owner can change; the reason.
    Loose(&'static str),
}

use Fetch::{Loose, Nothing, Pinned};

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Whether a reader has to put something in: `<owner>/<copy>`, `$URL`, `${{ inputs.ref }}`.
fn is_blank(text: &str) -> bool {
    text.starts_with(['<', '$'])
}

pub(super) fn is_version(text: &str) -> bool {
    let text = text.strip_prefix('v').unwrap_or(text);
    let is_number = |part: &str| part.starts_with(|first: char| first.is_ascii_digit());
    text.split('.').count() >= 3 && text.split('.').take(3).all(is_number)
}

/// Whether an address is an example, a blank, or on the reader's own machine.
fn is_readers(address: &str) -> bool {
    let host = address.split(['/', ':']).next().unwrap_or_default();
    let example = ["example.org", "example.com", "localhost", "127.0.0.1"];
    is_blank(address) || example.iter().any(|known| host == *known || host.ends_with(&format!(".{known}")))
}

/// The literal addresses in a line; `https://` alone is none.
pub(super) fn addresses(line: &str) -> impl Iterator<Item = &str> {
    static ADDRESS: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r#"(?:(?:https?|ftp|git|ssh)://|git@)[\w$][^\s"'`)]*"#).unwrap());
    ADDRESS.find_iter(line).map(|found| found.as_str())
}

/// The words of a command that are no options, without the values of those options that have one.
fn operands(command: &str) -> Vec<&str> {
    const VALUED: &[&str] =
        &["--prefix", "--root", "--features", "--version", "--registry", "--target", "-t"];
    let mut operands = Vec::new();
    let mut words = command.split_whitespace().map(|word| word.trim_matches(['"', '\'', '`', ')', ',', '.']));
    while let Some(word) = words.next() {
        if VALUED.contains(&word) {
            words.next();
        } else if !word.is_empty() && !word.starts_with('-') && !word.starts_with('>') {
            operands.push(word);
        }
    }
    operands
}

fn action(found: &Captures) -> Fetch {
    match found[1].split_once('@') {
        _ if found[1].starts_with("./") || is_blank(&found[1]) => Nothing,
        Some((name, commit)) if is_hex(commit, 40) => Pinned(name.to_owned()),
        _ => Loose("an action needs the full id of a commit"),
    }
}

fn image(found: &Captures) -> Fetch {
    match found[1].split_once("@sha256:") {
        _ if is_blank(&found[1]) => Nothing,
        Some((name, digest)) if is_hex(digest, 64) => {
            Pinned(name.split_once(':').map_or(name, |(name, _)| name).to_owned())
        }
        _ => Loose("an image needs its digest"),
    }
}

fn include(found: &Captures) -> Fetch {
    if is_blank(&found[1]) { Nothing } else { Loose("a template comes from the user's own repository") }
}

fn hook(found: &Captures) -> Fetch {
    if matches!(&found[1], "local" | "meta") || is_blank(&found[1]) {
        Nothing
    } else {
        Loose("a hook comes from what is installed, or from the user's own copy")
    }
}

fn any(_: &Captures) -> Fetch {
    Loose("the owner of the address decides what runs")
}

fn clone(found: &Captures) -> Fetch {
    if is_readers(&found[1]) { Nothing } else { Loose("a clone follows a branch of somebody else") }
}

fn cargo_install(found: &Captures) -> Fetch {
    let command = &found[1];
    if command.contains("--git") {
        return Loose("a repository can be replaced; install from a checkout");
    }
    match operands(command).as_slice() {
        _ if command.contains("--path") => Nothing,
        [] => Nothing,
        [package] => match package.split_once('@') {
            Some((name, version)) if is_version(version) && command.contains("--locked") => {
                Pinned(name.to_owned())
            }
            _ => Loose("a package needs its exact version and `--locked`"),
        },
        _ => Loose("one package at a time"),
    }
}

/// `npm install`, `pip install` and their like, all of whose packages are exact: `name@1.2.3`, `name==1.2.3`.
fn packages(found: &Captures) -> Fetch {
    if found[1].contains("--require-hashes") {
        return Nothing;
    }
    let exact = |package: &&str| {
        let (name, version) = package.split_once("==").or_else(|| package.rsplit_once('@'))?;
        is_version(version).then(|| name.to_owned())
    };
    match operands(&found[1]).as_slice() {
        [package] => exact(package).map_or(Loose("a package needs its exact version"), Pinned),
        _ => Loose("packages come from a lock, or one at a time with an exact version"),
    }
}

fn runner(found: &Captures) -> Fetch {
    if found[1].trim_start().starts_with("--no ") {
        Nothing
    } else {
        Loose("what is not installed is fetched")
    }
}

fn toolchain(found: &Captures) -> Fetch {
    let name = found[1].trim_matches('"');
    let dated = name.starts_with("nightly-20");
    if is_blank(name) || dated || name.starts_with("1.") { Nothing } else { Loose("a channel moves") }
}

/// A download by its literal address is one thing for good only if the text compares a checksum.
fn download(command: &str, text: &str) -> Fetch {
    static OUTPUT: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^wget|\s(?:-\w*[oO]|--output\S*|--remote-name)\s|>\s*\S").unwrap());
    static ADDRESS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r#"https?://([^\s"'`]+)"#).unwrap());
    let Some(address) = ADDRESS.captures(command) else { return Nothing };
    if !OUTPUT.is_match(command) || command.contains("/dev/null") || is_readers(&address[1]) {
        return Nothing;
    }
    let is_sum = |word: &str| is_hex(word.rsplit('=').next().unwrap_or_default(), 64);
    let has_checksum = text.contains("sha256sum --check") && text.split_whitespace().any(is_sum);
    match TRUSTED.iter().find(|(name, _)| address[0].starts_with(name)) {
        Some((name, _)) if has_checksum => Pinned((*name).to_owned()),
        _ => Loose("a download needs its checksum"),
    }
}

/// The files that a rule is about, what it looks for, and how to judge what it finds.
type Rule = (Regex, Regex, fn(&Captures) -> Fetch);

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    const FETCH: &str = r"\b(?:curl|wget|fetch|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b";
    const RUN: &str =
        r"(?:sh|bash|dash|zsh|ksh|fish|python\d?|perl|ruby|node|deno|php|iex|Invoke-Expression)\b";
    const UNPACK: &str = r"(?:tar|bsdtar|cpio|dpkg|rpm|gpg|apt-key|docker load)\b";
    let yaml = r"\.(ya?ml|md|sh|json)$|^tests/run$";
    // A page may show an operator any image; these files make a code host fetch one.
    let ci = r"\.ya?ml$|^README\.md$|^content/reference/";
    let script = r"\.(ya?ml|md|sh|toml|mjs|js|json|rs|html)$|/[^.]*$|^[^.]*$";
    let mut rules: Vec<Rule> = Vec::new();
    let mut add = |files, pattern: &str, judge| {
        rules.push((Regex::new(files).unwrap(), Regex::new(pattern).unwrap(), judge));
    };
    add(
        yaml,
        r#"\buses["']?:\s*["']?(<[^>]*>.*|docker:[^\s"']+|[\w.-]+/[^\s"'`#]+)"#,
        action as fn(&Captures) -> Fetch,
    );
    add(ci, r#"(?:^|[\s{,"'])(?:image|container)["']?:\s*(?:name:\s*)?["']?([^\s"'`#{]+)"#, image);
    add(yaml, r#"^[\s#]*- (?:remote|component|project|template):\s*["']?([^\s"'#]+)"#, include);
    add(yaml, r#"\binclude:[\s\[{]*(?:- )?(?:remote: )?["']?(https?://\S+)"#, include);
    add(yaml, r#"\brepo:\s*["']?([^\s"'#]+)"#, hook);
    add(script, r"\bdocker:?/?/?(?: run| pull)? (?:-\S+ )*([\w.-]+(?:/[\w.-]+)+(?:[:@]\S+)?)", image);
    add("(?:Docker|Container)file", r"^\s*FROM (\S+)", image);
    add("(?:Docker|Container)file", r"^\s*ADD (?:--\S+ )*(https?:\S+)", any);
    add(
        script,
        r#"\bgit (?:-[Cc] \S+ |-\S+ )*(?:clone|submodule add|pull|fetch)\b[^`;&|]*?(?:://|git@)([^\s"'`]+)"#,
        clone,
    );
    add(script, r"\bcargo (?:\+\S+ )?install\b([^`;&|#]*)", cargo_install);
    add(script, r"\bcargo (binstall)\b", any);
    add(script, r"\b(?:npm|pnpm) (?:i|install|add)\b([^`;&|#]*)", packages);
    add(
        script,
        r"\b(?:yarn (?:global )?add|(?:pnpm|yarn) dlx|npm exec|bunx|uvx|pipx (?:run|install)|bun add|gem install|uv tool (?:run|install)|go (?:install|run) \S+@|brew install|conda install)\b([^`;&|#]*)",
        packages,
    );
    add(script, r"\bpip3? install\b([^`;&|#]*)", packages);
    add(script, r"\bnpx\b([^`;&|#]*)", runner);
    add(script, r#"\brustup (?:toolchain install|default|install) (?:--?\S+ )*(\S+)"#, toolchain);
    add(script, &format!(r"{FETCH}[^;]*\|\s*(?:sudo |env |-\S+ |\S+=\S+ )*(?:{RUN}|{UNPACK})"), any);
    add(
        script,
        r"\biex\b.*\b(?:irm|iwr|DownloadString)\b|\burl(?:open|retrieve)\(|\bdeno (?:run|install)\b[^`;|]*https?://",
        any,
    );
    add(script, r"\badd-apt-repository\b", any);
    add(
        script,
        &format!(r#"(?:{RUN}\s+-c|\beval|\bsource|^\s*\.|{RUN}|\|\s*iex)\s*["']?[<$]?[(`]\s*{FETCH}"#),
        any,
    );
    add(script, r"\b(?:kubectl|oc) (?:apply|create|replace)\b[^`;&|]*https?://([^\s`]+)", any);
    add(script, r"\bhelm (?:repo add|install|upgrade)\b[^`;&|]*(?:https?|oci)://(\S+)", any);
    add(r"\.toml$", r#"^\s*(?:git = "|[\w-]+ = \{[^}]*\bgit = "|package = "[^"]*netlify-plugin)"#, any);
    add(
        r"\.(mjs|js|html)$",
        r#"(?:(?:^|[^@\w])import\s*\(?\s*|\bfrom\s+|<script[^>]* src=)["']https?://"#,
        any,
    );
    rules
});

/// Every line that fetches what it runs, with the verdict.
pub(super) fn fetches(path: &str, text: &str) -> Vec<(usize, String, Fetch)> {
    static DOWNLOADS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b(?:curl|wget)\b[^;|]*").unwrap());
    let rules: Vec<_> = RULES.iter().filter(|(files, ..)| files.is_match(path)).collect();
    let mut fetches = Vec::new();
    for (number, line) in logical_lines(text) {
        let judged = rules
            .iter()
            .flat_map(|(_, pattern, judge)| pattern.captures_iter(&line).map(|found| judge(&found)));
        let downloads = DOWNLOADS.find_iter(&line).map(|command| download(command.as_str(), text));
        fetches.extend(judged.chain(downloads).map(|fetch| (number, line.clone(), fetch)));
    }
    fetches
}

/// Lines with their numbers, those that a command goes on over as one.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut goes_on = false;
    for (index, line) in text.lines().enumerate() {
        let part = line.trim_end_matches('\\');
        let is_piped = line.trim_start().starts_with("| ") && !goes_on;
        match lines.last_mut() {
            Some((_, last)) if goes_on || is_piped && last.contains("curl") => {
                last.push(' ');
                last.push_str(part.trim_start());
            }
            _ => lines.push((index + 1, part.to_owned())),
        }
        let has_block = ["image:", "include:"].iter().any(|key| line.trim() == *key);
        goes_on = has_block || line.ends_with(['\\', '|']) && !line.trim_start().starts_with('|');
    }
    lines
}
