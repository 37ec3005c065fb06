//! `offline`: how much of the site a browser keeps.

use super::problems::Problems;

/// How much of the site a browser keeps, in bytes before compression, where the configuration says
/// nothing: some 400 pages, about 2 MB on the way.
const PRECACHE: u64 = 8 * 1024 * 1024;

const HELP: &str = "write `offline: false`, or `offline: {precache: 8MB}` with a number and `KB` or `MB`";

impl Problems<'_> {
    /// How many bytes of text a browser keeps; nothing where it keeps none.
    pub(super) fn offline(&mut self, value: Option<&serde_yaml::Value>) -> Option<u64> {
        use serde_yaml::Value;
        let size = match value {
            None | Some(Value::Null | Value::Bool(true)) => return Some(PRECACHE),
            Some(Value::Bool(false)) => return None,
            Some(Value::Mapping(mapping)) if mapping.len() <= 1 => match mapping.get("precache") {
                None if mapping.is_empty() => return Some(PRECACHE),
                Some(Value::String(size)) => bytes(size),
                Some(Value::Number(size)) => size.as_u64(),
                _ => None,
            },
            _ => None,
        };
        // No bytes at all are said by `false`.
        let size = size.filter(|size| *size > 0);
        if size.is_none() {
            self.report(&["offline"], "`offline` does not say how much a browser keeps".to_owned(), HELP);
        }
        size
    }
}

/// `8MB` as a number of bytes.
fn bytes(size: &str) -> Option<u64> {
    let digits = size.find(|c: char| !c.is_ascii_digit()).unwrap_or(size.len());
    let (number, unit) = size.split_at(digits);
    let factor = match unit.trim().to_ascii_uppercase().as_str() {
        "" | "B" => 1,
        "KB" | "KIB" | "K" => 1 << 10,
        "MB" | "MIB" | "M" => 1 << 20,
        _ => return None,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        assert_eq!(bytes("8MB"), Some(8 << 20));
        assert_eq!(bytes("500 kb"), Some(500 << 10));
        assert_eq!(bytes("12"), Some(12));
        for wrong in ["", "MB", "8 GB", "-1", "1.5MB", "99999999999999999999", "99999999999999999MB"] {
            assert_eq!(bytes(wrong), None, "{wrong}");
        }
    }
}
