//! What a program asks of an error, and what we ask.

use tokio_postgres::error::{DbError, Severity, SqlState};

use super::Error;
use super::kind::Kind;
use crate::wire::ROUTINE;

impl Error {
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
