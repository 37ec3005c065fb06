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
mod escaped;
mod jwt;
mod keys;
mod named;
mod password;
mod random;
mod settings;
mod tokens;
mod web;

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

pub(super) use escaped::escaped_secrets;
use named::{NAMED, Named};
pub(super) use random::is_random;
use tokens::{TOKENS, Token};
use web::{HOOKS, Hook};

/// A secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Secret {
    /// What it is, to be read behind «this looks like».
    pub(super) what: &'static str,
    /// Its bytes.
    pub(super) range: Range<usize>,
}

/// What looks closer at a place; takes the text and the anchor, returns the bytes of the secret.
type Find = fn(&str, Range<usize>) -> Option<Range<usize>>;

/// How a form is recognised behind its anchor.
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
    forms: Vec<Form>,
}

/// Forms whose anchors are as their makers write them.
static EXACT: LazyLock<Option<Forms>> = LazyLock::new(|| {
    let special: &[(&'static str, &'static str, Find)] = &[
        (keys::PEM, "a private key", keys::pem),
        (keys::ENCODED_PEM, "a private key in Base64", keys::encoded_pem),
        (keys::PUTTY, "a private key of PuTTY", keys::putty),
        (named::TELEGRAM, "a token of a Telegram bot", named::telegram),
        (named::TERRAFORM, "a token of Terraform", named::terraform),
        (named::DEVOPS, "a token of Azure DevOps", named::devops),
        (named::AZURE, "a client secret of Azure", named::azure),
        (named::SIGNATURE, "a shared access signature of Azure", named::signature),
        (jwt::ANCHOR, "a JSON Web Token", jwt::jwt),
        (web::AUTHORITY, "a password in an address", web::password),
    ];
    let tokens =
        TOKENS.iter().flat_map(|token| token.prefixes.iter().map(|prefix| (*prefix, Form::Token(token))));
    let hooks = HOOKS.iter().map(|hook| (hook.prefix, Form::Hook(hook)));
    let ceph = named::CEPH.iter().map(|name| (*name, Form::Special("a key of Ceph", named::ceph)));
    let special = special.iter().map(|(anchor, what, find)| (*anchor, Form::Special(what, *find)));
    Forms::new(tokens.chain(hooks).chain(ceph).chain(special), false)
});

/// Forms whose anchors are names that people write in any case.
static NAMES: LazyLock<Option<Forms>> = LazyLock::new(|| {
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
    Forms::new(named.chain([basic]).chain(settings).chain(commands), true)
});

impl Forms {
    /// `None` cannot be: the anchors are constants, and a test builds the automaton.
    fn new(forms: impl Iterator<Item = (&'static str, Form)>, any_case: bool) -> Option<Self> {
        let (anchors, forms): (Vec<_>, Vec<_>) = forms.unzip();
        let anchors = AhoCorasick::builder()
            .kind(Some(AhoCorasickKind::DFA))
            .ascii_case_insensitive(any_case)
            .build(anchors)
            .ok()?;
        Some(Self { anchors, forms })
    }

    fn find(&self, text: &str, secrets: &mut Vec<Secret>) {
        let mut end = 0;
        for found in self.anchors.find_overlapping_iter(text) {
            // Inside a key of many lines nothing else is looked for; it would be read over and over.
            if found.start() < end {
                continue;
            }
            let form = self.forms[found.pattern().as_usize()];
            if let Some(secret) = form.find(text, found.range()) {
                end = end.max(secret.range.end);
                secrets.push(secret);
            }
        }
    }
}

/// Every secret in `text`, in their order, none within another.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let mut secrets = Vec::new();
    for forms in [&EXACT, &NAMES].into_iter().filter_map(|forms| forms.as_ref()) {
        forms.find(text, &mut secrets);
    }
    // What is known by its own form says more than what is known by the name before it, and was
    // found first.
    secrets.sort_by_key(|secret| secret.range.start);
    secrets.dedup_by(|later, earlier| later.range.start < earlier.range.end);
    secrets
}
