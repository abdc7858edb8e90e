//! The roles of a cluster, as Encore has them: who may read, write, change the schema.
//!
//! They are made by the start that finds none, before anybody else can connect, and every database
//! is handed to the migrator and granted to the others when it is created.

use std::fmt;

#[cfg(unix)]
use crate::error::Error;
#[cfg(unix)]
use crate::session::Session;

/// Whom a connection is made as. Nobody needs a password: who can reach the socket is trusted, and
/// the roles only tell what each may do.
///
/// ```
/// assert_eq!(sqldb_local::Role::Read.name(), "sqldb-read");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reads all data, and cannot change any.
    Read,
    /// Reads and writes all data.
    Write,
    /// The program: as [`Role::Write`], and may create schemas.
    Service,
    /// The migrations: owns the databases, creates and changes everything in them.
    Migrator,
    /// As [`Role::Migrator`], for people.
    Admin,
    /// Everything, also what only a superuser may: untrusted extensions, files of the server.
    Superuser,
}

impl Role {
    /// The name of the role in PostgreSQL.
    pub const fn name(self) -> &'static str {
        match self {
            Role::Read => "sqldb-read",
            Role::Write => "sqldb-write",
            Role::Service => "sqldb-service",
            Role::Migrator => "sqldb-migrator",
            Role::Admin => "sqldb-admin",
            Role::Superuser => "postgres",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// One statement after another makes the roles; the simple protocol runs them in one transaction.
#[cfg(unix)]
const CREATE: &str = include_str!("role/create.sql");

/// What belongs to each database, run in it.
#[cfg(unix)]
const GRANT: &str = include_str!("role/grant.sql");

/// Makes the roles of a server that has none. The caller holds `start.lock`, because two who grant
/// the same at once could wait for each other.
#[cfg(unix)]
pub(crate) fn create(session: &mut Session) -> Result<(), Error> {
    let made = format!("SELECT FROM pg_roles WHERE rolname = '{}'", Role::Read);
    if session.query(&made)?.is_empty() {
        session.query(CREATE)?;
    }
    Ok(())
}

/// Hands a database over to the migrator and grants it to the others. It may be done again.
#[cfg(unix)]
pub(crate) fn grant(session: &mut Session) -> Result<(), Error> {
    session.query(GRANT).map(drop)
}
