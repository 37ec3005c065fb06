//! JSON, with comments.

use super::super::{Class, Tokens};
use super::{Cursor, is_word};

pub(in super::super) fn lex(code: &str, tokens: &mut Tokens) {
    let mut cursor = Cursor::new(code);
    while let Some(byte) = cursor.peek(0) {
        match byte {
            b'"' => {
                let start = cursor.skip_string(true, true);
                let follows = cursor.rest().trim_start();
                let class = if follows.starts_with(':') { Class::Attribute } else { Class::String };
                tokens.push(class, start, cursor.at);
            }
            b'-' | b'0'..=b'9' => {
                let start =
                    cursor.skip(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-'));
                tokens.push(Class::Number, start, cursor.at);
            }
            b'/' if cursor.starts_with("//") => {
                let start = cursor.skip_line();
                tokens.push(Class::Comment, start, cursor.at);
            }
            b'/' if cursor.starts_with("/*") => {
                let length = cursor.rest().find("*/").map_or(cursor.rest().len(), |end| end + 2);
                tokens.push(Class::Comment, cursor.at, cursor.at + length);
                cursor.at += length;
            }
            byte if is_word(byte) => {
                let start = cursor.skip(is_word);
                if ["true", "false", "null"].contains(&&code[start..cursor.at]) {
                    tokens.push(Class::Number, start, cursor.at);
                }
            }
            _ => cursor.at += 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tests::show;

    #[test]
    fn json() {
        assert_eq!(
            show("json", "{\"a\" : [1.5e-3, \"b\\\"c\", true, x]} // d\n/* e */ \"f"),
            "{a(\"a\") : [n(1.5e-3), s(\"b\\\"c\"), n(true), x]} c(// d)\nc(/* e */) s(\"f)"
        );
    }
}
