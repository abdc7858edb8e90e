//! The one error of this crate: opaque, with predicates and data.
//!
//! It never prints parameters or passwords: the server's `DETAIL`, which quotes values, is only in
//! [`Error::detail`], and its sentences are printed as far as they have none (`sentence`).

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use sqldb_migrate::sentence;
use tokio_postgres::error::{DbError, ErrorPosition, Severity, SqlState};

use crate::spot::Spot;
use crate::statement::Source;
use crate::value::ValueError;
use crate::wire::ROUTINE;

/// The result of everything that talks to a database.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong.
///
/// ```no_run
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// match db.raw_exec("INSERT INTO todo_item (title) VALUES ('milk')", &[]).await {
///     Err(error) if error.is_unique_violation() => println!("is there already"),
///     Err(error) => return Err(error),
///     Ok(_) => {}
/// }
/// # Ok(())
/// # }
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    place: Option<Source>,
    /// The exact place in the file of `place`; without one, in the text that was given.
    spot: Option<Spot>,
}

#[derive(Debug)]
enum Kind {
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

impl Error {
    fn new(kind: Kind) -> Error {
        Error(Box::new(Inner { kind, place: None, spot: None }))
    }

    pub(crate) fn at(mut self, source: Source) -> Error {
        self.0.place.get_or_insert(source);
        self
    }

    /// Adds where the server's position is, as `find` tells it.
    pub(crate) fn spotted(mut self, find: impl FnOnce(usize) -> Option<Spot>) -> Error {
        if self.0.spot.is_none()
            && let Some(ErrorPosition::Original(position)) =
                self.server().and_then(DbError::position)
        {
            self.0.spot = usize::try_from(*position).ok().and_then(find);
        }
        self
    }

    pub(crate) fn configuration(message: impl Into<String>) -> Error {
        Error::new(Kind::Configuration(message.into()))
    }

    pub(crate) fn provision(
        message: impl Into<String>,
        cause: impl StdError + Send + Sync + 'static,
    ) -> Error {
        Error::new(Kind::Provision(message.into(), Some(Box::new(cause))))
    }

    pub(crate) fn schema(message: impl Into<String>) -> Error {
        Error::new(Kind::Schema(message.into()))
    }

    pub(crate) fn decode(column: String, message: String) -> Error {
        Error::new(Kind::Decode { column, message })
    }

    pub(crate) fn encode_column(column: &'static str, error: &ValueError) -> Error {
        Error::new(Kind::EncodeColumn { column, message: error.to_string() })
    }

    pub(crate) fn malformed(message: impl Into<String>) -> Error {
        Error::new(Kind::Malformed(message.into()))
    }

    pub(crate) fn parameters(expected: usize, found: usize) -> Error {
        Error::new(Kind::Arguments { expected, found })
    }

    pub(crate) fn not_found() -> Error {
        Error::new(Kind::NotFound)
    }

    pub(crate) fn too_many_rows() -> Error {
        Error::new(Kind::TooManyRows)
    }

    pub(crate) fn timeout(message: impl Into<String>) -> Error {
        Error::new(Kind::Timeout(message.into()))
    }

    /// No connection was made in time.
    pub(crate) fn late(place: &str, limit: Duration) -> Error {
        Error::timeout(format!("{place} did not accept a connection within {limit:?}"))
    }

    pub(crate) fn misuse(message: impl Into<String>) -> Error {
        Error::new(Kind::Misuse(message.into()))
    }

    pub(crate) fn closed() -> Error {
        Error::new(Kind::Closed("the database was closed by `close`"))
    }

    pub(crate) fn disconnected() -> Error {
        Error::new(Kind::Closed("the connection to the server is closed"))
    }

    pub(crate) fn shared(error: Arc<Error>) -> Error {
        Error::new(Kind::Shared(error))
    }

    /// What tokio-postgres reports, without what it quotes.
    pub(crate) fn postgres(error: tokio_postgres::Error) -> Error {
        if error.is_closed() {
            return Error::disconnected();
        }
        let text = error.to_string();
        let Some(cause) = error.into_source() else {
            return Error::new(Kind::Connection(text, None));
        };
        let cause = match cause.downcast::<DbError>() {
            Ok(server) => return Error::new(Kind::Server(server, None)),
            Err(cause) => cause,
        };
        // tokio-postgres tells the parameter only in words: "error serializing parameter 0".
        let parameter = text.strip_prefix("error serializing parameter ");
        match parameter.and_then(|index| index.parse::<usize>().ok()) {
            Some(index) => {
                Error::new(Kind::Encode { parameter: index + 1, message: cause.to_string() })
            }
            None => Error::new(Kind::Connection(text, Some(cause))),
        }
    }

    /// The error came up while connecting to `place`.
    pub(crate) fn connecting(mut self, place: &str) -> Error {
        match &mut self.0.kind {
            Kind::Connection(message, _) => {
                *message = format!("cannot connect to {place}: {message}")
            }
            Kind::Server(_, help) => *help = Some(format!("said by {place} while connecting")),
            _ => {}
        }
        self
    }

    /// No connection could be made, whatever the reason.
    pub(crate) fn is_connecting(&self) -> bool {
        matches!(self.kind(), Kind::Connection(..) | Kind::Timeout(_))
    }

    /// The same error with a sentence about what to do.
    pub(crate) fn with_help(mut self, sentence: impl Into<String>) -> Error {
        if let Kind::Server(_, help) = &mut self.0.kind {
            *help = Some(sentence.into());
        }
        self
    }

    fn kind(&self) -> &Kind {
        match &self.0.kind {
            Kind::Shared(error) => error.kind(),
            kind => kind,
        }
    }

    fn server(&self) -> Option<&DbError> {
        match self.kind() {
            Kind::Server(error, _) => Some(error),
            _ => None,
        }
    }

    fn is(&self, state: &SqlState) -> bool {
        self.server().is_some_and(|error| error.code() == state)
    }

    /// The SQLSTATE, five characters, when the server refused.
    pub fn sqlstate(&self) -> Option<&str> {
        self.server().map(|error| error.code().code())
    }

    /// The server's own sentence, when the server refused. It may quote values, so the error prints it
    /// with gaps where values can be. What a function of the schema raises (`RAISE EXCEPTION 'not enough
    /// money'`) is only here: the error prints which function, and the line.
    pub fn server_message(&self) -> Option<&str> {
        self.server().map(DbError::message)
    }

    /// The server's `DETAIL`. It may quote values, so it is not part of what the error prints.
    pub fn detail(&self) -> Option<&str> {
        self.server().and_then(DbError::detail)
    }

    /// The constraint that was violated.
    pub fn constraint(&self) -> Option<&str> {
        self.server().and_then(DbError::constraint)
    }

    /// The table the error is about.
    pub fn table(&self) -> Option<&str> {
        self.server().and_then(DbError::table)
    }

    /// The column the error is about.
    pub fn column(&self) -> Option<&str> {
        match self.kind() {
            Kind::Server(error, _) => error.column(),
            Kind::Decode { column, .. } => Some(column),
            Kind::EncodeColumn { column, .. } => Some(column),
            _ => None,
        }
    }

    /// Where the query is written, as `file:line`; where the server or the error names a place in it,
    /// that one, as `file:line:column`.
    pub fn source_place(&self) -> Option<String> {
        let Source { file, line, .. } = self.0.place?;
        Some(match self.0.spot {
            Some(Spot { line, column }) => format!("{file}:{line}:{column}"),
            None => format!("{file}:{line}"),
        })
    }

    /// The line and the column, from 1, that the server finds the mistake at: in the source file of a
    /// query, in the text of a `raw_` one.
    pub fn line_and_column(&self) -> Option<(u32, u32)> {
        self.0.spot.map(|Spot { line, column }| (line, column))
    }

    /// A value that must be unique is there already (23505).
    pub fn is_unique_violation(&self) -> bool {
        self.is(&SqlState::UNIQUE_VIOLATION)
    }

    /// A row refers to one that is not there, or is referred to (23503).
    pub fn is_foreign_key_violation(&self) -> bool {
        self.is(&SqlState::FOREIGN_KEY_VIOLATION)
    }

    /// A column that must have a value would be NULL (23502).
    pub fn is_not_null_violation(&self) -> bool {
        self.is(&SqlState::NOT_NULL_VIOLATION)
    }

    /// A row does not satisfy a check (23514).
    pub fn is_check_violation(&self) -> bool {
        self.is(&SqlState::CHECK_VIOLATION)
    }

    /// A row conflicts with an exclusion constraint (23P01).
    pub fn is_exclusion_violation(&self) -> bool {
        self.is(&SqlState::EXCLUSION_VIOLATION)
    }

    /// The transaction could not be serialized with others (40001).
    pub fn is_serialization_failure(&self) -> bool {
        self.is(&SqlState::T_R_SERIALIZATION_FAILURE)
    }

    /// The transaction was chosen to end a deadlock (40P01).
    pub fn is_deadlock(&self) -> bool {
        self.is(&SqlState::T_R_DEADLOCK_DETECTED)
    }

    /// The same transaction, run again from its beginning, may well succeed.
    pub fn is_retryable(&self) -> bool {
        self.is_serialization_failure() || self.is_deadlock()
    }

    /// A statement was canceled: by a time-out, or because somebody asked for it (57014).
    pub fn is_canceled(&self) -> bool {
        self.is(&SqlState::QUERY_CANCELED)
    }

    /// A lock was not available in time, or not at once for `NOWAIT` (55P03).
    pub fn is_lock_timeout(&self) -> bool {
        self.is(&SqlState::LOCK_NOT_AVAILABLE)
    }

    /// The transaction or the server takes no writes (25006): a read-only transaction, a standby.
    pub fn is_read_only(&self) -> bool {
        self.is(&SqlState::READ_ONLY_SQL_TRANSACTION)
    }

    /// The role may not do that (42501).
    pub fn is_permission_denied(&self) -> bool {
        self.is(&SqlState::INSUFFICIENT_PRIVILEGE)
    }

    /// A value is out of the range of its type, or too long (class 22).
    pub fn is_data_exception(&self) -> bool {
        self.sqlstate().is_some_and(|state| state.starts_with("22"))
    }

    /// A row that was read does not fit its struct: NULL where that has no place for it, or a value
    /// out of its type's range.
    pub fn is_decode(&self) -> bool {
        matches!(self.kind(), Kind::Decode { .. })
    }

    /// The connection broke or could not be made, or the database was closed by `close`.
    pub fn is_closed(&self) -> bool {
        match self.kind() {
            Kind::Closed(_) => true,
            Kind::Connection(_, cause) => {
                cause.as_ref().is_some_and(|cause| cause.is::<std::io::Error>())
            }
            Kind::Server(error, _) => matches!(
                *error.code(),
                SqlState::ADMIN_SHUTDOWN | SqlState::CRASH_SHUTDOWN | SqlState::CANNOT_CONNECT_NOW
            ),
            _ => false,
        }
    }

    /// Something took too long: waiting for a connection, connecting, a statement (57014), a lock.
    pub fn is_timeout(&self) -> bool {
        match self.kind() {
            Kind::Timeout(_) => true,
            Kind::Server(error, _) => {
                matches!(*error.code(), SqlState::QUERY_CANCELED | SqlState::LOCK_NOT_AVAILABLE)
            }
            Kind::Connection(_, Some(cause)) => cause
                .downcast_ref::<std::io::Error>()
                .is_some_and(|error| error.kind() == std::io::ErrorKind::TimedOut),
            _ => false,
        }
    }

    /// A query that must return a row returned none.
    pub fn is_not_found(&self) -> bool {
        matches!(self.kind(), Kind::NotFound)
    }

    /// The database's schema is not the one the program was compiled for.
    pub fn is_schema_mismatch(&self) -> bool {
        matches!(self.kind(), Kind::Schema(_))
    }

    /// The configuration is missing or wrong.
    pub fn is_configuration(&self) -> bool {
        matches!(self.kind(), Kind::Configuration(_))
    }

    /// The prepared statement no longer fits the schema, or is no longer there; preparing it again
    /// helps. The server says so before it executes anything; the wire, behind.
    pub(crate) fn is_stale_statement(&self) -> bool {
        let routine = self.server().and_then(DbError::routine);
        self.is_lost_statement()
            || self.is_outdated_answer()
            || (self.is(&SqlState::FEATURE_NOT_SUPPORTED)
                && routine == Some("RevalidateCachedQuery"))
    }

    /// A statement was executed, and its rows are other ones than those that were prepared.
    pub(crate) fn is_outdated_answer(&self) -> bool {
        self.server().and_then(DbError::routine) == Some(ROUTINE)
    }

    /// A statement that was prepared on the connection is no longer there: `DISCARD ALL`, perhaps.
    pub(crate) fn is_lost_statement(&self) -> bool {
        self.is(&SqlState::INVALID_SQL_STATEMENT_NAME)
    }

    /// The server executes nothing before the end of a transaction in which something has failed.
    pub(crate) fn is_in_failed_transaction(&self) -> bool {
        self.is(&SqlState::IN_FAILED_SQL_TRANSACTION)
    }

    /// Nothing more can be asked of the connection: it broke, or the server ends it.
    pub(crate) fn ends_connection(&self) -> bool {
        match self.kind() {
            Kind::Closed(_) | Kind::Connection(..) => true,
            Kind::Server(error, _) => {
                matches!(error.parsed_severity(), Some(Severity::Fatal | Severity::Panic))
            }
            _ => false,
        }
    }

    /// The server does not know something that the statement names.
    pub(crate) fn is_unknown_name(&self) -> bool {
        self.sqlstate().is_some_and(|state| state.starts_with("42") && state != "42501")
    }
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

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.kind.fmt(f)?;
        match (self.source_place(), self.0.spot) {
            (Some(place), _) => write!(f, " [query at {place}]"),
            (None, Some(Spot { line, column })) => write!(f, " [at {line}:{column} of the text]"),
            (None, None) => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    /// The same as `Display`: a derived form would print the server's `DETAIL` with its values, and it is
    /// what people see when `main` returns the error.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl StdError for Error {
    // The cause is part of the sentence; as a source it would be printed twice.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        None
    }
}
