//! What publications have: tables, with their columns and conditions (`publicationcmds.c`).

use crate::catalog::{By, Dependent, OtherId, RelationId, RelationKind, Use};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer::Definition;
use crate::replay::lookup::span;
use crate::replay::{Done, Replay};
use crate::tree::QualifiedIdent;
use crate::tree::ddl::Published;

/// A table that a publication gets.
pub(in crate::replay) struct NewPublished {
    relation: RelationId,
    /// The columns that it cannot go without.
    columns: Vec<String>,
}

impl Replay<'_> {
    /// A table of a publication, which must be there, and be one; of a schema no more is kept.
    pub(in crate::replay) fn to_be_published(
        &self,
        published: &Published,
    ) -> Done<Option<NewPublished>> {
        let (name, columns, filter) = match published {
            Published::Schema(schema) => {
                if schema.name != "current_schema" {
                    self.schema_exists(schema)?;
                }
                return Ok(None);
            }
            Published::Table { name, columns, filter } => (name, columns, filter),
        };
        let id = self.relation(name)?;
        self.can_be_published(id, name)?;
        let mut used: Vec<String> = Vec::new();
        for column in columns {
            self.column(id, column)?;
            used.push(column.name.clone());
        }
        if let Some(filter) = filter {
            let (columns, _) = self.columns_read(id, filter, Definition::Check)?;
            used.extend(columns);
        }
        Ok(Some(NewPublished { relation: id, columns: used }))
    }

    fn can_be_published(&self, id: RelationId, name: &QualifiedIdent) -> Done {
        let relation = self.get(id)?;
        let detail = match relation.kind {
            RelationKind::Table | RelationKind::PartitionedTable
                if relation.name.schema == crate::replay::TEMPORARY =>
            {
                "temporary tables"
            }
            RelationKind::Table | RelationKind::PartitionedTable => return Ok(()),
            RelationKind::View => "views",
            RelationKind::MaterializedView => "materialized views",
            RelationKind::ForeignTable => "foreign tables",
            RelationKind::Sequence => "sequences",
        };
        let message = format!("cannot add relation `{}` to publication", relation.name.name);
        Err(Diagnostic::new(SqlState::INVALID_PARAMETER_VALUE, span(name), message)
            .note(format!("this operation is not supported for {detail}"), None)
            .into())
    }

    /// A publication gets a table.
    pub(in crate::replay) fn publish(&mut self, id: OtherId, new: NewPublished) {
        let NewPublished { relation, columns } = new;
        let dependent = Dependent::Published(id, relation);
        self.forget(&dependent);
        self.catalog.uses.push(Use { dependent, relation, columns });
    }

    /// A publication has no tables any longer.
    pub(in crate::replay) fn unpublish(&mut self, id: OtherId) {
        self.catalog.uses.remove_by(By::Other(id));
    }

    pub(in crate::replay) fn add_published(
        &mut self,
        id: OtherId,
        published: &[Published],
    ) -> Done {
        for one in published {
            let Some(new) = self.to_be_published(one)? else { continue };
            if self.is_published(id, new.relation)
                && let Published::Table { name, .. } = one
            {
                let publication = self.catalog.other(id).map(|found| found.name.name.as_str());
                let message = format!(
                    "relation `{}` is already member of publication `{}`",
                    name.name.name,
                    publication.unwrap_or_default()
                );
                let code = SqlState::DUPLICATE_OBJECT;
                return Err(Diagnostic::new(code, span(name), message).into());
            }
            self.publish(id, new);
        }
        Ok(())
    }

    pub(in crate::replay) fn set_published(
        &mut self,
        id: OtherId,
        published: &[Published],
    ) -> Done {
        let mut list = Vec::new();
        for one in published {
            list.extend(self.to_be_published(one)?);
        }
        self.unpublish(id);
        list.into_iter().for_each(|new| self.publish(id, new));
        Ok(())
    }

    pub(in crate::replay) fn drop_published(
        &mut self,
        id: OtherId,
        published: &[Published],
    ) -> Done {
        for one in published {
            let Published::Table { name, .. } = one else { continue };
            let relation = self.relation(name)?;
            if !self.is_published(id, relation) {
                let message =
                    format!("relation `{}` is not part of the publication", name.name.name);
                let code = SqlState::UNDEFINED_OBJECT;
                return Err(Diagnostic::new(code, span(name), message).into());
            }
            self.forget(&Dependent::Published(id, relation));
        }
        Ok(())
    }

    fn is_published(&self, id: OtherId, relation: RelationId) -> bool {
        self.catalog.uses.has(By::Dependent(&Dependent::Published(id, relation)))
    }
}
