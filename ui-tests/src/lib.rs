//! The tests are in `tests`; here is a database for the crates that they are.

/// A database of another crate than the one that queries it.
#[sqldb::database(name = "shop", migrations = "./migrations/shop")]
pub mod shop {}
