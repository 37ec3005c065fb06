//! Checks that the types, fields and values that annotations name exist.

use super::annotations::KEYWORD;
use super::load::File;
use super::overview::ALWAYS;
use super::relations::{Condition, Named, Reference, Unique};
use super::{Field, FieldPath, Schema, Schemas};
use crate::diagnostic::{Finding, did_you_mean, or_list};

/// What the annotations of a schema name wrongly, each at its position in the file.
pub(super) fn check(schema: &Schema, schemas: &Schemas, file: &File) -> Vec<Finding> {
    let mut names = Names { schema, schemas, file, findings: Vec::new() };
    for field in &schema.fields {
        names.field(field);
    }
    for (index, unique) in schema.unique.iter().enumerate() {
        let at = [KEYWORD, "unique", &index.to_string()].map(str::to_owned);
        names.unique(unique, &at);
    }
    names.file_parts();
    names.overview();
    names.findings
}

struct Names<'a> {
    schema: &'a Schema,
    schemas: &'a Schemas,
    file: &'a File,
    findings: Vec<Finding>,
}

impl<'a> Names<'a> {
    fn add(&mut self, at: &[String], message: String, help: Option<String>) {
        let mut finding = self.file.finding(at, message);
        finding.help = help;
        self.findings.push(finding);
    }

    fn field(&mut self, field: &Field) {
        if let Some(reference) = &field.reference {
            self.reference(field, reference);
        }
        self.dates(field);
        if let Some(unique) = &field.unique_when {
            self.unique(unique, &field.in_schema(&["unique"]));
        }
    }

    fn reference(&mut self, field: &Field, reference: &Reference) {
        for name in reference.types.iter().filter(|name| self.schemas.get(name).is_none()) {
            let near = did_you_mean(name, self.schemas.by_name.keys().map(String::as_str));
            self.add(
                &field.in_schema(&["ref", "type"]),
                format!("`ref` names `{name}`, which is not a type"),
                near,
            );
        }
        for target in self.targets(reference) {
            self.condition(&reference.states, target, &field.in_schema(&["ref", "where"]));
            let Some(back) = &reference.back else { continue };
            if target.field(&back.field).is_none_or(|field| field.reference.is_none()) {
                let message = format!(
                    "`inverse` names `{}`, which is not a reference of the type `{}`",
                    back.field, target.name
                );
                let references = target.fields.iter().filter(|field| field.reference.is_some());
                let near = did_you_mean(&back.field, references.filter_map(top_level));
                self.add(&field.in_schema(&["inverse", "field"]), message, near);
            }
        }
    }

    /// The types that a reference allows, as far as it names them.
    fn targets(&self, reference: &Reference) -> Vec<&'a Schema> {
        let known = reference.types.iter().filter_map(|name| self.schemas.get(name));
        known.map(|schema| &**schema).collect()
    }

    fn dates(&mut self, field: &Field) {
        for name in &field.after {
            let mut sibling = field.path.clone();
            sibling.0.pop();
            sibling.0.push(name.clone());
            if self.schema.field_at(&sibling).is_none() {
                let message = format!("`after` names `{name}`, which is not a field next to this one");
                self.add(&field.in_schema(&["after"]), message, near(name, self.schema));
            }
        }
        for after in &field.after_referred {
            let reference = self.schema.field(&after.reference).and_then(|field| field.reference.as_ref());
            let Some(reference) = reference else {
                let message =
                    format!("`after` names `{}`, which is not a reference of this type", after.reference);
                self.add(&field.in_schema(&["after"]), message, near(&after.reference, self.schema));
                continue;
            };
            for target in self.targets(reference) {
                if target.field(&after.field).is_none() {
                    let message = format!(
                        "`after` names `{}`, which is not a field of the type `{}`",
                        after.field, target.name
                    );
                    self.add(&field.in_schema(&["after"]), message, near(&after.field, target));
                }
            }
        }
    }

    fn unique(&mut self, unique: &Unique, at: &[String]) {
        for named in &unique.fields {
            self.named("unique", named, self.schema, at);
        }
        let mut at = at.to_vec();
        at.push("where".to_owned());
        self.condition(&unique.among, self.schema, &at);
    }

    fn condition(&mut self, condition: &Condition, schema: &'a Schema, at: &[String]) {
        for (named, values) in &condition.0 {
            let mut at = at.to_vec();
            at.push(named.shown());
            self.named("where", named, schema, &at);
            let Named::Field(path) = named else { continue };
            let Some(field) = schema.field_at(path).filter(|field| !field.options.is_empty()) else {
                continue;
            };
            for value in values.iter().filter(|value| !field.options.contains(value)) {
                let message = format!("`{}` is never `{value}`", named.shown());
                let help = did_you_mean(value, field.options.iter().map(String::as_str));
                let help = help.unwrap_or_else(|| format!("it is one of {}", or_list(&field.options)));
                self.add(&at, message, Some(help));
            }
        }
    }

    fn named(&mut self, annotation: &str, named: &Named, schema: &'a Schema, at: &[String]) {
        if named.is_of(schema) {
            return;
        }
        match named {
            Named::Field(_) => self.unknown_field(annotation, named, schema, at),
            Named::FilePart(part) => {
                let shown = named.shown();
                let message =
                    format!("`{annotation}` names `{shown}`, but no pattern of `file_name` has that group");
                let help = did_you_mean(part, schema.file_name.part_names());
                self.add(at, message, help);
            }
        }
    }

    fn unknown_field(&mut self, annotation: &str, named: &Named, schema: &'a Schema, at: &[String]) {
        let shown = named.shown();
        let message =
            format!("`{annotation}` names `{shown}`, which is not a field of the type `{}`", schema.name);
        self.add(at, message, near(&shown, schema));
    }

    fn overview(&mut self) {
        let overview = &self.schema.overview;
        let sort = overview.sort.iter().map(|key| ("sort", &key.field));
        let shown = overview.show.iter().map(|name| ("show", name));
        for (annotation, name) in sort.chain(shown) {
            let is_always = annotation == "sort" && ALWAYS.contains(&name.as_str());
            let is_known = is_always || self.schema.field(name).is_some();
            if !is_known {
                let at = [KEYWORD, "overview", annotation].map(str::to_owned);
                let named = Named::Field(FieldPath(vec![name.clone()]));
                self.unknown_field(annotation, &named, self.schema, &at);
            }
        }
        for name in overview.count.iter().filter(|name| self.schemas.get(name).is_none()) {
            let at = [KEYWORD, "overview", "count"].map(str::to_owned);
            let near = did_you_mean(name, self.schemas.by_name.keys().map(String::as_str));
            self.add(&at, format!("`count` names `{name}`, which is not a type"), near);
        }
    }

    fn file_parts(&mut self) {
        for (part, named) in &self.schema.file_name.agree {
            let at = [KEYWORD, "file_name", "agree", part].map(str::to_owned);
            self.named("agree", &Named::FilePart(part.clone()), self.schema, &at);
            self.named("agree", named, self.schema, &at);
        }
    }
}

fn near(name: &str, schema: &Schema) -> Option<String> {
    did_you_mean(name, schema.fields.iter().filter_map(top_level))
}

fn top_level(field: &Field) -> Option<&str> {
    match field.path.0.as_slice() {
        [name] => Some(name),
        _ => None,
    }
}

impl Field {
    /// Where an annotation of this field most likely is in a schema file.
    fn in_schema(&self, annotation: &[&str]) -> Vec<String> {
        let steps = self.path.0.iter().flat_map(|step| match step.as_str() {
            FieldPath::ITEMS => vec!["items".to_owned()],
            name => vec!["properties".to_owned(), name.to_owned()],
        });
        let annotation = annotation.iter().map(|step| (*step).to_owned());
        steps.chain([KEYWORD.to_owned()]).chain(annotation).collect()
    }
}
