//! What names mean: the items of `FROM`, which of them are visible where, and common table
//! expressions.
//!
//! A [`Scope`] is PostgreSQL's `ParseState`: one per query level, the enclosing ones below it on a
//! stack. Its items are the range table, its [`Entry`]s the namespace (`parse_relation.c`,
//! `ParseNamespaceItem`). Start with [`Scopes::column`].

mod columns;
mod entry;
mod item;
mod lookup;
mod message;

pub(crate) use columns::{EntryColumn, EntryColumns};
pub(crate) use entry::{Entry, LateralUse, Visibility};
pub(crate) use item::{Family, Item, ItemColumn, ItemKind, SystemColumns};
pub(crate) use lookup::{Found, SYSTEM_COLUMNS};
pub(crate) use message::{closest, unknown_column, unknown_relation};

use crate::infer::node::Node;
use crate::statement::Rows;
use crate::tree::WindowSpec;
use crate::types::Typed;

/// A query level of this analysis; never given out twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ScopeId(pub u32);

/// A column of an item of `FROM`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ColumnRef {
    /// The query level.
    pub scope: ScopeId,
    /// The item in its range table.
    pub item: usize,
    /// Which of its columns.
    pub attribute: Attribute,
}

/// A column, a system column, or the row as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Attribute {
    /// By its number.
    Column(usize),
    /// `ctid` and its kin, by the place in [`SYSTEM_COLUMNS`].
    System(usize),
    /// The row.
    Whole,
}

/// The query levels under analysis, the innermost last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Scopes {
    levels: Vec<Scope>,
    next: u32,
}

/// One query level.
#[derive(Clone, Debug)]
pub(crate) struct Scope {
    /// Its identity.
    pub id: ScopeId,
    /// The range table.
    pub items: Vec<Item>,
    /// What names see, in order of `FROM`.
    pub entries: Vec<Entry>,
    /// Whether `LATERAL` entries are visible at the moment.
    pub lateral: LateralUse,
    /// Common table expressions of this level.
    pub ctes: Vec<CteEntry>,
    /// Which clause is being analysed (`p_expr_kind`).
    pub clause: Clause,
    /// Windows of the `WINDOW` clause, and those written behind `OVER`.
    pub windows: Vec<(Option<crate::tree::Ident>, WindowSpec)>,
    /// The conditions of joins, with the items whose rows each of them restricts.
    pub conditions: Vec<(Node, Vec<usize>)>,
    /// Columns that `USING` makes of two, with what they are made of.
    pub merged: Vec<(ColumnRef, Node)>,
    /// Where the first FULL JOIN stands: it may return more rows than its sides have.
    pub full_join: Option<crate::span::Span>,
    /// Where the first aggregate of this level stands.
    pub aggregate: Option<crate::span::Span>,
}

/// A common table expression that can be named.
#[derive(Clone, Debug)]
pub(crate) struct CteEntry {
    /// Its name.
    pub name: String,
    /// Its columns; [`None`] where it has none (no RETURNING).
    pub columns: Option<Vec<ItemColumn>>,
    /// How many of them, the last, SEARCH and CYCLE have added: a `*` of a query below the one
    /// that the expression belongs to leaves them out (`p_dontexpand`).
    pub added: usize,
    /// How many rows it has.
    pub rows: Rows,
}

/// The clause an expression stands in (`ParseExprKind`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clause {
    /// None yet.
    Other,
    /// The select list.
    Target,
    /// `JOIN … ON`.
    JoinOn,
    /// A function in `FROM`.
    FromFunction,
    /// A sub-select in `FROM`.
    FromSubselect,
    /// `WHERE`.
    Where,
    /// `HAVING`.
    Having,
    /// `FILTER`.
    Filter,
    /// `GROUP BY`.
    GroupBy,
    /// `ORDER BY`.
    OrderBy,
    /// `DISTINCT ON`.
    DistinctOn,
    /// `LIMIT`.
    Limit,
    /// `OFFSET`.
    Offset,
    /// `PARTITION BY` of a window.
    WindowPartition,
    /// `ORDER BY` of a window.
    WindowOrder,
    /// The frame of a window.
    WindowFrame,
    /// `VALUES` of an INSERT, or its only row.
    InsertTarget,
    /// `SET`.
    UpdateSource,
    /// `RETURNING`.
    Returning,
    /// `RETURNING` of MERGE.
    MergeReturning,
    /// `VALUES`.
    Values,
    /// `ON CONFLICT (…)`.
    ConflictTarget,
    /// `WHEN … AND` of MERGE.
    MergeWhen,
    /// An argument of CALL.
    CallArgument,
    /// `DEFAULT` of a column.
    ColumnDefault,
    /// `DEFAULT` of a function's parameter.
    FunctionDefault,
    /// `CHECK`.
    Check,
    /// `GENERATED ALWAYS AS (…)`.
    Generated,
    /// An element of an index.
    IndexElement,
    /// `WHERE` of an index.
    IndexPredicate,
    /// An element of `PARTITION BY`.
    Partition,
    /// An expression of `CREATE STATISTICS`.
    Statistics,
    /// `USING` of `ALTER COLUMN … TYPE`.
    Transform,
    /// `WHEN` of a trigger.
    TriggerWhen,
    /// `USING` and `WITH CHECK` of a policy.
    Policy,
    /// An argument of EXECUTE.
    ExecuteParameter,
}

impl Clause {
    /// Its words, where no aggregate of its level may stand in it.
    pub(crate) fn forbids_aggregates(self) -> Option<&'static str> {
        match self {
            Clause::Other
            | Clause::Target
            | Clause::Having
            | Clause::OrderBy
            | Clause::DistinctOn
            | Clause::WindowPartition
            | Clause::WindowOrder => None,
            clause => Some(clause.name()),
        }
    }

    /// The words that PostgreSQL's messages use (`ParseExprKindName`).
    pub(crate) fn name(self) -> &'static str {
        match self {
            Clause::Other => "this place",
            Clause::Target => "SELECT",
            Clause::JoinOn => "JOIN conditions",
            Clause::FromFunction => "functions in FROM",
            Clause::FromSubselect => "FROM clause of their own query level",
            Clause::Where => "WHERE",
            Clause::Having => "HAVING",
            Clause::Filter => "FILTER",
            Clause::GroupBy => "GROUP BY",
            Clause::OrderBy => "ORDER BY",
            Clause::DistinctOn => "DISTINCT ON",
            Clause::Limit => "LIMIT",
            Clause::Offset => "OFFSET",
            Clause::WindowPartition => "window PARTITION BY",
            Clause::WindowOrder => "window ORDER BY",
            Clause::WindowFrame => "window frame",
            Clause::InsertTarget => "INSERT",
            Clause::UpdateSource => "UPDATE",
            Clause::Returning | Clause::MergeReturning => "RETURNING",
            Clause::Values => "VALUES",
            Clause::ConflictTarget => "index expressions",
            Clause::MergeWhen => "MERGE WHEN conditions",
            Clause::CallArgument => "CALL arguments",
            Clause::ColumnDefault | Clause::FunctionDefault => "DEFAULT expressions",
            Clause::Check => "check constraints",
            Clause::Generated => "column generation expressions",
            Clause::IndexElement => "index expressions",
            Clause::IndexPredicate => "index predicates",
            Clause::Partition => "partition key expressions",
            Clause::Statistics => "statistics expressions",
            Clause::Transform => "transform expressions",
            Clause::TriggerWhen => "trigger WHEN conditions",
            Clause::Policy => "policy expressions",
            Clause::ExecuteParameter => "EXECUTE parameters",
        }
    }
}

impl Scope {
    /// Adds an item that names see as it is; its place.
    pub(crate) fn add(&mut self, item: Item, visibility: Visibility) -> usize {
        let at = self.items.len();
        self.entries.push(Entry::of_item(self.id, at, &item, visibility));
        self.items.push(item);
        at
    }
}

impl Scopes {
    /// Opens a query level.
    pub(crate) fn push(&mut self) -> ScopeId {
        let id = ScopeId(self.next);
        self.next += 1;
        self.levels.push(Scope {
            id,
            items: Vec::new(),
            entries: Vec::new(),
            lateral: LateralUse::Hidden,
            ctes: Vec::new(),
            clause: Clause::Other,
            windows: Vec::new(),
            conditions: Vec::new(),
            merged: Vec::new(),
            full_join: None,
            aggregate: None,
        });
        id
    }

    /// The number of the level that is opened next.
    pub(crate) fn next_level(&self) -> u32 {
        self.next
    }

    /// Closes the innermost query level.
    pub(crate) fn pop(&mut self) {
        self.levels.pop();
    }

    /// The innermost query level; an empty one is opened where there is none.
    pub(crate) fn top(&mut self) -> &mut Scope {
        if self.levels.is_empty() {
            self.push();
        }
        let last = self.levels.len().saturating_sub(1);
        #[expect(clippy::indexing_slicing, reason = "a level has just been made sure of")]
        &mut self.levels[last]
    }

    /// The query levels from the innermost out.
    pub(crate) fn inside_out(&self) -> impl Iterator<Item = &Scope> {
        self.levels.iter().rev()
    }

    /// The level of this identity, if it is still open.
    pub(crate) fn level(&self, id: ScopeId) -> Option<&Scope> {
        self.levels.iter().find(|scope| scope.id == id)
    }

    /// The level of this identity, if it is still open.
    pub(crate) fn level_mut(&mut self, id: ScopeId) -> Option<&mut Scope> {
        self.levels.iter_mut().find(|scope| scope.id == id)
    }

    /// How deep the level of this identity is, 0 for the outermost.
    pub(crate) fn depth(&self, id: ScopeId) -> Option<usize> {
        self.levels.iter().position(|scope| scope.id == id)
    }

    /// The item a reference means, while its level is open.
    pub(crate) fn item(&self, reference: ColumnRef) -> Option<&Item> {
        self.level(reference.scope)?.items.get(reference.item)
    }

    /// What a column that `USING` merges is made of.
    pub(crate) fn merged(&self, reference: ColumnRef) -> Option<&Node> {
        let mut merged = self.level(reference.scope)?.merged.iter();
        merged.find(|(known, _)| *known == reference).map(|(_, made_of)| made_of)
    }

    /// The common table expression of this name (`scanNameSpaceForCTE`).
    pub(crate) fn cte(&self, name: &str) -> Option<&CteEntry> {
        self.inside_out().find_map(|scope| scope.ctes.iter().find(|cte| cte.name == name))
    }

    /// The name and type of what a reference means.
    pub(crate) fn describe(&self, reference: ColumnRef) -> Option<(String, String, Typed)> {
        let item = self.item(reference)?;
        let name = item.name.clone();
        match reference.attribute {
            Attribute::Column(number) => {
                let column = item.columns.get(number)?;
                Some((name, column.name.clone(), column.ty))
            }
            Attribute::System(number) => {
                let (column, ty) = SYSTEM_COLUMNS.get(number)?;
                Some((name, (*column).to_owned(), (*ty).into()))
            }
            Attribute::Whole => Some((name, "*".to_owned(), item.row_type.into())),
        }
    }
}
