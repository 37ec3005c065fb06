//! PromQL and LogQL.

use super::super::{Class, Tokens};
use super::{Cursor, is_word};

const KEYWORDS: &[&str] = &[
    "by",
    "without",
    "on",
    "ignoring",
    "group_left",
    "group_right",
    "offset",
    "bool",
    "and",
    "or",
    "unless",
    "atan2",
    "start",
    "end",
    "json",
    "logfmt",
    "regexp",
    "pattern",
    "unpack",
    "unwrap",
    "line_format",
    "label_format",
    "decolorize",
    "drop",
    "keep",
    "ip",
];

pub(in super::super) fn lex(code: &str, tokens: &mut Tokens) {
    let mut cursor = Cursor::new(code);
    let mut in_labels = false;
    while let Some(byte) = cursor.peek(0) {
        match byte {
            b'#' => {
                let start = cursor.skip_line();
                tokens.push(Class::Comment, start, cursor.at);
            }
            b'"' | b'\'' | b'`' => {
                let start = cursor.skip_string(byte != b'`', byte != b'`');
                tokens.push(Class::String, start, cursor.at);
            }
            b'{' | b'}' => {
                in_labels = byte == b'{';
                cursor.at += 1;
            }
            b'0'..=b'9' => {
                let start = cursor.skip(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
                tokens.push(Class::Number, start, cursor.at);
            }
            b'$' => {
                let start = cursor.at;
                cursor.at += 1;
                cursor.skip(|byte| is_word(byte) || matches!(byte, b'{' | b'}'));
                tokens.push(Class::Variable, start, cursor.at);
            }
            byte if is_word(byte) => word(&mut cursor, in_labels, tokens),
            b'=' | b'!' | b'~' | b'<' | b'>' | b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'|' | b'@' => {
                tokens.push(Class::Operator, cursor.at, cursor.at + 1);
                cursor.at += 1;
            }
            _ => cursor.at += 1,
        }
    }
}

fn word(cursor: &mut Cursor<'_>, in_labels: bool, tokens: &mut Tokens) {
    let start = cursor.skip(|byte| is_word(byte) || byte == b':');
    let word = &cursor.text[start..cursor.at];
    let follows = cursor.rest().trim_start();
    let class = if in_labels {
        Class::Attribute
    } else if KEYWORDS.iter().any(|keyword| keyword.eq_ignore_ascii_case(word)) {
        Class::Keyword
    } else if follows.starts_with('(') || is_grouped(follows) {
        Class::Function
    } else if word.eq_ignore_ascii_case("inf") || word.eq_ignore_ascii_case("nan") {
        Class::Number
    } else {
        return;
    };
    tokens.push(class, start, cursor.at);
}

/// `sum by (x) (…)`: the grouping may appear before the argument.
fn is_grouped(follows: &str) -> bool {
    ["by ", "by(", "without ", "without("].iter().any(|grouping| follows.starts_with(grouping))
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::show;

    #[test]
    fn queries() {
        assert_eq!(
            show("promql", "sum by (job) (rate(http_total{code=~\"5..\"}[5m])) > 0.5 # x"),
            "f(sum) k(by) (job) (f(rate)(http_total{a(code)o(=~)s(\"5..\")}[n(5m)])) o(>) n(0.5) c(# x)"
        );
        assert_eq!(
            show("logql", "{app=\"x\"} |= `a\nb` | json | line_format \"{{.y}}\""),
            "{a(app)o(=)s(\"x\")} o(|=) s(`a\nb`) o(|) k(json) o(|) k(line_format) s(\"{{.y}}\")"
        );
    }
}
