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
//! 1. [`Database::configure`], called before the first use; in tests with [`Config::test`],
//! 2. the variable `SQLDB_TODO_URL`, or the one named by `url_env = "…"` in the attribute,
//! 3. the file that `SQLDB_CONFIG` names, see below,
//! 4. in debug builds, or with `SQLDB_LOCAL=1`: a local PostgreSQL, found and started by itself.
//!
//! URLs are libpq's, with `sslmode` up to `verify-full`, `sslrootcert`, `sslcert` and `sslkey`, and with
//! `pool_max`, the greatest number of connections of one tokio runtime, 16 unless it or
//! `SQLDB_TODO_POOL_MAX` says otherwise, and `pool_min`, those that are opened at once. `statements=unnamed` is for a PgBouncer in transaction mode
//! that knows no prepared statements. `SQLDB_TODO_MIGRATE_URL` says where the migrations are applied (and listened
//! for notifications, where a pooler is in between), if not there. With `SQLDB_MIGRATE=off` nothing is migrated, and a
//! schema that is behind is an error.
//!
//! The file is JSON, in the shape of Encore's `sql_servers`, with replicas (feature `serde_json`):
//!
//! ```json
//! {"sql_servers": [{
//!     "host": "db.example.com:5432",
//!     "replicas": [{"host": "replica.example.com:5432"}],
//!     "tls_config": {"ca": "-----BEGIN CERTIFICATE-----…"},
//!     "databases": {"todo": {
//!         "name": "todo_production", "username": "app", "password": {"$env": "TODO_PASSWORD"},
//!         "max_connections": 20, "min_connections": 2
//!     }}
//! }]}
//! ```
//!
//! With `tls_config` the server's certificate is verified, by `ca` or the system's roots;
//! `disable_tls_hostname_verification`, `disable_ca_validation` and `disabled` take that back.
//! `client_cert` has the program's `cert` and `key`.

#![warn(missing_docs)]

mod argument;
mod attempt;
mod batch;
mod begun;
mod boot;
mod config;
mod connect;
mod connection;
mod copy;
mod crowd;
mod cursor;
mod database;
mod definition;
mod dynamic;
mod error;
mod executor;
#[cfg(feature = "serde_json")]
mod infrastructure;
mod inside;
mod lanes;
mod last;
mod later;
mod listener;
mod local;
mod methods;
mod migrations;
mod module_path;
mod observe;
mod options;
mod pace;
mod patience;
mod percent;
pub mod pg;
mod pool;
mod replica;
mod row;
pub mod rows;
mod schema;
mod server;
mod session;
mod session_state;
mod slow;
#[cfg(unix)]
mod socket;
mod spot;
mod statement;
mod tags;
mod tls;
mod transaction;
pub mod types;
mod url;
mod value;
mod wire;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use attempt::Attempt;
pub use batch::Batch;
pub use config::{Config, Migrate};
pub use connection::Connection;
pub use copy::{CopyIn, CopyInWriter, CopyOut, CopyOutRows};
pub use cursor::Cursor;
pub use database::Database;
pub use dynamic::{ColumnIndex, DynamicRow, RawRows};
pub use error::{Error, Result};
pub use executor::{DynExecutor, Executor};
pub use last::Last;
pub use listener::{Event, Listener, Notification};
pub use options::{Isolation, TransactionOptions};
pub use pool::PoolStatus;
pub use replica::{Mark, Replica};
pub use row::{FromRow, RawRow};
pub use rows::Rows;
pub use slow::set_slow_query_threshold;
pub use statement::Query;
pub use transaction::Transaction;
pub use value::borrowed::{BorrowFrom, BorrowNullable, BorrowedRow, DecodeBorrowed};
#[cfg(feature = "serde_json")]
pub use value::json::Json;
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
/// more variable that may hold the URL; `types(email = crate::Email, "todo_item.meta" =
/// sqldb::Json<crate::Meta>)` puts types of yours in the place of a type or of one column, and they
/// derive [`Type`](macro@crate::Type); `dates = "chrono"` (or `"jiff"`, `"time"`) and `numeric = "exact"`
/// (or `"rust_decimal"`) choose the library for dates and times and for `numeric`, whatever features others
/// turn on; `derive(serde::Serialize, Hash)` is what the structs and enums derive besides `Clone`, `Debug`
/// and `PartialEq`, each by a path that the module knows; `postgres = 16` is the major version of PostgreSQL that the
/// queries are typed for, the local server has, and any other server must have at least.
///
/// What it writes names this crate `::sqldb`: who depends on it by another name says `extern crate other
/// as sqldb;` in the root of the crate. The module stands in a file or in a module, not in a function.
pub use sqldb_macros::database;

/// Makes a type of yours one that parameters and columns can have.
///
/// A struct around one value is sent as that value. An enum is sent as the label of its variant, to
/// `text` columns and, with `as`, to those of an enum of the migrations. A struct with fields is a
/// composite, or a row that `ROW(…)` makes.
///
/// ```
/// #[derive(sqldb::Type)]
/// struct Cents(i64);
///
/// #[derive(sqldb::Type)]
/// #[sqldb(rename_all = "kebab-case")]
/// enum Status {
///     Open,
///     InProgress,
///     #[sqldb(rename = "finished")]
///     Done,
/// }
///
/// #[derive(sqldb::Type)]
/// struct Item {
///     id: i64,
///     note: Option<String>,
/// }
/// ```
///
/// `#[sqldb(as = todo::Status)]` says which generated type a type is used in place of. A label or a field
/// of which that has no such name does not compile.
pub use sqldb_macros::Type;

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
