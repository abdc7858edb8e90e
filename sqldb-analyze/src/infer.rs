//! From a statement's tree to what is known of it: types, names, NULL-ness, number of rows.
//!
//! The order in which clauses and operands are analysed is PostgreSQL's (`analyze.c`), because the
//! first use of a parameter decides its type. Start with [`statement()`]; `query` and `modify` hold
//! the kinds of statements, `expr` the forms of expressions, `node` what both produce.

mod aggregate;
mod assign;
mod call;
mod coerce;
mod collation;
mod column;
mod comparison;
mod conditional;
mod conflict;
mod constant;
mod construct;
mod cte;
mod definition;
mod domain;
mod expr;
mod from;
mod function_item;
mod grouping;
mod insert;
mod join;
mod json;
mod json_query;
mod json_table;
mod locking;
mod merge;
mod modify;
mod mutable;
mod names;
pub(crate) mod node;
mod operator;
mod order;
mod other_name;
mod parameters;
mod prepared;
mod procedure;
mod query;
mod reads;
mod record;
mod recursion;
mod registered;
mod returning;
mod rewrite;
mod rewrite_target;
mod routine;
mod row_list;
mod row_version;
mod rule_action;
pub(crate) mod rules;
mod search_cycle;
pub(crate) mod select;
mod set_operation;
mod subquery;
mod target;
mod trigger;
mod updatable;
mod utility;
mod window;
mod wording;
mod xml;

use crate::catalog::{Catalog, NotNull, RelationId};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::lex::Placeholders;
use crate::nulls::Facts;
use crate::scope::{Attribute, ColumnRef, Scopes};
use crate::span::Span;
use crate::statement::{self, Nulls, OutputColumn, Statement, Tables, Verb};
use crate::tree;
use crate::types::Typed;
pub use definition::{Column, Definition, defining_expression};
pub use domain::domain_check;
pub(crate) use names::column_name;
pub(crate) use other_name::needed_other;
use parameters::Parameters;
pub use prepared::{PreparedStatement, executed_argument, prepared};
pub(crate) use query::Output;
use query::{QueryOutput, Unknowns};
pub use reads::Reads;
pub use routine::{Returned, Routine, body_statement};
pub use rule_action::{rule_action, rule_condition, select_rule_action};
pub use trigger::{TriggerWhen, trigger_when};

/// A column of a view, as its body gives it.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewColumn {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Typed,
    /// Whether it is proven free of NULL.
    pub not_null: NotNull,
    /// The column of a relation that it is, by its number.
    pub source: Option<(RelationId, usize)>,
    /// Where it is written.
    pub span: Span,
}

/// An analysis under way.
pub(crate) struct Analyzer<'a> {
    pub(crate) catalog: &'a Catalog,
    pub(crate) scopes: Scopes,
    parameters: Parameters,
    /// The names by which a function's body uses its parameters.
    names: routine::ParameterNames,
    /// The columns that have been used, for sub-selects of grouped queries.
    references: Vec<(ColumnRef, Span)>,
    /// The rows `OLD` and `NEW`.
    row_versions: row_version::RowVersions,
    /// What names mean, for comparing queries.
    marks: Vec<(Span, wording::Mark)>,
    /// How many queries are open below the statement.
    depth: usize,
    /// How many recursive queries are open.
    recursions: usize,
    /// What keeps the rows of the query that was analysed last from being locked.
    unlockable: Option<&'static str>,
    /// What parts of the text are sent as: each `*` of the statement's own select list, lists of rows.
    edits: Vec<crate::emit::Edit>,
    /// The relations that have been named.
    tables: Tables,
    /// The relations and columns that have been read.
    reads: Reads,
    /// Whether a comparison may be by another collation than its column's.
    pub(crate) collates: Collates,
    /// The collations that are named.
    collations: Vec<collation::Collation>,
    /// Parameters behind which one is named before they have a type, and where.
    collated: Vec<(tree::ParameterIndex, Span)>,
}

/// Whether `COLLATE` is in a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Collates {
    /// It is.
    Written,
    /// Every comparison is by the collations of its columns.
    Implicitly,
}

/// What is known of a statement, `text` being what it was read from.
///
/// # Errors
///
/// What PostgreSQL would refuse, what it would refuse at run time for every argument, and what the
/// analysis cannot read.
pub fn statement(
    catalog: &Catalog,
    text: &str,
    tree: &tree::Statement,
    placeholders: &Placeholders,
) -> Result<Statement, Vec<Diagnostic>> {
    let optional = placeholders.list.iter().map(|placeholder| placeholder.optional);
    let mut analyzer = Analyzer::new(catalog, Parameters::new(optional));
    analyzer.scopes.push();
    let result = analyzer.modifying(tree).map_err(|error| vec![error])?;
    let (parameters, diagnostics) = analyzer.parameters.finish(catalog);
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    let verb = match tree {
        tree::Statement::Query(_) => Verb::Select,
        tree::Statement::Insert(_) => Verb::Insert,
        tree::Statement::Update(_) => Verb::Update,
        tree::Statement::Delete(_) => Verb::Delete,
        tree::Statement::Merge(_) => Verb::Merge,
        tree::Statement::Utility(utility) => utility_verb(utility),
    };
    let rows = result.rows;
    let columns = output_columns(catalog, result);
    let whole_relation = whole_relation(catalog, &columns);
    let mut edits = std::mem::take(&mut analyzer.edits);
    edits.extend(crate::emit::left_out(text, &placeholders.left_out));
    edits.extend(analyzer.forgotten_collations(&parameters));
    let sql = crate::emit::text(catalog, text, tree, &parameters, edits);
    let tables = analyzer.tables;
    let effect = analyzer.reads.effect();
    Ok(Statement { sql, verb, parameters, columns, rows, whole_relation, tables, effect })
}

/// Refuses what PostgreSQL would refuse of a statement of a migration, which has no parameters.
///
/// # Errors
///
/// As [`statement()`].
pub fn check(catalog: &Catalog, tree: &tree::Statement, span: Span) -> Result<(), Vec<Diagnostic>> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    analyzer.scopes.push();
    analyzer.modifying(tree).map_err(|error| vec![error])?;
    analyzer.no_parameters(span).map_err(|error| vec![error])
}

/// The columns of a query and what it reads, for CREATE VIEW and CREATE TABLE AS.
///
/// # Errors
///
/// As [`statement()`]; a parameter is an error, too.
pub fn query_columns(
    catalog: &Catalog,
    query: &tree::Query,
) -> Result<(Vec<ViewColumn>, Reads), Diagnostic> {
    let mut analyzer = Analyzer::new(catalog, Parameters::default());
    let result = analyzer.subquery(query, Unknowns::Resolve)?;
    analyzer.no_parameters(query.span)?;
    Ok((view_columns(result), analyzer.reads))
}

fn view_columns(output: QueryOutput) -> Vec<ViewColumn> {
    let columns = output.columns.into_iter().map(|column| {
        let not_null = match column.nulls {
            Nulls::Never => NotNull::Enforced,
            Nulls::Maybe => NotNull::No,
        };
        let (name, ty, span) = (column.name, column.node.ty, column.node.span);
        ViewColumn { name, ty, not_null, source: column.source, span }
    });
    columns.collect()
}

impl<'a> Analyzer<'a> {
    fn new(catalog: &'a Catalog, parameters: Parameters) -> Analyzer<'a> {
        Analyzer {
            catalog,
            scopes: Scopes::default(),
            parameters,
            names: routine::ParameterNames::default(),
            references: Vec::new(),
            row_versions: row_version::RowVersions::default(),
            marks: Vec::new(),
            depth: 0,
            recursions: 0,
            unlockable: None,
            edits: Vec::new(),
            tables: Tables::default(),
            reads: Reads::default(),
            collates: Collates::Implicitly,
            collations: Vec::new(),
            collated: Vec::new(),
        }
    }

    /// Migrations have no parameters.
    fn no_parameters(&self, span: Span) -> Result<(), Diagnostic> {
        let (parameters, diagnostics) = self.parameters.finish(self.catalog);
        match parameters.is_empty() && diagnostics.is_empty() {
            true => Ok(()),
            false => {
                let message = "there is no parameter here";
                Err(Diagnostic::new(SqlState::UNDEFINED_PARAMETER, span, message))
            }
        }
    }

    /// Facts about items of the innermost level become what the items say of themselves.
    pub(crate) fn apply(&mut self, facts: &Facts) {
        let items: Vec<usize> = (0..self.scopes.top().items.len()).collect();
        self.apply_to(facts, &items);
    }

    /// [`Analyzer::apply`] for some items only.
    pub(crate) fn apply_to(&mut self, facts: &Facts, items: &[usize]) {
        let scope = self.scopes.top();
        for fact in facts.columns() {
            if fact.scope != scope.id || !items.contains(&fact.item) {
                continue;
            }
            let Some(item) = scope.items.get_mut(fact.item) else { continue };
            item.padded = Nulls::Never;
            if let Attribute::Column(number) = fact.attribute
                && let Some(column) = item.columns.get_mut(number)
            {
                column.nulls = Nulls::Never;
            }
        }
    }
}

fn utility_verb(utility: &tree::Utility) -> Verb {
    const TRANSACTION: [&str; 9] =
        ["BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE"];
    match utility {
        tree::Utility::Plain { command } if TRANSACTION.contains(&command.as_str()) => {
            Verb::Transaction
        }
        tree::Utility::Copy(copy) if copy.peer == tree::CopyPeer::Client => Verb::Copy,
        _ => Verb::Utility,
    }
}

fn output_columns(catalog: &Catalog, result: QueryOutput) -> Vec<OutputColumn> {
    let columns = result.columns.into_iter().map(|column| {
        let ty = column.node.ty.id;
        let base = catalog.base_type(ty).id;
        OutputColumn {
            name: column.name,
            ty: base,
            domain: (base != ty).then_some(ty),
            nulls: column.nulls,
            elements: column.elements,
            annotation: column.annotation,
            source: column.source,
            span: column.node.span,
        }
    });
    columns.collect()
}

/// The table whose columns these are, all of them, in order, under their names, with the NULL-ness
/// that the table declares.
pub(crate) fn whole_relation(catalog: &Catalog, columns: &[OutputColumn]) -> Option<RelationId> {
    let (id, _) = columns.first()?.source?;
    let relation = catalog.relation(id)?;
    let family = crate::scope::Family::of(catalog, relation);
    let whole = relation.columns.len() == columns.len()
        && columns.iter().zip(&relation.columns).enumerate().all(|(at, (column, known))| {
            column.source == Some((id, at))
                && column.name == known.name
                && column.nulls == family.nulls(&known.name)
                && column.annotation == statement::Annotation::default()
        });
    whole.then_some(id)
}
