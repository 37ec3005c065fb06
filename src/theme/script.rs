//! A parsed script of the theme: what a module imports and exports and where, and a
//! minified script. [oxc](https://oxc.rs) parses and prints it.

use std::io;
use std::ops::Range;

use oxc_allocator::Allocator;
use oxc_ast::ast::{Declaration, ImportDeclaration, ImportDeclarationSpecifier, Program, Statement};
use oxc_codegen::{Codegen, CodegenOptions, CommentOptions, LegalComment};
use oxc_diagnostics::{Diagnostics, OxcDiagnostic};
use oxc_mangler::{Mangler, ManglerReturn};
use oxc_parser::{Parser, ParserReturn};
use oxc_semantic::SemanticBuilder;
use oxc_span::{GetSpan, SourceType, Span};
use oxc_syntax::module_record::ModuleRecord;

/// The longest module that is read, in bytes: ten times that of any of ours.
const LONGEST: usize = 256 * 1024;

/// The stack that reading takes for each byte of a module, which is what each may go deeper: at most
/// 3.4 KB were measured, with `[[[…` in a debug build.
const STACK_PER_BYTE: usize = 4 * 1024;

/// The stack for everything else.
const STACK: usize = 4 * 1024 * 1024;

/// The forms that a bundle can have.
const FORMS: &str = "write `import { a, b } from \"./name.js\";` and `export` before `function`, `const` or \
                     `class`";

/// What is wrong with a script, and where in it.
#[derive(Debug, PartialEq)]
pub(super) struct Fault {
    pub(super) at: Range<usize>,
    pub(super) message: String,
    /// How to fix it, if that is known.
    pub(super) help: Option<&'static str>,
}

/// What a module has to do with others.
#[derive(Debug, Default)]
pub(super) struct Module {
    pub(super) imports: Vec<Import>,
    /// The names under which it can be asked for what it has.
    pub(super) exports: Vec<String>,
    /// Where `export` is before a declaration.
    pub(super) marks: Vec<Range<usize>>,
}

/// `import { name as local } from "./file.js";`
#[derive(Debug)]
pub(super) struct Import {
    pub(super) statement: Range<usize>,
    pub(super) from: String,
    /// Where `from` stands, without its quotes.
    pub(super) from_at: Range<usize>,
    pub(super) names: Vec<Name>,
}

/// What is imported, and its name in the module that imports it.
#[derive(Debug)]
pub(super) struct Name {
    pub(super) name: String,
    pub(super) at: Range<usize>,
    pub(super) local: String,
}

/// Runs `work`, which reads scripts of up to `longest` bytes, with the stack that takes. The error is
/// the system's, which may have no memory or no thread for that.
pub(super) fn with_stack<T: Send>(longest: usize, work: impl FnOnce() -> T + Send) -> io::Result<T> {
    let size = STACK + longest.min(LONGEST) * STACK_PER_BYTE;
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(size).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| io::Error::other("the script parser panicked"))
    })
}

/// Reads what a module imports and exports. To be called [`with_stack`].
pub(super) fn module(text: &str) -> Result<Module, Fault> {
    if text.len() > LONGEST {
        let message = format!("a script of more than {} KiB is not bundled", LONGEST / 1024);
        return Err(Fault { at: 0..0, message, help: None });
    }
    let allocator = Allocator::default();
    let ParserReturn { program, module_record, .. } = parsed(&allocator, text, SourceType::mjs())?;
    let mut module = Module::default();
    for statement in &program.body {
        module.add(statement)?;
    }
    refuse_hidden_forms(&module_record)?;
    refuse_contradictions(&program)?;
    Ok(module)
}

/// A script that does the same with fewer bytes: local names are short, comments are left out but for
/// those that say that they want to stay (`/*!`). To be called [`with_stack`].
pub(super) fn minified(text: &str) -> Result<String, Fault> {
    let allocator = Allocator::default();
    let ParserReturn { program, .. } = parsed(&allocator, text, SourceType::script())?;
    refuse_contradictions(&program)?;
    let ManglerReturn { scoping, class_private_mappings } = Mangler::new().build(&program);
    let comments = CommentOptions { legal: LegalComment::Inline, ..CommentOptions::disabled() };
    let options = CodegenOptions { comments, ..CodegenOptions::minify() };
    let printer = Codegen::new().with_options(options).with_scoping(Some(scoping));
    Ok(printer.with_private_member_mappings(Some(class_private_mappings)).build(&program).code)
}

fn parsed<'a>(allocator: &'a Allocator, text: &'a str, kind: SourceType) -> Result<ParserReturn<'a>, Fault> {
    let parsed = Parser::new(allocator, text, kind).parse();
    refuse_errors(&parsed.diagnostics).map(|()| parsed)
}

/// Refuses what the grammar allows and the language does not, such as a name that is declared twice.
fn refuse_contradictions(program: &Program<'_>) -> Result<(), Fault> {
    refuse_errors(&SemanticBuilder::new().with_check_syntax_error(true).build(program).diagnostics)
}

fn refuse_errors(diagnostics: &Diagnostics) -> Result<(), Fault> {
    diagnostics.errors().next().map_or(Ok(()), |error| Err(fault(error)))
}

fn fault(error: &OxcDiagnostic) -> Fault {
    let at = error.labels.first().map_or(0..0, |label| range(label.span()));
    Fault { at, message: error.message.trim_end_matches('.').to_owned(), help: None }
}

impl Module {
    fn add(&mut self, statement: &Statement<'_>) -> Result<(), Fault> {
        match statement {
            Statement::ImportDeclaration(import) => self.imports.push(imported(import)?),
            Statement::ExportDeclaration(export) => {
                self.exports
                    .extend(declared(&export.declaration).ok_or_else(|| other_form(export.span, "export"))?);
                self.marks.push(export.span.start as usize..export.declaration.span().start as usize);
            }
            Statement::ExportAllDeclaration(_)
            | Statement::ExportDefaultDeclaration(_)
            | Statement::ExportNamedDeclaration(_)
            | Statement::ExportFromDeclaration(_) => return Err(other_form(statement.span(), "export")),
            _ => {}
        }
        Ok(())
    }
}

fn imported(import: &ImportDeclaration<'_>) -> Result<Import, Fault> {
    let specifiers = import.specifiers.as_ref().filter(|_| import.with_clause.is_none());
    let specifiers = specifiers.ok_or_else(|| other_form(import.span, "import"))?;
    let names = specifiers.iter().map(|specifier| match specifier {
        ImportDeclarationSpecifier::ImportSpecifier(name) => Ok(Name {
            name: name.imported.name().to_string(),
            at: range(name.imported.span()),
            local: name.local.name.to_string(),
        }),
        _ => Err(other_form(import.span, "import")),
    });
    let quoted = range(import.source.span);
    Ok(Import {
        statement: range(import.span),
        from: import.source.value.to_string(),
        from_at: quoted.start + 1..quoted.end - 1,
        names: names.collect::<Result<_, _>>()?,
    })
}

/// The names that an exported declaration declares. They have to keep their values, since a bundle
/// hands them over once: nothing for other declarations.
fn declared(declaration: &Declaration<'_>) -> Option<Vec<String>> {
    let names = match declaration {
        Declaration::FunctionDeclaration(function) => {
            function.id.iter().map(|id| id.name.to_string()).collect()
        }
        Declaration::ClassDeclaration(class) => class.id.iter().map(|id| id.name.to_string()).collect(),
        Declaration::VariableDeclaration(variables) if variables.kind.is_const() => {
            let names = variables.declarations.iter().flat_map(|one| one.id.get_binding_identifiers());
            names.map(|id| id.name.to_string()).collect()
        }
        _ => return None,
    };
    Some(names)
}

/// `import()` and `import.meta`, wherever they are.
fn refuse_hidden_forms(record: &ModuleRecord<'_>) -> Result<(), Fault> {
    let calls = record.dynamic_imports.iter().map(|import| import.span);
    match calls.chain(record.import_metas.iter().copied()).min_by_key(|span| span.start) {
        Some(span) => Err(other_form(span, "import")),
        None => Ok(()),
    }
}

/// The statement at `span` begins with `word`, `import` or `export`, which the editor underlines.
fn other_form(span: Span, word: &str) -> Fault {
    let start = span.start as usize;
    let message = format!("this form of `{word}` cannot be bundled");
    Fault { at: start..start + word.len(), message, help: Some(FORMS) }
}

fn range(span: Span) -> Range<usize> {
    span.start as usize..span.end as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<T: Send>(text: &str, how: fn(&str) -> Result<T, Fault>) -> Result<T, Fault> {
        with_stack(text.len(), || how(text)).unwrap()
    }

    fn small(text: &str) -> String {
        read(text, minified).unwrap()
    }

    #[test]
    fn what_is_local_gets_a_short_name_and_nothing_else() {
        let script = "(() => {\n  // Why.\n  const counted = [1];\n  self.total = { counted: \
                      counted.length };\n})();\n";
        assert_eq!(small(script), "(()=>{const e=[1];self.total={counted:e.length}})();");
        assert_eq!(small("var total = 1; function count() {}"), "var total=1;function count(){}");
    }

    #[test]
    fn comments_that_want_to_stay_do() {
        assert!(small("/*! Licence: mine. */\nf();\n").contains("Licence: mine."));
    }

    #[test]
    fn strings_and_templates_keep_their_white_space() {
        assert_eq!(small("a( ' q  r ', `\n // s  ${ t }` );"), "a(` q  r `,`\n // s  ${t}`);");
    }

    #[test]
    fn errors_of_the_language_are_told_with_their_place() {
        for (text, at) in [("f(;\n", 2..3), ("const a = 1;\nconst a = 2;\n", 6..7), ("\"open\n", 0..6)] {
            let fault = read(text, module).unwrap_err();
            assert_eq!(fault.at, at, "{}", fault.message);
            assert!(!fault.message.is_empty() && fault.help.is_none());
        }
    }

    #[test]
    fn depth_and_length_are_no_danger() {
        for (open, middle, close) in [
            ("(", "1", ")"),
            ("[", "", "]"),
            ("{", "", "}"),
            ("!", "1", ""),
            ("`${", "1", "}`"),
            ("1+", "1", ""),
        ] {
            let count = 20_000;
            let text = format!("{}{middle}{}", open.repeat(count), close.repeat(count));
            assert!(read(&text, module).is_ok() && read(&text, minified).is_ok(), "{open}");
            assert!(read(&open.repeat(count), module).is_err(), "{open}");
        }
        assert!(read(&" ".repeat(LONGEST + 1), module).unwrap_err().message.contains("256 KiB"));
    }

    #[test]
    fn no_script_is_too_strange() {
        for text in
            ["}", "é/ü/", "\"é\"", "`é${ü}`", "\0", "/", "//", "\\", "\u{feff}a", "#!x", "<!--", "import"]
        {
            if let Err(fault) = read(text, module) {
                assert!(text.get(fault.at.clone()).is_some(), "{text}: {fault:?}");
            }
        }
    }
}
