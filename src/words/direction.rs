//! Which way a language is written.

/// Languages that are written from right to left, where their tag names no other script: those of the
/// CLDR with an Arabic, Hebrew, Syriac or Thaana default script that sites are written in.
const RIGHT_TO_LEFT: [&str; 12] = ["ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"];
/// Scripts that are written from right to left.
const RIGHT_TO_LEFT_SCRIPTS: [&str; 5] = ["Adlm", "Arab", "Hebr", "Syrc", "Thaa"];

/// `rtl` or `ltr` for the tag of a language, as the attribute `dir` wants it.
pub fn direction(language: &str) -> &'static str {
    let mut parts = language.split('-');
    let first = parts.next().unwrap_or_default().to_lowercase();
    let script = parts.find(|part| part.len() == 4 && part.chars().all(char::is_alphabetic));
    let is_right_to_left = match script {
        Some(script) => RIGHT_TO_LEFT_SCRIPTS.iter().any(|known| known.eq_ignore_ascii_case(script)),
        None => RIGHT_TO_LEFT.contains(&first.as_str()),
    };
    if is_right_to_left { "rtl" } else { "ltr" }
}
