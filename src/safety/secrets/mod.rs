//! Secrets in a text: keys, tokens, passwords.
//!
//! The forms are our own table, based on the vendors' documentation. Other rule sets
//! were measured: the libraries that carry one need a newer compiler than opslore or read files
//! themselves, and the rules of gitleaks as regular expressions take seconds to compile at every
//! start, read 5 MB a second, and report 15 examples and placeholders in 3,600 pages, none of them a secret.
//! They lack what pages need most: telling placeholders from secrets.
//!
//! One automaton finds where a secret may be; only those places are examined more closely. No form
//! looks further than a bounded number of bytes around its anchor, except for a key of many lines, so the
//! time is linear for any text.

mod alphabet;
mod base64;
mod commands;
mod encoded;
mod escaped;
mod jwt;
mod keys;
mod named;
mod password;
mod random;
mod settings;
mod silent;
mod tokens;
mod web;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

use escaped::Escaped;
use named::{NAMED, Named};
pub(super) use random::is_random;
use tokens::{TOKENS, Token};
use web::{HOOKS, Hook};

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    /// What it is, to be read after «this looks like».
    pub(super) what: &'static str,
    /// Its bytes.
    pub(super) range: Range<usize>,
}

/// What looks closer at a place; takes the text and the anchor, returns the bytes of the secret.
type Find = fn(&str, Range<usize>) -> Option<Range<usize>>;

/// How a form is recognised after its anchor.
#[derive(Clone, Copy)]
enum Form {
    Token(&'static Token),
    Hook(&'static Hook),
    Named(&'static Named),
    Special(&'static str, Find),
}

impl Form {
    fn find(self, text: &str, anchor: Range<usize>) -> Option<Secret> {
        let (what, range) = match self {
            Form::Token(token) => (token.what, token.find(text, anchor)?),
            Form::Hook(hook) => (hook.what, hook.find(text, anchor)?),
            Form::Named(named) => (named.what, named.find(text, anchor)?),
            Form::Special(what, find) => (what, find(text, anchor)?),
        };
        Some(Secret { what, range })
    }
}

/// Anchors and what each of them may begin.
struct Forms {
    anchors: AhoCorasick,
    /// The forms with the anchor of each, where that is as its makers write it.
    forms: Vec<(Option<&'static str>, Form)>,
}

/// All forms. One walk through a text finds the anchors of both kinds.
///
/// `None` cannot be: the anchors are constants, and a test builds the automaton.
static FORMS: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let exact = exact().into_iter().map(|(anchor, form)| (anchor, (Some(anchor), form)));
    let names = names().into_iter().map(|(name, form)| (name, (None, form)));
    let (anchors, forms): (Vec<_>, Vec<_>) = exact.chain(names).unzip();
    let automaton =
        AhoCorasick::builder().kind(Some(AhoCorasickKind::DFA)).ascii_case_insensitive(true).build(anchors);
    automaton.ok().map(|anchors| Forms { anchors, forms })
});

/// Forms whose anchors are as their makers write them.
fn exact() -> Vec<(&'static str, Form)> {
    let special: &[(&'static str, &'static str, Find)] = &[
        (keys::PEM, "a private key", keys::pem),
        (keys::ENCODED_PEM, "a private key in Base64", keys::encoded_pem),
        (keys::PUTTY, "a PuTTY private key", keys::putty),
        (named::TELEGRAM, "a Telegram bot token", named::telegram),
        (named::TERRAFORM, "a Terraform token", named::terraform),
        (named::DEVOPS, "an Azure DevOps token", named::devops),
        (named::AZURE, "an Azure client secret", named::azure),
        (named::SIGNATURE, "an Azure shared access signature", named::signature),
        (jwt::ANCHOR, "a JSON Web Token", jwt::jwt),
        (web::AUTHORITY, "a password in an address", web::password),
    ];
    let tokens =
        TOKENS.iter().flat_map(|token| token.prefixes.iter().map(|prefix| (*prefix, Form::Token(token))));
    let hooks = HOOKS.iter().map(|hook| (hook.prefix, Form::Hook(hook)));
    let ceph = named::CEPH.iter().map(|name| (*name, Form::Special("a Ceph key", named::ceph)));
    let special = special.iter().map(|(anchor, what, find)| (*anchor, Form::Special(what, *find)));
    tokens.chain(hooks).chain(ceph).chain(special).collect()
}

/// Forms whose anchors are names that people write in any case.
fn names() -> Vec<(&'static str, Form)> {
    let named = NAMED.iter().flat_map(|named| named.names.iter().map(|name| (*name, Form::Named(named))));
    let basic = (named::BASIC, Form::Special("a password for basic authentication", named::basic as Find));
    let special = |names: &'static [&'static str], what: &'static str, find: Find| {
        names.iter().map(move |name| (*name, Form::Special(what, find)))
    };
    let commands =
        commands::names().map(|name| (name, Form::Special("a password", commands::password as Find)));
    let settings = special(settings::NAMES, "a password", settings::password)
        .chain(special(settings::BARE_NAMES, "a password", settings::bare))
        .chain(special(settings::USER_NAMES, "a password", settings::of_user))
        .chain(special(settings::STATEMENTS, "a password", settings::statement))
        .chain(special(settings::TOKENS, "a secret, by its name", settings::token));
    named.chain([basic]).chain(settings).chain(commands).collect()
}

impl Forms {
    /// The secrets known by their own form, and those known by a name before them.
    fn find(&self, text: &str) -> [Vec<Secret>; 2] {
        let mut secrets = [Vec::new(), Vec::new()];
        let mut ends = [0, 0];
        for found in self.anchors.find_overlapping_iter(text) {
            let (anchor, form) = self.forms[found.pattern().as_usize()];
            let kind = usize::from(anchor.is_none());
            // Inside a key of many lines nothing else is looked for; it would be read over and over.
            if found.start() < ends[kind] || anchor.is_some_and(|anchor| &text[found.range()] != anchor) {
                continue;
            }
            if let Some(secret) = form.find(text, found.range()) {
                ends[kind] = ends[kind].max(secret.range.end);
                secrets[kind].push(secret);
            }
        }
        secrets
    }
}

/// Every secret in `text`, in their order, none within another.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let found = FORMS.as_ref().map(|forms| forms.find(text)).unwrap_or_default();
    // What is known by its own form says more than what is known by the name before it, and stays first.
    in_order(found.concat(), |secret| &secret.range)
}

/// Those of them that are known by their own form, not by a name before them.
fn known_by_form(text: &str) -> Vec<Secret> {
    let [by_form, _] = FORMS.as_ref().map(|forms| forms.find(text)).unwrap_or_default();
    in_order(by_form, |secret| &secret.range)
}

/// Every secret that is written otherwise than it is read, in their order, none within another.
pub(super) fn disguised_secrets(text: &str) -> Vec<Escaped> {
    let found = [escaped::escaped_secrets(text), encoded::encoded_secrets(text)].concat();
    in_order(found, |found| &found.secret.range)
}

/// What was found, by its place; of two in one another the first.
fn in_order<T>(mut found: Vec<T>, range: impl Fn(&T) -> &Range<usize>) -> Vec<T> {
    found.sort_by_key(|one| range(one).start);
    found.dedup_by(|later, earlier| range(later).start < range(earlier).end);
    found
}
