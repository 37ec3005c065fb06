//! Text that must not be published: secrets, addresses of people and of private networks, people named as
//! a cause, deceptive characters and names.
//!
//! [`judge`] is a pure function of a page, so that its findings are remembered with the page. What
//! the configuration allows is taken out afterwards by [`is_allowed`]. Secrets and characters
//! are looked for in every page; what depends on a page being the report of an incident is asked for
//! by its schema (`x-opslore.safety`).

mod addresses;
mod allow;
mod blame;
mod characters;
mod emails;
mod hosts;
mod look_alike;
mod secrets;
mod strings;

use std::borrow::Cow;
use std::ops::Range;

use serde_json::{Map, Value as Json};
use unicode_script::UnicodeScript;

use crate::diagnostic::redact::REMOVED;
use crate::diagnostic::{Finding, Fix, Rule, rules};
use crate::markdown::Outline;
use crate::path::SitePath;
use crate::schema::{Role, Schema};
use crate::text::{Source, Span};
use characters::{Code, Kind, Odd};
use look_alike::LookAlike;

pub use allow::{allowed_by, is_allowed};

/// Everything in a page that must not be published. `fields` are the values of its front matter.
pub fn judge(
    source: &Source,
    fields: &Map<String, Json>,
    outline: &Outline,
    schema: &Schema,
) -> Vec<Finding> {
    let text = &*source.text;
    let code = code(outline);
    let asks_for =
        |rule: &Rule| schema.safety.iter().any(|name| rule.name.strip_prefix("safety/") == Some(name));
    let mut findings = secrets_in(source);
    findings.extend(characters::odd_characters(text, &code).iter().map(|odd| of_character(source, odd)));
    let targets = outline.links.iter().map(|link| (&*link.target, Range::from(link.target_span)));
    let targets: Vec<(&str, Range<usize>)> = targets.collect();
    let look_alikes = look_alike::look_alikes(text, &code, &targets);
    findings.extend(look_alikes.into_iter().map(|found| of_look_alike(source, found)));
    if asks_for(&rules::SAFETY_EMAIL) {
        findings.extend(emails::emails(text).into_iter().map(|range| of_email(source, range)));
    }
    if asks_for(&rules::SAFETY_ADDRESS) {
        findings
            .extend(addresses::private_addresses(text).into_iter().map(|range| of_address(source, range)));
    }
    if asks_for(&rules::SAFETY_PERSON) {
        let people = people(fields, schema);
        let mut skip: Vec<Range<usize>> = code.iter().map(|code| code.range.clone()).collect();
        skip.extend(outline.comments.iter().map(|span| Range::from(*span)));
        skip.sort_by_key(|range| range.start);
        findings.extend(blame::blame(text, &people, &skip).into_iter().map(|range| of_person(source, range)));
    }
    findings
}

/// Code and the targets of links, in their order.
fn code(outline: &Outline) -> Vec<Code<'_>> {
    let code = outline.code.iter().map(|code| Code {
        range: code.span.into(),
        language: &code.info,
        is_typed: true,
    });
    let targets = outline.links.iter().map(|link| Code {
        range: link.target_span.into(),
        language: "",
        is_typed: false,
    });
    let mut all: Vec<Code<'_>> = code.chain(targets).collect();
    all.sort_by_key(|code| code.range.start);
    all
}

/// The people that a page names as its own: of its authors and owners those with a first and a last
/// name. A team has none, or says that it is one.
fn people<'a>(fields: &'a Map<String, Json>, schema: &Schema) -> Vec<&'a str> {
    let texts = |name: &String| -> Vec<&str> {
        match fields.get(name) {
            Some(Json::Array(items)) => items.iter().filter_map(Json::as_str).collect(),
            Some(Json::String(text)) => vec![text],
            _ => Vec::new(),
        }
    };
    let is_team = |word: &str| {
        let word = word.to_lowercase();
        matches!(
            word.as_str(),
            "team"
                | "group"
                | "maintainers"
                | "operations"
                | "engineering"
                | "platform"
                | "sre"
                | "services"
                | "support"
                | "infrastructure"
                | "cloud"
        )
    };
    let is_person = |name: &&str| {
        let words: Vec<&str> = name.split(' ').collect();
        (2..=4).contains(&words.len())
            && words.iter().all(|word| word.starts_with(char::is_uppercase) && !is_team(word))
    };
    let names = [Role::Authors, Role::Owner].into_iter().flat_map(|role| schema.names_of(role));
    names.flat_map(texts).filter(is_person).collect()
}

/// A finding for every secret in a text, whatever file it is: each text that is published or printed
/// passes here.
pub fn secrets_in(source: &Source) -> Vec<Finding> {
    let finding = |secret: secrets::Secret, read: Option<String>| {
        let message = format!("this looks like {}", secret.what);
        let help = "revoke it, because every reader of the repository has it; then use a variable such as \
                    `$TOKEN`";
        let written = &source.text[secret.range.clone()];
        Finding::new(&rules::SAFETY_SECRET, &source.path, secret.range.into(), message)
            .help(help)
            .secret(written, read.as_deref().unwrap_or(written))
    };
    let escaped = secrets::disguised_secrets(&source.text);
    // What is read as a longer secret is reported once, as a whole.
    let is_part = |secret: &secrets::Secret| {
        let before = escaped.partition_point(|one| one.secret.range.start <= secret.range.start);
        escaped[..before].last().is_some_and(|one| secret.range.end <= one.secret.range.end)
    };
    let mut plain = secrets::secrets(&source.text);
    plain.retain(|secret| !is_part(secret));
    let escaped = escaped.into_iter();
    let plain = plain.into_iter().map(|secret| finding(secret, None));
    plain.chain(escaped.map(|escaped| finding(escaped.secret, Some(escaped.read)))).collect()
}

/// A finding for a text that has no place of its own in a file, such as the file's name, if there is
/// a secret in it. `name` says what the text is, as the beginning of a sentence.
pub fn secret_in_name(path: &SitePath, name: &str, text: &str, help: &str) -> Option<Finding> {
    let secret = secrets::secrets(text).into_iter().next()?;
    let message = format!("{name} looks like {}", secret.what);
    let finding = Finding::new(&rules::SAFETY_SECRET, path, Span::default(), message);
    let secret = &text[secret.range];
    Some(finding.help(help).secret(secret, secret))
}

/// The user and the password in an address that is used, not shown as an example, whatever they look
/// like; also a long random user without a password.
pub fn credentials(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let (user_info, _) = rest.split(['/', '?', '#']).next()?.rsplit_once('@')?;
    let is_secret = match user_info.split_once(':') {
        Some((_, password)) => !password.is_empty() && password != REMOVED,
        None => user_info.len() >= 20 && secrets::is_random(user_info),
    };
    is_secret.then_some(user_info)
}

/// The finding for [`credentials`].
pub fn of_credentials(path: &SitePath, span: Span, credentials: &str) -> Finding {
    let message = "this looks like a password in an address";
    let help = "revoke it, and remove the part of the address before `@`";
    Finding::new(&rules::SAFETY_SECRET, path, span, message).help(help).secret(credentials, credentials)
}

/// Whether there is a secret in a text.
pub fn has_secret(text: &str) -> bool {
    !secrets::secrets(text).is_empty()
}

/// A short text, such as a message, with [`REMOVED`] in place of every secret.
pub fn without_secrets(text: &str) -> Cow<'_, str> {
    let secrets = secrets::secrets(text);
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for secret in secrets {
        out.push_str(&text[at..secret.range.start]);
        out.push_str(REMOVED);
        at = secret.range.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

fn of_character(source: &Source, odd: &Odd) -> Finding {
    let (rule, what) = match odd.kind {
        Kind::Bidirectional => (&rules::SAFETY_BIDIRECTIONAL, "changes the order in which text is shown"),
        Kind::Invisible if odd.replacement == Some(" ") => {
            (&rules::SAFETY_INVISIBLE, "is not an ordinary space")
        }
        Kind::Invisible => (&rules::SAFETY_INVISIBLE, "cannot be seen"),
        Kind::Typographic => (&rules::SAFETY_TYPOGRAPHIC, "is a typographic character in a command"),
    };
    let code_point = format!("U+{:04X}", u32::from(odd.character));
    let shown = if odd.kind == Kind::Typographic {
        format!("`{}` ({code_point})", odd.character)
    } else {
        code_point
    };
    let message = format!("{shown}{} {what}{}", name(odd.character), odd.place);
    let span = Span::from(odd.range.clone());
    let finding = Finding::new(rule, &source.path, span, message).help(help(odd));
    match odd.replacement {
        Some("") => finding.fix(Fix::remove(span)),
        Some(text) => {
            finding.fix(Fix::replace(span, text.repeat(source.text[odd.range.clone()].chars().count())))
        }
        None => finding,
    }
}

fn help(odd: &Odd) -> String {
    match (odd.kind, odd.replacement) {
        (Kind::Bidirectional, _) => {
            "look at the bytes of the line, for example with `cat -A`, and retype it".to_owned()
        }
        (_, Some("")) => "remove it".to_owned(),
        (_, Some(" ")) => "write a plain space".to_owned(),
        (_, Some(text)) => format!("write `{text}`"),
        (Kind::Invisible, None) => "remove it".to_owned(),
        (Kind::Typographic, None) => match odd.character {
            '“' | '”' | '„' => "write `\"`".to_owned(),
            '‘' | '’' | '‚' => "write `'`".to_owned(),
            _ => "write `-` or `--`, as the option requires".to_owned(),
        },
    }
}

/// What the character is called, where people know a name for it.
fn name(c: char) -> &'static str {
    match c {
        '\u{a0}' => " (no-break space)",
        '\u{ad}' => " (soft hyphen)",
        '\u{200b}' => " (zero-width space)",
        '\u{200c}' => " (zero-width non-joiner)",
        '\u{200d}' => " (zero-width joiner)",
        '\u{200e}' => " (left-to-right mark)",
        '\u{200f}' => " (right-to-left mark)",
        '\u{202d}' | '\u{202e}' => " (directional override)",
        '\u{202a}' | '\u{202b}' => " (directional embedding)",
        '\u{2066}'..='\u{2068}' => " (directional isolate)",
        '\u{2060}' => " (word joiner)",
        '\u{feff}' => " (byte order mark)",
        '\u{e0000}'..='\u{e007f}' => " (tag)",
        _ => "",
    }
}

fn of_look_alike(source: &Source, found: LookAlike) -> Finding {
    let LookAlike { range, name, plain, odd } = found;
    let odd = format!("`{odd}` (U+{:04X}, {})", u32::from(odd), odd.script().full_name());
    let (message, help) = match plain {
        Some(plain) => (
            format!("`{name}` looks like `{plain}`, but has {odd}"),
            format!("write `{plain}` if that is what you mean"),
        ),
        None => (
            format!("`{name}` mixes letters of two scripts: {odd}"),
            "write it in the letters of one script".to_owned(),
        ),
    };
    Finding::new(&rules::SAFETY_LOOK_ALIKE, &source.path, range.into(), message).help(help)
}

fn of_email(source: &Source, range: Range<usize>) -> Finding {
    let message = format!("`{}` is somebody's e-mail address", &source.text[range.clone()]);
    let help = "name a role or a team instead; if it may be published, add it to `safety: {allow: […]}` in \
                opslore.yaml";
    Finding::new(&rules::SAFETY_EMAIL, &source.path, range.into(), message).help(help)
}

fn of_address(source: &Source, range: Range<usize>) -> Finding {
    let message = format!("`{}` is an address of a private network", &source.text[range.clone()]);
    let help = "write its role, or a documentation address such as 192.0.2.1 or `db2.example.org`; if it \
                may be published, add it to `safety: {allow: […]}` in opslore.yaml";
    Finding::new(&rules::SAFETY_ADDRESS, &source.path, range.into(), message).help(help)
}

fn of_person(source: &Source, range: Range<usize>) -> Finding {
    let message = format!("“{}” is named as a cause", &source.text[range.clone()]);
    let help = "describe what the system allowed and what would have caught it, not who did it";
    Finding::new(&rules::SAFETY_PERSON, &source.path, range.into(), message).help(help)
}

#[cfg(test)]
mod tests;
