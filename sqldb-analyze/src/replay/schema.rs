//! Schemas, the search path and sequences.

use super::lookup::span;
use super::{Done, Replay, TEMPORARY};
use crate::catalog::{Major, OWN_SCHEMA, OwnedSequence, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::closest;
use crate::tree::Ident;
use crate::tree::ddl::{CreateSequence, Ddl, DdlStatement};

impl Replay<'_> {
    pub(super) fn create_schema(
        &mut self,
        name: &Ident,
        if_not_exists: bool,
        elements: &[DdlStatement],
    ) -> Done {
        if name.name.starts_with("pg_") {
            let message = format!("unacceptable schema name `{}`", name.name);
            return Err(Diagnostic::new(SqlState::RESERVED_NAME, name.span, message)
                .note("the prefix `pg_` is reserved for system schemas", None)
                .into());
        }
        if self.catalog.schemas.contains(&name.name) {
            if if_not_exists {
                return Ok(());
            }
            let message = format!("schema `{}` already exists", name.name);
            return Err(Diagnostic::new(SqlState::DUPLICATE_SCHEMA, name.span, message).into());
        }
        self.catalog.schemas.push(name.name.clone());
        let path = self.catalog.search_path.clone();
        self.catalog.search_path.insert(0, name.name.clone());
        // `parse_utilcmd.c transformCreateSchemaStmt`: an index may stand before its table.
        let place = |element: &&DdlStatement| match &element.kind {
            Ddl::CreateSequence(_) => 0,
            Ddl::CreateTable(_) => 1,
            Ddl::CreateView(_) => 2,
            Ddl::CreateIndex(_) => 3,
            _ => 4,
        };
        let mut elements: Vec<&DdlStatement> = elements.iter().collect();
        elements.sort_by_key(place);
        for element in elements {
            self.statement(element);
        }
        self.catalog.search_path = path;
        Ok(())
    }

    /// `SET search_path`.
    pub(super) fn set_search_path(&mut self, path: Option<&[String]>) {
        let temporary = self.catalog.search_path.iter().any(|schema| schema == TEMPORARY);
        let mut new: Vec<String> = match path {
            None => vec![OWN_SCHEMA.to_owned(), "public".to_owned()],
            Some(path) => path.to_vec(),
        };
        new.retain(|schema| !schema.is_empty());
        if temporary && !new.iter().any(|schema| schema == TEMPORARY) {
            new.insert(0, TEMPORARY.to_owned());
        }
        self.catalog.search_path = new;
    }

    /// A setting that is set, shown or reset (`guc.c find_option`).
    pub(super) fn setting(&mut self, name: &Ident) -> Done {
        let major = self.catalog.major;
        if builtin::has_setting(&name.name, major) {
            return Ok(());
        }
        let message = format!("unrecognized configuration parameter `{}`", name.name);
        let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
        let others = Major::ALL.into_iter().find(|other| builtin::has_setting(&name.name, *other));
        let help = match (others, closest(&name.name, builtin::setting_names(major))) {
            (Some(other), _) => format!(
                "PostgreSQL {} has it; the database is of {}",
                other.number(),
                major.number()
            ),
            (None, Some(meant)) => format!("did you mean `{meant}`?"),
            (None, None) => "remove it; a setting of your own has a dot in its name".to_owned(),
        };
        Err(error.help(help).into())
    }

    pub(super) fn create_sequence(&mut self, create: &CreateSequence) -> Done {
        let name = self.table_name(&create.name, create.temporary)?;
        if create.if_not_exists
            && super::name::relation_taken(self.catalog, &name.schema, &name.name)
        {
            return Ok(());
        }
        self.relation_is_new(&name, span(&create.name))?;
        self.sequence_options(&create.options, None)?;
        let owner = match &create.options.owned_by {
            Some(Some((table, column))) => {
                let table = self.relation(table)?;
                self.column(table, column)?;
                Some((table, column.name.clone()))
            }
            _ => None,
        };
        let at = span(&create.name);
        let sequence = self.make_sequence(name, at);
        if let Some((table, column)) = owner {
            let owned = OwnedSequence { sequence, table, column, identity: false };
            self.catalog.owned_sequences.push(owned);
        }
        Ok(())
    }
}
