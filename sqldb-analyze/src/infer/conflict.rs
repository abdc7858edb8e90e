//! ON CONFLICT.
//!
//! `analyze.c transformOnConflictClause`; `parse_clause.c transformOnConflictArbiter`;
//! `plancat.c infer_arbiter_indexes`.

use super::from::find_relation;
use super::node::{Node, NodeKind};
use super::{Analyzer, needed_other};
use crate::catalog::{By, ConstraintKind, Key, KeyKind, Needed, OtherKind, Relation, RelationKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Attribute, Clause, Item, ItemKind, Visibility};
use crate::statement::Rows;
use crate::tree::{
    Assignment, ConflictAction, ConflictElement, ConflictTarget, Expr, Insert, OnConflict,
};

impl<'c> Analyzer<'c> {
    /// Analyses ON CONFLICT, and says how many rows RETURNING gives: a row that is not written is
    /// not returned.
    pub(crate) fn on_conflict(
        &mut self,
        insert: &Insert,
        relation: &'c Relation,
        rows: Rows,
    ) -> Result<Rows, Diagnostic> {
        let Some(clause) = &insert.on_conflict else { return Ok(rows) };
        let fewer = match rows {
            Rows::ExactlyOne => Rows::AtMostOne,
            rows => rows,
        };
        self.arbiter(clause, relation)?;
        match &clause.action {
            ConflictAction::Nothing => Ok(fewer),
            ConflictAction::Update { assignments, filter } => {
                if clause.target.is_none() {
                    return Err(Diagnostic::new(
                        SqlState::SYNTAX_ERROR,
                        clause.span,
                        "ON CONFLICT DO UPDATE requires inference specification or constraint name",
                    )
                    .help("for example, `ON CONFLICT (column_name)`"));
                }
                let known = self.scopes.top().entries.len();
                self.add_excluded(insert)?;
                let result = self.set(assignments, relation);
                let result = result.and_then(|()| self.filter(filter.as_ref(), Clause::Where));
                self.scopes.top().entries.truncate(known);
                self.writes_columns(relation, assignments.iter().flat_map(Assignment::targets));
                // The row that was not inserted has all of them (`OnConflictExpr.exclRelTlist`).
                for column in &relation.columns {
                    self.reads.add_column(relation.id, &column.name);
                }
                Ok(if result?.is_some() { fewer } else { rows })
            }
        }
    }

    /// Nobody answers for the rows of a system catalog (`transformOnConflictArbiter`), among which those
    /// of information_schema are not (`catalog.c IsCatalogRelationOid`).
    pub(super) fn check_no_catalog(
        &self,
        insert: &Insert,
        relation: &Relation,
    ) -> Result<(), Diagnostic> {
        let Some(clause) = &insert.on_conflict else { return Ok(()) };
        match self.catalog.is_system(relation.id) && relation.name.schema == "pg_catalog" {
            false => Ok(()),
            true => {
                let message = "ON CONFLICT is not supported with system catalog tables";
                Err(Diagnostic::new(SqlState::FEATURE_NOT_SUPPORTED, clause.span, message))
            }
        }
    }

    /// The row that was not inserted: its columns may be anything, but for system columns.
    fn add_excluded(&mut self, insert: &Insert) -> Result<(), Diagnostic> {
        let relation = find_relation(self.catalog, &insert.table)?;
        let mut item = Item::relation(self.catalog, relation, "excluded".to_owned());
        item.kind = ItemKind::Excluded(relation.id);
        self.scopes.top().add(item, Visibility::Full);
        Ok(())
    }

    /// The unique index or constraint that the clause means must exist (42P10, 42704).
    fn arbiter(&mut self, clause: &OnConflict, relation: &Relation) -> Result<(), Diagnostic> {
        match &clause.target {
            None => Ok(()),
            Some(ConflictTarget::Constraint(name)) => {
                let known = relation
                    .keys
                    .iter()
                    .any(|key| key.name == name.name && key.kind != KeyKind::UniqueIndex);
                // An exclusion constraint decides DO NOTHING alone, which the server sees to.
                let excludes =
                    self.catalog.constraints.by(By::Relation(relation.id)).any(|constraint| {
                        constraint.relation == relation.id
                            && constraint.name == name.name
                            && matches!(constraint.kind, ConstraintKind::Exclude { .. })
                    });
                let overlaps = excludes
                    || relation
                        .keys
                        .iter()
                        .any(|key| key.name == name.name && key.without_overlaps);
                if overlaps && matches!(clause.action, ConflictAction::Update { .. }) {
                    let message = "ON CONFLICT DO UPDATE not supported with exclusion constraints";
                    return Err(Diagnostic::new(SqlState::WRONG_OBJECT_TYPE, name.span, message));
                }
                if known || excludes {
                    self.needs(Needed::Key(relation.id, name.name.clone()));
                    return Ok(());
                }
                let message = format!(
                    "constraint `{}` for table `{}` does not exist",
                    name.name, relation.name.name
                );
                let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, name.span, message);
                let names = relation.keys.iter().map(|key| key.name.as_str());
                Err(match crate::scope::closest(&name.name, names) {
                    Some(close) => error.help(format!("did you mean `{close}`?")),
                    None => error,
                })
            }
            Some(ConflictTarget::Index { elements, filter }) => {
                let mut nodes = Vec::new();
                for element in elements {
                    let outside =
                        std::mem::replace(&mut self.scopes.top().clause, Clause::ConflictTarget);
                    let node = self.expr(&element.expr);
                    self.scopes.top().clause = outside;
                    nodes.push(node?);
                    self.needs_compared_by(element)?;
                }
                self.filter(filter.as_ref(), Clause::Where)?;
                self.find_key(relation, elements, &nodes, filter.as_ref(), clause)
            }
        }
    }

    /// The collation and the operator class of a btree that an element names. Whether an index is
    /// compared by these, its server sees to.
    fn needs_compared_by(&mut self, element: &ConflictElement) -> Result<(), Diagnostic> {
        let ConflictElement { expr: _, collation, operator_class } = element;
        let btree = OtherKind::OperatorClass("btree".to_owned());
        for (kind, name) in [(OtherKind::Collation, collation), (btree, operator_class)] {
            let Some(name) = name else { continue };
            let needed = needed_other(self.catalog, &kind, name)?;
            needed.into_iter().for_each(|needed| self.needs(needed));
        }
        Ok(())
    }

    fn find_key(
        &self,
        relation: &Relation,
        elements: &[ConflictElement],
        nodes: &[Node],
        filter: Option<&Expr>,
        clause: &OnConflict,
    ) -> Result<(), Diagnostic> {
        let mut columns: Vec<&str> = Vec::new();
        let mut expressions = 0;
        for node in nodes {
            match &node.kind {
                NodeKind::Column(column) => {
                    if let Attribute::Column(number) = column.attribute
                        && let Some(column) = relation.columns.get(number)
                        && !columns.contains(&column.name.as_str())
                    {
                        columns.push(&column.name);
                    }
                }
                _ => expressions += 1,
            }
        }
        let fits = |key: &Key| {
            let wanted = key.columns.len() == columns.len()
                && key.columns.iter().all(|column| columns.contains(&column.as_str()));
            // Whether an index's expressions are these is PostgreSQL's to see: both are only text
            // here. A partial index needs a WHERE that implies its own.
            let with_expressions = !key.expressions.is_empty();
            wanted
                && (with_expressions == (expressions > 0))
                && (!key.partial || filter.is_some())
                && !key.deferrable
                && !key.without_overlaps
        };
        if relation.kind == RelationKind::View || relation.keys.iter().any(fits) {
            return Ok(());
        }
        // Expressions of an index may be spelled as columns and expressions in any mixture.
        if expressions > 0 && relation.keys.iter().any(|key| !key.expressions.is_empty()) {
            return Ok(());
        }
        let named = |key: &&Key| !key.columns.is_empty() && !key.partial && !key.without_overlaps;
        let keys = relation.keys.iter().filter(named);
        let known: Vec<String> =
            keys.map(|key| format!("`ON CONFLICT ({})`", key.columns.join(", "))).collect();
        let first = elements.first().map_or(clause.span, |element| element.expr.span);
        let span = elements.last().map_or(first, |element| first.to(element.expr.span));
        let error = Diagnostic::new(
            SqlState::INVALID_COLUMN_REFERENCE,
            span,
            "there is no unique or exclusion constraint matching the ON CONFLICT specification",
        );
        let error = match known.is_empty() {
            true => error.help("add a unique index in a migration"),
            false => error.help(format!("write {}", known.join(" or "))),
        };
        Err(error.note(
            format!("`{}` is created here", relation.name.name),
            Some(relation.origin.clone()),
        ))
    }
}
