//! Values that a template uses but that do not exist: which member is missing, and what there is.

use serde_json::Value;

use crate::diagnostic::{and_list, ask, nearest};
use crate::text::Span;

/// What a theme's static files are called.
const ASSETS: &str = "site.assets";

/// An expression such as `page.updated?.text` or `site.assets["a.css"]`, split at its last member.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Missing<'a> {
    /// All of it, with what was asked of the member.
    whole: &'a str,
    /// What the member was asked of; nothing for a variable.
    parent: Option<&'a str>,
    member: &'a str,
    /// The bytes to underline.
    pub(super) span: Span,
}

impl<'a> Missing<'a> {
    /// A member of what a path leads to, or a variable.
    pub(super) fn of(parent: Option<&'a str>, member: &'a str, span: Span) -> Self {
        Self { whole: member, parent, member, span }
    }

    /// The expression that Tera points at a part of.
    pub(super) fn new(text: &'a str, span: Span) -> Option<Self> {
        let marked = text.get(span.start..span.end)?;
        let blank = marked.len() - marked.trim_start().len();
        let mut span = Span::new(span.start + blank, span.start + marked.trim_end().len());
        if text[span.start..span.end].contains('[') && text[span.end..].starts_with(']') {
            span.end += 1;
        }
        let before = text[..span.start].trim_end_matches(is_path).len();
        let expression = &text[before..span.end];
        let (parent, member) = split(expression)?;
        let after = text[span.end..].len() - text[span.end..].trim_start_matches(is_path).len();
        Some(Self { whole: &text[before..span.end + after], parent, member, span })
    }

    /// The expression that begins where Tera points at its first part only.
    pub(super) fn from(text: &'a str, start: usize) -> Option<Self> {
        let rest = text.get(start..)?;
        let length = rest.len() - rest.trim_start_matches(is_path).len();
        Self::new(text, Span::new(start, start + length))
    }

    /// What is wrong and how to fix it. `available` is what Tera knows of the parent's members, `view`
    /// what the template was given; what is shared gets pages of several kinds.
    pub(super) fn explain(&self, available: Option<&str>, view: &Value, is_shared: bool) -> (String, String) {
        let Some(parent) = self.parent else {
            return (format!("`{}` is not defined", self.member), self.variable(available, view));
        };
        let parent = parent.replace("?.", ".").trim_end_matches('?').to_owned();
        let told: Option<Vec<&str>> = available.map(|names| names.split(", ").collect());
        let resolved = resolve(view, &parent);
        let names = told.or_else(|| Some(resolved?.as_object()?.keys().map(String::as_str).collect()));
        match (names, resolved) {
            (Some(names), _) => (
                format!("`{parent}` has no `{}`", self.member),
                self.member(&parent, &names, view, is_shared),
            ),
            (None, Some(Value::Null) | None) => {
                let message = format!("`{parent}` has no value here, so it has no `{}`", self.member);
                (message, self.optional(&parent, is_shared))
            }
            (None, Some(_)) => {
                let message = format!("`{parent}` has no `{}`", self.member);
                (message, format!("`{parent}` is a single value: write just `{parent}`"))
            }
        }
    }

    /// Help for a variable.
    fn variable(&self, available: Option<&str>, view: &Value) -> String {
        if view.get("page").and_then(|page| page.get(self.member)).is_some() {
            return format!("did you mean `page.{}`?", self.member);
        }
        let names: Vec<&str> = available.map(|names| names.split(", ").collect()).unwrap_or_default();
        ask(&nearest(self.member, names.iter().copied())).unwrap_or_else(|| {
            format!("there are {}; test with `{{% if {} is defined %}}`", and_list(&names), self.member)
        })
    }

    /// Help for a member of something that has others.
    fn member(&self, parent: &str, names: &[&str], view: &Value, is_shared: bool) -> String {
        if let Some(help) = ask(&nearest(self.member, names.iter().copied())) {
            return help;
        }
        if parent == ASSETS {
            return format!("put a file `{}` into the theme's folder `static/`", self.member);
        }
        let variables = view.as_object().into_iter().flatten().map(|(name, _)| name.as_str());
        if let Some(variable) = nearest(self.member, variables).first().filter(|_| parent == "page") {
            return format!("did you mean `{variable}`? It is a variable of its own, without `page.`");
        }
        let there_are = format!("there are {}", and_list(names));
        if is_shared {
            return format!("{there_are}; what only some pages have is `{}`", self.or_nothing(is_shared));
        }
        there_are
    }

    /// Help for what may be missing.
    fn optional(&self, parent: &str, is_shared: bool) -> String {
        format!(
            "write `{}`, or put it between `{{% if {parent} %}}` and `{{% endif %}}`",
            self.or_nothing(is_shared)
        )
    }

    /// The expression in a form that prints nothing if there is nothing. The first part may be
    /// missing too in what is shared.
    fn or_nothing(&self, is_shared: bool) -> String {
        let whole = self.whole.replace("?.", ".");
        let asked = match whole.split_once('.').filter(|_| !whole.contains('[')) {
            Some((first, rest)) => {
                let dot = if is_shared { "?." } else { "." };
                format!("{first}{dot}{}", rest.replace('.', "?."))
            }
            None => whole,
        };
        format!("{{{{ {asked} | default(value=\"\") }}}}")
    }
}

/// Whether a character belongs to a path such as `page.updated?.text`.
fn is_path(character: char) -> bool {
    character.is_alphanumeric() || "_.?".contains(character)
}

/// An expression as its parent and its last member.
fn split(expression: &str) -> Option<(Option<&str>, &str)> {
    if let Some(inner) = expression.strip_suffix(']') {
        let (parent, key) = inner.split_once('[')?;
        let key = key.trim();
        let quote = key.chars().next().filter(|first| "\"'".contains(*first))?;
        return Some((Some(parent), key.strip_prefix(quote)?.strip_suffix(quote)?));
    }
    if expression.is_empty() || expression.contains(['[', '(', '"', ' ']) {
        return None;
    }
    match expression.rsplit_once('.') {
        Some((parent, member)) => Some((Some(parent), member)),
        None => Some((None, expression)),
    }
}

/// The value at a path such as `page.updated`; nothing where a template has made the first part itself.
fn resolve<'a>(view: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').try_fold(view, |value, name| value.get(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn explain(text: &str, marked: &str, available: Option<&str>) -> (String, String) {
        explain_in(text, marked, available, false)
    }

    fn explain_in(text: &str, marked: &str, available: Option<&str>, is_shared: bool) -> (String, String) {
        let view = json!({
            "title": "t",
            "page": {"updated": null, "lead": "l", "kind": "runbook"},
            "site": {"assets": {"style.css": "assets/style.css"}},
        });
        let start = text.find(marked).unwrap();
        let missing = Missing::new(text, Span::new(start, start + marked.len())).unwrap();
        missing.explain(available, &view, is_shared)
    }

    #[test]
    fn what_is_nothing_is_told_from_what_does_not_exist() {
        let form = r#"`{{ page.updated?.text | default(value="") }}`"#;
        for text in ["{{ page.updated.text }}", "{{ page?.updated?.text }}"] {
            let (message, help) = explain(text, "text", None);
            assert_eq!(message, "`page.updated` has no value here, so it has no `text`");
            assert!(help.starts_with(&format!("write {form}")) && help.contains("{% if page.updated %}"));
        }
        let (message, help) = explain("{{ page.titel }}", "titel", Some("kind, lead, updated"));
        assert_eq!(message, "`page` has no `titel`");
        assert_eq!(help, "did you mean `title`? It is a variable of its own, without `page.`");
        let (_, help) = explain_in("{{ page.xyz.text }}", "xyz", Some("kind, lead"), true);
        let form = r#"`{{ page?.xyz?.text | default(value="") }}`"#;
        assert_eq!(help, format!("there are `kind` and `lead`; what only some pages have is {form}"));
        assert_eq!(explain("{{ page.xyz }}", "xyz", Some("kind, lead")).1, "there are `kind` and `lead`");
        assert_eq!(explain("{{ kind }}", "kind", Some("page, title")).1, "did you mean `page.kind`?");
        assert!(explain("{{ page.lead.text }}", "text", None).1.contains("single value"));
    }

    #[test]
    fn what_a_filter_or_a_loop_gets_is_told_as_a_whole() {
        let whole =
            |text| Missing::from(text, 3).map(|missing| (missing.parent, missing.member, missing.span));
        let told = whole("{{ page.updated?.text | upper }}");
        assert_eq!(told, Some((Some("page.updated?"), "text", Span::new(3, 21))));
        assert_eq!(whole("{{ ä"), Some((None, "ä", Span::new(3, 5))));
        assert_eq!(whole("{{ [1] }}"), None);
    }

    #[test]
    fn files_have_their_nearest_name() {
        let (message, help) = explain(r#"{{ site.assets["styl.css"] }}"#, r#"site.assets["styl.css""#, None);
        assert_eq!(message, "`site.assets` has no `styl.css`");
        assert_eq!(help, "did you mean `style.css`?");
        let (_, help) = explain(r#"{{ site.assets["acme.woff2"] }}"#, r#"site.assets["acme.woff2""#, None);
        assert_eq!(help, "put a file `acme.woff2` into the theme's folder `static/`");
        let computed = "{{ site.assets[name] }}";
        assert_eq!(Missing::new(computed, Span::new(3, 19)), None, "only rendering knows the name");
    }
}
