//! Databases of a cluster: created if absent, copied from a template, dropped.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};

use crate::cluster::Cluster;
use crate::error::Error;
use crate::request::{Creation, Purpose};
use crate::role::{self, Role};
use crate::session::Session;

/// PostgreSQL truncates longer names silently (`NAMEDATALEN` is 64).
const LONGEST_NAME: usize = 63;

impl Cluster {
    /// Creates a database if there is none of that name, which the migrator owns. Any number of
    /// processes may do so at once.
    ///
    /// A database that the superuser made, and what is in it, is handed over to the migrator.
    ///
    /// # Errors
    /// The name is empty or longer than 63 bytes, or the server refuses.
    pub fn ensure_database(&self, name: &str) -> Result<Creation, Error> {
        let owner = Role::Migrator;
        let strategy = self.strategy();
        let create = format!("CREATE DATABASE {} OWNER \"{owner}\"{strategy}", identifier(name)?);
        // Without `datacl` the grants were not made: somebody was killed before, or is about to.
        let exists = format!(
            "SELECT datdba = '\"{owner}\"'::regrole AND datacl IS NOT NULL \
             FROM pg_database WHERE datname = {}",
            literal(name)
        );
        let mut session = self.session("postgres")?;
        if let Some(row) = session.query(&exists)?.into_iter().next() {
            if row != [Some("t".to_owned())] {
                role::grant(&mut self.session(name)?)?;
            }
            return Ok(Creation::Existed);
        }
        let created = match session.query(&create) {
            Ok(_) => Creation::Created,
            // duplicate_database, or the unique index when both inserted the name at once.
            Err(error) if matches!(error.code(), Some("42P04" | "23505")) => Creation::Existed,
            Err(error) => return Err(error),
        };
        role::grant(&mut self.session(name)?)?;
        Ok(created)
    }

    /// Creates a database as a copy of another, in about 30 ms on a throw-away cluster. The migrator
    /// owns it.
    ///
    /// # Errors
    /// The name is taken (SQLSTATE 42P04), somebody is connected to the template (55006), or the
    /// server refuses otherwise.
    pub fn create_database_from_template(&self, name: &str, template: &str) -> Result<(), Error> {
        let (owner, strategy) = (Role::Migrator, self.strategy());
        let (copy, template) = (identifier(name)?, identifier(template)?);
        let create =
            format!("CREATE DATABASE {copy} OWNER \"{owner}\" TEMPLATE {template}{strategy}");
        self.session("postgres")?.query(&create)?;
        role::grant(&mut self.session(name)?)
    }

    /// Creates a database for this process alone, as [`Cluster::create_database_from_template`], and
    /// drops those of processes that have ended. Returns its name, which begins with `name`.
    ///
    /// # Errors
    /// The server refuses.
    pub fn create_database_for_this_process(
        &self,
        name: &str,
        template: &str,
    ) -> Result<String, Error> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        for stale in self.databases()?.iter().filter(|other| is_of_no_process(name, other)) {
            // Somebody else may drop it at the same moment.
            let _ = self.drop_database(stale);
        }
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let own = format!("{name}_{}_{count}", std::process::id());
        // What a process with the same number left.
        self.drop_database(&own)?;
        for _ in 0..50 {
            match self.create_database_from_template(&own, template) {
                // Whoever made the template may not have left it yet.
                Err(error) if error.code() == Some("55006") => {
                    thread::sleep(Duration::from_millis(20));
                }
                created => return created.map(|()| own),
            }
        }
        self.create_database_from_template(&own, template).map(|()| own)
    }

    /// Creates, as the superuser, those of some extensions that a database does not have and that
    /// only a superuser can create, and returns their names; the migrator creates all others itself.
    /// What the server does not have is left out, so that the migration which asks for it says so.
    ///
    /// # Errors
    /// The server refuses.
    pub fn prepare_extensions(
        &self,
        database: &str,
        names: &[String],
    ) -> Result<Vec<String>, Error> {
        if names.is_empty() {
            return Ok(Vec::new());
        }
        let list: Vec<String> = names.iter().map(|name| literal(name)).collect();
        let untrusted = format!(
            "SELECT name FROM pg_available_extensions AS e \
             JOIN pg_available_extension_versions AS v USING (name) \
             WHERE name IN ({}) AND version = default_version AND superuser AND NOT trusted \
             ORDER BY name",
            list.join(", ")
        );
        let mut session = self.session(database)?;
        let rows = session.query(&untrusted)?;
        let names: Vec<String> = rows.into_iter().flatten().flatten().collect();
        for name in &names {
            let create = format!("CREATE EXTENSION IF NOT EXISTS {} CASCADE", identifier(name)?);
            match session.query(&create) {
                // Another process created it at the same moment.
                Err(error) if error.code() == Some("23505") => {}
                other => drop(other?),
            }
        }
        Ok(names)
    }

    /// The databases that are there, but for PostgreSQL's own, sorted by name.
    ///
    /// # Errors
    /// The server refuses.
    pub fn databases(&self) -> Result<Vec<String>, Error> {
        let names = "SELECT datname FROM pg_database WHERE NOT datistemplate AND datname <> 'postgres' \
                     ORDER BY datname";
        let rows = self.session("postgres")?.query(names)?;
        Ok(rows.into_iter().flatten().flatten().collect())
    }

    /// Gives a database another name, with all that is in it, and ends its connections.
    ///
    /// # Errors
    /// There is none of the old name (SQLSTATE 3D000), or one of the new name (42P04), or somebody
    /// connects at the same moment (55006).
    pub fn rename_database(&self, from: &str, to: &str) -> Result<(), Error> {
        let rename = format!("ALTER DATABASE {} RENAME TO {}", identifier(from)?, identifier(to)?);
        let end = format!(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = {}",
            literal(from)
        );
        let mut session = self.session("postgres")?;
        session.query(&end)?;
        session.query(&rename).map(drop)
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
    /// rows of all of them. Programs use a driver.
    ///
    /// # Errors
    /// What the server refuses; [`Error::code`] is its SQLSTATE.
    pub fn simple_query(
        &self,
        database: &str,
        statements: &str,
    ) -> Result<Vec<Vec<Option<String>>>, Error> {
        self.query_as(database, Role::Superuser, statements)
    }

    /// As [`Cluster::simple_query`], as another role.
    ///
    /// # Errors
    /// What the server refuses; [`Error::code`] is its SQLSTATE.
    pub fn query_as(
        &self,
        database: &str,
        role: Role,
        statements: &str,
    ) -> Result<Vec<Vec<Option<String>>>, Error> {
        Session::connect(&self.sockets, role.name(), database)?.query(statements)
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

/// Whether a database was made for a process, `<name>_<process>_<count>`, that has ended.
fn is_of_no_process(name: &str, database: &str) -> bool {
    let process = || {
        let (process, count) = database.strip_prefix(name)?.strip_prefix('_')?.split_once('_')?;
        count.parse::<u32>().ok()?;
        Pid::from_raw(process.parse().ok()?)
    };
    // A process of somebody else is there, too: `EPERM`.
    process().is_some_and(|process| test_kill_process(process) == Err(Errno::SRCH))
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
    fn databases_of_processes_that_have_ended() {
        let own = std::process::id();
        assert!(!is_of_no_process("todo", &format!("todo_{own}_0")));
        // No system has so many.
        assert!(is_of_no_process("todo", "todo_2147483646_3"));
        for other in
            ["todo", "todo_2147483646", "todo_x_0", "todo_2147483646_x", "notes_2147483646_0"]
        {
            assert!(!is_of_no_process("todo", other), "{other}");
        }
    }

    #[test]
    fn names_that_would_be_truncated_are_refused() {
        let error = identifier(&"x".repeat(64)).unwrap_err().to_string();
        assert!(error.ends_with("has 64 bytes, but must have 1 to 63"), "{error}");
        assert!(identifier("").is_err());
    }
}
