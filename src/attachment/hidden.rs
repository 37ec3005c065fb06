//! Files whose path has a part that begins with a dot: which of them may be published, and by which name.
//!
//! Such files contain settings and credentials (`.env`, `.netrc`, `.kube/config`), and a checkout in CI has some
//! that were never committed. A link in a pull request must not publish one.

use std::borrow::Cow;

use super::kinds::{Form, Kind};
use crate::path::SitePath;

/// Folders in which editors and wikis keep what is attached to pages: Azure DevOps (`.attachments`),
/// GitBook (`.gitbook`), and what authors name by hand.
const OF_ATTACHMENTS: &[&str] =
    &[".assets", ".attachments", ".files", ".gitbook", ".images", ".img", ".media", ".static", ".uploads"];

/// Endings of files that are committed to be filled in by somebody else.
const EXAMPLES: &[&str] = &["dist", "example", "sample", "template", "tmpl"];

/// Whether a file with a hidden part in its path may be published: a picture, an example, or what is
/// kept with the attachments.
pub(super) fn may_be_published(path: &SitePath, kind: &Kind) -> bool {
    let name = path.file_name();
    let is_in_attachments = !name.starts_with('.')
        && path.parts().filter(|part| part.starts_with('.')).all(|part| is_in(part, OF_ATTACHMENTS));
    let is_example = path.extension().is_some_and(|ending| is_in(ending, EXAMPLES));
    let in_plain_folders = !path.parent().is_hidden();
    matches!(kind.form, Form::Image(_) | Form::Svg) || is_in_attachments || (is_example && in_plain_folders)
}

fn is_in(name: &str, list: &[&str]) -> bool {
    list.iter().any(|own| own.eq_ignore_ascii_case(name))
}

/// A path in which no part begins with a dot: many hosts neither take nor show what does.
pub(super) fn shown(path: &str) -> Cow<'_, str> {
    if !path.split('/').any(|part| part.starts_with('.')) {
        return Cow::Borrowed(path);
    }
    let parts = path.split('/').map(|part| match part.trim_start_matches('.') {
        rest if rest.len() < part.len() => Cow::Owned(format!("dot-{rest}")),
        _ => Cow::Borrowed(part),
    });
    Cow::Owned(parts.collect::<Vec<_>>().join("/"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::attachment::{Refusal, kind_of};

    #[test]
    fn pictures_examples_and_attachments_are_published() {
        let of = |path: &str| kind_of(&SitePath::new(path).unwrap(), &BTreeSet::new());
        for path in [
            ".hidden/a.png",
            ".github/assets/flow.svg",
            ".env.example",
            "app/.env.sample",
            ".attachments/report.pdf",
            "wiki/.Attachments/dump.csv",
            ".gitbook/assets/plan.docx",
        ] {
            assert!(of(path).is_ok(), "{path}: {:?}", of(path));
        }
        for path in [
            ".env",
            ".env.production",
            ".netrc",
            ".npmrc",
            ".kube/config",
            ".ssh/id_rsa",
            ".aws/credentials.example",
            ".config/gh/hosts.yml",
            ".terraform/terraform.tfstate",
            ".gitlab-ci.yml",
            ".github/CODEOWNERS",
            ".attachments/.env",
            ".attachments/.ssh/key.pem",
            ".well-known/security.txt",
        ] {
            assert_eq!(of(path).err(), Some(Refusal::Hidden), "{path}");
        }
        assert!(matches!(of(".attachments/a.html"), Err(Refusal::Runs(..))));
        assert_eq!(of(".git/logo.png").err(), Some(Refusal::Control));
    }

    #[test]
    fn nothing_of_the_site_begins_with_a_dot() {
        assert_eq!(shown("a/.b/..c.png"), "a/dot-b/dot-c.png");
        assert_eq!(shown("a/b.png"), "a/b.png");
    }
}
