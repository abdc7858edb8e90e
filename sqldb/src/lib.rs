//! PostgreSQL for Rust: SQL checked at compile time from the migrations, a database that is simply there.
//!
//! Start at [`Database`], which runs queries; [`Transaction`] and [`Connection`] run them, too.
//! [`Error`] says what went wrong, [`Config`] where the database is, [`types`] which Rust types
//! columns have.

#![warn(missing_docs)]

mod argument;
mod boot;
mod config;
mod connection;
mod database;
mod definition;
mod dynamic;
mod error;
mod local;
mod methods;
mod migrations;
mod module_path;
pub mod pg;
mod pool;
mod row;
pub mod rows;
mod schema;
mod session;
mod statement;
mod tls;
mod transaction;
pub mod types;
mod url;
mod value;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use config::{Config, Migrate};
pub use connection::Connection;
pub use database::Database;
pub use dynamic::{ColumnIndex, DynamicRow, RawRows};
pub use error::{Error, Result};
pub use row::{FromRow, RawRow};
pub use rows::Rows;
pub use statement::Query;
pub use transaction::Transaction;
pub use value::{
    Decode, DecodeFrom, DecodeNullable, Encode, EncodeAs, EncodeEither, EncodeOptional, ValueError,
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
/// more variable that may hold the URL.
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
