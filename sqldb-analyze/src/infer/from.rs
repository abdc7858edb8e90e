//! FROM: relations, functions, sub-selects, one by one.
//!
//! `parse_clause.c transformFromClause, transformFromClauseItem`. Joins are in `join`, functions in
//! `function_item`.

use super::Analyzer;
use super::query::Unknowns;
use crate::catalog::{By, Catalog, GoneThing, Major, Relation, RelationKind};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::scope::{Clause, Entry, Item, ItemKind, LateralUse, Visibility, closest};
use crate::span::Span;
use crate::tree::{Alias, Ident, Lateral, QualifiedIdent, TableRef, TableSample};
use crate::types::TypeId;

/// What an item of FROM adds: the entries that names see, and the items below them.
#[derive(Clone, Debug, Default)]
pub(crate) struct FromPart {
    /// Entries of the namespace.
    pub entries: Vec<Entry>,
    /// Items of the range table.
    pub items: Vec<usize>,
}

impl Analyzer<'_> {
    /// The items of a FROM clause, each visible to LATERAL expressions of those behind it.
    pub(crate) fn from(&mut self, from: &[TableRef]) -> Result<(), Diagnostic> {
        for item in from {
            let mut part = self.table_ref(item)?;
            check_names(&self.scopes.top().entries, &part.entries, item.span())?;
            set_lateral(&mut part.entries, LateralUse::Hidden);
            self.scopes.top().entries.append(&mut part.entries);
        }
        set_lateral(&mut self.scopes.top().entries, LateralUse::Visible);
        Ok(())
    }

    /// One item of FROM; a join has more below it.
    pub(crate) fn table_ref(&mut self, item: &TableRef) -> Result<FromPart, Diagnostic> {
        let lateral = match item {
            TableRef::Join(join) => return self.join(join),
            TableRef::Relation { .. } => false,
            TableRef::Subquery { lateral, .. } => *lateral == Lateral::Yes,
            TableRef::Functions { .. } | TableRef::JsonTable { .. } | TableRef::XmlTable { .. } => {
                true
            }
        };
        let part = self.single(item)?;
        if lateral {
            // Which of those before it are really used is not looked at.
            for at in &part.items {
                if let Some(item) = self.scopes.top().items.get_mut(*at) {
                    item.uses = (0..*at).collect();
                }
            }
        }
        Ok(part)
    }

    /// An item that is no join.
    fn single(&mut self, item: &TableRef) -> Result<FromPart, Diagnostic> {
        match item {
            TableRef::Relation { name, alias, sample, span } => {
                let item = self.relation_item(name, alias.as_ref())?;
                if let Some(sample) = sample {
                    let sampled = item.relation_id().and_then(|id| self.catalog.relation(id));
                    let stored = |relation: &Relation| {
                        matches!(
                            relation.kind,
                            RelationKind::Table
                                | RelationKind::PartitionedTable
                                | RelationKind::MaterializedView
                        )
                    };
                    if !sampled.is_some_and(stored) {
                        let message = "TABLESAMPLE clause can only be applied to tables and \
                                       materialized views";
                        let code = SqlState::FEATURE_NOT_SUPPORTED;
                        return Err(Diagnostic::new(code, sample.span, message));
                    }
                    self.table_sample(sample)?;
                }
                let schema = match (alias, item.relation_id()) {
                    (None, Some(id)) => {
                        self.catalog.relation(id).map(|relation| relation.name.schema.clone())
                    }
                    _ => None,
                };
                self.add_item(item, alias.as_ref(), schema, *span)
            }
            TableRef::Subquery { lateral, query, alias, span } => {
                if alias.is_none() && self.catalog.major < Major::V16 {
                    return Err(Diagnostic::new(
                        SqlState::SYNTAX_ERROR,
                        *span,
                        "subquery in FROM must have an alias",
                    )
                    .help("for example, `FROM (SELECT …) AS foo`"));
                }
                let looking = match lateral {
                    Lateral::Yes => LateralUse::Visible,
                    Lateral::No => LateralUse::Hidden,
                };
                let scope = self.scopes.top();
                let outside = (scope.lateral, scope.clause);
                (scope.lateral, scope.clause) = (looking, Clause::FromSubselect);
                let result = self.subquery(query, Unknowns::Resolve);
                let scope = self.scopes.top();
                (scope.lateral, scope.clause) = outside;
                let result = result?;
                let unlockable = self.unlockable.take();
                let columns = result.columns.iter().map(super::Output::item_column).collect();
                let Some(alias) = alias else {
                    // Only its columns are seen (`parse_relation.c addRangeTableEntryForSubquery`).
                    let name = "unnamed_subquery".to_owned();
                    let item = Item::rows(ItemKind::Query, name, columns, result.rows);
                    let item = Item { unlockable, ..item };
                    let mut part = self.add_item(item, None, None, *span)?;
                    part.entries.iter_mut().for_each(|e| e.visibility = Visibility::Columns);
                    return Ok(part);
                };
                let name = alias.name.name.clone();
                let item = Item::rows(ItemKind::Query, name, columns, result.rows);
                self.add_item(Item { unlockable, ..item }, Some(alias), None, *span)
            }
            TableRef::Functions { calls, ordinality, alias, span } => {
                let item = self.function_item(calls, *ordinality, alias.as_ref(), *span)?;
                self.add_item(item, alias.as_ref(), None, *span)
            }
            TableRef::JsonTable { table, alias, span } => {
                let item = self.json_table(table, alias.as_ref(), *span)?;
                self.add_item(item, alias.as_ref(), None, *span)
            }
            TableRef::XmlTable { table, alias, span } => {
                let item = self.xml_table(table, alias.as_ref(), *span)?;
                self.add_item(item, alias.as_ref(), None, *span)
            }
            TableRef::Join(join) => self.join(join),
        }
    }

    /// `TABLESAMPLE` (`parse_clause.c transformRangeTableSample`).
    fn table_sample(&mut self, sample: &TableSample) -> Result<(), Diagnostic> {
        let TableSample { method, arguments, seed, span } = sample;
        let name = method.name.name.as_str();
        let installed = |extension: &str| self.catalog.extensions.iter().any(|e| e == extension);
        // Both methods of PostgreSQL's own take a percentage (`bernoulli.c`, `system.c`), those of
        // contrib a number of rows or of milliseconds.
        let parameter = match name {
            "bernoulli" | "system" => TypeId::FLOAT4,
            "system_rows" if installed("tsm_system_rows") => TypeId::INT8,
            "system_time" if installed("tsm_system_time") => TypeId::FLOAT8,
            _ => {
                let message = format!("tablesample method `{name}` does not exist");
                let error = Diagnostic::new(SqlState::UNDEFINED_OBJECT, method.name.span, message);
                return Err(match name {
                    "system_rows" | "system_time" => {
                        error.help(format!("write `CREATE EXTENSION tsm_{name}` in a migration"))
                    }
                    _ => error,
                });
            }
        };
        if arguments.len() != 1 {
            let given = arguments.len();
            let message = format!("tablesample method `{name}` requires 1 argument, not {given}");
            return Err(Diagnostic::new(SqlState::INVALID_TABLESAMPLE_ARGUMENT, *span, message));
        }
        for (expr, ty) in arguments
            .iter()
            .map(|expr| (expr, parameter))
            .chain(seed.iter().map(|seed| (seed, TypeId::FLOAT8)))
        {
            self.lateral_operand(expr, ty, "TABLESAMPLE")?;
        }
        Ok(())
    }

    /// A table, a view or a common table expression (`transformTableEntry`, `getNSItemForSpecialRelationTypes`).
    fn relation_item(
        &mut self,
        name: &QualifiedIdent,
        alias: Option<&Alias>,
    ) -> Result<Item, Diagnostic> {
        let shown = alias.map_or(&name.name.name, |alias| &alias.name.name).clone();
        if name.schema.is_none()
            && let Some(cte) = self.scopes.cte(&name.name.name)
        {
            let Some(columns) = cte.columns.clone() else {
                let message =
                    format!("WITH query `{}` does not have a RETURNING clause", name.name.name);
                return Err(Diagnostic::new(
                    SqlState::FEATURE_NOT_SUPPORTED,
                    name.name.span,
                    message,
                ));
            };
            let mut item = Item::rows(ItemKind::Query, shown, columns, cte.rows);
            let (added, name) = (cte.added, &name.name.name);
            if !self.scopes.top().ctes.iter().any(|own| own.name == *name) {
                item.unexpanded = added;
            }
            return Ok(item);
        }
        let relation = find_relation(self.catalog, name)?;
        self.tables.reads(&relation.name);
        self.reads_relation(relation.id);
        let start = name.schema.as_ref().map_or(name.name.span, |schema| schema.span);
        self.mark(start.to(name.name.span), super::wording::Mark::Relation(relation.id));
        Ok(Item::relation(self.catalog, relation, shown))
    }

    /// Puts an item in the range table, its columns renamed by the alias.
    pub(crate) fn add_item(
        &mut self,
        mut item: Item,
        alias: Option<&Alias>,
        schema: Option<String>,
        span: Span,
    ) -> Result<FromPart, Diagnostic> {
        let renames = alias.map_or(&[][..], |alias| alias.columns.as_slice());
        rename(&mut item, renames, span)?;
        let scope = self.scopes.top();
        let at = scope.items.len();
        let entry = Entry::of_item(scope.id, at, &item, Visibility::Full);
        let entry = Entry { schema, ..entry };
        scope.items.push(item);
        Ok(FromPart { entries: vec![entry], items: vec![at] })
    }
}

impl TableRef {
    /// The place of an item of FROM.
    pub(crate) fn span(&self) -> Span {
        match self {
            TableRef::Relation { span, .. }
            | TableRef::JsonTable { span, .. }
            | TableRef::XmlTable { span, .. }
            | TableRef::Functions { span, .. }
            | TableRef::Subquery { span, .. } => *span,
            TableRef::Join(join) => join.span,
        }
    }
}

fn rename(item: &mut Item, names: &[Ident], span: Span) -> Result<(), Diagnostic> {
    if names.len() > item.columns.len() {
        let message = format!(
            "table `{}` has {} columns available but {} columns specified",
            item.name,
            item.columns.len(),
            names.len()
        );
        return Err(Diagnostic::new(SqlState::INVALID_COLUMN_REFERENCE, span, message));
    }
    for (column, name) in item.columns.iter_mut().zip(names) {
        column.name = name.name.clone();
    }
    Ok(())
}

/// Who may see entries from now on (`setNamespaceLateralState`).
pub(crate) fn set_lateral(entries: &mut [Entry], lateral: LateralUse) {
    for entry in entries {
        entry.lateral = lateral;
    }
}

/// Two items of one FROM must not have the same name (`checkNameSpaceConflicts`).
pub(crate) fn check_names(left: &[Entry], right: &[Entry], span: Span) -> Result<(), Diagnostic> {
    for entry in right.iter().filter(|entry| entry.names()) {
        let Some(name) = &entry.name else { continue };
        let conflict = left.iter().filter(|known| known.names()).any(|known| {
            // Relations of two schemas are told apart by them.
            let apart = matches!((&known.schema, &entry.schema), (Some(a), Some(b)) if a != b);
            known.name.as_ref() == Some(name) && !apart
        });
        if conflict {
            let message = format!("table name `{name}` specified more than once");
            return Err(Diagnostic::new(SqlState::DUPLICATE_ALIAS, span, message)
                .help("give one of them another name: `… AS other`"));
        }
    }
    Ok(())
}

/// The relation of a name, or what became of it (`parserOpenTable`).
pub(crate) fn find_relation<'c>(
    catalog: &'c Catalog,
    name: &QualifiedIdent,
) -> Result<&'c crate::catalog::Relation, Diagnostic> {
    let schema = name.schema_name();
    if let Some(relation) = catalog.find_relation(schema, &name.name.name) {
        return Ok(relation);
    }
    let written = &name.name.name;
    let span = match &name.schema {
        Some(schema) => schema.span.to(name.name.span),
        None => name.name.span,
    };
    let shown = match schema {
        Some(schema) => format!("{schema}.{written}"),
        None => written.clone(),
    };
    let message = format!("relation `{shown}` does not exist");
    let error = Diagnostic::new(SqlState::UNDEFINED_TABLE, span, message);
    let gone = catalog.history.iter().rev().find(|gone| {
        matches!(&gone.what, GoneThing::Relation(known)
            if known.name == *written && schema.is_none_or(|schema| schema == known.schema))
    });
    if let Some(gone) = gone {
        return Err(match &gone.renamed_to {
            Some(new) => error
                .note(format!("`{written}` was renamed to `{new}`"), Some(gone.origin.clone()))
                .help(format!("write `{new}`")),
            None => error.note(format!("`{written}` was dropped"), Some(gone.origin.clone())),
        });
    }
    let elsewhere =
        catalog.relations.find_by(By::Name(written), |known| known.name.name == *written);
    if let (Some(known), None) = (elsewhere, schema) {
        return Err(error
            .label("not in a schema of the search path")
            .help(format!("write `{}.{written}`", known.name.schema)));
    }
    if catalog.unknown_relations.iter().any(|unknown| unknown.may_be(schema, written)) {
        return Err(error.help(format!(
            "an `EXECUTE` in the migrations may make it: write `-- sqldb: CREATE TABLE {shown} …` in \
             a comment above that"
        )));
    }
    let names = catalog.relations.iter().map(|known| known.name.name.as_str());
    Err(match closest(written, names) {
        Some(close) => error.help(format!("did you mean `{close}`?")),
        None => error.help("a table is known once a migration creates it"),
    })
}
