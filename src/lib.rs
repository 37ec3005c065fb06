//! opslore turns a Git repository of Markdown into an open operations knowledge base.
//!
//! Data flows one way, down this list; a module uses the ones above it.

#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, reason = "tests write what they read, and measure what they ask for")
)]

// What everything refers to.
pub mod collation;
pub mod path;
pub mod text;
pub mod timing;
pub mod url;

// What was made before, by its hash.
pub mod memo;

pub mod attachment;

pub mod diagnostic;

// YAML, with the place of every key and value.
pub mod front_matter;

// An index of plain documents, which may come from anywhere.
pub mod search;

// The rim: what is read from the machine.
pub mod config;
pub mod files;
pub mod history;
pub mod sandbox;

// A page by itself.
pub mod schema;
pub mod words;

pub mod markdown;
pub mod place;
pub mod svg;

pub mod safety;

pub mod page;

// All pages together.
pub mod graph;

pub mod alerts;

// What is shown.
pub mod variables;
pub mod view;

pub mod present;
pub mod publish;
pub mod theme;

// The site as a value, and how it is made.
pub mod output;

pub mod archive;
pub mod offline;

pub mod site;

// Links to other sites, asked only when a person wants that.
pub mod external;

// The preview.
pub mod server;
pub mod watch;

pub mod cli;
