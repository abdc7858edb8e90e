//! What `#[sqldb::database]` says about a database.

/// A database as it is declared.
#[derive(Debug)]
pub struct Definition {
    /// The logical name, `todo`.
    pub name: &'static str,
    /// A variable that may hold the URL, beside `SQLDB_TODO_URL`.
    pub url_env: Option<&'static str>,
    /// The directory of the declaring crate's manifest, for the local PostgreSQL.
    pub workspace: &'static str,
    /// The migrations, in the order of their versions.
    pub migrations: &'static [Migration],
}

impl Definition {
    #[cfg(test)]
    pub(crate) const fn empty(name: &'static str) -> Definition {
        Definition { name, url_env: None, workspace: "", migrations: &[] }
    }
}

/// A migration that is compiled into the program.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// The number that its file name begins with.
    pub version: i64,
    /// The name after the number.
    pub name: &'static str,
    /// The file name.
    pub file: &'static str,
    /// The text.
    pub sql: &'static str,
}
