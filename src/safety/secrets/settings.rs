//! Passwords after a name: in a variable, a configuration, an option, a statement of SQL.

use std::ops::Range;

use super::alphabet::is_word;
use super::password::{LONGEST, is_password};
use super::random::is_cut_off;

/// What a password is called, or what the name ends with; the case does not count.
pub(super) const NAMES: &[&str] =
    &["password", "passwd", "passwort", "passphrase", "passcode", "_pass", "_pwd", "_pw", "rootpw", "bindpw"];

/// Settings whose value follows a blank: redis.io/docs/latest/operate/oss_and_stack/management/security.
pub(super) const BARE_NAMES: &[&str] = &["requirepass", "masterauth", "-passin pass", "-passout pass"];

/// Names of user and password with a colon between them (etcd.io/docs: «Role-based access control»).
pub(super) const USER_NAMES: &[&str] = &["etcdctl_user"];

/// What is before a password in SQL (dev.mysql.com/doc: «CREATE USER»).
pub(super) const STATEMENTS: &[&str] = &["identified by", "identified with"];

/// Names of tokens that are alone.
pub(super) const TOKENS: &[&str] = &["token", "secret"];

/// A token by such a name is at least so long.
const SHORTEST_TOKEN: usize = 20;

/// The password after the name at `name`.
pub(super) fn password(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let value = value(text, behind(text, name.end, is_option(text, name.start))?)?;
    is_password(&text[value.clone()]).then_some(value)
}

/// The password after a name that needs nothing but a blank.
pub(super) fn bare(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let value = value(text, behind(text, name.end, true)?)?;
    is_password(&text[value.clone()]).then_some(value)
}

/// The password of `user:password` after a name.
pub(super) fn of_user(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let value = value(text, behind(text, name.end, false)?)?;
    let start = value.start + text[value.clone()].find(':')? + 1;
    is_password(&text[start..value.end]).then_some(start..value.end)
}

/// The password of a statement: `IDENTIFIED BY 'x'`, `IDENTIFIED WITH plugin BY 'x'`.
pub(super) fn statement(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let line = &text[name.end..text.floor_char_boundary((name.end + 80).min(text.len()))];
    let quote = line.lines().next()?.find(['\'', '"'])?;
    let between = line[..quote].trim().to_ascii_lowercase();
    let is_value = matches!(between.as_str(), "" | "password") || between.ends_with(" by") || between == "by";
    let value = value(text, is_value.then_some(name.end + quote)?)?;
    is_password(&text[value.clone()]).then_some(value)
}

/// The token after a name that is a word of its own.
pub(super) fn token(text: &str, name: Range<usize>) -> Option<Range<usize>> {
    let is_option = is_option(text, name.start);
    if !is_option && text[..name.start].ends_with(|c: char| is_word(c) || matches!(c, '-' | '.')) {
        return None;
    }
    let value = value(text, behind(text, name.end, is_option)?)?;
    let token = &text[value.clone()];
    let is_whole = token.len() >= SHORTEST_TOKEN && !is_cut_off(&text[value.end..]);
    (is_whole && !is_uuid(token) && is_password(token)).then_some(value)
}

/// Numbers of requests are UUIDs as well.
fn is_uuid(value: &str) -> bool {
    let lengths = value.split('-').map(str::len);
    lengths.eq([8, 4, 4, 4, 12])
}

/// Whether the name is the end of a long option.
fn is_option(text: &str, name: usize) -> bool {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    let length = text[..name].bytes().rev().take(48).take_while(is_part).count();
    text[name - length..].starts_with("--")
}

/// Where the value begins that belongs to a name which ends at `at`.
fn behind(text: &str, at: usize, blank_is_enough: bool) -> Option<usize> {
    let named = text[at..].trim_start_matches(['"', '\'', '\\', '`', '*']);
    let rest = named.trim_start_matches([' ', '\t']);
    let has_blank = rest.len() < named.len() && named.len() == text.len() - at;
    let sign = [":=", "=>", "=", ":", "|", ">"].iter().find_map(|sign| rest.strip_prefix(sign));
    let value = match sign {
        Some(value) => value.trim_start_matches([' ', '\t', '*']),
        None if has_blank && (blank_is_enough || rest.starts_with(['"', '\'', '`'])) => rest,
        None if rest.starts_with(['\n', '\r']) => {
            rest.trim_start().strip_prefix("value:")?.trim_start_matches(' ')
        }
        None => return None,
    };
    Some(text.len() - value.len())
}

/// The value that begins at `start`, without its quotes.
pub(super) fn value(text: &str, start: usize) -> Option<Range<usize>> {
    let start = start + usize::from(text[start..].starts_with("\\\"") || text[start..].starts_with("\\'"));
    let quote = text[start..].chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let start = start + usize::from(quote.is_some());
    let ends = |c: char| match quote {
        Some(quote) => c == quote || c == '\n',
        None => c.is_whitespace() || "\"'`,;)}]<|".contains(c),
    };
    let length = text[start..].char_indices().take(LONGEST + 1).find(|(_, c)| ends(*c)).map(|(at, _)| at);
    let length = length.or_else(|| (text.len() - start <= LONGEST).then_some(text.len() - start))?;
    let value = text[start..start + length].trim_end_matches(['.', ':', '\\']);
    Some(start..start + value.len())
}
