//! What the search is made from.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A page as the search sees it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Document {
    /// The page's id.
    pub id: String,
    /// The name of its type.
    pub kind: String,
    /// The title of its type.
    pub kind_title: String,
    /// Its title.
    pub title: String,
    /// Its file, from the root of the knowledge base.
    pub path: String,
    /// Its path under the site's root, beginning with `/`.
    pub url: String,
    /// One sentence, may be empty.
    pub description: String,
    /// Names to reach it by: alerts, error codes, old names, the file's stem.
    pub keys: Vec<String>,
    /// Its facets and their terms.
    pub facets: BTreeMap<String, Vec<String>>,
    /// Other text of the front matter that is worth finding, such as error signatures.
    pub other: Vec<String>,
    /// Its text, cut at headings.
    pub sections: Vec<Section>,
}

/// The text below a heading.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Section {
    /// The heading's text, empty before the first.
    pub heading: String,
    /// The heading's fragment without `#`, empty before the first.
    pub anchor: String,
    /// The heading's level, 0 before the first: what stands below a heading belongs to it.
    pub level: u8,
    /// Running text.
    pub text: String,
    /// Code.
    pub code: String,
}

/// What a site says about its search besides its pages.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Setting {
    /// The language of its pages, a BCP 47 tag: endings come off in English and German, nowhere else.
    pub language: String,
    /// How its facets are called, in the order in which they are offered.
    pub facets: Vec<Facet>,
    /// Words and phrases that stand for each other, besides those of the language.
    pub synonyms: Vec<Vec<String>>,
}

/// A facet and its terms as readers see them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Facet {
    /// Its name in [`Document::facets`].
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What its terms are called, where not as they are written.
    pub terms: BTreeMap<String, String>,
    /// The rank of those of its terms that have one, 0 the first.
    pub ranks: BTreeMap<String, usize>,
    /// As what a hit shows its terms: the schema's label, [`REFERENCE`], or empty for not at all.
    pub label: String,
}

/// The label of a facet whose terms name pages.
pub const REFERENCE: &str = "ref";
