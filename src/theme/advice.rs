//! What a theme has to no effect: files that no page asks for, scripts and styles that browsers refuse.

use super::html::{Tag, tags};
use super::{BUILT_IN_PREFIX, Template, Templates};
use crate::diagnostic::{Finding, ask, nearest_by, rules};
use crate::text::Span;

/// Findings on the templates of one's own; those that are built in have none.
pub(super) fn advise(templates: &Templates) -> Vec<Finding> {
    let own = templates.sources.iter().filter(|(name, _)| !name.starts_with(BUILT_IN_PREFIX));
    own.flat_map(|(name, template)| {
        let refused = tags(&template.text).into_iter().flat_map(|tag| refused(templates, template, &tag));
        let is_page = name.ends_with(".html");
        unused(templates, name, template).into_iter().chain(refused.filter(move |_| is_page))
    })
    .collect()
}

/// A template that has no built-in name and that no other one names.
fn unused(templates: &Templates, name: &str, template: &Template) -> Option<Finding> {
    let quoted = [format!("\"{name}\""), format!("'{name}'")];
    let names = |other: &Template| quoted.iter().any(|name| other.text.contains(name));
    let is_built_in = templates.sources.contains_key(&format!("{BUILT_IN_PREFIX}{name}"));
    // Components are known to all templates, wherever they are.
    if is_built_in || template.text.contains("component ") || templates.sources.values().any(names) {
        return None;
    }
    let built_in = templates.sources.keys().filter_map(|name| name.strip_prefix(BUILT_IN_PREFIX));
    let help = ask(&nearest_by(stem(name), built_in, stem))
        .unwrap_or_else(|| "give it the name of a built-in template, or include it from another".to_owned());
    let message = format!("nothing uses `{name}`: no built-in template has its name, and none includes it");
    Some(finding(template, Span::default(), message, help))
}

/// A template's name without its folder and its ending.
fn stem(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or(name);
    file.split('.').next().unwrap_or(file)
}

/// What the Content-Security-Policy of the site keeps a browser from using.
fn refused(templates: &Templates, template: &Template, tag: &Tag<'_>) -> Vec<Finding> {
    let name = templates.folder.file_name();
    let file = |extension: &str| format!("{}/static/{name}.{extension}", templates.folder);
    let (script, sheet) = (file("js"), file("css"));
    let use_script = format!("<script defer src=\"{{{{ root }}}}{{{{ site.assets[\"{name}.js\"] }}}}\">");
    let use_sheet =
        format!("<link rel=\"stylesheet\" href=\"{{{{ root }}}}{{{{ site.assets[\"{name}.css\"] }}}}\">");
    let mut findings = Vec::new();
    if tag.name.eq_ignore_ascii_case("script") && is_inline_script(tag) {
        let help = format!("put it into `{script}`, and write `{use_script}`");
        findings.push(finding(template, tag.span, blocked("a script within a page"), help));
    }
    if tag.name.eq_ignore_ascii_case("style") {
        let help = format!("put it into `{sheet}`, and write `{use_sheet}`");
        findings.push(finding(template, tag.span, blocked("a style sheet within a page"), help));
    }
    for attribute in &tag.attributes {
        let attribute_name = attribute.name.to_ascii_lowercase();
        if attribute_name == "style" {
            let help = format!("give it a `class`, and its look in `{sheet}`: `{use_sheet}`");
            findings.push(finding(template, attribute.span, blocked("the attribute `style`"), help));
        } else if attribute_name.starts_with("on") {
            let help = format!("listen by `addEventListener` in `{script}`: `{use_script}`");
            let message = blocked(&format!("the attribute `{attribute_name}`"));
            findings.push(finding(template, attribute.span, message, help));
        }
    }
    findings
}

/// Whether a script is code and in the page; JSON is data, which nothing blocks.
fn is_inline_script(tag: &Tag<'_>) -> bool {
    let has_source = tag.attributes.iter().any(|attribute| attribute.name.eq_ignore_ascii_case("src"));
    let is_data = tag.attributes.iter().any(|attribute| {
        attribute.name.eq_ignore_ascii_case("type") && attribute.value.to_ascii_lowercase().contains("json")
    });
    !has_source && !is_data && !tag.is_open_ended
}

fn blocked(what: &str) -> String {
    format!("{what} does nothing: the site's Content-Security-Policy forbids it")
}

fn finding(template: &Template, span: Span, message: String, help: String) -> Finding {
    Finding::new(&rules::THEME_NO_EFFECT, &template.path, span, message).help(help)
}
