//! Bundles: a script and the modules that it imports as one plain script, so that a browser asks once
//! instead of once for every module, the address carries a hash of all of it, and it runs where
//! modules do not load (from a disk). No tool of the JavaScript world is needed to build a site.
//!
//! Each module keeps a scope of its own, as the language has it: it becomes a function that is called
//! once and returns what it exports. What is understood are the plain forms, as in
//!
//! ```js
//! import { one, other as another } from "./name.js";
//! export function name() {}   // also `async function`, `const` and `class`
//! ```
//!
//! All other forms are reported.

use std::collections::BTreeMap;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::script::{self, Fault, Import, Name};
use crate::diagnostic::{Finding, did_you_mean, rules};
use crate::path::SitePath;
use crate::text::Span;

/// The scripts that are bundled: that of every page, the search in it, its engine, and that of the page for
/// addresses that do not exist. A theme's file of that name takes the place of the built-in one, and so does that
/// of any module.
const ENTRIES: [&str; 4] = ["page.js", "search.js", "search-worker.js", "nearest.js"];

/// A static file of the theme and where it comes from.
pub(super) type Static = (SitePath, Arc<[u8]>);

/// Replaces every entry by its bundle and takes away the modules that are in one. The findings are
/// about modules that cannot be bundled.
pub(super) fn bundle(statics: &mut BTreeMap<SitePath, Static>) -> Vec<Finding> {
    let entries = ENTRIES.iter().filter_map(|entry| SitePath::new(entry));
    let entries: Vec<SitePath> = entries.filter(|entry| statics.contains_key(entry)).collect();
    let scripts = statics.iter().filter(|(path, _)| path.as_str().ends_with(".js"));
    let longest = scripts.map(|(_, (_, bytes))| bytes.len()).max().unwrap_or(0);
    let read = |entry| script::with_stack(longest, || Bundle::of(entry, statics));
    let bundles: Vec<Bundle> = match entries.par_iter().map(read).collect::<io::Result<_>>() {
        Ok(bundles) => bundles,
        Err(error) => return unread(&entries, statics, &error).into_iter().collect(),
    };
    let mut findings = Vec::new();
    for (entry, bundle) in entries.iter().zip(bundles) {
        statics.retain(|path, _| entries.contains(path) || !bundle.modules.contains(path));
        match (bundle.script, statics.get_mut(entry)) {
            (Ok(script), Some((_, bytes))) => *bytes = Arc::from(script.into_bytes()),
            (Ok(_), None) => {}
            (Err(finding), _) => findings.push(finding),
        }
    }
    findings.dedup();
    findings
}

/// The finding where the system refuses what reading takes: the site must not depend on the machine.
fn unread(entries: &[SitePath], statics: &BTreeMap<SitePath, Static>, error: &io::Error) -> Option<Finding> {
    let (source, _) = statics.get(entries.first()?)?;
    let message = format!("the scripts of the theme cannot be bundled: {error}");
    let help = "give the process more memory, or raise its limits (`ulimit -v`, `ulimit -u`)";
    Some(Finding::new(&rules::THEME_SCRIPT, source, Span::default(), message).help(help).caused_by(error))
}

/// An entry with all that it needs.
struct Bundle {
    script: Result<String, Finding>,
    /// The modules that are in it.
    modules: Vec<SitePath>,
}

impl Bundle {
    fn of(entry: &SitePath, statics: &BTreeMap<SitePath, Static>) -> Self {
        let mut bundler = Bundler { statics, modules: Vec::new(), open: Vec::new() };
        let script = bundler.add(entry).and_then(|_| bundler.script(entry));
        Self { script, modules: bundler.modules.into_iter().map(|module| module.path).collect() }
    }
}

struct Bundler<'a> {
    statics: &'a BTreeMap<SitePath, Static>,
    /// In the order in which they have to run.
    modules: Vec<Module>,
    /// Those that wait for what they import.
    open: Vec<SitePath>,
}

struct Module {
    path: SitePath,
    exports: Vec<String>,
    script: String,
}

impl Bundler<'_> {
    /// Adds a module after those that it imports; its number.
    fn add(&mut self, path: &SitePath) -> Result<usize, Finding> {
        if let Some(number) = self.modules.iter().position(|module| module.path == *path) {
            return Ok(number);
        }
        let Some((source, bytes)) = self.statics.get(path) else { return Ok(0) };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| finding(source, error.valid_up_to()..error.valid_up_to(), "not valid UTF-8"))?;
        let script::Module { imports, exports, marks } =
            script::module(text).map_err(|fault| refused(source, fault))?;
        self.open.push(path.clone());
        let mut script = String::new();
        for import in &imports {
            script.push_str(&self.import(source, import)?);
        }
        self.open.pop();
        let statements = imports.into_iter().map(|import| import.statement);
        script.push_str(&without(text, statements.chain(marks).collect()));
        self.modules.push(Module { path: path.clone(), exports, script });
        Ok(self.modules.len() - 1)
    }

    /// An import as the statement that takes its place.
    fn import(&mut self, source: &SitePath, import: &Import) -> Result<String, Finding> {
        let target = self.target(source, import)?;
        let number = self.add(&target)?;
        let exports = &self.modules[number].exports;
        if let Some(name) = import.names.iter().find(|name| !exports.contains(&name.name)) {
            return Err(missing(source, import, name, exports));
        }
        let names: Vec<String> =
            import.names.iter().map(|Name { name, local, .. }| format!("{name}:{local}")).collect();
        Ok(format!("const{{{}}}=$m{number};\n", names.join(",")))
    }

    /// The module that an import names.
    fn target(&self, source: &SitePath, import: &Import) -> Result<SitePath, Finding> {
        let Import { from, from_at, .. } = import;
        let target = from.strip_prefix("./").and_then(SitePath::new);
        let target = target.filter(|target| self.statics.contains_key(target)).ok_or_else(|| {
            let names = self.statics.keys().filter(|path| path.as_str().ends_with(".js"));
            let names: Vec<String> = names.map(|path| format!("./{path}")).collect();
            let finding = finding(source, from_at.clone(), &format!("`{from}` is not a script of the theme"));
            match did_you_mean(from, names.iter().map(String::as_str)) {
                Some(help) => finding.help(help),
                None => finding,
            }
        })?;
        if self.open.contains(&target) {
            let message = format!("`{from}` imports this script in turn");
            return Err(finding(source, from_at.clone(), &message));
        }
        Ok(target)
    }

    /// All modules as one script. What is wrong with that alone, such as an `await` outside of every
    /// function, is told of the entry.
    fn script(&self, entry: &SitePath) -> Result<String, Finding> {
        let mut script = "(()=>{\"use strict\";\n".to_owned();
        for (number, Module { exports, script: text, .. }) in self.modules.iter().enumerate() {
            let exports = exports.join(",");
            script.push_str(&format!("const $m{number}=(()=>{{\n{text}\nreturn{{{exports}}};\n}})();\n"));
        }
        script.push_str("})();\n");
        let source = self.statics.get(entry).map_or(entry, |(source, _)| source);
        script::minified(&script).map_err(|fault| finding(source, 0..0, &fault.message))
    }
}

/// A text without some parts of it.
fn without(text: &str, mut parts: Vec<Range<usize>>) -> String {
    parts.sort_by_key(|part| part.start);
    let mut rest = String::with_capacity(text.len());
    let mut start = 0;
    for part in parts {
        rest.push_str(&text[start..part.start]);
        start = part.end;
    }
    rest + &text[start..]
}

fn missing(source: &SitePath, import: &Import, name: &Name, exports: &[String]) -> Finding {
    let message = format!("`{}` does not export `{}`", import.from, name.name);
    let help = did_you_mean(&name.name, exports.iter().map(String::as_str));
    let help = help.unwrap_or_else(|| format!("it exports {}", exports.join(", ")));
    finding(source, name.at.clone(), &message).help(help)
}

fn refused(source: &SitePath, Fault { at, message, help }: Fault) -> Finding {
    let finding = finding(source, at, &message);
    match help {
        Some(help) => finding.help(help),
        None => finding,
    }
}

fn finding(source: &SitePath, at: Range<usize>, message: &str) -> Finding {
    let help = "delete the file to get the built-in one back, or fix this line";
    Finding::new(&rules::THEME_SCRIPT, source, Span::from(at), message).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statics(files: &[(&str, &str)]) -> BTreeMap<SitePath, Static> {
        let file = |(name, text): &(&str, &str)| {
            let source = SitePath::new(&format!("themes/mine/static/{name}")).unwrap();
            (SitePath::new(name).unwrap(), (source, Arc::from(text.as_bytes())))
        };
        files.iter().map(file).collect()
    }

    fn bundled(files: &[(&str, &str)]) -> String {
        let mut statics = statics(files);
        assert_eq!(bundle(&mut statics), []);
        String::from_utf8(statics[&SitePath::new("search.js").unwrap()].1.to_vec()).unwrap()
    }

    /// What is wrong, and what is underlined.
    fn problem(files: &[(&str, &str)]) -> (String, String) {
        let findings = bundle(&mut statics(files));
        let [finding] = &findings[..] else { panic!("{findings:?}") };
        let name = finding.path.file_name();
        let text = files.iter().find(|(file, _)| *file == name).unwrap().1;
        (finding.message.clone(), text[finding.span.start..finding.span.end].to_owned())
    }

    #[test]
    fn modules_run_once_in_their_order_each_in_a_scope_of_its_own() {
        let script = bundled(&[
            (
                "search.js",
                "// Why.\nimport { b } from \"./b.js\";\nimport { a as c } from './a.js';\n\nx(b, c); // \
                 now\n",
            ),
            ("b.js", "import {\n  a,\n} from \"./a.js\"\nexport async function b() {\n  return y(a);\n}\n"),
            ("a.js", "const a1 = z();\nexport const a = a1;\n"),
        ]);
        let order = ["z()", "y(", "x("].map(|call| script.find(call).unwrap());
        assert!(order.is_sorted(), "{script}");
        assert_eq!(script.matches("z()").count(), 1);
        assert!(script.starts_with("(()=>{\"use strict\";") && !script.contains("Why"), "{script}");
    }

    #[test]
    fn modules_are_published_in_bundles_only() {
        let mut statics = statics(&[
            ("search.js", "import { a } from \"./a.js\";\n"),
            ("a.js", "export class a {}\n"),
            ("mine.js", "import(\"./other.js\");\n"),
        ]);
        assert_eq!(bundle(&mut statics), []);
        let names: Vec<&str> = statics.keys().map(SitePath::as_str).collect();
        assert_eq!(names, ["mine.js", "search.js"]);
    }

    #[test]
    fn statements_may_stand_as_one_likes() {
        let script = bundled(&[
            ("search.js", "f(); import{a}from'./a.js';g(a)\n"),
            ("a.js", "  export const a = 1\n"),
        ]);
        assert!(script.contains("f();") && script.contains("g("), "{script}");
    }

    #[test]
    fn words_that_only_look_like_the_language_s_are_no_forms() {
        for text in
            ["// import x\n", "const a = \"import x\";\n", "`\nexport default\n`;\n", "a.import = $export;\n"]
        {
            bundled(&[("search.js", text)]);
        }
    }

    #[test]
    fn other_forms_are_findings_where_they_stand() {
        for (text, word) in [
            ("import a from \"./a.js\";\n", "import"),
            ("import \"./a.js\";\n", "import"),
            ("f();\nawait import(\"./a.js\");\n", "import"),
            ("x(import.meta.url);\n", "import"),
            ("export default 1;\n", "export"),
            ("export let a = 1;\n", "export"),
            ("export { a };\n", "export"),
            ("export * from \"./a.js\";\n", "export"),
            ("export { a } from \"./a.js\";\n", "export"),
        ] {
            let message = format!("this form of `{word}` cannot be bundled");
            assert_eq!(problem(&[("search.js", text), ("a.js", "")]), (message, word.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_cannot_be_found_is_told() {
        let import = "import { a } from \"./a.js\";\n";
        assert_eq!(
            problem(&[("search.js", import)]),
            ("`./a.js` is not a script of the theme".to_owned(), "./a.js".to_owned())
        );
        let (message, at) = problem(&[("search.js", import), ("a.js", "export const b = 1;\n")]);
        assert_eq!((message.as_str(), at.as_str()), ("`./a.js` does not export `a`", "a"));
        let (message, at) =
            problem(&[("search.js", import), ("a.js", "import { x } from \"./search.js\";\n")]);
        assert_eq!(
            (message.as_str(), at.as_str()),
            ("`./search.js` imports this script in turn", "./search.js")
        );
        assert_eq!(problem(&[("search.js", "f(;\n")]).1, ";");
        assert!(problem(&[("search.js", "await 1;\n")]).0.contains("await"));
    }
}
