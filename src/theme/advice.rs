//! Parts of a theme without effect: files that no page uses, and what browsers block because of the site's
//! Content-Security-Policy: inline scripts and styles, and anything on other hosts.

use std::collections::BTreeMap;

use super::bundle::Static;
use super::foreign;
use super::html::{Attribute, Tag, tags};
use super::{BUILT_IN_PREFIX, Template, Templates, names};
use crate::diagnostic::{Finding, ask, did_you_mean, nearest_by, rules};
use crate::path::SitePath;
use crate::text::Span;

/// The folders of a theme that are read, and what belongs into them.
const FOLDERS: [(&str, &str); 3] = [("templates", ".html"), ("static", ".css"), ("i18n", ".yaml")];

/// Findings on what a theme of one's own has; what is built in has none. `statics` are all static files
/// with the files that they come from, `paths` all files of the theme's folder.
pub(super) fn advise(
    templates: &Templates,
    statics: &BTreeMap<SitePath, Static>,
    paths: &[SitePath],
) -> Vec<Finding> {
    let own = templates.sources.iter().filter(|(name, _)| !name.starts_with(BUILT_IN_PREFIX));
    let of_templates = own.flat_map(|(name, template)| {
        let tags = if name.ends_with(".html") { tags(&template.text) } else { Vec::new() };
        let refused: Vec<Finding> = tags
            .iter()
            .flat_map(|tag| [refused(templates, template, tag), fetched(templates, template, tag)].concat())
            .collect();
        unused(templates, name, template).into_iter().chain(refused)
    });
    let sheets = statics.values().filter_map(|(path, bytes)| {
        let is_own_sheet = path.as_str().ends_with(".css") && paths.contains(path);
        Some((path, std::str::from_utf8(bytes).ok().filter(|_| is_own_sheet)?))
    });
    let of_sheets = sheets.flat_map(|(path, text)| {
        let address = move |span: Span| elsewhere(path, span, &text[span.start..span.end], String::new());
        foreign::in_style_sheet(text).into_iter().map(address)
    });
    let unknown = names::unknown(templates);
    of_templates.chain(of_sheets).chain(strays(&templates.folder, paths)).chain(unknown).collect()
}

/// A folder of the theme that nothing reads, where its name or what is in it tells what was meant.
fn strays(theme: &SitePath, paths: &[SitePath]) -> Vec<Finding> {
    let mut folders: BTreeMap<&str, Vec<&SitePath>> = BTreeMap::new();
    for path in paths {
        if let Some((folder, _)) = path.below(theme).and_then(|path| path.split_once('/')) {
            folders.entry(folder).or_default().push(path);
        }
    }
    let is_read = |folder: &str| FOLDERS.iter().any(|(name, _)| *name == folder);
    let stray = |(folder, files): (&str, Vec<&SitePath>)| {
        let names = FOLDERS.iter().map(|(name, _)| *name);
        let help = did_you_mean(folder, names).or_else(|| {
            let holds = |ending: &str| files.iter().any(|path| path.as_str().ends_with(ending));
            let (name, _) = FOLDERS.iter().find(|(_, ending)| holds(ending))?;
            Some(format!("move the files that the site needs to `{theme}/{name}/`"))
        })?;
        let message = format!("nothing reads the folder `{theme}/{folder}/`");
        Some(Finding::new(&rules::THEME_NO_EFFECT, files[0], Span::default(), message).help(help))
    };
    let unread = folders.into_iter().filter(|(folder, _)| !folder.starts_with('.') && !is_read(folder));
    unread.filter_map(stray).collect()
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
        findings.push(finding(template, tag.span, blocked("an inline script"), help));
    }
    if tag.name.eq_ignore_ascii_case("style") {
        let help = format!("put it into `{sheet}`, and write `{use_sheet}`");
        findings.push(finding(template, tag.span, blocked("an inline style sheet"), help));
    }
    for attribute in &tag.attributes {
        let attribute_name = attribute.name.to_ascii_lowercase();
        if attribute_name == "style" {
            let help = format!("give it a `class`, and style that in `{sheet}`: `{use_sheet}`");
            findings.push(finding(template, attribute.span, blocked("the attribute `style`"), help));
        } else if attribute_name.starts_with("on") {
            let help = format!("use `addEventListener` in `{script}`: `{use_script}`");
            let message = blocked(&format!("the attribute `{attribute_name}`"));
            findings.push(finding(template, attribute.span, message, help));
        }
    }
    findings
}

/// What a browser would fetch from elsewhere for a tag.
fn fetched(templates: &Templates, template: &Template, tag: &Tag<'_>) -> Vec<Finding> {
    let told = |attribute: &Attribute<'_>| {
        let file = foreign::file_name(attribute.value);
        let write = file.map(|file| {
            let address = format!("{{{{ root }}}}{{{{ site.assets[\"{file}\"] }}}}");
            format!(" as `{}/static/{file}`, and write `{}=\"{address}\"`", templates.folder, attribute.name)
        });
        elsewhere(&template.path, attribute.span, attribute.value, write.unwrap_or_default())
    };
    foreign::attributes(tag).map(told).collect()
}

/// An address from which the site fetches nothing; `copy` says where the help would put what is there.
fn elsewhere(path: &SitePath, span: Span, address: &str, copy: String) -> Finding {
    let is_data = address.trim_start().to_ascii_lowercase().starts_with("data:");
    let what = if is_data { "a `data:` address" } else { "content from another host" };
    let copy = if copy.is_empty() { " as a file of the theme's `static/`".to_owned() } else { copy };
    Finding::new(&rules::THEME_NO_EFFECT, path, span, blocked(what)).help(format!("keep a copy{copy}"))
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
    format!("{what} has no effect: the site's Content-Security-Policy blocks it")
}

fn finding(template: &Template, span: Span, message: String, help: String) -> Finding {
    Finding::new(&rules::THEME_NO_EFFECT, &template.path, span, message).help(help)
}
