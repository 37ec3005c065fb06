//! What the documents show of other programs.

/// Programs that lines of a shell may begin with.
pub(super) const PROGRAMS: [&str; 17] = [
    "cargo",
    "cd",
    "git",
    "helm",
    "sha256sum",
    "jq",
    "grep",
    "node",
    "apt",
    "dnf",
    "iconv",
    "UPDATE=1",
    "CASE=link/draft",
    "./tests/run",
    "tests/run",
    "tests/release",
    "(",
];

/// Options of other programs, where the text refers to them.
pub(super) const OPTIONS: [&str; 11] = [
    "--force",
    "--force-new-cluster",
    "--shared",
    "--reference",
    "--filter=tree:0",
    "--filter=blob:none",
    "--unshallow",
    "--locked",
    "--release",
    "--accent",
    "--test",
];

/// Keys at the top of the YAML of other programs: workflows, pipelines, hooks.
pub(super) const YAML_KEYS: [&str; 5] = ["jobs", "variables", "repos", "groups", "on"];
