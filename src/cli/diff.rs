//! The difference of two texts, as `git apply` and `patch -p1` read it.

use std::fmt::Write as _;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput, Token};

/// How many lines are shown before and after what has changed.
const CONTEXT: u32 = 3;

/// The patch that turns `old` into `new`; `path` is printed as it is.
///
/// The library's own printer (0.2.0) gives the wrong line for a change near the start of a file, and does not mark
/// a last line without a newline.
pub(super) fn unified(path: &str, old: &str, new: &str) -> String {
    let lines = InternedInput::new(old, new);
    let mut diff = Diff::compute(Algorithm::Histogram, &lines);
    diff.postprocess_lines(&lines);
    let hunks: Vec<Hunk> = diff.hunks().collect();
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    for near in hunks.chunk_by(|hunk, next| next.before.start - hunk.before.end <= 2 * CONTEXT) {
        print(near, &lines, &mut out);
    }
    out
}

/// Merges hunks with touching context.
fn print(hunks: &[Hunk], lines: &InternedInput<&str>, out: &mut String) {
    let ([first, ..], [.., last]) = (hunks, hunks) else { return };
    let lead = first.before.start.min(CONTEXT);
    let trail = (len(&lines.before) - last.before.end).min(CONTEXT);
    let before = first.before.start - lead..last.before.end + trail;
    let after = first.after.start - lead..last.after.end + trail;
    let _ = writeln!(out, "@@ -{} +{} @@", range(before.start, before.end), range(after.start, after.end));
    let mut side = |mark: char, tokens: &[Token], from: u32, to: u32| {
        for token in tokens.iter().take(to as usize).skip(from as usize) {
            line(mark, lines.interner[*token], out);
        }
    };
    let mut shown = before.start;
    for hunk in hunks {
        side(' ', &lines.before, shown, hunk.before.start);
        side('-', &lines.before, hunk.before.start, hunk.before.end);
        side('+', &lines.after, hunk.after.start, hunk.after.end);
        shown = hunk.before.end;
    }
    side(' ', &lines.before, shown, before.end);
}

fn len(tokens: &[Token]) -> u32 {
    u32::try_from(tokens.len()).unwrap_or(u32::MAX)
}

fn line(mark: char, line: &str, out: &mut String) {
    out.push(mark);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// The place of a hunk: lines count from 1, and an empty one names the line before it.
fn range(start: u32, end: u32) -> String {
    match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        len => format!("{},{len}", start + 1),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The start of a range of a hunk's head, such as `-3,7`, counted from 0.
    fn start(range: &str) -> usize {
        let (start, len) = range[1..].split_once(',').unwrap_or((&range[1..], "1"));
        start.parse::<usize>().unwrap() - usize::from(len != "0")
    }

    /// The result of applying the patch to `old`, for texts whose lines all have an end.
    fn patched(old: &str, diff: &str) -> String {
        let mut old = old.lines();
        let mut new = Vec::new();
        let mut read = 0;
        for line in diff.lines().skip(2) {
            match line.split_at(1) {
                ("@", _) => {
                    let until = start(line.split(' ').nth(1).unwrap());
                    new.extend(old.by_ref().take(until - read));
                    read = until;
                    assert_eq!(new.len(), start(line.split(' ').nth(2).unwrap()));
                }
                ("+", line) => new.push(line),
                (mark, line) => {
                    assert_eq!(old.next(), Some(line));
                    read += 1;
                    new.extend((mark == " ").then_some(line));
                }
            }
        }
        new.into_iter().chain(old).map(|line| format!("{line}\n")).collect()
    }

    #[test]
    fn a_change_is_shown_with_three_lines_around_it() {
        let old = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
        let expected = "--- a/a.md\n+++ b/a.md\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n";
        assert_eq!(unified("a.md", old, &old.replace('5', "five")), expected);
    }

    #[test]
    fn changes_far_from_each_other_are_two_hunks_and_near_ones_are_one() {
        let old: String = (0..40).map(|n| format!("{n}\n")).collect();
        let new = old.replace("\n10\n", "\nten\n").replace("\n30\n", "\nthirty\n");
        let diff = unified("a.md", &old, &new);
        assert!(diff.contains("@@ -8,7 +8,7 @@\n") && diff.contains("@@ -28,7 +28,7 @@\n"), "{diff}");
        let near = old.replace("\n10\n", "\nten\n").replace("\n14\n", "\nfourteen\n");
        assert_eq!(unified("a.md", &old, &near).matches("@@ -").count(), 1);
    }

    #[test]
    fn a_last_line_without_an_end_is_marked_on_each_side() {
        let mark = "\\ No newline at end of file\n";
        assert_eq!(
            unified("a", "x\ny", "x\nz"),
            format!("--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n{mark}+z\n{mark}")
        );
        assert_eq!(
            unified("a", "x\ny", "x\ny\n"),
            format!("--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n x\n-y\n{mark}+y\n")
        );
        assert_eq!(
            unified("a", "y\nx", "z\nx"),
            format!("--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n-y\n+z\n x\n{mark}")
        );
    }

    #[test]
    fn empty_texts_and_single_lines_have_ranges_that_git_reads() {
        assert!(unified("a", "", "x\n").contains("\n@@ -0,0 +1 @@\n+x\n"));
        assert!(unified("a", "x\ny\n", "").contains("\n@@ -1,2 +0,0 @@\n-x\n-y\n"));
    }

    proptest! {
        #[test]
        fn the_old_text_and_the_difference_make_the_new_one(
            old in prop::collection::vec(0_u8..6, 0..60),
            new in prop::collection::vec(0_u8..6, 0..60),
            cut in 0_usize..60,
        ) {
            // Two texts that share their ends, as an edit leaves them.
            let new = [&old[..cut.min(old.len())], &new[..], &old[cut.min(old.len())..]].concat();
            let [old, new] = [old, new].map(|lines| lines.iter().map(|n| format!("{n}\n")).collect::<String>());
            prop_assert_eq!(patched(&old, &unified("a", &old, &new)), new);
        }
    }
}
