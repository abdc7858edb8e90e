//! Views, materialized views, and tables made from a query.

use super::lookup::span;
use super::{Done, Replay};
use crate::diagnostic::Diagnostic;
use crate::tree::ddl::CreateView;

impl Replay<'_> {
    pub(super) fn create_view(&mut self, create: &CreateView) -> Done {
        let name = self.table_name(&create.name, create.temporary)?;
        let at = span(&create.name);
        let existing = self.catalog.relations.iter().find(|found| found.name == name);
        if create.if_not_exists && existing.is_some() {
            return Ok(());
        }
        if !create.or_replace || existing.is_none() {
            self.relation_is_new(&name, at)?;
            self.type_is_new(&name, at)?;
        }
        let _ = self.relations_of(&create.query);
        self.unread_name(&create.name);
        Err(Diagnostic::unsupported(at, "a view").into())
    }
}
