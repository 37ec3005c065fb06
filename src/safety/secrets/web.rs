//! Secrets in addresses: a password before the host, and addresses that are secrets themselves.

use std::ops::Range;

use super::alphabet::Alphabet::{Base62, Base64Url, Digit};
use super::alphabet::Part::{self, Of, Text};
use super::alphabet::matched;
use super::random::{is_random, is_stand_in};
use crate::safety::hosts::is_reserved;

/// What is between scheme and authority (RFC 3986).
pub(super) const AUTHORITY: &str = "://";

/// An authority longer than this is none.
const LONGEST: usize = 512;

/// Passwords of examples. Whoever has one of these in production has it published already.
const PASSWORDS: &[&str] = &[
    "pass",
    "password",
    "passwd",
    "pwd",
    "pw",
    "secret",
    "user",
    "username",
    "token",
    "changeme",
    "admin",
    "root",
    "guest",
    "test",
    "testing",
    "foo",
    "bar",
    "baz",
    "demo",
    "default",
    "postgres",
    "mysql",
    "redis",
    "rabbitmq",
    "hunter2",
    "s3cr3t",
    "p4ssw0rd",
    "p@ssw0rd",
    "letmein",
    "qwerty",
    "abc",
    "abc123",
    "mypass",
    "x-oauth-basic",
    "api",
    "key",
    "apikey",
    "oauth2",
    "credentials",
    "basic",
    "string",
];

/// The password of `scheme://user:password@host`, with its user.
pub(super) fn password(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let rest = &text[anchor.end..];
    let ends = |c: char| c.is_whitespace() || c.is_control() || "/?#\"'`<>()[]{}|\\,;".contains(c);
    let end = rest.char_indices().take(LONGEST).find(|(_, c)| ends(*c)).map_or(rest.len(), |(at, _)| at);
    let authority = &rest[..rest.floor_char_boundary(end.min(LONGEST))];
    let (user_info, host) = authority.rsplit_once('@')?;
    let (user, password) = user_info.split_once(':')?;
    let host = host.split(':').next().unwrap_or_default();
    let is_local = matches!(host, "" | "localhost" | "127.0.0.1" | "0.0.0.0");
    let is_leak = !is_local && !is_reserved(host) && !is_example(user, password);
    is_leak.then_some(anchor.end..anchor.end + user_info.len())
}

/// Whether nobody could log in with it.
pub(super) fn is_example(user: &str, password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    let is_variable = password.contains(['$', '%', '*', '…', '<', '{']) || password.contains("...");
    password.len() < 5
        || is_variable
        || lower == user.to_ascii_lowercase()
        || is_common(password)
        || is_stand_in(password)
        || password.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// Whether it is a password of examples, with or without digits and marks after it.
pub(super) fn is_common(password: &str) -> bool {
    let lower = password.to_ascii_lowercase();
    let is_listed = |text: &str| PASSWORDS.contains(&text);
    is_listed(lower.trim_end_matches(|c: char| c.is_ascii_digit()))
        || is_listed(lower.trim_end_matches(|c: char| !c.is_ascii_alphabetic()))
}

/// An address that lets whoever has it post.
#[derive(Debug)]
pub(super) struct Hook {
    pub(super) what: &'static str,
    pub(super) prefix: &'static str,
    parts: &'static [Part],
}

/// The forms that their makers document.
pub(super) const HOOKS: &[Hook] = &[
    // api.slack.com/messaging/webhooks.
    Hook {
        what: "a Slack webhook",
        prefix: "hooks.slack.com/services/",
        parts: &[Of(Base62, 8, 14), Text("/"), Of(Base62, 8, 14), Text("/"), Of(Base62, 20, 30)],
    },
    Hook {
        what: "a Slack webhook",
        prefix: "hooks.slack.com/workflows/",
        parts: &[
            Of(Base62, 8, 14),
            Text("/"),
            Of(Base62, 8, 14),
            Text("/"),
            Of(Digit, 10, 24),
            Text("/"),
            Of(Base62, 20, 30),
        ],
    },
    // discord.com/developers/docs/resources/webhook.
    Hook {
        what: "a Discord webhook",
        prefix: "discord.com/api/webhooks/",
        parts: &[Of(Digit, 17, 20), Text("/"), Of(Base64Url, 60, 80)],
    },
    Hook {
        what: "a Discord webhook",
        prefix: "discordapp.com/api/webhooks/",
        parts: &[Of(Digit, 17, 20), Text("/"), Of(Base64Url, 60, 80)],
    },
];

impl Hook {
    /// The address whose prefix is at `prefix`: the part of it that is secret.
    pub(super) fn find(&self, text: &str, prefix: Range<usize>) -> Option<Range<usize>> {
        let end = prefix.end + matched(self.parts, &text[prefix.end..])?;
        let secret = text[prefix.end..end].rsplit('/').next()?;
        is_random(secret).then_some(end - secret.len()..end)
    }
}
