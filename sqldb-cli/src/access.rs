//! What a command may do to a database: read, unless it says more.

use sqldb_local::Role;

/// As whom one connects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Access {
    /// Reads. The role cannot write, whatever it is asked to do.
    #[default]
    Read,
    /// Reads and writes data.
    Write,
    /// Changes the schema, too.
    Admin,
    /// Everything.
    Superuser,
}

impl Access {
    /// The role of a local PostgreSQL.
    pub(crate) fn role(self) -> Role {
        match self {
            Access::Read => Role::Read,
            Access::Write => Role::Write,
            Access::Admin => Role::Admin,
            Access::Superuser => Role::Superuser,
        }
    }

    /// Its name in `sqldb.toml`, and behind `--`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Access::Read => "read",
            Access::Write => "write",
            Access::Admin => "admin",
            Access::Superuser => "superuser",
        }
    }
}

/// The flags; at most one of them.
#[derive(Clone, Copy, Debug, Default, clap::Args)]
#[group(multiple = false)]
pub(crate) struct Flags {
    /// Read and write data
    #[arg(long)]
    write: bool,
    /// Change the schema, too
    #[arg(long)]
    admin: bool,
    /// Do everything
    #[arg(long)]
    superuser: bool,
}

impl Flags {
    /// What they say.
    pub(crate) fn access(self) -> Access {
        match self {
            Flags { superuser: true, .. } => Access::Superuser,
            Flags { admin: true, .. } => Access::Admin,
            Flags { write: true, .. } => Access::Write,
            Flags { .. } => Access::Read,
        }
    }
}
