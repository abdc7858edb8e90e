//! Migration directories: reading, checking, embedding, applying.
//!
//! Start with [`Directory::read`], which holds the rules of names and numbers; [`build`] is what
//! a build script calls.

mod directory;
mod embedded;
mod error;
mod file_name;
mod text;

pub mod build;

pub use directory::{Directory, Down, Gaps, Migration};
pub use embedded::EmbeddedMigration;
pub use error::DirectoryError;
