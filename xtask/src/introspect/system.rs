//! PostgreSQL's own types whose OIDs are given out by `initdb`: the row types of views, the domains
//! of `information_schema`. They are the same by name only.

use std::collections::HashMap;

use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::types::TypeId;

use crate::session::Session;

/// The engine's ids for a server's OIDs.
#[derive(Debug)]
pub(crate) struct SystemTypes(HashMap<u32, TypeId>);

impl SystemTypes {
    /// Asks a server for its OIDs.
    ///
    /// # Errors
    ///
    /// If the server does not answer.
    pub(crate) fn of(session: &mut Session, major: Major) -> Result<SystemTypes, String> {
        let rows = session.rows(
            "SELECT t.oid, n.nspname, t.typname
             FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
             WHERE t.oid BETWEEN 10000 AND 16383",
        )?;
        let empty = Catalog { major, ..Catalog::default() };
        let pairs = rows.iter().filter_map(|row| {
            Some((row.number(0)?, empty.find_type(Some(row.text(1)), row.text(2))?))
        });
        Ok(SystemTypes(pairs.collect()))
    }

    /// The engine's id.
    pub(crate) fn id(&self, oid: u32) -> TypeId {
        self.0.get(&oid).copied().unwrap_or(TypeId(oid))
    }
}
