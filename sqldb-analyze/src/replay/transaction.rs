//! What is one transaction where a statement stands, and what `ROLLBACK` goes back to.

use super::Done;
use crate::catalog::Catalog;
use crate::ddl;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::Ident;
use crate::tree::ddl::{Ddl, DdlStatement};

/// What is one transaction where a statement stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Around {
    /// All that is between `BEGIN` and `COMMIT`.
    Several,
    /// The whole text, where it has neither: then one is put around it.
    Text,
    /// The statement alone.
    Statement,
}

/// A text's transactions.
pub(super) struct Transaction {
    around: Around,
    /// The catalog at its beginning, where it may be wanted.
    begun: Option<Catalog>,
    /// The catalogs at its savepoints.
    savepoints: Vec<(String, Catalog)>,
}

impl Transaction {
    /// At the beginning of a text.
    pub(super) fn of(statements: &[ddl::Read], catalog: &Catalog) -> Transaction {
        let kinds = || statements.iter().filter_map(|read| read.statement.as_ref().ok());
        let ends =
            |found: &&DdlStatement| matches!(found.kind, Ddl::Begin | Ddl::Commit | Ddl::Rollback);
        let around = match kinds().find(ends) {
            Some(DdlStatement { kind: Ddl::Begin, .. }) => Around::Statement,
            _ => Around::Text,
        };
        let undoes = |found: &DdlStatement| {
            matches!(found.kind, Ddl::Rollback | Ddl::RollbackTo(_) | Ddl::Release(_))
        };
        let begun = kinds().any(undoes).then(|| catalog.clone());
        Transaction { around, begun, savepoints: Vec::new() }
    }

    /// Whether what a statement does is committed behind it.
    pub(super) fn is_alone(&self) -> bool {
        self.around == Around::Statement
    }

    /// At a statement: begins, ends and undoes what it says.
    pub(super) fn goes_on(&mut self, kind: &Ddl, catalog: &mut Catalog) -> Done {
        match kind {
            Ddl::Begin => self.begin(Around::Several, catalog),
            Ddl::Commit => {
                self.around = Around::Statement;
                self.savepoints.clear();
            }
            Ddl::Rollback => {
                if let (Some(begun), false) = (&self.begun, self.is_alone()) {
                    restore(catalog, begun.clone());
                }
                match self.around {
                    // What follows is put into another one.
                    Around::Text => self.begin(Around::Text, catalog),
                    Around::Several | Around::Statement => self.around = Around::Statement,
                }
                self.savepoints.clear();
            }
            Ddl::Savepoint(name) if self.begun.is_some() && !self.is_alone() => {
                self.savepoints.push((name.name.clone(), catalog.clone()));
            }
            Ddl::RollbackTo(name) => {
                let at = self.savepoint(name)?;
                self.savepoints.truncate(at + 1);
                if let Some((_, found)) = self.savepoints.last() {
                    restore(catalog, found.clone());
                }
            }
            Ddl::Release(name) => {
                let at = self.savepoint(name)?;
                self.savepoints.truncate(at);
            }
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, around: Around, catalog: &Catalog) {
        self.around = around;
        self.savepoints.clear();
        if let Some(begun) = &mut self.begun {
            begun.clone_from(catalog);
        }
    }

    fn savepoint(&self, name: &Ident) -> Done<usize> {
        if self.is_alone() {
            let message = "savepoints can only be used in transaction blocks";
            let code = SqlState::NO_ACTIVE_SQL_TRANSACTION;
            return Err(Diagnostic::new(code, name.span, message).into());
        }
        let found = self.savepoints.iter().rposition(|(known, _)| *known == name.name);
        found.ok_or_else(|| {
            let message = format!("savepoint `{}` does not exist", name.name);
            let code = SqlState::INVALID_SAVEPOINT_SPECIFICATION;
            Diagnostic::new(code, name.span, message).into()
        })
    }
}

/// Statements that are prepared are no part of a transaction.
fn restore(catalog: &mut Catalog, to: Catalog) {
    let prepared = std::mem::take(&mut catalog.prepared);
    *catalog = Catalog { prepared, ..to };
}
