//! A short run of the fuzz targets (`tests/fuzz`) that is the same every time, and every input that
//! once found something. `FUZZ=20` runs twenty times as long, `FUZZ_TARGET=page` only that target.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::fuzz_targets::{ALL, Target};
use crate::support::{repository, tree};

/// What an input may take in a debug build on a machine that has other things to do.
const LONGEST: Duration = Duration::from_secs(20);

/// How many inputs are tried; those that make a whole site take longer.
fn cases(target: &str) -> usize {
    let times = std::env::var("FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1);
    times
        * match target {
            "site" => 12,
            "theme" => 20,
            "schema" | "svg" => 60,
            "page" | "search" => 300,
            _ => 1500,
        }
}

#[test]
fn what_once_found_something_finds_nothing() {
    for (name, target) in ALL {
        for (file, input) in inputs(&format!("tests/fuzz/regressions/{name}")) {
            attempt(&format!("{name}: {file}"), *target, &input);
        }
    }
}

#[test]
fn mutations_of_seeds_find_nothing() {
    let dictionary = dictionary();
    let only = std::env::var("FUZZ_TARGET").ok();
    for (name, target) in ALL.iter().filter(|(name, _)| only.as_deref().is_none_or(|only| only == *name)) {
        let seeds = seeds(name);
        assert!(!seeds.is_empty(), "there is no seed for {name}");
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15 ^ name.len() as u64);
        for number in 0..cases(name) {
            let input = mutated(&seeds, &dictionary, &mut dice);
            attempt(&format!("{name}: mutation {number}"), *target, &input);
        }
    }
}

/// The fuzzer has a lock file of its own, which a build does not touch.
#[test]
fn the_fuzzer_is_locked_to_the_packages_of_the_program() {
    let dependencies = |file: &str| -> Vec<String> {
        let lock = fs::read_to_string(repository(file)).unwrap();
        let own =
            lock.split("[[package]]").find(|package| package.contains("\nname = \"opslore\"\n")).unwrap();
        own.lines()
            .filter_map(|line| line.strip_prefix(" \"")?.strip_suffix("\","))
            .map(str::to_owned)
            .collect()
    };
    let manifest = fs::read_to_string(repository("Cargo.toml")).unwrap();
    let (_, for_tests) = manifest.split_once("[dev-dependencies]").unwrap();
    let (for_tests, _) = for_tests.split_once("\n[").unwrap();
    let is_for_tests = |name: &str| for_tests.lines().any(|line| line.starts_with(&format!("{name} = ")));
    let mut wanted = dependencies("Cargo.lock");
    wanted.retain(|name| !is_for_tests(name));
    assert!(wanted.len() > 20, "{wanted:?}");
    assert_eq!(dependencies("tests/fuzz/Cargo.lock"), wanted, "run `cargo update --workspace` in tests/fuzz");
}

/// Tries an input; one that finds something is written down for `tests/fuzz/regressions`.
fn attempt(name: &str, target: Target, input: &[u8]) {
    let started = Instant::now();
    let result = std::panic::catch_unwind(|| target(input));
    if result.is_err() || started.elapsed() > LONGEST {
        let file = std::env::temp_dir().join(format!("opslore-{}", name.replace([':', ' ', '/'], "-")));
        fs::write(&file, input).unwrap();
        panic!("{name} after {:?}; the input is {}", started.elapsed(), file.display());
    }
}

fn inputs(folder: &str) -> Vec<(String, Vec<u8>)> {
    let folder = repository(folder);
    if !folder.is_dir() {
        return Vec::new();
    }
    tree(&folder).into_iter().map(|(path, (bytes, _))| (path, bytes)).collect()
}

/// The target's own seeds, and what the repository has of the kind.
fn seeds(target: &str) -> Vec<Vec<u8>> {
    let wanted: &[(&str, &str)] = match target {
        "front-matter" | "page" | "site" => &[("tests/check", "md"), ("content/reference", "md")],
        "config" => &[("tests/check", "yaml"), ("", "opslore.yaml")],
        "rules" => &[("tests/check", "yaml")],
        "schema" => &[("schemas", "json")],
        _ => &[],
    };
    let own = inputs(&format!("tests/fuzz/seeds/{target}")).into_iter().map(|(_, bytes)| bytes);
    let others = wanted.iter().flat_map(|(folder, end)| {
        let is_wanted = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == *end);
        let files = if folder.is_empty() {
            vec![(String::new(), fs::read(repository(end)).unwrap())]
        } else {
            inputs(folder)
        };
        files
            .into_iter()
            .filter(move |(path, _)| folder.is_empty() || is_wanted(path))
            .map(|(_, bytes)| bytes)
    });
    own.chain(others).filter(|bytes| bytes.len() < 16_000).collect()
}

/// The words of `tests/fuzz/dictionary`, which is in libFuzzer's format.
fn dictionary() -> Vec<Vec<u8>> {
    let text = fs::read_to_string(repository("tests/fuzz/dictionary")).unwrap();
    let words = text.lines().filter_map(|line| line.strip_prefix('"')?.strip_suffix('"'));
    let byte = |code: &str| u8::from_str_radix(&code[..2], 16).unwrap();
    let unescaped = |word: &str| {
        let mut parts = word.split("\\x");
        let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
        for part in parts {
            bytes.push(byte(part));
            bytes.extend(part[2..].bytes());
        }
        bytes
    };
    words.map(unescaped).collect()
}

/// Numbers that look thrown and are the same every time (xorshift64*).
struct Dice(u64);

impl Dice {
    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % end
    }

    fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }

    /// A part of `bytes`, as a range.
    fn part(&mut self, bytes: &[u8], longest: usize) -> std::ops::Range<usize> {
        let start = self.below(bytes.len() + 1);
        start..(start + self.below(longest)).min(bytes.len())
    }
}

/// A seed with up to eight changes.
fn mutated(seeds: &[Vec<u8>], dictionary: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut input = dice.one_of(seeds).clone();
    for _ in 0..=dice.below(8) {
        let at = dice.below(input.len() + 1);
        match dice.below(6) {
            0 => drop(input.splice(at..at, dice.one_of(dictionary).iter().copied())),
            1 => drop(input.drain(dice.part(&input, 40))),
            2 => {
                let again = input[dice.part(&input, 30)].repeat(1 + dice.below(6));
                input.splice(at..at, again);
            }
            3 => {
                let other = dice.one_of(seeds);
                let part = other[dice.part(other, 200)].to_vec();
                input.splice(at..at, part);
            }
            4 if at < input.len() => input[at] = u8::try_from(dice.below(256)).unwrap(),
            _ => {
                let word = dice.one_of(dictionary).clone();
                let gone = dice.part(&input, 20);
                input.splice(gone, word);
            }
        }
    }
    input.truncate(20_000);
    input
}
