//! The API on systems without Unix sockets, where every request is refused with the way out.

use std::path::{Path, PathBuf};

use crate::{Creation, Error, Request};

/// A started cluster; there is none on this system.
#[derive(Debug)]
pub struct Cluster(std::convert::Infallible);

impl Cluster {
    /// The name of the superuser.
    pub const SUPERUSER: &'static str = crate::Role::Superuser.name();

    /// # Errors
    /// Always: only Unix is supported as of 0.1.
    pub fn ensure(_request: &Request) -> Result<Cluster, Error> {
        Err(Error::refused(
            "a local PostgreSQL is started only on Unix; \
             set `SQLDB_<DATABASE>_URL` to a server of your own",
        ))
    }

    /// # Errors
    /// Always, as [`Cluster::ensure`].
    pub fn binaries(request: &Request) -> Result<PathBuf, Error> {
        Cluster::ensure(request).map(|cluster| match cluster.0 {})
    }

    /// The directory of the Unix socket.
    pub fn socket_directory(&self) -> &Path {
        match self.0 {}
    }

    /// The port, which is part of the socket's name.
    pub fn port(&self) -> u16 {
        match self.0 {}
    }

    /// The major version of the server.
    pub fn server_major(&self) -> u32 {
        match self.0 {}
    }

    /// The version of the server.
    pub fn server_version(&self) -> &str {
        match self.0 {}
    }

    /// The file that the server writes its messages to.
    pub fn log(&self) -> &Path {
        match self.0 {}
    }

    /// A libpq URL.
    pub fn url(&self, _database: &str, _user: &str) -> String {
        match self.0 {}
    }

    /// Creates a database if there is none of that name.
    pub fn ensure_database(&self, _name: &str) -> Result<Creation, Error> {
        match self.0 {}
    }

    /// Creates, as the superuser, the extensions that only a superuser can create.
    pub fn prepare_extensions(
        &self,
        _database: &str,
        _names: &[String],
    ) -> Result<Vec<String>, Error> {
        match self.0 {}
    }

    /// Creates a database as a copy of another.
    pub fn create_database_from_template(&self, _name: &str, _template: &str) -> Result<(), Error> {
        match self.0 {}
    }

    /// Drops a database.
    pub fn drop_database(&self, _name: &str) -> Result<(), Error> {
        match self.0 {}
    }

    /// Runs statements as the superuser and returns the text of all rows.
    pub fn simple_query(
        &self,
        _database: &str,
        _statements: &str,
    ) -> Result<Vec<Vec<Option<String>>>, Error> {
        match self.0 {}
    }

    /// Runs statements as a role and returns the text of all rows.
    pub fn query_as(
        &self,
        _database: &str,
        _role: crate::Role,
        _statements: &str,
    ) -> Result<Vec<Vec<Option<String>>>, Error> {
        match self.0 {}
    }
}
