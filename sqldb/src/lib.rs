//! PostgreSQL for Rust: SQL checked at compile time from the migrations, a database that is simply there.
//!
//! ```text
//! #[sqldb::database(name = "todo", migrations = "./migrations")]
//! pub mod todo {}
//!
//! use todo::{DB, sql};
//!
//! async fn title(id: i64) -> sqldb::Result<Option<String>> {
//!     let row = DB.query_row(sql!("SELECT title FROM todo_item WHERE id = <id>")).await?;
//!     Ok(row.map(|row| row.title))
//! }
//! ```
//!
//! Start at [`Database`], which runs queries; [`Transaction`] and [`Connection`] run them, too.
//! [`Error`] says what went wrong, [`Config`] where the database is, [`types`] which Rust types
//! columns have.
//!
//! # Where the database is
//!
//! For a database `todo`, the first of these that is there:
//!
//! 1. [`Database::configure`], called before the first use,
//! 2. the variable `SQLDB_TODO_URL`, or the one named by `url_env = "…"` in the attribute,
//! 3. in debug builds, or with `SQLDB_LOCAL=1`: a local PostgreSQL, found and started by itself.
//!
//! URLs are libpq's, with `sslmode` up to `verify-full` and `sslrootcert`, and one parameter more,
//! `pool_max`: the greatest number of connections of one tokio runtime, 16 unless it or
//! `SQLDB_TODO_POOL_MAX` says otherwise. With `SQLDB_MIGRATE=off` nothing is migrated, and a
//! schema that is behind is an error.

#![warn(missing_docs)]

mod argument;
mod attempt;
mod begun;
mod boot;
mod config;
mod connection;
mod copy;
mod cursor;
mod database;
mod definition;
mod dynamic;
mod error;
mod executor;
mod inside;
mod listener;
mod local;
mod methods;
mod migrations;
mod module_path;
mod options;
pub mod pg;
mod pool;
mod row;
pub mod rows;
mod schema;
mod server;
mod session;
mod spot;
mod statement;
mod tls;
mod transaction;
pub mod types;
mod url;
mod value;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use attempt::Attempt;
pub use config::{Config, Migrate};
pub use connection::Connection;
pub use copy::{CopyIn, CopyInWriter, CopyOut, CopyOutRows};
pub use cursor::Cursor;
pub use database::Database;
pub use dynamic::{ColumnIndex, DynamicRow, RawRows};
pub use error::{Error, Result};
pub use executor::{DynExecutor, Executor};
pub use listener::{Event, Listener, Notification};
pub use options::{Isolation, TransactionOptions};
pub use row::{FromRow, RawRow};
pub use rows::Rows;
pub use statement::Query;
pub use transaction::Transaction;
pub use value::{
    Decode, DecodeFrom, DecodeNullable, Encode, EncodeAs, EncodeEither, EncodeOptional, EncodePart,
    ValueError,
};

/// Declares a database by its migrations.
///
/// ```text
/// #[sqldb::database(name = "todo", migrations = "./migrations")]
/// pub mod todo {}
/// ```
///
/// adds to the module the handle `DB`, the macro `sql!`, a struct for each table and view, and a
/// type for each enum and composite that the migrations create. `url_env = "DATABASE_URL"` names one
/// more variable that may hold the URL; `postgres = 16` is the major version of PostgreSQL that the
/// queries are typed for, the local server has, and any other server must have at least.
pub use sqldb_macros::database;

/// A query that is not checked before it is prepared, for what the analysis cannot read.
///
/// Its columns are written out; the server's are compared with them once per connection. It is taken
/// by all query methods, and `query_one` and `query_row` look at run time how many rows there are.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let minimum = 3i32;
/// let items = db
///     .query_all(sqldb::sql_unchecked!(
///         "SELECT n FROM generate_series(<minimum>::int4, 5) AS n" => { n: Option<i32> }
///     ))
///     .await?;
/// # Ok(())
/// # }
/// ```
pub use sqldb_macros::sql_unchecked;
