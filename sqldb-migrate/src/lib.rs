//! Migration directories: reading, checking, embedding, applying.
//!
//! Start with [`Directory::read`], which holds the rules of names and numbers; [`build`] is what
//! a build script calls, [`source`] reads the layouts of other tools, `runner` (with the feature of that name) applies.

#[cfg(feature = "runner")]
mod checksum;
mod directory;
#[cfg(feature = "runner")]
pub mod draft;
mod embedded;
mod error;
mod extension;
mod file_name;
mod fingerprint;
#[cfg(feature = "runner")]
mod losses;
#[cfg(feature = "runner")]
pub mod prepared;
#[cfg(feature = "runner")]
mod rebase;
#[cfg(feature = "runner")]
pub mod sentence;
mod settings;
pub mod source;
mod statements;
mod text;

pub mod build;
#[cfg(feature = "runner")]
pub mod runner;

pub use directory::{Directory, Down, Gaps, Migration};
pub use embedded::EmbeddedMigration;
pub use error::DirectoryError;
pub use extension::{EXTENSIONS, extension_scripts};
#[cfg(feature = "runner")]
pub use losses::Losses;
#[cfg(feature = "runner")]
pub use rebase::{Rebase, Recorded, Renamed};
pub use settings::Settings;
pub use sqldb_analyze::catalog::Major;
pub use sqldb_analyze::session_state;
