//! Secrets in a text: keys, tokens, passwords.
//!
//! The forms are a table of our own, written from what their makers document. Rule sets of others
//! were measured: the libraries that carry one need a newer compiler than opslore or read files
//! themselves, and the rules of gitleaks as regular expressions take seconds to compile at every
//! start, read 5 MB a second, and report 15 examples and stand-ins in 3,600 pages, none of them a secret.
//! What pages need is what such rules lack: telling stand-ins from secrets.
//!
//! One automaton finds where a secret may be; only there is anything looked at more closely. No form
//! looks further than a bounded number of bytes around its anchor, but for a key of many lines, so the
//! time is linear whatever the text is.

mod alphabet;
mod base64;
mod commands;
mod encoded;
mod escaped;
mod forms;
mod jwt;
mod keys;
mod named;
mod password;
mod random;
mod secret;
mod settings;
mod silent;
mod tokens;
mod web;

pub(super) use forms::secrets;
pub(super) use random::is_random;
use secret::in_order;
pub(super) use secret::{Escaped, Secret};

/// Every secret that is written otherwise than it is read, in their order, none within another.
pub(super) fn disguised_secrets(text: &str) -> Vec<Escaped> {
    let found = [escaped::escaped_secrets(text), encoded::encoded_secrets(text)].concat();
    in_order(found, |found| &found.secret.range)
}
