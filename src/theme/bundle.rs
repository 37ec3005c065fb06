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
//! All other forms are findings. Comments and white space that says nothing are left out, nothing else is
//! changed.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

use regex::{Captures, Regex};

use super::script;
use crate::diagnostic::{Finding, did_you_mean, rules};
use crate::path::SitePath;
use crate::text::Span;

/// The scripts that are bundled: the search in the page, and the engine behind it. A theme's file of
/// that name takes the place of the built-in one, and so does that of any module.
const ENTRIES: [&str; 2] = ["search.js", "search-worker.js"];

const FORMS: &str = "write `import { a, b } from \"./name.js\";` and `export` before `function`, `const` or \
                     `class`, each at the start of a line";

#[expect(clippy::unwrap_used, reason = "constant patterns, tried by every test")]
static IMPORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?m)^import\s*\{([\w\s,$]*)\}\s*from\s*["'](\x01+)["'][ \t]*(?:;|$)"#).unwrap()
});
#[expect(clippy::unwrap_used, reason = "constant patterns, tried by every test")]
static EXPORT: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^(export )(?:(?:async )?function\b\*? *|const |class )([\w$]+)").unwrap()
});
#[expect(clippy::unwrap_used, reason = "constant patterns, tried by every test")]
static WORD: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?:^|[^\w$.])(import|export)\b").unwrap());

/// A static file of the theme and where it comes from.
pub(super) type Static = (SitePath, Arc<[u8]>);

/// Replaces every entry by its bundle and takes away the modules that are in one. The findings are
/// about modules that cannot be bundled.
pub(super) fn bundle(statics: &mut BTreeMap<SitePath, Static>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut parts = Vec::new();
    let entries = ENTRIES.iter().filter_map(|entry| SitePath::new(entry));
    let entries: Vec<SitePath> = entries.filter(|entry| statics.contains_key(entry)).collect();
    let mut bundles = Vec::new();
    for entry in &entries {
        let mut bundler = Bundler { statics, modules: Vec::new(), open: Vec::new() };
        match bundler.add(entry) {
            Ok(_) => bundles.push(bundler.script()),
            Err(finding) => findings.push(finding),
        }
        parts.extend(bundler.modules.into_iter().map(|module| module.path));
    }
    for (entry, script) in entries.iter().zip(bundles) {
        if let Some((_, bytes)) = statics.get_mut(entry) {
            *bytes = Arc::from(script.into_bytes());
        }
    }
    statics.retain(|path, _| entries.contains(path) || !parts.contains(path));
    findings.dedup();
    findings
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

/// What an import statement asks for.
struct Import {
    whole: Range<usize>,
    names: Range<usize>,
    from: Range<usize>,
}

impl Bundler<'_> {
    /// Adds a module after those that it imports; its number.
    fn add(&mut self, path: &SitePath) -> Result<usize, Finding> {
        if let Some(number) = self.modules.iter().position(|module| module.path == *path) {
            return Ok(number);
        }
        let Some((source, bytes)) = self.statics.get(path) else { return Ok(0) };
        let text = std::str::from_utf8(bytes)
            .map_err(|error| fault(source, error.valid_up_to()..error.valid_up_to(), "not valid UTF-8"))?;
        let code = script::covered(text).ok_or_else(|| {
            fault(source, 0..0, "a string, a comment or a regular expression in this script does not end")
        })?;
        let imports: Vec<Import> = IMPORT.captures_iter(&code).filter_map(|found| import(&found)).collect();
        let exports: Vec<Captures<'_>> = EXPORT.captures_iter(&code).collect();
        refuse_other_forms(source, &code, &imports, &exports)?;
        self.open.push(path.clone());
        let mut removed: Vec<Range<usize>> = exports.iter().filter_map(|found| group(found, 1)).collect();
        let mut script = String::new();
        for import in imports {
            script.push_str(&self.import(source, text, &import)?);
            removed.push(import.whole);
        }
        self.open.pop();
        script.push_str(&squeezed(text, &code, &removed));
        let exports = exports.iter().map(|found| found[2].to_owned()).collect();
        self.modules.push(Module { path: path.clone(), exports, script });
        Ok(self.modules.len() - 1)
    }

    /// An import as the statement that takes its place.
    fn import(&mut self, source: &SitePath, text: &str, import: &Import) -> Result<String, Finding> {
        let named = &text[import.from.clone()];
        let target = named.strip_prefix("./").and_then(SitePath::new);
        let target = target.filter(|target| self.statics.contains_key(target)).ok_or_else(|| {
            let names = self.statics.keys().filter(|path| path.as_str().ends_with(".js"));
            let names: Vec<String> = names.map(|path| format!("./{path}")).collect();
            let help = did_you_mean(named, names.iter().map(String::as_str));
            let message = format!("`{named}` is no script of the theme");
            let finding = fault(source, import.from.clone(), &message);
            match help {
                Some(help) => finding.help(help),
                None => finding,
            }
        })?;
        if self.open.contains(&target) {
            let message = format!("`{named}` imports this script in its turn");
            return Err(fault(source, import.from.clone(), &message));
        }
        let number = self.add(&target)?;
        let names = &text[import.names.clone()];
        for name in names.split(',').filter_map(|name| name.split_whitespace().next()) {
            let exports = &self.modules[number].exports;
            if !exports.iter().any(|export| export == name) {
                let message = format!("`{named}` does not export `{name}`");
                let start = import.names.start + names.find(name).unwrap_or_default();
                let finding = fault(source, start..start + name.len(), &message);
                let help = did_you_mean(name, exports.iter().map(String::as_str));
                return Err(
                    finding.help(help.unwrap_or_else(|| format!("it exports {}", exports.join(", "))))
                );
            }
        }
        let names: Vec<String> =
            names.split(',').map(str::trim).filter(|name| !name.is_empty()).map(renamed).collect();
        Ok(format!("const{{{}}}=$m{number};\n", names.join(",")))
    }

    /// All modules as one script.
    fn script(&self) -> String {
        let mut script = "(()=>{\"use strict\";\n".to_owned();
        for (number, module) in self.modules.iter().enumerate() {
            let Module { exports, script: text, .. } = module;
            script.push_str(&format!(
                "const $m{number}=(()=>{{\n{text}return{{{}}};\n}})();\n",
                exports.join(",")
            ));
        }
        script.push_str("})();\n");
        script
    }
}

/// `a as b` as a pattern has it: `a:b`.
fn renamed(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words[..] {
        [name, "as", other] => format!("{name}:{other}"),
        _ => words.concat(),
    }
}

fn import(found: &Captures<'_>) -> Option<Import> {
    Some(Import { whole: group(found, 0)?, names: group(found, 1)?, from: group(found, 2)? })
}

fn group(found: &Captures<'_>, number: usize) -> Option<Range<usize>> {
    found.get(number).map(|group| group.range())
}

fn refuse_other_forms(
    source: &SitePath,
    code: &str,
    imports: &[Import],
    exports: &[Captures<'_>],
) -> Result<(), Finding> {
    let understood = |at: usize| {
        imports.iter().any(|import| import.whole.start == at)
            || exports.iter().any(|export| export.get(0).is_some_and(|whole| whole.start() == at))
    };
    let words = WORD.captures_iter(code).filter_map(|found| group(&found, 1));
    match words.into_iter().find(|word| !understood(word.start)) {
        Some(word) => {
            let message = format!("this form of `{}` cannot be bundled", &code[word.clone()]);
            Err(fault(source, word, &message).help(FORMS))
        }
        None => Ok(()),
    }
}

/// The text without what is removed, without comments, and with no more white space than the language
/// needs: what ends a line stays a line's end. In strings and templates nothing changes: the cover
/// hides their white space.
fn squeezed(text: &str, code: &str, removed: &[Range<usize>]) -> String {
    let mut code = code.as_bytes().to_vec();
    for range in removed {
        code[range.clone()].fill(b' ');
    }
    let mut squeezed = String::with_capacity(text.len());
    let mut start = 0;
    for run in code.chunk_by(|a, b| a.is_ascii_whitespace() == b.is_ascii_whitespace()) {
        let end = start + run.len();
        let part = &text[start..end];
        if !run[0].is_ascii_whitespace() {
            squeezed.push_str(part);
        } else if !squeezed.is_empty() {
            squeezed.push_str(between(part, code[start - 1], code.get(end)));
        }
        start = end;
    }
    if !squeezed.is_empty() && !squeezed.ends_with('\n') {
        squeezed.push('\n');
    }
    squeezed
}

/// What has to stay of white space and comments between two pieces of code.
fn between(blank: &str, before: u8, after: Option<&u8>) -> &'static str {
    let parts = |byte: u8| b"=(){}[],;:?&|".contains(&byte);
    match after {
        _ if blank.contains('\n') => "\n",
        Some(after) if parts(before) || parts(*after) => "",
        _ => " ",
    }
}

fn fault(source: &SitePath, at: Range<usize>, message: &str) -> Finding {
    let help = "delete the file to get the built-in one back, or mend this line";
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
                "// Why.\nimport { b } from \"./b.js\";\nimport { a as c } from './a.js';\n\nb(c); // now\n",
            ),
            ("b.js", "import {\n  a,\n} from \"./a.js\";\nexport async function b() {\n  return a;\n}\n"),
            ("a.js", "const x = `\n  // kept\n`;\n/** What a is. */\nexport const a = x;\n"),
        ]);
        let a = "const $m0=(()=>{\nconst x=`\n  // kept\n`;\nconst a=x;\nreturn{a};\n})();\n";
        let b = "const $m1=(()=>{\nconst{a}=$m0;\nasync function b(){\nreturn a;\n}\nreturn{b};\n})();\n";
        let entry = "const $m2=(()=>{\nconst{b}=$m1;\nconst{a:c}=$m0;\nb(c);\nreturn{};\n})();\n";
        assert_eq!(script, format!("(()=>{{\"use strict\";\n{a}{b}{entry}}})();\n"));
    }

    #[test]
    fn white_space_stays_where_it_says_something() {
        let script = bundled(&[(
            "search.js",
            "  a = b + +c - -d / /e f/.g  in h; /* i */ return  /j k/; 1 .l < ! --m; n /* o\n */ p = \" q  r \" + `${ s  }  t`;\n",
        )]);
        let line = "a=b + +c - -d / /e f/.g in h;return /j k/;1 .l < ! --m;n\np=\" q  r \" + `${s}  t`;\n";
        assert_eq!(
            script,
            format!("(()=>{{\"use strict\";\nconst $m0=(()=>{{\n{line}return{{}};\n}})();\n}})();\n")
        );
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
            ("  export const a = 1;\n", "export"),
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
            ("`./a.js` is no script of the theme".to_owned(), "./a.js".to_owned())
        );
        let (message, at) = problem(&[("search.js", import), ("a.js", "export const b = 1;\n")]);
        assert_eq!((message.as_str(), at.as_str()), ("`./a.js` does not export `a`", "a"));
        let (message, at) =
            problem(&[("search.js", import), ("a.js", "import { x } from \"./search.js\";\n")]);
        assert_eq!(
            (message.as_str(), at.as_str()),
            ("`./search.js` imports this script in its turn", "./search.js")
        );
        assert!(problem(&[("search.js", "\"open\n")]).0.contains("does not end"));
    }
}
