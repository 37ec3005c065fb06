//! opslore turns a Git repository of Markdown into an open operations knowledge base.
//!
//! Data flows one way, down this list; a module uses the ones above it.

pub mod path;
pub mod text;

pub mod diagnostic;
pub mod files;

pub mod front_matter;
pub mod schema;

pub mod markdown;
pub mod search;
pub mod theme;
pub mod view;
pub mod output;
