//! The examples of `explain`: the wrong one gives the finding, the right one does not.

use opslore::diagnostic::examples::{self, Example};
use rayon::prelude::*;

use super::none;
use crate::support::{Folder, run_in};

/// The codes of what `check` finds with one of the two examples in its file.
fn found(example: &Example, shown: &str, code: &str) -> Result<Vec<String>, String> {
    let folder = Folder::new();
    folder.write("content/index.md", "# Home\n");
    for (path, text) in &example.beside {
        folder.write(path, text);
    }
    folder.write(&example.file, example.file_with(shown));
    // Turns on what is off, and leaves the severity of the rest as it is.
    let rule = format!("{code}=warning");
    let of_rule: &[&str] = if code == "OL0410" { &["--rule", &rule] } else { &[] };
    let run = run_in(&folder.path(""), &[&["check", "--format", "json"], of_rule].concat());
    let json: serde_json::Value = serde_json::from_str(&run.out).map_err(|_| run.err.clone())?;
    let findings = json["findings"].as_array().ok_or("no findings")?;
    Ok(findings.iter().filter_map(|finding| finding["code"].as_str()).map(str::to_owned).collect())
}

#[test]
fn every_example_of_explain_holds() {
    let hold = |(code, example): (&String, &Example)| {
        let bad = found(example, &example.bad, code);
        let good = found(example, &example.good, code);
        match (&bad, &good) {
            (Ok(bad), Ok(good)) if bad.contains(code) && !good.contains(code) => None,
            _ => Some(format!("{code}: the wrong example gives {bad:?}, the right one {good:?}")),
        }
    };
    none(examples::all().par_iter().filter_map(hold).collect());
}
