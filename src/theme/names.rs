//! Names in a theme's templates that no page can have. Tera reports those that are printed; in an `if`,
//! or before `default`, Tera treats a misspelt name as one that is missing on this page only, and it does
//! nothing, silently.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::expression::{Path, Step, Tag, Token, tags};
use super::missing::Missing;
use super::shapes::{Shapes, Types, items};
use super::{BUILT_IN_PREFIX, Template, Templates};
use crate::diagnostic::{Finding, rules};

/// The findings of all templates of a theme's own (`theme/unknown-name`).
pub(super) fn unknown(templates: &Templates) -> Vec<Finding> {
    let own = |name: &&String| !name.starts_with(BUILT_IN_PREFIX);
    if !templates.sources.keys().any(|name| own(&name)) {
        return Vec::new();
    }
    let shapes = Shapes::new();
    let bound = templates.sources.values().flat_map(|template| tags(&template.text));
    let bound: BTreeSet<&str> = bound.flat_map(|tag| bindings(&tag)).collect();
    let own = templates.sources.iter().filter(|(name, _)| own(name));
    own.flat_map(|(name, template)| Reader::new(&shapes, &bound, name, template).read()).collect()
}

/// The names that a tag gives to values.
fn bindings<'a>(tag: &Tag<'a>) -> Vec<&'a str> {
    let tokens = &tag.tokens;
    match tag.name() {
        "set" | "set_global" => tokens.get(1).map(|token| token.text).into_iter().collect(),
        "component" => arguments(tokens).map(|(name, _)| name).collect(),
        _ => loops(tokens).flat_map(|(names, _)| names).collect(),
    }
}

/// The arguments of a component, and whether each is a variable of the page.
fn arguments<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = (&'a str, bool)> + use<'t, 'a> {
    let begins = |token: &Token<'_>| matches!(token.text, "(" | "," | "@");
    let pairs = tokens.windows(2).filter(move |pair| begins(&pair[0]) && pair[1].is_name());
    pairs.map(|pair| (pair[1].text, pair[0].text == "@"))
}

/// The names of each loop of a tag, also within a list, and where the token after its `in` is.
fn loops<'t, 'a>(tokens: &'t [Token<'a>]) -> impl Iterator<Item = (Vec<&'a str>, usize)> + use<'t, 'a> {
    let starts = tokens.iter().enumerate().filter(|(_, token)| token.text == "for" && token.is_name());
    starts.filter_map(|(at, _)| {
        let rest = &tokens[at + 1..];
        let end = rest.iter().position(|token| token.text == "in" && token.is_name())?;
        let names = rest[..end].iter().filter(|token| token.is_name()).map(|token| token.text);
        Some((names.collect(), at + end + 2))
    })
}

/// The names that are known at a place. Those of a component are its own.
#[derive(Default)]
struct Scope<'a> {
    names: BTreeMap<&'a str, Types>,
    is_closed: bool,
}

struct Reader<'a> {
    shapes: &'a Shapes,
    /// What any template gives a name: an included one sees the names of those that include it.
    bound: &'a BTreeSet<&'a str>,
    template: &'a Template,
    variables: BTreeMap<&'a str, Types>,
    scopes: Vec<Scope<'a>>,
    findings: Vec<Finding>,
}

impl<'a> Reader<'a> {
    fn new(shapes: &'a Shapes, bound: &'a BTreeSet<&'a str>, name: &str, template: &'a Template) -> Self {
        let variables = shapes.variables(name).into_iter().collect();
        let scopes = vec![Scope::default()];
        Self { shapes, bound, template, variables, scopes, findings: Vec::new() }
    }

    fn read(mut self) -> Vec<Finding> {
        for tag in tags(&self.template.text) {
            self.tag(&tag);
        }
        self.findings
    }

    fn tag(&mut self, tag: &Tag<'a>) {
        let tokens = &tag.tokens;
        match tag.name() {
            "for" => {
                let names = self.looped(tokens);
                self.paths(tag);
                self.scopes.push(Scope { names, is_closed: false });
            }
            "set" | "set_global" => {
                let types = tag.path(3).filter(|path| path.end == tokens.len());
                let types = types.map_or_else(Types::new, |path| self.resolve(&path, false));
                self.paths(tag);
                if let (Some(name), Some(scope)) = (tokens.get(1), self.scopes.last_mut()) {
                    scope.names.insert(name.text, types);
                }
            }
            "component" => {
                let names = arguments(tokens).map(|(name, is_shared)| {
                    let shared = self.variables.get(name).filter(|_| is_shared);
                    (name, shared.cloned().unwrap_or_default())
                });
                let names = names.collect();
                self.scopes.push(Scope { names, is_closed: true });
            }
            "endfor" | "endcomponent" if self.scopes.len() > 1 => {
                self.scopes.pop();
            }
            "block" | "endblock" | "endcomponent" | "endfor" | "include" | "extends" => {}
            _ => self.paths(tag),
        }
    }

    /// The names of a tag's loops, with what they stand for.
    fn looped(&mut self, tokens: &[Token<'a>]) -> BTreeMap<&'a str, Types> {
        let mut all = BTreeMap::new();
        for (names, at) in loops(tokens) {
            let path = Path::at(tokens, at)
                .filter(|path| tokens.get(path.end).is_none_or(|next| matches!(next.text, "if" | "]")));
            let types = path.map_or_else(Types::new, |path| items(&self.resolve(&path, false)));
            let is_single = names.len() == 1;
            all.extend(
                names.into_iter().map(|name| (name, if is_single { types.clone() } else { Types::new() })),
            );
        }
        all
    }

    /// Looks at every name in a tag.
    fn paths(&mut self, tag: &Tag<'a>) {
        let names = if tag.name() == "for" { BTreeMap::new() } else { self.looped(&tag.tokens) };
        self.scopes.push(Scope { names, is_closed: false });
        let own = if tag.name() == "for" { loops(&tag.tokens).next().map_or(0, |(_, at)| at) } else { 0 };
        for path in tag.paths().filter(|path| path.start >= own) {
            self.resolve(&path, true);
        }
        self.scopes.pop();
    }

    fn types(&self, name: &str) -> Option<Types> {
        for scope in self.scopes.iter().rev() {
            if let Some(types) = scope.names.get(name) {
                return Some(types.clone());
            }
            if scope.is_closed {
                return None;
            }
        }
        self.variables.get(name).cloned()
    }

    /// What a path may be. With `reports`, a name on it that nothing has is a finding.
    fn resolve(&mut self, path: &Path<'a>, reports: bool) -> Types {
        let Some(mut types) = self.types(path.name.text) else {
            if reports && !self.bound.contains(path.name.text) && !self.variables.contains_key(path.name.text)
            {
                let names: Vec<&str> = self.variables.keys().copied().collect();
                self.report(None, path.name, &names);
            }
            return Types::new();
        };
        for step in &path.steps {
            types = match step {
                Step::Member(token, parent) => match self.shapes.member(&types, token.name()) {
                    Ok(types) => types,
                    Err(names) => {
                        if reports {
                            self.report(Some(parent), *token, &names);
                        }
                        return Types::new();
                    }
                },
                Step::Item => items(&types),
                Step::Slice => types,
                Step::Computed => Types::new(),
            };
        }
        types
    }

    fn report(&mut self, parent: Option<&str>, token: Token<'a>, names: &[&str]) {
        let variables = self.variables.keys().map(|name| ((*name).to_owned(), Json::Null));
        let view = Json::Object(variables.collect::<Map<_, _>>());
        let missing = Missing::of(parent, token.name(), token.span());
        let (message, help) = missing.explain(Some(&names.join(", ")), &view, false);
        let finding = Finding::new(&rules::THEME_UNKNOWN_NAME, &self.template.path, token.span(), message);
        self.findings.push(finding.help(help));
    }
}
