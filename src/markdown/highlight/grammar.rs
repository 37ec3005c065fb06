//! All other languages: syntect with the grammars of two-face, and our own short classes.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Mutex, PoisonError};

use syntect::parsing::{ClearAmount, ParseState, Scope, ScopeStackOp, SyntaxReference, SyntaxSet};

use super::{Class, Tokens};
use crate::text::{Hash, hash};

/// Loaded at the first block that needs it: it takes longer than many a page.
static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(two_face::syntax::extra_newlines);

/// How many blocks are remembered. The same snippet is on many pages, and grammars are slow.
const MOST_REMEMBERED: usize = 4096;

static REMEMBERED: LazyLock<Mutex<HashMap<Hash, Tokens>>> = LazyLock::new(Mutex::default);

/// Finds the tokens of `code`; none where no grammar is known.
pub(super) fn lex(language: &str, code: &str) -> Tokens {
    let key = hash(format!("{language}\0{code}").as_bytes());
    if let Some(known) = REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return known.clone();
    }
    let Some(syntax) = syntax(language) else { return Tokens::default() };
    // The regular expressions of some grammar may give up on some text, and say so by panicking.
    let tokens = catch_unwind(AssertUnwindSafe(|| parse(syntax, code))).ok().flatten().unwrap_or_default();
    let mut remembered = REMEMBERED.lock().unwrap_or_else(PoisonError::into_inner);
    if remembered.len() >= MOST_REMEMBERED {
        remembered.clear();
    }
    remembered.insert(key, tokens.clone());
    tokens
}

/// The grammar for a name that people write after a fence.
fn syntax(language: &str) -> Option<&'static SyntaxReference> {
    let token = match language {
        "golang" => "go",
        "hcl" | "tf" | "opentofu" => "terraform",
        "docker" | "containerfile" => "dockerfile",
        "node" | "mjs" | "cjs" => "js",
        "py3" | "python3" => "py",
        "rego" | "opa" => "rego",
        "jinja" | "j2" => "jinja2",
        "pgsql" | "postgres" | "postgresql" | "mysql" | "plsql" | "sqlite" => "sql",
        "patch" => "diff",
        "make" => "makefile",
        "cron" => "crontab",
        "nginxconf" => "nginx",
        "pwsh" | "posh" => "powershell",
        "proto" => "protobuf",
        "md" => "markdown",
        language => language,
    };
    SYNTAXES.find_syntax_by_token(token).filter(|syntax| syntax.name != "Plain Text")
}

fn parse(syntax: &SyntaxReference, code: &str) -> Option<Tokens> {
    let mut tokens = Tokens::default();
    let mut state = ParseState::new(syntax);
    let mut scopes = Scopes::default();
    let mut start = 0;
    for line in code.split_inclusive('\n') {
        let mut at = 0;
        for (place, operation) in state.parse_line(line, &SYNTAXES).ok()? {
            scopes.token(&mut tokens, start + at, start + place);
            scopes.apply(&operation);
            at = place;
        }
        scopes.token(&mut tokens, start + at, start + line.len());
        start += line.len();
    }
    Some(tokens)
}

/// The scopes at a place, each with the class it gives.
#[derive(Default)]
struct Scopes {
    open: Vec<(Scope, Option<Class>)>,
    cleared: Vec<Vec<(Scope, Option<Class>)>>,
    known: HashMap<Scope, Option<Class>>,
}

impl Scopes {
    /// The innermost scope that has a class gives it.
    fn token(&self, tokens: &mut Tokens, start: usize, end: usize) {
        if let Some(class) = self.open.iter().rev().find_map(|(_, class)| *class) {
            tokens.push(class, start, end);
        }
    }

    fn apply(&mut self, operation: &ScopeStackOp) {
        match operation {
            ScopeStackOp::Push(scope) => {
                let class = *self.known.entry(*scope).or_insert_with(|| class(*scope));
                self.open.push((*scope, class));
            }
            ScopeStackOp::Pop(count) => {
                self.open.truncate(self.open.len().saturating_sub(*count));
            }
            ScopeStackOp::Clear(amount) => {
                let kept = match amount {
                    ClearAmount::TopN(count) => self.open.len().saturating_sub(*count),
                    ClearAmount::All => 0,
                };
                self.cleared.push(self.open.split_off(kept));
            }
            ScopeStackOp::Restore => self.open.extend(self.cleared.pop().unwrap_or_default()),
            ScopeStackOp::Noop => {}
        }
    }
}

/// Which class a scope gives; the longest prefix that fits counts, so the specific ones come first.
static CLASSES: LazyLock<Vec<(Scope, Option<Class>)>> = LazyLock::new(|| {
    let table = [
        ("comment", Some(Class::Comment)),
        ("string.unquoted", None),
        ("string", Some(Class::String)),
        ("constant", Some(Class::Number)),
        ("keyword.operator", Some(Class::Operator)),
        ("keyword", Some(Class::Keyword)),
        ("storage.type", Some(Class::Keyword)),
        ("storage", Some(Class::Keyword)),
        ("entity.name.function", Some(Class::Function)),
        ("entity.name.tag", Some(Class::Attribute)),
        ("entity.name.section", Some(Class::Meta)),
        ("entity.name", Some(Class::Type)),
        ("entity.other.attribute-name", Some(Class::Attribute)),
        ("entity.other.inherited-class", Some(Class::Type)),
        ("support.function", Some(Class::Function)),
        ("support.constant", Some(Class::Number)),
        ("support.variable", Some(Class::Variable)),
        ("support", Some(Class::Type)),
        ("variable.function", Some(Class::Function)),
        ("variable.parameter", Some(Class::Attribute)),
        ("variable.language", Some(Class::Variable)),
        ("variable.other.readwrite.instance", Some(Class::Variable)),
        ("variable", Some(Class::Variable)),
        ("markup.inserted", Some(Class::Inserted)),
        ("markup.deleted", Some(Class::Deleted)),
        ("markup.heading", Some(Class::Meta)),
        ("markup.raw", Some(Class::String)),
        ("meta.diff", Some(Class::Meta)),
        ("meta.preprocessor", Some(Class::Meta)),
        ("punctuation.definition.variable", Some(Class::Variable)),
    ];
    table.into_iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, class))).collect()
});

fn class(scope: Scope) -> Option<Class> {
    CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(scope)).and_then(|(_, class)| *class)
}

#[cfg(test)]
mod tests {
    use super::super::tests::show;

    #[test]
    fn grammars_give_our_classes() {
        for (language, code, expected) in [
            (
                "go",
                "func f() int { return 1 } // x\n",
                &["k(func)", "f(f)", "k(return)", "n(1)", "c(// x\n)"][..],
            ),
            ("golang", "x := \"y\"\n", &["s(\"y\")", "o(:=)"]),
            ("python3", "def f(): return None\n", &["k(def)", "f(f)", "n(None)"]),
            ("sql", "SELECT a FROM b;\n", &["k(SELECT)", "k(FROM)"]),
            ("diff", "+a\n-b\n@@ -1 +1 @@\n", &["i(+a\n)", "d(-b\n)"]),
            ("hcl", "a = true # c\n", &["n(true)", "c(# c\n)"]),
            ("dockerfile", "FROM alpine\n", &["k(FROM)"]),
        ] {
            let shown = show(language, code);
            for part in expected {
                assert!(shown.contains(part), "{part} in {shown}");
            }
        }
    }

    #[test]
    fn the_memo_changes_nothing() {
        assert_eq!(show("ruby", "def a; end\n"), show("ruby", "def a; end\n"));
    }
}
