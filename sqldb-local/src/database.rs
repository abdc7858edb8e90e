//! Databases of a cluster: created if absent, copied from a template, dropped.

use crate::cluster::Cluster;
use crate::error::Error;
use crate::request::{Creation, Purpose};
use crate::session::Session;

/// PostgreSQL truncates longer names silently (`NAMEDATALEN` is 64).
const LONGEST_NAME: usize = 63;

impl Cluster {
    /// Creates a database if there is none of that name. Any number of processes may do so at once.
    ///
    /// # Errors
    /// The name is empty or longer than 63 bytes, or the server refuses.
    pub fn ensure_database(&self, name: &str) -> Result<Creation, Error> {
        let create = format!("CREATE DATABASE {}{}", identifier(name)?, self.strategy());
        let exists = format!("SELECT FROM pg_database WHERE datname = {}", literal(name));
        let mut session = self.session("postgres")?;
        if !session.query(&exists)?.is_empty() {
            return Ok(Creation::Existed);
        }
        match session.query(&create) {
            Ok(_) => Ok(Creation::Created),
            // duplicate_database, or the unique index when both inserted the name at once.
            Err(error) if matches!(error.code(), Some("42P04" | "23505")) => Ok(Creation::Existed),
            Err(error) => Err(error),
        }
    }

    /// Creates a database as a copy of another, in about 30 ms on a throw-away cluster.
    ///
    /// # Errors
    /// The name is taken (SQLSTATE 42P04), somebody is connected to the template (55006), or the
    /// server refuses otherwise.
    pub fn create_database_from_template(&self, name: &str, template: &str) -> Result<(), Error> {
        let strategy = self.strategy();
        let (name, template) = (identifier(name)?, identifier(template)?);
        let create = format!("CREATE DATABASE {name} TEMPLATE {template}{strategy}");
        self.session("postgres")?.query(&create).map(drop)
    }

    /// Drops a database and ends its connections. It is no error if there is none of that name.
    ///
    /// # Errors
    /// The server refuses, for instance because the database is a template.
    pub fn drop_database(&self, name: &str) -> Result<(), Error> {
        let drop_it = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(name)?);
        self.session("postgres")?.query(&drop_it).map(drop)
    }

    /// Runs statements as the superuser, in one implicit transaction, and returns the text of all
    /// rows of all of them. For setting up roles and extensions; programs use a driver.
    ///
    /// # Errors
    /// What the server refuses; [`Error::code`] is its SQLSTATE.
    pub fn simple_query(
        &self,
        database: &str,
        statements: &str,
    ) -> Result<Vec<Vec<Option<String>>>, Error> {
        self.session(database)?.query(statements)
    }

    fn session(&self, database: &str) -> Result<Session, Error> {
        Session::connect(&self.sockets, Cluster::SUPERUSER, database)
    }

    /// Without fsync, copying files takes half the time of writing them to the WAL; with it, more.
    fn strategy(&self) -> &'static str {
        match self.purpose {
            Purpose::Test | Purpose::Shadow if self.server_major() >= 15 => " STRATEGY FILE_COPY",
            Purpose::Run | Purpose::Test | Purpose::Shadow => "",
        }
    }
}

fn identifier(name: &str) -> Result<String, Error> {
    if name.is_empty() || name.len() > LONGEST_NAME {
        return Err(Error::refused(format!(
            "the database name `{name}` has {} bytes, but must have 1 to {LONGEST_NAME}",
            name.len()
        )));
    }
    Ok(format!("\"{}\"", name.replace('"', "\"\"")))
}

fn literal(text: &str) -> String {
    // `standard_conforming_strings` is on, so that a backslash is only a backslash.
    format!("'{}'", text.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_quoted() {
        assert_eq!(identifier("to\"do").ok().as_deref(), Some("\"to\"\"do\""));
        assert_eq!(literal("it's \\"), "'it''s \\'");
    }

    #[test]
    fn names_that_would_be_truncated_are_refused() {
        let error = identifier(&"x".repeat(64)).unwrap_err().to_string();
        assert!(error.ends_with("has 64 bytes, but must have 1 to 63"), "{error}");
        assert!(identifier("").is_err());
    }
}
