//! INI, TOML, systemd units, properties: sections, keys and values, line by line.

use super::super::tokens::{Class, Tokens};
use super::{Cursor, is_word};

pub(in super::super) fn lex(code: &str, tokens: &mut Tokens) {
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        self::line(line.trim_end_matches(['\n', '\r']), start, tokens);
        start += line.len();
    }
}

fn line(line: &str, offset: usize, tokens: &mut Tokens) {
    let text = line.trim_start();
    let start = offset + line.len() - text.len();
    if text.starts_with(['#', ';']) {
        tokens.push(Class::Comment, start, offset + line.len());
    } else if text.starts_with('[') {
        let end = text.find(" #").unwrap_or(text.len());
        tokens.push(Class::Meta, start, start + end);
        value(&text[end..], start + end, tokens);
    } else if let Some(at) = text.find(['=', ':']).filter(|at| is_key(&text[..*at])) {
        tokens.push(Class::Attribute, start, start + text[..at].trim_end().len());
        tokens.push(Class::Operator, start + at, start + at + 1);
        value(&text[at + 1..], start + at + 1, tokens);
    } else {
        value(text, start, tokens);
    }
}

fn is_key(text: &str) -> bool {
    let text = text.trim_end();
    !text.is_empty() && !text.contains(['"', '\'', ' ', '{', '(']) || text.starts_with('"')
}

fn value(text: &str, offset: usize, tokens: &mut Tokens) {
    let mut cursor = Cursor::new(text);
    let mut word_before = false;
    while let Some(byte) = cursor.peek(0) {
        match byte {
            b'"' | b'\'' if !word_before => {
                let start = cursor.skip_string(byte == b'"', true);
                tokens.push(Class::String, offset + start, offset + cursor.at);
            }
            b'#' | b';' if cursor.at > 0 && text.as_bytes()[cursor.at - 1].is_ascii_whitespace() => {
                tokens.push(Class::Comment, offset + cursor.at, offset + text.len());
                return;
            }
            b'$' if matches!(cursor.peek(1), Some(b'{' | b'A'..=b'Z' | b'a'..=b'z' | b'_')) => {
                let start = cursor.at;
                cursor.at += 1;
                cursor.skip(|byte| is_word(byte) || byte == b'{');
                cursor.at += usize::from(cursor.peek(0) == Some(b'}'));
                tokens.push(Class::Variable, offset + start, offset + cursor.at);
            }
            byte if is_word(byte) => {
                let start = cursor.skip(|byte| is_word(byte) || matches!(byte, b'.' | b'-' | b':' | b'/'));
                if is_constant(&text[start..cursor.at]) {
                    tokens.push(Class::Number, offset + start, offset + cursor.at);
                }
            }
            _ => cursor.at += 1,
        }
        word_before = is_word(byte);
    }
}

/// Numbers with a unit, dates, truth values.
fn is_constant(word: &str) -> bool {
    let truths = ["true", "false", "yes", "no", "on", "off", "null", "none"];
    let digits = word.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b':'));
    let rest = &word[digits.count()..];
    let is_number = word.starts_with(|c: char| c.is_ascii_digit())
        && rest.len() <= 3
        && rest.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_number || truths.iter().any(|truth| truth.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::show;

    #[test]
    fn sections_and_keys() {
        assert_eq!(
            show("ini", "; c\n[Unit]\nAfter = a.target\nx=\"y # z\" # d\nn=10s\n%h/bin true\nE=${HOME}/x\n"),
            "c(; c)\nm([Unit])\na(After) o(=) a.target\na(x)o(=)s(\"y # z\") c(# d)\na(n)o(=)n(10s)\n%h/bin n(true)\na(E)o(=)v(${HOME})/x\n"
        );
    }
}
