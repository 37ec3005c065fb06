//! Where code comes from. Whatever this repository, or a new knowledge base, fetches and runs is pinned (a full
//! commit, a digest, a version and a checksum) and on a short list with its reason; and nothing names the place
//! that Cargo.toml calls our repository, as long as nobody of us owns it.

mod rules;

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use self::rules::{Fetch, fetches};
use crate::support::{Folder, tree};

/// What may be fetched and run, and why.
const TRUSTED: &[(&str, &str)] = &[
    ("actions/checkout", "GitHub's own: how a job gets the repository"),
    ("actions/cache", "GitHub's own: builds of minutes are kept"),
    ("github/codeql-action/upload-sarif", "GitHub's own: the only way into code scanning"),
    ("rust", "the Rust project's image, for the GitLab template"),
    ("cargo-deny", "judges the dependencies, from crates.io with its own lock"),
    ("$node", "a newer Node for the tests, where the distribution's is too old"),
    ("https://static.rust-lang.org/rustup/archive/", "Rust for the tests, where the distribution has none"),
];

/// Files that a code host, a host of sites or a developer runs: each address in them is on a list.
const RUN: &[&str] =
    &[".github/", ".gitlab/", ".ci/", "action.yml", "netlify.toml", ".pre-commit", "tests/r"];

/// Addresses in those files that are only shown to a reader.
const SHOWN: &[&str] = &["https://rustup.rs", "https://nodejs.org", "https://pre-commit.com"];

/// Files with commands that are never run: samples for our own rules, and this one.
const SAMPLES: &[&str] = &[
    "tests/safety/",
    "tests/check/",
    "tests/sites/",
    "tests/suite/origins/",
    "tests/suite/documents/foreign.rs",
];

/// What is wrong with a file, as `path:line: reason: text`; what it fetches rightly goes into `used`.
fn problems(path: &str, text: &str, used: &mut BTreeSet<String>) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line, fetch) in fetches(path, text) {
        let problem = match fetch {
            Fetch::Nothing => continue,
            Fetch::Pinned(name) if TRUSTED.iter().any(|(trusted, _)| *trusted == name) => {
                used.insert(name);
                continue;
            }
            Fetch::Pinned(_) => "it is not on the list of what may be fetched and run",
            Fetch::Loose(problem) => problem,
        };
        problems.push(format!("{path}:{number}: {problem}: {}", line.trim()));
    }
    let mut add = |index: usize, line: &str, problem: &str| {
        problems.push(format!("{path}:{}: {problem}: {}", index + 1, line.trim()));
    };
    let repository = env!("CARGO_PKG_REPOSITORY").splitn(4, '/').nth(3).unwrap();
    let (_, home) = env!("CARGO_PKG_HOMEPAGE").split_once("://").unwrap();
    let is_run = RUN.iter().any(|run| path.trim_start_matches("src/cli/init/files/").starts_with(run));
    for (index, line) in text.lines().enumerate() {
        let lower = line.to_lowercase();
        if path != "Cargo.toml" && lower.contains(repository) {
            add(index, line, "only Cargo.toml names this repository");
        }
        // The address of a finding is shown as the program prints it.
        if !matches!(path, "Cargo.toml" | "opslore.yaml" | "content/reference/data.md")
            && lower.contains(home)
        {
            add(index, line, "only Cargo.toml names this site");
        }
        let known = |address: &str| {
            SHOWN.iter().chain(TRUSTED.iter().map(|(name, _)| name)).any(|known| address.starts_with(known))
        };
        if is_run && rules::addresses(line).any(|address| !known(address)) {
            add(index, line, "an address in a file that is run is on a list");
        }
    }
    problems
}

/// The files of the repository, with their text.
fn tracked() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = Command::new("git").current_dir(root).args(["ls-files", "-z"]).output().unwrap();
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let paths = String::from_utf8(output.stdout).unwrap();
    let files: Vec<_> = paths
        .split_terminator('\0')
        .filter(|path| !SAMPLES.iter().any(|samples| path.starts_with(samples)))
        .filter_map(|path| Some((path.to_owned(), std::fs::read_to_string(root.join(path)).ok()?)))
        .collect();
    assert!(files.len() > 300, "{} files", files.len());
    files
}

#[test]
fn the_repository_fetches_only_what_is_pinned_and_listed() {
    let mut used = BTreeSet::new();
    let found: Vec<_> = tracked().iter().flat_map(|(path, text)| problems(path, text, &mut used)).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let listed: BTreeSet<_> = TRUSTED.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(used, listed, "what nothing fetches leaves the list");
}

#[test]
fn a_new_knowledge_base_fetches_only_what_is_pinned_and_listed() {
    for files in [&[][..], &[("content/a.md", "# A\n")]] {
        let folder = Folder::with(files);
        folder.run(&["init"]).exits(0);
        let mut used = BTreeSet::new();
        let written = tree(&folder.path(""));
        let found: Vec<_> = written
            .iter()
            .flat_map(|(path, (bytes, _))| problems(path, std::str::from_utf8(bytes).unwrap(), &mut used))
            .collect();
        assert!(found.is_empty(), "{}", found.join("\n"));
        assert!(used.contains("actions/checkout"), "{written:?}");
    }
}

/// What must be found, one per line after the name of a file.
const PLANTED: &[(&str, &[&str])] = &[
    (
        ".github/workflows/x.yml",
        &[
            "      - uses: actions/checkout@v5",
            "      - uses: actions/checkout@main # fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09",
            "      - uses: actions/checkout@fbc6f39",
            "      - uses: actions/checkout",
            "        uses: \"actions/cache@v4\"",
            "      - uses: somebody/else@fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09",
            "      - uses: docker://alpine:3.20",
            "      - { uses: somebody/else@v1 }",
            "    image:\n      name: rust:1.95",
            "include: https://tools.dev/template.yml",
            "include:\n  - https://tools.dev/template.yml",
            "    URL: https://tools.dev/tool",
            "    container: rust:1.95",
            "    image: rust@sha256:6258907abe69656e41cd992e0b705cdc",
            "    image: rust:latest",
            "  - remote: https://example.org/template.yml",
            "  - component: gitlab.com/components/rust@main",
            "  - project: group/templates",
            "  - repo: https://github.com/pre-commit/pre-commit-hooks",
        ],
    ),
    (
        "install.sh",
        &[
            "curl -fsSL https://example.org/install | sh",
            "curl -fsSL $URL | sudo -E bash -s -- -y",
            "curl -fsSL https://example.org/install \\\n  | sh",
            "curl -fsSL https://example.org/install |\n  python3 -",
            "wget -qO- https://example.org/install | LC_ALL=C bash",
            "sh -c \"$(curl -fsSL https://example.org/install)\"",
            "bash <(curl -fsSL https://example.org/install)",
            "eval \"$(wget -qO- https://example.org/install)\"",
            "iwr https://example.org/install.ps1 | iex",
            "curl -fsSL https://tools.dev/x.tgz | tar xz",
            "iex \"& { $(irm https://tools.dev/x.ps1) }\"",
            "python3 -c \"exec(urlopen('https://tools.dev/x').read())\"",
            "curl -fsSL https://tools.dev/x\n  | sh",
            "curl -fsSLo tool https://tools.dev/tool && ./tool",
            "curl https://tools.dev/tool > tool",
            "wget https://tools.dev/tool",
            "git clone https://tools.dev/tool.git",
            "git clone --quiet --depth 1 git@tools.dev:tool.git",
            "git -C x pull https://tools.dev/tool",
            "cargo install opslore",
            "cargo install --git https://example.org/opslore",
            "cargo install --locked cargo-deny",
            "cargo install cargo-deny@0.20.2",
            "cargo install --locked cargo-deny@0.20",
            "cargo install --locked other@1.0.0",
            "cargo binstall cargo-deny",
            "npm install",
            "npm i -g netlify-cli",
            "npm install --prefix x node@22",
            "npx netlify deploy",
            "pnpm dlx wrangler@1.0.0",
            "pip install mkdocs",
            "pip3 install mkdocs==1.6.1",
            "pipx run cowsay",
            "go install example.org/tool@latest",
            "brew install hugo",
            "docker run --rm alpine/git:2 clone",
            "rustup toolchain install stable",
            "rustup default nightly",
            "kubectl apply -f https://tools.dev/install.yaml",
            "helm repo add tools https://tools.dev/charts",
        ],
    ),
    ("netlify.toml", &["  package = \"@netlify/netlify-plugin-x\"", "x = { git = \"https://tools.dev/x\" }"]),
    ("Dockerfile", &["FROM rust:1.95", "ADD https://tools.dev/x /x"]),
    ("theme/x.html", &["<script src=\"https://tools.dev/x.js\"></script>"]),
    ("theme/x.js", &["import x from 'https://tools.dev/x.js'"]),
    (
        "README.md",
        &[
            "see https://github.com/OPSLORE/opslore",
            "    git clone git@github.com:opslore/opslore",
            "ghcr.io/opslore/opslore",
        ],
    ),
    ("src/x.rs", &["\"https://opslore.netlify.app/x\""]),
];

/// What must not be found.
const CLEAN: &[(&str, &str)] = &[
    (".github/workflows/x.yml", "      - uses: ./action"),
    (
        ".github/workflows/x.yml",
        "      - uses: actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830 # v4.3.0",
    ),
    ("README.md", "      - uses: <owner>/<copy>@<commit>"),
    ("x.yml", "  - local: .gitlab/opslore.yml"),
    ("x.yml", "  - repo: local"),
    ("x.yml", "image: $IMAGE"),
    ("x.sh", "cargo install --locked --path . --root \"$HOME/opslore\""),
    ("x.sh", "cargo install --locked --root tools cargo-deny@0.20.2 # a tool"),
    ("x.sh", "npm ci --prefix tests --ignore-scripts"),
    ("x.sh", "git fetch --quiet -- \"$REPOSITORY\" \"$COMMIT\""),
    ("x.sh", "git clone https://git.example.org/ops/knowledge.git"),
    ("x.sh", "curl -fsS \"http://$HOST:9090/-/ready\" | jq .status"),
    ("x.sh", "curl --output /dev/null https://tools.dev/"),
    ("x.sh", "rustup toolchain install \"$rust\" --profile minimal"),
];

#[test]
fn what_is_planted_is_found() {
    let planted = PLANTED.iter().flat_map(|(path, lines)| lines.iter().map(move |line| (*path, *line)));
    let missed: Vec<_> =
        planted.filter(|(path, line)| problems(path, line, &mut BTreeSet::new()).is_empty()).collect();
    assert!(missed.is_empty(), "{missed:#?}");
    for (path, line) in CLEAN {
        assert_eq!(problems(path, line, &mut BTreeSet::new()), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn locks_name_registries_and_checksums() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let packages: Vec<_> = cargo.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 200);
    for package in packages.iter().filter(|package| !package.contains("name = \"opslore\"\n")) {
        let registry = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";
        assert!(package.contains(registry) && package.contains("\nchecksum = \""), "{package}");
    }
    let json = |path: &str| -> serde_json::Value {
        serde_json::from_str(&std::fs::read_to_string(root.join(path)).unwrap()).unwrap()
    };
    let (npm, wanted) = (json("tests/package-lock.json"), json("tests/package.json"));
    for (name, version) in ["devDependencies", "optionalDependencies"]
        .iter()
        .flat_map(|group| wanted[group].as_object().unwrap())
    {
        assert!(rules::is_version(version.as_str().unwrap()), "{name}: {version}");
    }
    let packages = npm["packages"].as_object().unwrap();
    assert!(packages.len() > 100);
    for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
        assert!(package["integrity"].as_str().is_some_and(|sum| sum.starts_with("sha512-")), "{path}");
        let resolved = package["resolved"].as_str().unwrap_or("https://registry.npmjs.org/");
        assert!(resolved.starts_with("https://registry.npmjs.org/"), "{path}: {resolved}");
    }
}
