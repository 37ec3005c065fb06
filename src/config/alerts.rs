//! The key `alerts`: which rule files are checked against the pages, and how their annotations are read.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;

use super::expected::Expected;
use super::problems::Problems;
use crate::path::SitePath;

/// The key that this file is about.
const KEY: &str = "alerts";
/// The annotations that name a runbook where the configuration does not say.
const ANNOTATIONS: &[&str] = &["runbook_url", "runbook"];

/// How rule files are checked against the pages.
#[derive(Clone, Debug)]
pub struct Alerts {
    /// Files below the root that hold alert rules.
    pub rules: GlobSet,
    /// The annotations that name an alert's runbook, most important first.
    pub annotations: Vec<String>,
    /// Addresses at which the site is or was published, without a trailing `/`. The site's own
    /// address is the first.
    pub urls: Vec<String>,
    /// The values of the label `severity` that call for a runbook; `None` when every alert does.
    pub require: Option<Vec<String>>,
}

impl Default for Alerts {
    fn default() -> Self {
        let annotations = ANNOTATIONS.iter().map(|name| (*name).to_owned()).collect();
        Self { rules: GlobSet::empty(), annotations, urls: Vec::new(), require: None }
    }
}

/// A text or a list of them.
#[derive(Deserialize)]
#[serde(untagged)]
enum Texts {
    One(String),
    Many(Vec<String>),
}

/// A pattern for paths: `*` stays within a folder, `**` does not.
pub fn glob(pattern: &str) -> Result<globset::Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

impl Problems<'_> {
    /// Resolves what is below `alerts`. `base_url` is the address that the file names.
    pub(super) fn alerts(&mut self, mapping: serde_yaml::Mapping, base_url: &str) -> Alerts {
        let mut alerts =
            Alerts { urls: vec![base_url.trim_end_matches('/').to_owned()], ..Alerts::default() };
        for (key, value) in mapping {
            let key = key.as_str().unwrap_or_default().to_owned();
            // What is neither a text nor a list of them was reported with its shape.
            let Ok(texts) = serde_yaml::from_value(value) else { continue };
            let texts = match texts {
                Texts::One(text) => vec![text],
                Texts::Many(texts) => texts,
            };
            match key.as_str() {
                "rules" => alerts.rules = self.rule_globs(&texts),
                "annotations" => alerts.annotations = texts,
                "urls" => alerts.urls.extend(texts.iter().map(|url| self.url(url))),
                _ => alerts.require = Some(texts),
            }
        }
        alerts.urls.retain(|url| !url.is_empty());
        alerts
    }

    fn rule_globs(&mut self, patterns: &[String]) -> GlobSet {
        const PATH: &[&str] = &[KEY, "rules"];
        let mut globs = GlobSetBuilder::new();
        for pattern in patterns {
            let inside = SitePath::new(pattern).filter(|path| !path.is_root());
            match inside.as_ref().map(|path| glob(path.as_str())) {
                Some(Ok(glob)) => {
                    self.expected.push(Expected::new(PATH, pattern, self.places.item(PATH, pattern), &glob));
                    globs.add(glob);
                }
                Some(Err(error)) => self.wrong_pattern(PATH, pattern, &error),
                None => {
                    let span = self.places.item(PATH, pattern);
                    let message = format!("`{KEY}.rules` is outside the knowledge base: `{pattern}`");
                    self.report_at(span, message, "pass such files on the command line with `--alerts`");
                }
            }
        }
        self.glob_set(PATH, &globs)
    }

    fn url(&mut self, url: &str) -> String {
        let is_web = url.starts_with("https://") || url.starts_with("http://");
        if !is_web || url.contains(['?', '#']) || url.contains(char::is_whitespace) {
            let span = self.places.item(&[KEY, "urls"], url);
            let message = format!("`{KEY}.urls` has no web address: `{url}`");
            self.report_at(span, message, "write a full address such as `https://docs.example.org/ops`");
        }
        url.trim_end_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, Overrides};
    use crate::diagnostic::Finding;
    use crate::path::SitePath;
    use crate::text::Source;

    fn resolve(text: &str) -> Result<Config, Vec<Finding>> {
        let source = Source::new(SitePath::new("opslore.yaml").unwrap(), text);
        Config::resolve(
            &source,
            true,
            &Overrides { base_url: Some("http://x".to_owned()), ..Overrides::default() },
        )
    }

    #[test]
    fn patterns_and_addresses_are_resolved() {
        let text = "base_url: https://a/\nalerts:\n  rules: ./rules/*.yaml\n  urls: [https://b/x/]\n  \
                    require: [page]\n";
        let alerts = resolve(text).unwrap().alerts;
        assert!(alerts.rules.is_match("rules/a.yaml") && !alerts.rules.is_match("rules/b/a.yaml"));
        assert_eq!(alerts.urls, ["https://a", "https://b/x"], "an address given for a preview is none");
        assert_eq!(alerts.annotations, ["runbook_url", "runbook"]);
        assert_eq!(alerts.require.unwrap(), ["page"]);
    }

    #[test]
    fn mistakes_are_told_where_they_are() {
        for (text, expected) in [
            ("alerts:\n  rules: [../x, '[']\n  urls: [example.org]\n", vec!["../x", "'['", "example.org"]),
            ("alerts:\n  rule: x\n  require: {a: b}\n", vec!["rule", "{a: b}"]),
        ] {
            let found = resolve(text).unwrap_err();
            let marked: Vec<_> = found.iter().map(|it| &text[it.span.start..it.span.end]).collect();
            assert_eq!(marked, expected);
        }
    }
}
