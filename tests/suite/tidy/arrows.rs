//! Which file of the crate uses which: one has an arrow to another that defines what it names. A face that only
//! hands a name on is looked through.

use std::collections::{BTreeMap, BTreeSet};

use super::source::Source;

/// A module by the names on the way to it from the root.
pub(super) type Module = Vec<String>;

/// The files of a crate by module.
pub(super) struct Crate {
    sources: BTreeMap<Module, Source>,
    /// What each module takes in by `use`: its name there and the path as it is written.
    uses: BTreeMap<Module, BTreeMap<String, Vec<String>>>,
}

impl Crate {
    /// The files below `src`, by their path there.
    pub(super) fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let sources: BTreeMap<_, _> = files
            .into_iter()
            .map(|(path, text)| (module(path), Source::read(text).without_tests()))
            .collect();
        let taken = |source: &Source| source.uses().into_iter().map(|(path, name, _)| (name, path)).collect();
        let uses = sources.iter().map(|(module, source)| (module.clone(), taken(source))).collect();
        Self { sources, uses }
    }

    /// What each file uses of others.
    pub(super) fn arrows(&self) -> BTreeMap<&Module, BTreeSet<&Module>> {
        let arrows = self.sources.iter().map(|(from, source)| {
            let taken = source.uses().into_iter().filter(|(_, _, is_handed_on)| !is_handed_on);
            let named = taken.map(|(path, ..)| path).chain(source.inline());
            let used = named.filter_map(|path| {
                let whole = self.whole(from, &path)?;
                self.owner(&whole, 0).filter(|owner| *owner != from && !owner.is_empty() && **owner != whole)
            });
            (from, used.collect())
        });
        arrows.collect()
    }

    /// A path from the root of the crate, if it is one of ours.
    fn whole(&self, from: &Module, path: &[String]) -> Option<Module> {
        let supers = path.iter().take_while(|name| *name == "super").count();
        let child = || [from.as_slice(), &path[..1]].concat();
        match path[0].as_str() {
            "crate" => Some(path[1..].to_vec()),
            "self" => Some([from, &path[1..]].concat()),
            "super" => Some([&from[..from.len().checked_sub(supers)?], &path[supers..]].concat()),
            _ if self.sources.contains_key(&child()) => Some([from, path].concat()),
            name => {
                let taken = self.uses[from].get(name).filter(|taken| taken[0] != name)?;
                Some([self.whole(from, taken)?.as_slice(), &path[1..]].concat())
            }
        }
    }

    /// The module that defines what a whole path names.
    fn owner(&self, path: &[String], depth: usize) -> Option<&Module> {
        let known = (0..=path.len()).rev().find_map(|length| self.sources.get_key_value(&path[..length]));
        let (module, _) = known.filter(|_| depth < 9)?;
        let taken = path.get(module.len()).and_then(|name| self.uses[module].get(name));
        let further = taken.and_then(|taken| {
            let whole = self.whole(module, taken)?;
            let rest = &path[module.len() + 1..];
            self.owner(&[whole.as_slice(), rest].concat(), depth + 1)
        });
        further.or(Some(module))
    }
}

/// The module of a file below `src`.
fn module(path: &str) -> Module {
    let path = path.trim_end_matches(".rs").trim_end_matches("/mod");
    if path == "lib" { Vec::new() } else { path.split('/').map(str::to_owned).collect() }
}

/// Modules that reach each other, each group of them once.
pub(super) fn circles<'a>(
    arrows: &BTreeMap<&'a Module, BTreeSet<&'a Module>>,
) -> BTreeSet<BTreeSet<&'a Module>> {
    let reached = |from: &'a Module| {
        let (mut reached, mut waiting) = (BTreeSet::new(), vec![from]);
        while let Some(next) = waiting.pop() {
            waiting.extend(arrows[next].iter().filter(|to| reached.insert(**to)));
        }
        reached
    };
    let all: BTreeMap<_, _> = arrows.keys().map(|from| (*from, reached(from))).collect();
    let circle = |(from, reached): (&&Module, &BTreeSet<&'a Module>)| {
        reached.iter().filter(|to| all[*to].contains(from)).copied().collect::<BTreeSet<_>>()
    };
    all.iter().map(circle).filter(|circle| circle.len() > 1).collect()
}
