//! `DROP` of relations and indexes, and what goes with them without a word.

pub(super) mod dependent_name;
pub(super) mod dependents;
pub(super) mod object;

use super::lookup::{span, spelled};
use super::{Done, Replay, TEMPORARY};
use crate::catalog::{
    By, Constraint, Dependent, FunctionId, Gone, GoneThing, Index, OwnedSequence, QualifiedName,
    RelationId, RelationKind, UserFunction,
};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::span::Span;
use crate::tree::ddl::{Drop, DropBehavior, Object};
use crate::tree::{Ident, QualifiedIdent};
use crate::types::TypeId;

impl Replay<'_> {
    pub(super) fn drop(&mut self, drop: &Drop) -> Done {
        // Things dropped by one statement do not stand in each other's way.
        let together: Vec<RelationId> = match drop.object {
            Object::Table | Object::View | Object::MaterializedView | Object::ForeignTable => {
                let named = drop.names.iter().filter_map(|name| self.find_relation(&name.name));
                named.flat_map(|id| self.with_partitions(id)).collect()
            }
            _ => Vec::new(),
        };
        let functions =
            drop.names.iter().filter_map(|name| self.function_at(name, drop.object).ok());
        let functions = functions.filter_map(|at| self.catalog.functions.get(at));
        let functions: Vec<FunctionId> = match drop.object {
            Object::Function | Object::Procedure | Object::Aggregate | Object::Routine => {
                functions.map(UserFunction::id).collect()
            }
            _ => Vec::new(),
        };
        let named: Vec<Option<RelationId>> =
            drop.names.iter().map(|name| self.find_relation(&name.name)).collect();
        let indexes: Vec<QualifiedName> = match drop.object {
            Object::Index => {
                drop.names.iter().filter_map(|name| self.find_index(&name.name)).collect()
            }
            _ => Vec::new(),
        };
        for (name, found) in drop.names.iter().zip(named) {
            // A partition goes with its table, which may stand in front of it, and so does an index.
            if found.is_some_and(|id| together.contains(&id) && self.get(id).is_err())
                || indexes
                    .iter()
                    .any(|index| index.name == name.name.name.name && self.index(index).is_none())
            {
                continue;
            }
            let done = match drop.object {
                Object::Table
                | Object::View
                | Object::MaterializedView
                | Object::ForeignTable
                | Object::Sequence => self.drop_relation(drop, &name.name, &together),
                Object::Index => self.drop_index(drop, &name.name, &indexes),
                Object::Schema => self.drop_schema(drop, &name.name.name),
                Object::Type | Object::Domain => self.drop_type(drop, &name.name),
                Object::Extension => self.drop_extension(drop, &name.name.name),
                Object::Function | Object::Procedure | Object::Aggregate | Object::Routine => {
                    self.drop_function(drop, name, &functions)
                }
            };
            self.keep(done);
        }
        Ok(())
    }

    fn drop_relation(
        &mut self,
        drop: &Drop,
        name: &QualifiedIdent,
        together: &[RelationId],
    ) -> Done {
        let Some(id) = self.find_relation(name) else {
            if drop.if_exists {
                return Ok(());
            }
            // The word of the statement replaces "relation" in the message.
            return Err(match self.missing_relation(name) {
                super::Stop::Mistake(mut diagnostic) => {
                    if diagnostic.code == SqlState::UNDEFINED_TABLE {
                        let word = drop.object.word();
                        diagnostic.message = format!("{word} `{}` does not exist", spelled(name));
                    }
                    super::Stop::Mistake(diagnostic)
                }
                known @ super::Stop::Known => known,
            });
        };
        let kind = self.get(id)?.kind;
        let fits = match drop.object {
            Object::Table => matches!(kind, RelationKind::Table | RelationKind::PartitionedTable),
            Object::View => kind == RelationKind::View,
            Object::MaterializedView => kind == RelationKind::MaterializedView,
            Object::ForeignTable => kind == RelationKind::ForeignTable,
            _ => kind == RelationKind::Sequence,
        };
        if !fits {
            let word = drop.object.word();
            let (article, right) = (article(word), kind_word(kind).to_uppercase());
            let message = format!("`{}` is not {article} {word}", spelled(name));
            return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message)
                .help(format!("use `DROP {right}`"))
                .into());
        }
        if kind == RelationKind::Sequence {
            return self.drop_sequence(id, name, drop.behavior);
        }
        self.relation_dependents(id, span(name), drop.behavior, together)?;
        self.remove_relation(id, span(name));
        Ok(())
    }

    fn drop_sequence(
        &mut self,
        id: RelationId,
        name: &QualifiedIdent,
        behavior: DropBehavior,
    ) -> Done {
        let is = |owned: &&OwnedSequence| owned.sequence == id;
        let owned = self.catalog.owned_sequences.find_by(By::Target(id), is);
        if let Some(owned) = owned {
            let table = self.get(owned.table)?;
            if owned.identity {
                let message = format!(
                    "cannot drop sequence {} because column {} of table {} requires it",
                    name.name.name, owned.column, table.name.name
                );
                return Err(self.depends(message, span(name), None).into());
            }
        }
        self.sequence_dependents(id, "sequence", name, behavior, &[])?;
        self.remove_relation(id, span(name));
        Ok(())
    }

    /// Takes a relation out, with its partitions, indexes, constraints, sequences and types.
    pub(super) fn remove_relation(&mut self, id: RelationId, at: Span) {
        for partition in self.partitions(id) {
            self.remove_relation(partition, at);
        }
        let Ok(relation) = self.get(id) else { return };
        let (name, row_type) = (relation.name.clone(), relation.row_type);
        self.drop_owned_sequences(id, None);
        let (this, to_this) = (By::Relation(id), By::Target(id));
        self.catalog.relations.remove_by(this);
        self.catalog.indexes.remove_by(this);
        self.catalog.constraints.remove_by(this);
        self.catalog.constraints.remove_by(to_this);
        self.catalog.uses.remove_by(this);
        self.catalog.uses.remove_by(to_this);
        self.catalog.needs.remove_by(this);
        self.catalog.bodies.remove_by(this);
        self.catalog.filled.remove_by(this);
        self.catalog.owned_sequences.remove_by(to_this);
        self.catalog.local_columns.remove_by(this);
        self.catalog.typed_tables.retain(|(table, _)| *table != id);
        self.catalog.triggers.remove_by(this);
        self.catalog.policies.remove_by(this);
        self.catalog.rules.remove_by(this);
        self.remove_statistics(id, None);
        self.catalog.relations.change_by(to_this, |found| {
            found.parents.retain(|parent| *parent != id);
        });
        if row_type != TypeId::RECORD {
            self.remove_type(row_type);
        }
        let origin = self.origin(at);
        let gone = Gone { what: GoneThing::Relation(name), renamed_to: None, origin };
        self.catalog.history.push(gone);
    }

    /// What is temporary ends with its session (`namespace.c RemoveTempRelations`).
    pub(super) fn drop_temporary(&mut self) {
        let length = self.catalog.history.len();
        let schema = Ident { name: TEMPORARY.to_owned(), span: Span::default() };
        let done = self.empty_schema(&schema);
        self.keep(done);
        self.catalog.history.truncate(length);
    }

    /// `ON COMMIT DROP` (`tablecmds.c PreCommit_on_commit_actions`).
    pub(super) fn drop_on_commit(&mut self) {
        for id in std::mem::take(&mut self.catalog.dropped_on_commit) {
            let length = self.catalog.history.len();
            let done = self.relation_dependents(id, Span::default(), DropBehavior::Cascade, &[]);
            if self.keep(done).is_some() {
                self.remove_relation(id, Span::default());
            }
            self.catalog.history.truncate(length);
        }
    }

    pub(super) fn drop_owned_sequences(&mut self, table: RelationId, column: Option<&str>) {
        let owned = self.catalog.owned_sequences.by(By::Relation(table)).filter(|owned| {
            owned.table == table && column.is_none_or(|column| owned.column == column)
        });
        let sequences: Vec<_> = owned.map(|owned| owned.sequence).collect();
        for id in sequences {
            self.catalog.relations.remove_by(By::Relation(id));
            self.catalog.owned_sequences.remove_by(By::Target(id));
        }
    }

    /// What goes with a column silently: keys, indexes and constraints that need it, its sequence.
    pub(super) fn remove_column_dependents(&mut self, id: RelationId, name: &str) {
        let own = self.catalog.indexes.by(By::Relation(id));
        let gone = own.filter(|index| index.uses.iter().any(|column| column == name));
        let gone: Vec<QualifiedName> = gone.map(|index| index.name.clone()).collect();
        gone.iter().for_each(|index| self.remove_index(index));
        let needs = |found: &Constraint| {
            found.relation == id && found.columns().iter().any(|column| column == name)
        };
        let gone = self.catalog.constraints.take_by(By::Relation(id), needs);
        gone.into_iter().for_each(|found| self.forget(&Dependent::Constraint(id, found.name)));
        self.forget(&Dependent::Default(id, name.to_owned()));
        self.forget(&Dependent::Column(id, name.to_owned()));
        self.remove_statistics(id, Some(name));
        self.drop_owned_sequences(id, Some(name));
    }

    fn drop_index(
        &mut self,
        drop: &Drop,
        name: &QualifiedIdent,
        together: &[QualifiedName],
    ) -> Done {
        let Some(index) = self.find_index(name) else {
            if drop.if_exists {
                return Ok(());
            }
            if self.find_relation(name).is_some() {
                let message = format!("`{}` is not an index", spelled(name));
                return Err(
                    Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, span(name), message).into()
                );
            }
            if self.is_unread(name) {
                return Err(super::Stop::Known);
            }
            let message = format!("index `{}` does not exist", spelled(name));
            let names = self.catalog.indexes.iter().map(|index| index.name.name.as_str());
            let code = SqlState::UNDEFINED_OBJECT;
            let diagnostic = Diagnostic::new(code, span(name), message);
            return Err(super::lookup::with_suggestion(diagnostic, &name.name.name, names).into());
        };
        let found = self.index(&index);
        let Some(table) = found.map(|found| found.relation) else { return Ok(()) };
        let relation = self.get(table)?;
        if found.is_some_and(|found| self.is_behind_constraint(found)) {
            let message = format!(
                "cannot drop index `{0}` because constraint `{0}` on table `{1}` requires it",
                index.name, relation.name.name
            );
            let help = format!(
                "write `ALTER TABLE {} DROP CONSTRAINT {}`",
                relation.name.name, index.name
            );
            return Err(self.depends(message, span(name), None).help(help).into());
        }
        self.index_stays(&index, &name.name, together)?;
        let behind = |found: &&Index| self.is_behind_constraint(found);
        if let Some(found) = self.attached_indexes(&index).into_iter().find(behind)
            && drop.behavior == DropBehavior::Restrict
        {
            let table = &self.get(found.relation)?.name.name;
            let dependent = format!("constraint `{}` on table `{table}`", found.name.name);
            let origin = Some(found.origin.clone());
            return Err(self.depends_on("index", name, &dependent, origin).into());
        }
        self.key_dependents(table, &index.name, "index", name, drop.behavior)?;
        self.remove_index(&index);
        Ok(())
    }
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" }
}

pub(super) fn kind_word(kind: RelationKind) -> &'static str {
    match kind {
        RelationKind::Table | RelationKind::PartitionedTable => "table",
        RelationKind::View => "view",
        RelationKind::MaterializedView => "materialized view",
        RelationKind::ForeignTable => "foreign table",
        RelationKind::Sequence => "sequence",
    }
}
