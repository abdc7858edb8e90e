//! The one error of this crate: opaque, with predicates and data.
//!
//! It never prints parameters or passwords: the server's `DETAIL`, which quotes values, is only in
//! [`Error::detail`], and its sentences are printed as far as they have none (`sentence`).

mod kind;
mod predicates;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::error::{DbError, ErrorPosition, SqlState};

use self::kind::Kind;
use crate::spot::Spot;
use crate::statement::Source;
use crate::value::ValueError;

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
            Kind::Server(error, help) => {
                let advice = match *error.code() {
                    SqlState::INVALID_CATALOG_NAME => {
                        "; create it there, only that of a local PostgreSQL is made for you"
                    }
                    SqlState::INVALID_PASSWORD => {
                        "; in a URL `@`, `:`, `/` and `%` of a password are `%40`, `%3A`, `%2F` and `%25`"
                    }
                    _ => "",
                };
                *help = Some(format!("said by {place} while connecting{advice}"));
            }
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

    /// The same of a statement that was executed before it was seen that the schema differs.
    pub(crate) fn of_executed(mut self) -> Error {
        if let Kind::Schema(sentence) = &mut self.0.kind {
            sentence.push_str("; the statement was executed");
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
