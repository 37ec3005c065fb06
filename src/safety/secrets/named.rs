//! Secrets without a form of their own, known by the name that is before them: a header, a key of
//! a configuration, an option.

use std::ops::Range;

use super::alphabet::Alphabet::{self, Base62, Base64, Base64Url, Hex, Lower, Token68};
use super::alphabet::Part::{self, Of, Text};
use super::alphabet::{matched, may_be_longer};
use super::base64;
use super::random::{is_cut_off, is_random};

/// A name and what follows it.
#[derive(Debug)]
pub(super) struct Named {
    /// What it is, to be read after «this looks like».
    pub(super) what: &'static str,
    /// The names, in lower case; the case in the text does not count.
    pub(super) names: &'static [&'static str],
    parts: &'static [Part],
}

/// The most characters between a name and its value.
const WIDEST_GAP: usize = 12;

/// Every form.
pub(super) const NAMED: &[Named] = &[
    // docs.aws.amazon.com/IAM: «Manage access keys».
    Named {
        what: "an AWS secret access key",
        names: &[
            "secret_access_key",
            "secretaccesskey",
            "aws_secret_key",
            "secret_key",
            "secretkey",
            "secret access key",
        ],
        parts: &[Of(Base64, 40, 40)],
    },
    Named {
        what: "an AWS session token",
        names: &["aws_session_token", "sessiontoken"],
        parts: &[Of(Base64, 100, 2000)],
    },
    // learn.microsoft.com/azure/storage/common/storage-configure-connection-string: 64 bytes.
    Named { what: "an Azure storage key", names: &["accountkey"], parts: &[Of(Base64, 86, 88)] },
    // learn.microsoft.com/azure/service-bus-messaging/service-bus-sas: 32 bytes.
    Named { what: "an Azure access key", names: &["sharedaccesskey"], parts: &[Of(Base64, 43, 48)] },
    // www.wireguard.com/quickstart: 32 bytes.
    Named { what: "a WireGuard key", names: &["privatekey", "presharedkey"], parts: &[Of(Base64, 44, 44)] },
    // developer.hashicorp.com/vault/docs/concepts/seal: the shares of the key that unseals it.
    Named {
        what: "a Vault unseal key",
        names: &["unseal key 1", "unseal key 2", "unseal key 3", "unseal key 4", "unseal key 5"],
        parts: &[Of(Base64, 40, 48)],
    },
    // docs.datadoghq.com/account_management/api-app-keys.
    Named {
        what: "a Datadog API key",
        names: &["dd_api_key", "dd-api-key", "datadog_api_key"],
        parts: &[Of(Hex, 32, 32)],
    },
    Named {
        what: "a Datadog API key",
        names: &["dd_app_key", "dd-application-key", "datadog_app_key"],
        parts: &[Of(Hex, 40, 40)],
    },
    // developers.cloudflare.com/fundamentals/api/get-started/token-formats: the forms before 2026.
    Named {
        what: "a Cloudflare token",
        names: &["cf_api_token", "cloudflare_api_token", "cloudflare_token"],
        parts: &[Of(Base64Url, 40, 40)],
    },
    Named {
        what: "a Cloudflare API key",
        names: &["cf_api_key", "cloudflare_api_key", "x-auth-key"],
        parts: &[Of(Hex, 37, 45)],
    },
    // devcenter.heroku.com/articles/authentication: a UUID.
    Named {
        what: "a Heroku API key",
        names: &["heroku_api_key"],
        parts: &[
            Of(Hex, 8, 8),
            Text("-"),
            Of(Hex, 4, 4),
            Text("-"),
            Of(Hex, 4, 4),
            Text("-"),
            Of(Hex, 4, 4),
            Text("-"),
            Of(Hex, 12, 12),
        ],
    },
    // www.twilio.com/docs/iam/api: the account's token.
    Named { what: "a Twilio token", names: &["twilio_auth_token", "auth_token"], parts: &[Of(Hex, 32, 32)] },
    // kubernetes.io/docs/reference/access-authn-authz/bootstrap-tokens.
    Named {
        what: "a Kubernetes bootstrap token",
        names: &["--token"],
        parts: &[Of(Lower, 6, 6), Text("."), Of(Lower, 16, 16)],
    },
    // developer.pagerduty.com/docs/authentication.
    Named {
        what: "a PagerDuty token",
        names: &["token token", "pagerduty_token", "pagerduty_key", "pagerduty_api_key"],
        parts: &[Of(Token68, 20, 20)],
    },
    // RFC 6749 and what APIs call their keys: long and random, or no finding.
    Named {
        what: "a client secret",
        names: &["client_secret", "clientsecret", "client-secret", "github_secret"],
        parts: &[Of(Token68, 24, 128)],
    },
    Named {
        what: "an API key",
        names: &[
            "api_key",
            "api-key",
            "apikey",
            "access_token",
            "accesstoken",
            "auth-token",
            "authtoken",
            "secret_token",
        ],
        parts: &[Of(Token68, 24, 128)],
    },
    // What people call a secret of whatever maker.
    Named {
        what: "a secret, by its name",
        names: &["_token", "_secret", "_pat", "secret_key", "private_key"],
        parts: &[Of(Token68, 24, 128)],
    },
    // RFC 6750, and the headers in which APIs take their tokens.
    Named {
        what: "a bearer token",
        names: &["authorization: bearer", "authorization: token"],
        parts: &[Of(Token68, 20, 1024)],
    },
    Named {
        what: "a token in a header",
        names: &["x-vault-token", "private-token", "x-auth-token", "x-api-key", "x-api-token", "job-token"],
        parts: &[Of(Token68, 20, 1024)],
    },
];

impl Named {
    /// The secret after the name at `name`.
    pub(super) fn find(&self, text: &str, name: Range<usize>) -> Option<Range<usize>> {
        let start = name.end + gap(&text[name.end..])?;
        let is_prose = self.names[0].starts_with('_') && !text[name.end..start].contains([':', '=']);
        let length = matched(self.parts, &text[start..]).filter(|_| !is_prose)?;
        let value = text[start..start + length].trim_end_matches(['.', '~']);
        let end = start + value.len();
        let is_whole = !is_cut_off(&text[end..]) || !may_be_longer(self.parts);
        let has_digit = value.bytes().any(|byte| byte.is_ascii_digit());
        (is_whole && has_digit && is_random(value)).then_some(start..end)
    }
}

/// The length of what separates a name from its value: `=`, `: `, `": "`, ` := `, a blank; `None`
/// where anything else is between.
fn gap(text: &str) -> Option<usize> {
    let is_gap = |byte: &u8| b" \t\\\"'`:=|>".contains(byte);
    let length = text.bytes().take(WIDEST_GAP + 1).take_while(is_gap).count();
    (1..=WIDEST_GAP).contains(&length).then_some(length)
}

/// What a key of Ceph is called in a keyring and in its JSON; `AQ` is the type and the first bits of
/// the time (docs.ceph.com/en/latest/rados/operations/user-management).
pub(super) const CEPH: &[&str] =
    &["key = AQ", "key=AQ", "key: AQ", "\"key\": \"AQ", "\"key\":\"AQ", "secret=AQ", "secret: AQ"];

/// A key of Ceph: type, time, length and 16 bytes in Base64.
pub(super) fn ceph(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let end = name.end + matched(&[Of(Base64, 38, 38)], &text[name.end..])?;
    let is_whole = text[..end].ends_with("==") && is_random(text[name.end..end].trim_end_matches('='));
    is_whole.then_some(name.end - 2..end)
}

/// What is before a user and a password in Base64 (RFC 7617).
pub(super) const BASIC: &str = "authorization: basic";

/// The user and the password of HTTP's basic authentication.
pub(super) fn basic(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let start = name.end + gap(&text[name.end..])?;
    let length = Alphabet::Base64.run(&text[start..], 1024);
    let decoded = String::from_utf8(base64::decode(&text[start..start + length])?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    let is_typed = !user.is_empty() && decoded.chars().all(|c| !c.is_control());
    (is_typed && !super::web::is_example(user, password)).then_some(start..start + length)
}

/// What is in the secret of an application of Azure after its first four characters
/// (learn.microsoft.com/purview/sit-defn-client-secret-api-key).
pub(super) const AZURE: &str = "Q~";

/// The secret of an application of Azure: `xxx8Q~` and 31 to 34 characters.
pub(super) fn azure(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let start = anchor.start.checked_sub(4).filter(|start| text.is_char_boundary(*start))?;
    let begins =
        text[start..anchor.start].bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.~-".contains(&byte));
    let length = matched(&[Of(Token68, 31, 34)], &text[anchor.end..])?;
    let end = anchor.end + length;
    let is_whole = begins && text.as_bytes()[anchor.start - 1].is_ascii_digit();
    (is_whole && is_random(&text[anchor.end..end])).then_some(start..end)
}

/// What the signature of a link to Azure's storage begins with
/// (learn.microsoft.com/rest/api/storageservices/create-service-sas).
pub(super) const SIGNATURE: &str = "sig=";

/// A shared access signature: 32 bytes in Base64, percent-encoded, next to a version.
pub(super) fn signature(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let is_value = |byte: &u8| byte.is_ascii_alphanumeric() || b"%+/=".contains(byte);
    let length = text[anchor.end..].bytes().take(128).take_while(is_value).count();
    let value = &text[anchor.end..anchor.end + length];
    if !(43..=80).contains(&length) || !is_random(value) {
        return None;
    }
    let window = &text[text.ceil_char_boundary(anchor.start.saturating_sub(1024))..anchor.start];
    let before = window.rsplit(char::is_whitespace).next().unwrap_or(window);
    (before.contains("sv=") || before.contains("se=")).then_some(anchor.end..anchor.end + length)
}

/// What is between a bot's number and its token (core.telegram.org/bots/api#authorizing-your-bot).
pub(super) const TELEGRAM: &str = ":AA";

/// A bot's token of Telegram: its number and 35 characters.
pub(super) fn telegram(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let digits = text[..anchor.start].bytes().rev().take(13).take_while(u8::is_ascii_digit).count();
    let length = matched(&[Of(Base64Url, 32, 34)], &text[anchor.end..])?;
    let end = anchor.end + length;
    ((8..=12).contains(&digits) && is_random(&text[anchor.end..end])).then_some(anchor.start - digits..end)
}

/// What is near the end of a personal access token of Azure DevOps
/// (learn.microsoft.com/azure/devops/organizations/accounts/use-personal-access-tokens-to-authenticate).
pub(super) const DEVOPS: &str = "AZDO";

/// A token of Azure DevOps: 76 characters before the mark and four after it.
pub(super) fn devops(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let before = text[..anchor.start].bytes().rev().take(77).take_while(u8::is_ascii_alphanumeric).count();
    let end = anchor.end + matched(&[Of(Base62, 4, 4)], &text[anchor.end..])?;
    (before == 76 && is_random(&text[anchor.start - 52..end])).then_some(anchor.start - before..end)
}

/// What is in the middle of a token of Terraform Cloud
/// (developer.hashicorp.com/terraform/cloud-docs/users-teams-organizations/api-tokens).
pub(super) const TERRAFORM: &str = ".atlasv1.";

/// A token of Terraform Cloud: 14 characters before the mark and 60 to 70 behind it.
pub(super) fn terraform(text: &str, anchor: Range<usize>) -> Option<Range<usize>> {
    let before = text[..anchor.start].bytes().rev().take(15).take_while(u8::is_ascii_alphanumeric).count();
    let end = anchor.end + matched(&[Of(Base64Url, 60, 70)], &text[anchor.end..])?;
    (before == 14 && is_random(&text[anchor.end..end])).then_some(anchor.start - before..end)
}
