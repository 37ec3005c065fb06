//! A bug of opslore that one page meets ends neither the command nor what is found in other pages.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::diagnostic::{Finding, rules};
use crate::path::SitePath;
use crate::text::Span;

/// Runs `work` on the page or file at `path`. A panic, which the standard library has already reported, is a
/// finding: something would be missing from the site.
pub(super) fn guarded<T>(path: &SitePath, work: impl FnOnce() -> Result<T, Finding>) -> Result<T, Finding> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        let message = "opslore has a bug that this file triggers";
        let help = "please report it with the message on standard error and, if you can, with the file";
        let finding = Finding::new(&rules::FILE_UNREADABLE, path, Span::default(), message).help(help);
        Err(Finding { is_of_system: true, ..finding })
    })
}
