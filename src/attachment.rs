//! The files that pages link to and that are published with them: which kinds there are, what a name
//! says, and whether the content matches.
//!
//! A pull request may bring any file. Published is only what no browser, no web server and no double
//! click would run, and only if it begins like what its name says.

mod content;
mod hidden;
mod kinds;
mod name;

pub use content::{Likeness, Mismatch, is_sniffed_as_markup, mismatch};
pub use kinds::{Form, Kind, Signature, media_type};
pub use name::{Refusal, Runner, ending_problem, is_portable, kind_of, portable, published_name, runner};
