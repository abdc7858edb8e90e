//! What went wrong, and how it is told.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use sqldb_migrate::sentence;
use tokio_postgres::error::DbError;

use super::Error;

#[derive(Debug)]
pub(super) enum Kind {
    /// The server refused; with what we know about why.
    Server(Box<DbError>, Option<String>),
    /// The connection broke, or could not be made; what about it, in words.
    Connection(String, Option<Box<dyn StdError + Send + Sync>>),
    Configuration(String),
    /// The local PostgreSQL could not be provided, or the migrations not be applied.
    Provision(String, Option<Box<dyn StdError + Send + Sync>>),
    /// The database is not the one the program was compiled for.
    Schema(String),
    Decode {
        column: String,
        message: String,
    },
    Encode {
        parameter: usize,
        message: String,
    },
    /// A value of a row that is copied.
    EncodeColumn {
        column: &'static str,
        message: String,
    },
    /// The server does not keep to the protocol.
    Malformed(String),
    Arguments {
        expected: usize,
        found: usize,
    },
    NotFound,
    TooManyRows,
    Timeout(String),
    Closed(&'static str),
    /// The program asked for what cannot be done where it is.
    Misuse(String),
    /// An error that several callers got.
    Shared(Arc<Error>),
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Server(error, help) => {
                write!(
                    f,
                    "{} ({})",
                    sentence::of(error, "`Error::server_message`"),
                    error.code().code()
                )?;
                help.as_ref().map_or(Ok(()), |help| write!(f, "; {help}"))
            }
            Kind::Connection(message, cause) | Kind::Provision(message, cause) => {
                f.write_str(message)?;
                cause.as_ref().map_or(Ok(()), |cause| write!(f, ": {cause}"))
            }
            Kind::Configuration(message)
            | Kind::Schema(message)
            | Kind::Timeout(message)
            | Kind::Malformed(message)
            | Kind::Misuse(message) => f.write_str(message),
            Kind::Decode { column, message } => {
                write!(f, "column `{column}` cannot be read: {message}")
            }
            Kind::Encode { parameter, message } => {
                write!(f, "the argument of `${parameter}` cannot be sent: {message}")
            }
            Kind::EncodeColumn { column, message } => {
                write!(f, "the value for the column `{column}` cannot be sent: {message}")
            }
            Kind::Arguments { expected, found } => {
                write!(f, "the statement has {expected} parameters, {found} arguments were given")
            }
            Kind::NotFound => f.write_str("the query returned no row, one was expected"),
            Kind::TooManyRows => {
                f.write_str("the query returned more than one row, at most one was expected")
            }
            Kind::Closed(what) => f.write_str(what),
            Kind::Shared(error) => error.fmt(f),
        }
    }
}
