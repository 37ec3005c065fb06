//! What comes of asking.

use serde::{Deserialize, Serialize};

/// What is known of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It answers.
    Works,
    /// It answers from another address, for good.
    Moved {
        /// The new address.
        to: String,
    },
    /// It does not work.
    Dead {
        /// What it answered, or why it did not.
        why: String,
        /// How often it was asked.
        tries: u32,
    },
    /// A browser would probably get it; a program cannot tell.
    Unverifiable,
    /// It is a private address, or redirects to one, and was not asked.
    Private,
}
