//! Values that many views share, and how a view passes its values to a template.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::{Serialize, Serializer};

use crate::text::{self, Hash};

/// A value that many views hold: it is shared, and so is what the theme makes of it.
pub struct Kept<T>(Arc<Inner<T>>);

struct Inner<T> {
    value: T,
    made: OnceLock<Box<dyn Any + Send + Sync>>,
    key: OnceLock<Option<Hash>>,
}

impl<T> Kept<T> {
    /// Shares a value.
    pub fn new(value: T) -> Self {
        Self(Arc::new(Inner { value, made: OnceLock::new(), key: OnceLock::new() }))
    }

    /// What `make` makes of the value: the first time only, for all who share it. There is one kind of
    /// what is made; of another, nothing is known.
    pub fn made<M: Any + Send + Sync>(&self, make: impl FnOnce(&T) -> M) -> Option<&M> {
        self.0.made.get_or_init(|| Box::new(make(&self.0.value))).downcast_ref()
    }

    /// The hash that `make` makes of the value, likewise.
    fn key(&self, make: impl FnOnce(&T) -> Option<Hash>) -> Option<Hash> {
        *self.0.key.get_or_init(|| make(&self.0.value))
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Kept<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.value.fmt(f)
    }
}

impl<T: Serialize> Serialize for Kept<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.value.serialize(serializer)
    }
}

/// What a template makes of a view that many others hold: it is made once, and all of them show it.
#[derive(Debug)]
pub struct Part<V> {
    /// The template.
    pub template: &'static str,
    /// What it sees.
    pub view: Kept<V>,
}

impl<V> Clone for Part<V> {
    fn clone(&self) -> Self {
        Self { template: self.template, view: self.view.clone() }
    }
}

impl<V> Serialize for Part<V> {
    /// As the text that it becomes, which has no members.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.template)
    }
}

/// All that a template sees.
pub trait View: Serialize {
    /// Hands over each variable.
    fn give(&self, to: &mut impl Variables);
}

/// Who takes the variables of a template.
pub trait Variables {
    /// Takes one.
    fn set<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T);

    /// Takes one that others have too.
    fn share<T: Serialize>(&mut self, name: &'static str, value: &Kept<T>);

    /// Takes what another template makes.
    fn part<V: View>(&mut self, name: &'static str, part: &Part<V>);
}

/// A hash of all that a template sees: where it is the same, the template makes the same of it. Nothing for
/// what cannot be hashed.
pub fn key(view: &impl View) -> Option<Hash> {
    let mut seen = Seen::default();
    view.give(&mut seen);
    seen.hash()
}

/// What was seen so far, as JSON.
#[derive(Default)]
struct Seen {
    json: Vec<u8>,
    /// Whether something has no form in JSON.
    lacks: bool,
}

impl Seen {
    fn add<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.lacks |= serde_json::to_writer(&mut self.json, value).is_err();
    }

    fn hash(&self) -> Option<Hash> {
        (!self.lacks).then(|| text::hash(&self.json))
    }

    /// Adds a hash in place of what others have too.
    fn add_hash(&mut self, name: &'static str, hash: Option<Hash>) {
        self.lacks |= hash.is_none();
        self.set(name, &hash.unwrap_or_default().to_le_bytes());
    }
}

impl Variables for Seen {
    fn set<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) {
        self.add(name);
        self.add(value);
    }

    fn share<T: Serialize>(&mut self, name: &'static str, value: &Kept<T>) {
        let hash = value.key(|value| {
            let mut seen = Self::default();
            seen.add(value);
            seen.hash()
        });
        self.add_hash(name, hash);
    }

    fn part<V: View>(&mut self, name: &'static str, part: &Part<V>) {
        self.add(part.template);
        self.add_hash(name, part.view.key(key));
    }
}
