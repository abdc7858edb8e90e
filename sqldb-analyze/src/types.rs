//! PostgreSQL's types: their identity here, their conversions in the modules below.

mod id;

pub use id::{TypeId, Typed, Typmod};
