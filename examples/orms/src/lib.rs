//! A to-do list, for the tests to share with other libraries.

#[sqldb::database(name = "orms", migrations = "./migrations")]
pub mod orms {}

pub use crate::orms::{DB, sql};
