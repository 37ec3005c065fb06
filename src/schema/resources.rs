//! What a `$ref` may name: the files of the `schemas` folder, and what has an `$id` or an `$anchor` in
//! them (JSON Schema core 2020-12, section 8.2). Nothing else exists, so nothing is ever fetched.

use std::collections::BTreeMap;

use fluent_uri::{Uri, UriRef};
use serde_json::Value as Json;

use super::applicable::Object;
use super::subschemas;
use crate::url::encode_fragment;

/// The dialect that is read; its own schema may be referred to.
pub(super) const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";
/// The keywords that name another schema.
pub(super) const REFERENCES: [&str; 2] = ["$ref", "$dynamicRef"];
/// Where files are as long as they do not say otherwise. No `$ref` can be written with it.
const FOLDER: &str = "opslore:///repository/schemas/";

/// A schema that a `$ref` names.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Target {
    /// The file in the `schemas` folder, or [`DIALECT`].
    pub(super) file: String,
    /// The JSON pointer in it.
    pub(super) pointer: String,
}

/// Everything that a `$ref` may name, by its full address.
#[derive(Debug, Default)]
pub(super) struct Resources {
    by_address: BTreeMap<String, Target>,
}

impl Resources {
    /// Those of these files.
    pub(super) fn of(files: &BTreeMap<String, &Json>) -> Self {
        let mut resources = Self::default();
        let dialect = Target { file: DIALECT.to_owned(), pointer: String::new() };
        resources.by_address.insert(DIALECT.to_owned(), dialect);
        for file in files.keys() {
            resources.add(format!("{FOLDER}{file}"), file, &[]);
        }
        for (file, json) in files {
            resources.add_file(file, json);
        }
        resources
    }

    fn add_file(&mut self, file: &str, json: &Json) {
        let top = self.base_of_file(file);
        walk(&top, json, &mut |schema, path, base| {
            if schema.get("$id").is_some() {
                self.add(base.to_owned(), file, path);
            }
            for keyword in ["$anchor", "$dynamicAnchor"] {
                if let Some(anchor) = schema.get(keyword).and_then(Json::as_str) {
                    self.add(format!("{base}#{anchor}"), file, path);
                }
            }
        });
    }

    /// Every `$ref` and `$dynamicRef` in a file: the way to it, what it says, and what it names, if that is anything.
    pub(super) fn references<'a>(
        &self,
        file: &str,
        json: &'a Json,
    ) -> Vec<(Vec<String>, &'a str, Option<Target>)> {
        let mut found = Vec::new();
        walk(&self.base_of_file(file), json, &mut |schema, path, base| {
            for keyword in REFERENCES {
                if let Some(reference) = schema.get(keyword).and_then(Json::as_str) {
                    let path = path.iter().cloned().chain([keyword.to_owned()]).collect();
                    found.push((path, reference, self.target(base, reference, file)));
                }
            }
        });
        found
    }

    /// Of two with one address the first counts.
    fn add(&mut self, address: String, file: &str, path: &[String]) {
        let step =
            |step: &String| format!("/{}", encode_fragment(&step.replace('~', "~0").replace('/', "~1")));
        let target = Target { file: file.to_owned(), pointer: path.iter().map(step).collect() };
        self.by_address.entry(address).or_insert(target);
    }

    /// The address from which the `$ref`s of a file count.
    pub(super) fn base_of_file(&self, file: &str) -> String {
        format!("{FOLDER}{file}")
    }

    /// The address from which the `$ref`s of a schema count that stands where `base` holds.
    /// What a `$ref` names in a schema of the file `this` whose address is `base`; `None` where that is
    /// nothing. A file may be named as it is called, whatever its `$id`.
    pub(super) fn target(&self, base: &str, reference: &str, this: &str) -> Option<Target> {
        if reference.starts_with(FOLDER) {
            return None;
        }
        let beside = self.base_of_file(this);
        [base, &beside].into_iter().find_map(|base| self.at(base, reference))
    }

    fn at(&self, base: &str, reference: &str) -> Option<Target> {
        let (address, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let address = if address.is_empty() { base.to_owned() } else { absolute(base, address)? };
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return self.by_address.get(&format!("{address}#{fragment}")).cloned();
        }
        let target = self.by_address.get(&address)?.clone();
        Some(Target { pointer: target.pointer + fragment, ..target })
    }
}

/// The address from which the `$ref`s of a schema count that stands where `base` holds.
pub(super) fn base_within(base: &str, schema: &Object) -> String {
    let id = schema.get("$id").and_then(Json::as_str).and_then(|id| absolute(base, id));
    id.unwrap_or_else(|| base.to_owned())
}

/// Shows `see` every schema of a file with the way there and the address from which its `$ref`s count.
fn walk<'a>(top: &str, json: &'a Json, see: &mut impl FnMut(&'a Object, &[String], &str)) {
    // The addresses on the way, each with how deep it begins.
    let mut bases = vec![(0, top.to_owned())];
    subschemas::walk(json, &mut |schema, path| {
        while bases.len() > 1 && bases.last().is_some_and(|(depth, _)| *depth >= path.len()) {
            bases.pop();
        }
        let base = bases.last().map_or("", |(_, base)| base.as_str());
        let own = base_within(base, schema);
        see(schema, path, &own);
        if own != base {
            bases.push((path.len(), own));
        }
    });
}

/// A reference as seen from `base`, without a fragment (RFC 3986, section 5).
fn absolute(base: &str, reference: &str) -> Option<String> {
    let base = Uri::parse(base).ok()?;
    let reference = UriRef::parse(reference).ok()?;
    let resolved = reference.resolve_against(&base).ok()?;
    Some(resolved.strip_fragment().as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn pointer(files: &[(&str, Json)], this: &str, reference: &str) -> Option<String> {
        let files: BTreeMap<String, &Json> =
            files.iter().map(|(name, json)| ((*name).to_owned(), json)).collect();
        let resources = Resources::of(&files);
        let base = base_within(&resources.base_of_file(this), files[this].as_object().unwrap());
        resources.target(&base, reference, this).map(|target| format!("{}#{}", target.file, target.pointer))
    }

    #[test]
    fn files_ids_and_anchors_are_found() {
        let files = [
            (
                "a.json",
                json!({"$id": "urn:example:a", "$defs": {"b": {"$id": "urn:example:b", "$anchor": "x"}, "c/d": {"$anchor": "y"}}}),
            ),
            ("b.json", json!({"$id": "https://example.org/s/b", "$defs": {"c": {"$id": "c"}}})),
        ];
        for (this, reference, expected) in [
            ("a.json", "#/$defs/b", "a.json#/$defs/b"),
            ("a.json", "urn:example:a#/$defs/b", "a.json#/$defs/b"),
            ("a.json", "urn:example:b", "a.json#/$defs/b"),
            ("b.json", "urn:example:b#x", "a.json#/$defs/b"),
            ("a.json", "#y", "a.json#/$defs/c~1d"),
            ("a.json", "b.json", "b.json#"),
            ("b.json", "a.json#/$defs", "a.json#/$defs"),
            ("b.json", "c", "b.json#/$defs/c"),
            ("b.json", "/s/c", "b.json#/$defs/c"),
            ("a.json", "https://example.org/s/b#/$defs", "b.json#/$defs"),
        ] {
            assert_eq!(pointer(&files, this, reference).as_deref(), Some(expected), "{reference}");
        }
    }

    #[test]
    fn nothing_leads_out_of_the_folder() {
        let files = [("main.json", json!({})), ("a.json", json!({}))];
        for reference in [
            "https://example.org/a.json",
            "../a.json",
            "/etc/a.json",
            "sub/a.json",
            "file:a.json",
            "file:///etc/passwd",
            "opslore:///repository/schemas/a.json",
            "#anchor",
            "a",
            "//schemas/../etc/passwd",
            "\u{0}",
        ] {
            assert_eq!(pointer(&files, "main.json", reference), None, "{reference}");
        }
    }
}
