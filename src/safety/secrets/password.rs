//! Whether a value in the position of a password is one. Passwords are shorter than tokens and made by
//! people, too; only the name or option before them identifies them.

use super::base64;
use super::random::{is_random, is_stand_in};
use super::web::is_common;

/// What nobody types or generates is longer.
pub(super) const LONGEST: usize = 128;
/// The shortest value that is taken for a password, unless it has a mark such as `!`.
const SHORTEST: usize = 10;
/// The shortest one with such a mark.
const SHORTEST_WITH_MARK: usize = 8;

/// Stand-ins that are too short to be looked for in tokens.
const WORDS: &[&str] = &[
    "qwerty",
    "asdf",
    "test",
    "demo",
    "hunter2",
    "letmein",
    "p4ss",
    "p@ss",
    "pa55",
    "mypass",
    "1f2d1e2e67df",
];

/// Whether `value` looks like a password: letters and digits mixed as no name is, and no placeholder, no
/// variable, no path. What is in Base64, as in a Kubernetes secret, is judged by what it stands for.
pub(super) fn is_password(value: &str) -> bool {
    match decoded(value) {
        Some(text) => is_plain_password(&text),
        None => is_plain_password(value),
    }
}

fn is_plain_password(value: &str) -> bool {
    let least = if has_mark(value) { SHORTEST_WITH_MARK } else { SHORTEST };
    (least..=LONGEST).contains(&value.len())
        && value.bytes().all(|byte| byte.is_ascii_graphic())
        && !is_reference(value)
        && !is_example(value)
        && is_mixed(value)
        && is_random(value)
}

/// The printable text that Base64 stands for.
fn decoded(value: &str) -> Option<String> {
    let is_whole = value.len().is_multiple_of(4) && value.len() >= 8;
    let text =
        is_whole.then(|| base64::decode(value)).flatten().and_then(|bytes| String::from_utf8(bytes).ok())?;
    let text = text.trim_end();
    (!text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' '))
        .then(|| text.to_owned())
}

/// Whether it tells where the password is: a variable, a template, a call, a path, an address.
fn is_reference(value: &str) -> bool {
    let is_variable = |sign: char| {
        value
            .split(sign)
            .skip(1)
            .any(|rest| rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
    };
    value.contains(['<', '>', '{', '}', '(', ')', '[', ']', '\\'])
        || ["://", "**", ".."].iter().any(|part| value.contains(part))
        || value.starts_with(['/', '~', '.', '-', '$', '%', '@'])
        || is_variable('$')
        || is_variable('%')
        || is_numbered(value)
        || (has_name_part(value) && !has_mark(value))
}

/// Whether it is a date, an address in memory or a digest.
fn is_numbered(value: &str) -> bool {
    let mut date = value
        .splitn(3, '-')
        .take(2)
        .map(|part| part.bytes().all(|byte| byte.is_ascii_digit()) && part.len() <= 4);
    let is_date = value.matches('-').count() >= 2 && date.all(|is_number| is_number);
    is_date || ["0x", "SHA256:", "sha256:", "sha1:", "md5:"].iter().any(|start| value.starts_with(start))
}

/// Whether a part between hyphens or dots is a word, so that the whole is a name: `db`-`credentials`.
fn has_name_part(value: &str) -> bool {
    let is_lower = !value.bytes().any(|byte| byte.is_ascii_uppercase());
    let is_name = |part: &str| {
        if is_lower {
            part.len() >= 3 && is_word(part)
        } else {
            part.len() >= 4 && is_word(part) && has_vowel(part)
        }
    };
    value.split(['-', '_', '.', '/', ':', '=', ',']).any(is_name)
}

/// Whether it has letters only, all of one case but for the first.
fn is_word(part: &str) -> bool {
    let tail = part.get(1..).unwrap_or_default();
    let is_lower = tail.bytes().all(|byte| byte.is_ascii_lowercase());
    let begins = part.starts_with(|c: char| c.is_ascii_alphabetic());
    (begins && is_lower) || part.bytes().all(|byte| byte.is_ascii_uppercase())
}

fn has_vowel(part: &str) -> bool {
    part.contains(['a', 'e', 'i', 'o', 'u', 'y', 'A', 'E', 'I', 'O', 'U', 'Y'])
}

fn is_example(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    is_common(value)
        || is_stand_in(value)
        || WORDS.iter().any(|word| lower.contains(word))
        || is_in_order(value)
}

/// Whether half of the characters repeat those before them or follow them in order: `abc123def456`.
fn is_in_order(value: &str) -> bool {
    let goes_on = |pair: &&[u8]| pair[1] == pair[0] || pair[0].checked_add(1) == Some(pair[1]);
    value.as_bytes().windows(2).filter(goes_on).count() * 2 >= value.len()
}

/// A mark that is in passwords and hardly in names, addresses and options. `#` and `&` are in those of
/// pages and issues, too.
fn has_mark(value: &str) -> bool {
    let is_marked = value.contains(['!', '^']) && !value.contains("!=");
    let is_joined = value.contains(['#', '&']) && !value.contains(['/', '=']) && !has_name_part(value);
    ((is_marked || is_joined) && !value.starts_with(['!', '#', '&'])) || has_at(value)
}

/// Whether it has an `@` that parts no user from a host.
fn has_at(value: &str) -> bool {
    let host = value.rsplit_once('@').map(|(_, host)| host);
    host.is_some_and(|host| !host.contains('.')) && value.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// Whether the characters are mixed as in no word, and in no word with a number after it.
fn is_mixed(value: &str) -> bool {
    let has = |is: fn(&u8) -> bool| value.as_bytes().iter().any(is);
    let (lower, upper, digit) =
        (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase), has(u8::is_ascii_digit));
    if digit && (lower || upper) && has_mark(value) {
        return true;
    }
    let pieces: Vec<&str> = value.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let counts_all = pieces.len() == 1 || (lower && upper && digit);
    let is_long = |piece: &&&str| counts_all || piece.len() > 4;
    let changes: usize = pieces.iter().filter(is_long).map(|piece| changes(piece.as_bytes())).sum();
    if digit && (lower || upper) { changes >= 3 } else { lower && upper && changes * 3 >= value.len() }
}

/// How often the kind of character changes, but for the capital that begins a word.
fn changes(piece: &[u8]) -> usize {
    let kind = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    let is_capital = |at: usize| {
        piece[at].is_ascii_uppercase()
            && piece[at + 1].is_ascii_lowercase()
            && !(at > 0 && piece[at - 1].is_ascii_uppercase())
    };
    (0..piece.len().saturating_sub(1))
        .filter(|at| kind(piece[*at]) != kind(piece[at + 1]) && !is_capital(*at))
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_passwords_from_names_and_stand_ins() {
        for value in [
            "q8Zr2LmPx7",
            "q8Zr2LmPx7vT",
            "cThacjJMbVB4N3ZU",
            "W3lc0me2Galera!",
            "Winter-2024-Galera!",
            "9fK2mQ7xLw0Z",
            "8f14e45fceea167a5a36dedd4bea2543",
            "k3v9x0qz7m2p",
        ] {
            assert!(is_password(value), "{value}");
        }
        for value in [
            "",
            "5432",
            "changeme123!",
            "my-secret-v2",
            "default/my-cert-2024",
            "db-credentials-5h2m8b9kft",
            "cGFzc3dvcmQ=",
            "$DB_PASSWORD1x",
            "correct-horse-battery",
            "abc123def456",
            "MySQLRootPass",
            "2024-01-31T10:00:00Z",
            "config.db2.pw1",
            "k8s-e2e-v2",
            "https://vault/v1/x9k2",
            "ops1@host2.acme.net",
            "P@ssw0rd123!",
            "max_connections2",
            "pvc-9d8cc41f-cfb5-4828-ad55-3e703337c6e2",
            "2021-04-06T06:27:06.743928908Z",
            "main.tf#L2201",
            "orgId=1&from=now-3h",
            "0x7fefc1d43928",
        ] {
            assert!(!is_password(value), "{value}");
        }
    }
}
