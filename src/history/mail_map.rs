//! `.mailmap`: maps the names in commits to the names that people are known by (gitmailmap(5)).
//!
//! Git reads it too, but for authors only, not for those whom a message names as co-authors, and in
//! time that is quadratic in its lines.

use std::collections::BTreeMap;

/// Names by the name and address of a commit. Letter case does not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct MailMap {
    by_address: BTreeMap<String, String>,
    by_address_and_name: BTreeMap<(String, String), String>,
}

impl MailMap {
    /// Reads the file. Lines that say nothing are passed over, as Git does; of two the last counts.
    pub(super) fn parse(text: &str) -> Self {
        let mut map = Self::default();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, first, rest)) = contact(line) else { continue };
            // `Name <commit>`, or `Name <proper> [Commit name] <commit>`.
            let (old_name, address) =
                contact(rest).map_or(("", first), |(old_name, address, _)| (old_name, address));
            if name.is_empty() {
                continue;
            }
            let (address, name) = (address.to_lowercase(), name.to_owned());
            if old_name.is_empty() {
                map.by_address.insert(address, name);
            } else {
                map.by_address_and_name.insert((address, old_name.to_lowercase()), name);
            }
        }
        map
    }

    /// The name of a person whom a commit calls `Name <address>`; the one in there where the file has
    /// no other.
    pub(super) fn name<'a>(&'a self, person: &'a str) -> &'a str {
        let Some((name, address, _)) = contact(person) else { return person.trim() };
        if self.by_address.is_empty() && self.by_address_and_name.is_empty() {
            return name;
        }
        let key = (address.to_lowercase(), name.to_lowercase());
        let known = self.by_address_and_name.get(&key).or_else(|| self.by_address.get(&key.0));
        known.map_or(name, String::as_str)
    }
}

/// The name, the address and what follows of `Name <address> …`.
fn contact(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.split_once('<')?;
    let (address, rest) = rest.split_once('>')?;
    Some((name.trim(), address.trim(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_line_is_read() {
        let map = MailMap::parse(
            "# comment <c@x>\n\nAda Lovelace <ada@x>\n<new@x> <old@x>\nBo B <bo@x> <bo@home>\n\
             Cy C <cy@x> cy <shared@x>\nDee <d@x> dee <SHARED@x> # a remark\nBroken <e@x\nNo address\n",
        );
        for (person, name) in [
            ("ada <ADA@x>", "Ada Lovelace"),
            ("Old <old@x>", "Old"),
            ("b <bo@home>", "Bo B"),
            ("b <bo@x>", "b"),
            ("CY <shared@x>", "Cy C"),
            ("dee <shared@x>", "Dee"),
            ("else <shared@x>", "else"),
            ("Broken <e@x>", "Broken"),
            ("c <c@x>", "c"),
            ("No address", "No address"),
            (" Zoë ", "Zoë"),
            ("", ""),
        ] {
            assert_eq!(map.name(person), name, "{person}");
        }
    }

    #[test]
    fn of_two_lines_the_last_counts() {
        assert_eq!(MailMap::parse("A <x@x>\nB <x@x>\n").name("c <x@x>"), "B");
    }
}
