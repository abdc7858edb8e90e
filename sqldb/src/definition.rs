//! What `#[sqldb::database]` says about a database.

/// A database as it is declared.
#[derive(Debug)]
pub struct Definition {
    /// The logical name, `todo`.
    pub name: &'static str,
    /// A variable that may hold the URL, beside `SQLDB_TODO_URL`.
    pub url_env: Option<&'static str>,
    /// The root of the declaring crate's workspace, whose crates share a local PostgreSQL.
    pub workspace: &'static str,
    /// The major version of PostgreSQL, where the attribute has `postgres = 16`.
    pub postgres: Option<u32>,
    /// The migrations, in the order of their versions.
    pub migrations: &'static [Migration],
}

impl Definition {
    #[cfg(test)]
    pub(crate) const fn empty(name: &'static str) -> Definition {
        Definition { name, url_env: None, workspace: "", postgres: None, migrations: &[] }
    }
}

/// A migration that is compiled into the program.
pub type Migration = sqldb_migrate::EmbeddedMigration<'static>;

/// The root of the workspace, for those builds that may start a local PostgreSQL for it: others have no
/// path of the machine that built them.
#[cfg(feature = "local")]
#[doc(hidden)]
#[macro_export]
macro_rules! __sqldb_workspace {
    ($root:literal) => {
        $root
    };
}

#[cfg(not(feature = "local"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __sqldb_workspace {
    ($root:literal) => {
        ""
    };
}
