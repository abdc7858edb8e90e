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
pub use sqldb_macros::{database, sql_unchecked};
pub use statement::Query;
pub use transaction::Transaction;
pub use value::{
    Decode, DecodeFrom, DecodeNullable, Encode, EncodeAs, EncodeEither, EncodeOptional, ValueError,
};
