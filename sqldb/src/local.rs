//! The local PostgreSQL of debug builds, and that of tests.
//!
//! The servers go on as long as this process, so that `cargo run` and `cargo test` find them running.

#[cfg(feature = "local")]
mod started;
#[cfg(not(feature = "local"))]
mod without;

#[cfg(feature = "local")]
pub(crate) use started::{copy, keep_template, provide, template};
#[cfg(not(feature = "local"))]
pub(crate) use without::{copy, keep_template, provide, template};

/// What a local PostgreSQL has for a database.
pub(crate) struct Provided {
    /// The URL of the program, which may not change the schema.
    pub(crate) url: String,
    /// The URL of the migrations.
    pub(crate) migrator: String,
    /// The extensions that only a superuser can create, and that are there now.
    pub(crate) extensions: Vec<String>,
}
