//! What templates see, according to the views: their own source is the list of names, so
//! that neither the reference page nor the advice on a theme can be out of date.

use std::collections::BTreeSet;

/// The views, whose files hold nothing but plain structs.
const VIEWS: [&str; 8] = [
    include_str!("../view.rs"),
    include_str!("../view/page.rs"),
    include_str!("../view/list.rs"),
    include_str!("../view/home.rs"),
    include_str!("../view/coverage.rs"),
    include_str!("../view/map.rs"),
    include_str!("../view/feed.rs"),
    include_str!("../view/reviews.rs"),
];

/// What every page has; its members are the variables of a template.
const SHELL: &str = "Shell";
/// What the feed, the site map and the sidebar have instead.
const ALONE: [&str; 2] = ["FeedView", "SidebarView"];
/// The type of the one member of a page that differs from template to template.
const BODY: &str = "Body";

/// A struct of `view`.
pub(super) struct View {
    pub(super) name: &'static str,
    /// Its doc comment.
    pub(super) about: String,
    pub(super) members: Vec<Member>,
}

/// A member of a view.
pub(super) struct Member {
    pub(super) name: &'static str,
    /// Its type, as written in Rust.
    pub(super) kind: &'static str,
    /// Its doc comment.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "the reference page, which a test writes, is made of it")
    )]
    pub(super) about: String,
}

/// Every struct of `view`, in the order of the source.
pub(super) fn views() -> Vec<View> {
    let mut views: Vec<View> = Vec::new();
    let mut about: Vec<&str> = Vec::new();
    for line in VIEWS.iter().flat_map(|text| text.lines()).map(str::trim) {
        if let Some(text) = line.strip_prefix("/// ") {
            about.push(text);
        } else if let Some(name) = line.strip_prefix("pub struct ") {
            let name = name.split([' ', '<']).next().unwrap_or_default();
            views.push(View { name, about: std::mem::take(&mut about).join(" "), members: Vec::new() });
        } else if let Some((name, kind)) = line.strip_prefix("pub ").and_then(|line| line.split_once(": ")) {
            let about = std::mem::take(&mut about).join(" ");
            let member = Member { name, kind: kind.trim_end_matches(','), about };
            if let Some(view) = views.last_mut() {
                view.members.push(member);
            }
        } else if line.is_empty() {
            about.clear();
        }
    }
    views
}

/// What a value may be: types of `view`, as written in Rust. None at all stands for anything.
pub(super) type Types = Vec<&'static str>;

/// The views, to ask for the members of a type.
pub(super) struct Shapes {
    views: Vec<View>,
}

impl Shapes {
    /// Reads them.
    pub(super) fn new() -> Self {
        Self { views: views() }
    }

    /// The variables of a template and their types.
    pub(super) fn variables(&self, template: &str) -> Vec<(&'static str, Types)> {
        let made_of = self.views.iter().find(|view| makes(view, template));
        let shell = made_of.filter(|view| is_alone(view)).map_or(SHELL, |view| view.name);
        let bodies = self.views.iter().filter(|view| !is_alone(view) && view.about.contains("(template"));
        let bodies: Types = match made_of {
            Some(view) => vec![view.name],
            None => bodies.map(|view| view.name).collect(),
        };
        let types = |kind| if kind == BODY { bodies.clone() } else { vec![kind] };
        let members = self.views.iter().filter(|view| view.name == shell).flat_map(|view| &view.members);
        members.map(|member| (member.name, types(member.kind))).collect()
    }

    /// What a member may be, or the names that there are where no type has it.
    pub(super) fn member(&self, types: &[&'static str], name: &str) -> Result<Types, Vec<&'static str>> {
        let views: Option<Vec<&View>> = types.iter().map(|kind| self.view(plain(kind))).collect();
        let Some(views) = views.filter(|views| !views.is_empty()) else { return Ok(Types::new()) };
        let members = || views.iter().flat_map(|view| &view.members);
        let found: Types = members().filter(|member| member.name == name).map(|member| member.kind).collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let names: BTreeSet<&str> = members().map(|member| member.name).collect();
        Err(names.into_iter().collect())
    }

    fn view(&self, name: &str) -> Option<&View> {
        self.views.iter().find(|view| view.name == name)
    }
}

/// What the items of a list may be; anything if it is not only a list.
pub(super) fn items(types: &[&'static str]) -> Types {
    let item = |kind: &&'static str| inner(plain(kind), "Vec");
    types.iter().map(item).collect::<Option<Types>>().unwrap_or_default()
}

/// Whether a view is all that its template is given.
fn is_alone(view: &View) -> bool {
    ALONE.contains(&view.name)
}

/// A type that may be missing or is shared, by itself.
fn plain(kind: &'static str) -> &'static str {
    let wrapped = inner(kind, "Option").or_else(|| inner(kind, "Kept"));
    wrapped.map_or(kind, plain)
}

/// What is in a generic type of one argument.
pub(super) fn inner(kind: &'static str, wrapper: &str) -> Option<&'static str> {
    kind.strip_prefix(wrapper)?.strip_prefix('<')?.strip_suffix('>')
}

/// Whether a view is what a template is given.
fn makes(view: &View, template: &str) -> bool {
    view.about.contains("(template") && view.about.contains(&format!("`{template}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_view_is_known() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/view");
        for file in std::fs::read_dir(folder).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            assert!(VIEWS.contains(&text.as_str()), "{text}");
        }
    }

    #[test]
    fn members_are_found_through_lists_and_what_may_be_missing() {
        let shapes = Shapes::new();
        let of = |template: &str, name: &str| {
            let all = shapes.variables(template);
            all.into_iter().find(|(known, _)| *known == name).map(|(_, types)| types)
        };
        assert_eq!(of("page.html", "page"), Some(vec!["PageView"]));
        assert!(of("base.html", "page").unwrap().contains(&"HomeView"));
        assert_eq!((of("sitemap.xml", "page"), of("sitemap.xml", "entries").is_some()), (None, true));
        let updated = shapes.member(&["PageView"], "updated").unwrap();
        assert_eq!(shapes.member(&updated, "iso"), Ok(vec!["String"]));
        assert_eq!(shapes.member(&updated, "isu"), Err(vec!["iso", "text"]));
        assert_eq!(items(&["Vec<DateView>"]), ["DateView"]);
        assert_eq!(shapes.member(&["String"], "x"), Ok(Types::new()), "nobody knows");
    }
}
