//! Statements that are prepared for the rest of the session (`prepare.c`).

use super::data::refused_before_running;
use super::lookup::with_suggestion;
use super::{Done, Replay, Stop};
use crate::catalog::Prepared;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::{executed_argument, prepared};
use crate::tree::Ident;
use crate::tree::ddl::{Execute, Prepare};
use crate::types::TypeId;

impl Replay<'_> {
    /// `PREPARE`.
    pub(super) fn prepare(&mut self, written: &Prepare) -> Done {
        let Prepare { name, types, tables, statement } = written;
        if self.catalog.prepared.iter().any(|found| found.name == name.name) {
            let message = format!("prepared statement `{}` already exists", name.name);
            let code = SqlState::DUPLICATE_PREPARED_STATEMENT;
            return Err(Diagnostic::new(code, name.span, message)
                .help(format!("write `DEALLOCATE {}` first", name.name))
                .into());
        }
        let types = types.iter().map(|written| self.typed(written).map(|ty| ty.id));
        let types = types.collect::<Done<Vec<TypeId>>>();
        let read = types.map(|types| {
            let tree = crate::syntax::statement(&statement.tokens).map_err(|error| vec![error])?;
            prepared(self.catalog, &types, &tree)
        });
        let (found, done) = match read {
            Ok(Ok(found)) => (Some(found), Ok(())),
            Ok(Err(mistakes)) => {
                let certain: Vec<_> = mistakes.into_iter().filter(refused_before_running).collect();
                let known = self.names_unread(None, statement);
                self.diagnostics.extend(certain.into_iter().filter(|_| !known));
                (None, Ok(()))
            }
            Err(stop) => (None, Err(stop)),
        };
        let (name, tables, statement) = (name.name.clone(), tables.clone(), statement.clone());
        self.catalog.prepared.push(Prepared { name, tables, statement, found });
        done
    }

    /// `EXECUTE`: what the statement that was prepared does.
    pub(super) fn execute_prepared(&mut self, written: &Execute) -> Done {
        let Prepared { tables, statement, .. } = self.prepared_statement(&written.name)?.clone();
        self.note_rows(&tables, &statement);
        self.calls(&statement)?;
        self.executes(written).map(drop)
    }

    /// The statement that `EXECUTE` means, with arguments that fit.
    pub(super) fn executes(&self, written: &Execute) -> Done<Prepared> {
        let found = self.prepared_statement(&written.name)?.clone();
        let Some(known) = &found.found else { return Err(Stop::Known) };
        let (count, wanted) = (written.arguments.len(), known.parameters.len());
        if count != wanted {
            let name = &written.name;
            let message =
                format!("wrong number of parameters for prepared statement `{}`", name.name);
            return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, name.span, message)
                .note(format!("expected {wanted} parameters but got {count}"), None)
                .into());
        }
        for (at, (argument, ty)) in written.arguments.iter().zip(&known.parameters).enumerate() {
            let read = self.whole_expression(argument);
            let read = read.and_then(|expr| executed_argument(self.catalog, &expr, at + 1, *ty));
            if let Err(diagnostic) = read {
                self.refuses(diagnostic, None, argument)?;
            }
        }
        Ok(found)
    }

    /// `DEALLOCATE`, of all where no name is written.
    pub(super) fn deallocate(&mut self, name: Option<&Ident>) -> Done {
        let Some(name) = name else {
            self.catalog.prepared.clear();
            return Ok(());
        };
        self.prepared_statement(name)?;
        self.catalog.prepared.retain(|found| found.name != name.name);
        Ok(())
    }

    fn prepared_statement(&self, name: &Ident) -> Done<&Prepared> {
        let mut all = self.catalog.prepared.iter();
        if let Some(found) = all.find(|found| found.name == name.name) {
            return Ok(found);
        }
        let message = format!("prepared statement `{}` does not exist", name.name);
        let code = SqlState::INVALID_SQL_STATEMENT_NAME;
        let diagnostic = Diagnostic::new(code, name.span, message)
            .help("write `PREPARE` in front of it: a migration is a session of its own");
        let names = self.catalog.prepared.iter().map(|found| found.name.as_str());
        Err(with_suggestion(diagnostic, &name.name, names).into())
    }
}
