//! PostgreSQL's own types whose OIDs are given out by `initdb`, or which the engine numbers itself: the
//! row types of tables and views, the domains of `information_schema`. They are the same by name only.

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
            "SELECT t.oid, t.typarray, n.nspname, t.typname
             FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
             WHERE t.oid < 16384 AND (t.oid >= 10000 OR t.typrelid <> 0)",
        )?;
        let empty = Catalog { major, ..Catalog::default() };
        let pairs = rows.iter().flat_map(|row| {
            let ty = empty.find_type(Some(row.text(2)), row.text(3));
            let array = ty.and_then(|ty| empty.array_of(ty));
            [(row.number(0), ty), (row.number(1), array)]
        });
        Ok(SystemTypes(pairs.filter_map(|(oid, ty)| Some((oid?, ty?))).collect()))
    }

    /// The engine's id.
    pub(crate) fn id(&self, oid: u32) -> TypeId {
        self.0.get(&oid).copied().unwrap_or(TypeId(oid))
    }
}
