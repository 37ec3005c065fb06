//! What holds for every rule at once; how well each distinguishes leaks is in `tests/suite/safety.rs`.

use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::*;
use crate::diagnostic::fix;
use crate::files::Memory;
use crate::front_matter;
use crate::markdown;
use crate::path::SitePath;
use crate::schema::Schemas;

fn findings(text: &str) -> Vec<Finding> {
    let schemas = Schemas::load(&Memory::default()).0;
    let source = Source::new(SitePath::new("a.md").unwrap(), text);
    let (front_matter, _) = front_matter::read(&source);
    let (outline, _) = markdown::outline(&source, front_matter.body);
    judge(&source, &Map::new(), &outline, schemas.get("postmortem").unwrap())
}

#[test]
fn fixes_make_plain_characters_and_a_second_run_finds_nothing() {
    let text = "```sh\nls\u{a0}\u{a0}-l \u{2014}all\u{200b}\necho \u{201c}x\u{201d} \u{2013}n\n```\n[a](b\u{ad}.md)\n";
    let fixes: Vec<Fix> = findings(text).into_iter().filter_map(|finding| finding.fix).collect();
    let (mended, made) = fix::apply(text, &fixes);
    assert_eq!(mended, "```sh\nls  -l --all\necho \"x\" -n\n```\n[a](b.md)\n");
    assert_eq!((made, findings(&mended).len()), (fixes.len(), 0));
}

#[test]
fn what_may_be_meant_otherwise_has_no_fix() {
    for text in ["```sh\nfind . \u{2013}name x\n```\n", "`a\u{202e}b`\n", "`\u{2014}\u{2014}all`\n"] {
        let found = findings(text);
        assert!(found.len() == 1 && found[0].fix.is_none(), "{text}: {found:?}");
    }
}

#[test]
fn strings_and_here_documents_are_left_alone() {
    for code in [
        "python\ns = '\u{201c}' + x",
        "sql\nselect '\u{201c}';",
        "shell\ncat <<EOF\n\u{201c}x\u{201d} \u{2013}n\nEOF",
        "sh\nsed 's/\u{201c}/\"/g' f",
        "sh\ntr '\u{201c}' '\"'",
    ] {
        assert!(findings(&format!("```{code}\n```\n")).is_empty(), "{code}");
    }
}

#[test]
fn a_secret_is_in_no_message() {
    let secret = format!("glpat{}", "-q7WmZ2cR9xLtV4bNfK1s");
    let found = findings(&format!("token: {secret}, https://bot:{}@git.acme-corp.net/\n", "Tz7rWq9LmX2c"));
    assert_eq!(found.len(), 2);
    for finding in found {
        assert!(
            finding.secret.is_some() && !finding.message.contains("q7Wm") && !finding.message.contains("Tz7")
        );
    }
}

#[test]
fn hostile_text_takes_no_longer_than_other_text() {
    let pieces = [
        "-----BEGIN RSA PRIVATE KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nA: \n",
        "eyJ",
        "eyJ-",
        "a://b:",
        "://a:b@",
        "ghp_",
        "LS0tLS1CRUdJTi",
        "LS0tLS1CRUdJTi=",
        "sig=",
        "sv=sig=",
        "PuTTY-User-Key-File-",
        "api_key=",
        "a@",
        "@a.",
        "10.",
        ".local",
        "fc:",
        "\u{202e}",
        "\u{2013}",
        "\u{201c} ",
        "John ",
        "@a ",
        "human error ",
        "caused by ",
        "password ",
        "password\"",
        "password:\n",
        "--password=",
        "identified by ",
        "mysql -p",
        "mysql ",
        "curl -u a:",
        "token: ",
        "engineer, who ",
        "operator ",
        "'\u{2013}",
        "\"'\\",
        "<<A\n\u{201c}",
    ];
    for piece in pieces {
        let text = piece.repeat((100 << 10) / piece.len());
        for text in [format!("```sh\n{text}\n```\n"), text] {
            let started = Instant::now();
            findings(&text);
            assert!(started.elapsed() < Duration::from_secs(10), "{piece:?}: {:?}", started.elapsed());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_makes_it_panic_and_every_span_is_within(
        parts in proptest::collection::vec(
            prop_oneof![
                "\\PC{0,6}",
                "[a-zA-Z0-9@.:/=+_ –“”‘\u{202e}\u{200b}\u{a0}-]{1,60}",
                proptest::sample::select(vec![
                    "-----BEGIN PRIVATE KEY-----\n", "eyJhbGciOiJIUzI1NiJ9.", "ghp_", "://", "Q~", ":AA", "AZDO", "sig=", ".atlasv1.",
                    "```sh\n", "\n```\n", "`", "10.1.2.3", "fd00::", ".internal", "John ", "caused by ", "human error", "ü", "[x](",
                    "PuTTY-User-Key-File-", "Private-Lines:\n", "key = AQ", "authorization: basic ", "unseal key 1: ", "/24",
                    "password: ", "mysql -p", "curl -u a:", "'", "<<EOF\n", "EOF\n", "\\", "--token ", "engineer, who ",
                ]).prop_map(str::to_owned),
            ],
            0..20,
        )
    ) {
        let text = parts.concat();
        for finding in findings(&text) {
            prop_assert!(text.get(finding.span.start..finding.span.end).is_some_and(|found| !found.is_empty()));
        }
    }
}
