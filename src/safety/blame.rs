//! People named as a cause. An incident is a property of a system; a report that names somebody
//! teaches the next one to stay silent.
//!
//! A rule based on words cannot know who is a person. It only reports a combination: a subject
//! that is a person's (an author or owner of the page, a handle, a common first name), and a word of
//! blame, side by side; or where the phrase itself blames people.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use serde::Deserialize;

/// The words that are looked for (`words/blame.yaml` says what each list is).
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Words {
    phrases: Vec<String>,
    after: Vec<String>,
    before: Vec<String>,
    nouns: Vec<String>,
    first_names: HashSet<String>,
    roles: Vec<String>,
    of_roles: Vec<String>,
    of_people: Vec<String>,
    of_software: Vec<String>,
    on_duty: Vec<String>,
    between: Vec<String>,
    denials: HashSet<String>,
}

/// A test sees to it that they can be read.
static WORDS: LazyLock<Words> =
    LazyLock::new(|| serde_yaml::from_str(include_str!("words/blame.yaml")).unwrap_or_default());

/// The most bytes that are looked at around a name.
const WINDOW: usize = 96;

/// Every place in `text` that blames somebody. `people` are the names of people that the page gives,
/// `skip` is code, in order: what a program printed blames nobody.
pub(super) fn blame(text: &str, people: &[&str], skip: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for prose in prose(text, skip) {
        found.extend(phrases(text, prose.clone()));
        found.extend(roles(text, prose.clone()));
        found.extend(named(text, prose, people));
    }
    found.sort_by_key(|range| range.start);
    found.dedup_by(|later, earlier| later.start < earlier.end);
    found
}

/// What is left of `text` without `skip`.
fn prose(text: &str, skip: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut ranges = Vec::with_capacity(skip.len() + 1);
    let mut at = 0;
    for skipped in skip {
        if skipped.start > at {
            ranges.push(at..skipped.start);
        }
        at = at.max(skipped.end);
    }
    ranges.push(at.min(text.len())..text.len());
    ranges
}

fn phrases(text: &str, prose: Range<usize>) -> Vec<Range<usize>> {
    let lower = text[prose.clone()].to_ascii_lowercase();
    let find = |phrase: &String| -> Vec<Range<usize>> {
        let ranges =
            lower.match_indices(phrase).map(|(at, _)| prose.start + at..prose.start + at + phrase.len());
        ranges.filter(|range| is_claimed(text, range)).collect()
    };
    WORDS.phrases.iter().flat_map(find).collect()
}

/// Roles that a sentence blames.
fn roles(text: &str, prose: Range<usize>) -> Vec<Range<usize>> {
    let lower = text[prose.clone()].to_ascii_lowercase();
    let find = |role: &String| -> Vec<Range<usize>> {
        let places = lower.match_indices(role).map(|(at, _)| prose.start + at..prose.start + at + role.len());
        places.filter(|place| is_claimed(text, place) && is_role_blamed(text, place, prose.end)).collect()
    };
    WORDS.roles.iter().chain(&WORDS.of_software).flat_map(find).collect()
}

fn is_role_blamed(text: &str, role: &Range<usize>, end: usize) -> bool {
    let after = &text[role.end..text.floor_char_boundary((role.end + WINDOW).min(end))];
    let behind = |duty: &String| after.strip_prefix(' ')?.strip_prefix(duty.as_str());
    let on_duty = WORDS.on_duty.iter().find_map(behind);
    let is_software = |name: &String| text[role.clone()].eq_ignore_ascii_case(name);
    let is_person = on_duty.is_some() || !WORDS.of_software.iter().any(is_software);
    let line = verb(without_clause(on_duty.unwrap_or(after)));
    let begins = |phrase: &String| begins(&line, phrase);
    WORDS.of_roles.iter().any(begins) || (is_person && WORDS.of_people.iter().any(begins))
}

/// Whether `phrase` is at the start of `text`, as words of its own.
fn begins(text: &str, phrase: &str) -> bool {
    text.strip_prefix(phrase).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// What follows a name without what is put in behind it: `, who was on call,`, ` (storage)`.
fn without_clause(after: &str) -> &str {
    let inserted = [(", who ", ","), (", the ", ","), (" (", ")")];
    let rest = inserted.iter().find_map(|(open, close)| Some(after.strip_prefix(open)?.split_once(close)?.1));
    rest.unwrap_or(after)
}

/// The words after a name from the verb or its adverb on, in lower case; empty where none follows.
fn verb(after: &str) -> String {
    let line = if after.starts_with([' ', '\n']) { one_line(after) } else { String::new() };
    let rest = WORDS.between.iter().fold(line.as_str(), |line, word| {
        line.strip_prefix(word.as_str()).and_then(|rest| rest.strip_prefix(' ')).unwrap_or(line)
    });
    rest.to_owned()
}

/// Whether a phrase is the report's own claim: a word of its own, not in quotes, not denied.
fn is_claimed(text: &str, range: &Range<usize>) -> bool {
    let before = &text[text.ceil_char_boundary(range.start.saturating_sub(48))..range.start];
    let after = &text[range.end..];
    let is_inside = before.ends_with(char::is_alphanumeric) || after.starts_with(char::is_alphanumeric);
    let is_quoted = before.ends_with(['"', '“', '„', '‘', '\'', '«', '*', '[', '/']);
    let sentence = before.rsplit(['.', '\n', ':']).next().unwrap_or(before).to_lowercase();
    let words: Vec<&str> = sentence.split_whitespace().rev().take(5).collect();
    let is_denied = words.iter().any(|word| WORDS.denials.contains(*word));
    !is_inside && !is_quoted && !is_denied
}

fn named(text: &str, prose: Range<usize>, people: &[&str]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = prose.start;
    while let Some(word) = next_word(text, at, prose.end) {
        at = word.end;
        let Some(person) = person(text, &word, prose.end, people) else { continue };
        at = person.end;
        if is_blamed(text, &person, prose.end) {
            found.push(person);
        }
    }
    found
}

/// The next word that may begin a person's name: a capital or a handle.
fn next_word(text: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let mut at = from;
    loop {
        let start = at + text.get(at..end)?.find(|c: char| c.is_uppercase() || c == '@')?;
        let first = text[start..].chars().next()?;
        let length = text[start + first.len_utf8()..end]
            .find(|c: char| !is_name(c))
            .unwrap_or(end - start - first.len_utf8());
        let word = start..start + first.len_utf8() + length;
        let is_whole = !text[..start].ends_with(|c: char| c.is_alphanumeric() || "_-/.@`".contains(c));
        if is_whole && word.len() > first.len_utf8() {
            return Some(word);
        }
        at = word.end.max(start + first.len_utf8());
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// The whole name of the person that begins with `word`: a handle, one of `people`, or a first name
/// with the capitalised word that may follow.
fn person(text: &str, word: &Range<usize>, end: usize, people: &[&str]) -> Option<Range<usize>> {
    let rest = &text[word.start..end];
    if rest.starts_with('@') {
        return Some(word.clone());
    }
    let given = people.iter().filter(|name| rest.starts_with(**name)).map(|name| name.len()).max();
    if let Some(length) = given.filter(|length| !rest[*length..].starts_with(is_name)) {
        return Some(word.start..word.start + length);
    }
    if !WORDS.first_names.contains(&text[word.clone()]) {
        return None;
    }
    let last = text[word.end..end].strip_prefix(' ').filter(|last| last.starts_with(char::is_uppercase));
    let length = last.map_or(0, |last| 1 + last.find(|c: char| !is_name(c)).unwrap_or(last.len()));
    Some(word.start..word.end + length)
}

fn is_blamed(text: &str, person: &Range<usize>, end: usize) -> bool {
    let after = &text[person.end..text.floor_char_boundary((person.end + WINDOW).min(end))];
    if begins_blame(after) {
        return true;
    }
    let before = text[text.ceil_char_boundary(person.start.saturating_sub(WINDOW))..person.start].trim_end();
    let last = before.rsplit(char::is_whitespace).next().unwrap_or(before).to_lowercase();
    if !matches!(last.as_str(), "by" | "to" | "of" | "blame" | "blamed" | "durch" | "von") {
        return false;
    }
    let before = one_line(before);
    let ends_in = |phrase: &String| {
        before.strip_suffix(phrase.as_str()).is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
    };
    WORDS.before.iter().any(ends_in)
}

/// Whether a verb of blame, or a noun after an apostrophe, follows at once.
fn begins_blame(after: &str) -> bool {
    let own = after.strip_prefix("'s ").or_else(|| after.strip_prefix("’s "));
    if let Some(rest) = own {
        let rest = one_line(rest);
        let first: Vec<&str> = rest.split(' ').take(2).collect();
        let is_noun =
            |word: &&str| WORDS.nouns.iter().any(|noun| *noun == word.trim_end_matches(['.', ',', ';', ':']));
        return first.iter().any(is_noun);
    }
    let line = verb(without_clause(after));
    WORDS.after.iter().any(|phrase| begins(&line, phrase))
}

/// `text` in lower case with single blanks, up to a blank line.
fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_can_be_read() {
        let words: Words = serde_yaml::from_str(include_str!("words/blame.yaml")).unwrap();
        let lists = [&words.phrases, &words.after, &words.before, &words.nouns, &words.roles];
        let lists = lists.into_iter().chain([&words.of_roles, &words.of_people, &words.of_software]);
        let lists = lists.chain([&words.on_duty, &words.between]);
        for list in lists {
            assert!(
                !list.is_empty() && list.iter().all(|phrase| *phrase == phrase.to_lowercase()),
                "{list:?}"
            );
        }
        assert!(words.first_names.len() > 200 && words.denials.len() > 10);
    }
}
