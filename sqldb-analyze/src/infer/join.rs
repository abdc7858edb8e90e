//! Joins: which columns they show, and what they make nullable.
//!
//! `parse_clause.c transformFromClauseItem (JoinExpr), transformJoinUsingClause, buildMergedJoinVar`.

use super::Analyzer;
use super::coerce::Context;
use super::from::{FromPart, check_names, set_lateral};
use super::node::{Node, NodeKind};
use crate::catalog::Major;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::nulls::{Facts, Reader, rule};
use crate::scope::{
    Attribute, Clause, ColumnRef, Entry, EntryColumn, Item, ItemColumn, ItemKind, LateralUse,
    Visibility,
};
use crate::span::Span;
use crate::statement::{Nulls, Rows};
use crate::tree::{Alias, Ident, Join, JoinCondition, JoinKind};
use crate::types::TypeId;

/// The columns that USING merges: of the left side and of the right one.
type Pairs = Vec<(EntryColumn, EntryColumn)>;

impl Analyzer<'_> {
    /// `left JOIN right`.
    pub(crate) fn join(&mut self, join: &Join) -> Result<FromPart, Diagnostic> {
        let left = self.table_ref(&join.left)?;
        // The right side may use the left one laterally, but not where it would be padded.
        let mut visible = left.entries.clone();
        let lateral = match join.kind {
            JoinKind::Inner | JoinKind::Left => LateralUse::Hidden,
            JoinKind::Right | JoinKind::Full => LateralUse::Forbidden,
        };
        set_lateral(&mut visible, lateral);
        let known = self.scopes.top().entries.len();
        self.scopes.top().entries.append(&mut visible);
        let right = self.table_ref(&join.right);
        self.scopes.top().entries.truncate(known);
        let right = right?;
        check_names(&left.entries, &right.entries, join.span)?;

        let (merged, alias) = match &join.condition {
            JoinCondition::Using { columns, alias } => (columns.clone(), alias.clone()),
            JoinCondition::Natural => (common_names(&left, &right), None),
            JoinCondition::Cross | JoinCondition::On(_) => (Vec::new(), None),
        };
        let (pairs, test) = match &join.condition {
            JoinCondition::On(condition) => (Vec::new(), Some(self.on(condition, &left, &right)?)),
            JoinCondition::Cross => (Vec::new(), None),
            JoinCondition::Using { .. } | JoinCondition::Natural => {
                self.using(&merged, &left, &right, join.span)?
            }
        };
        let (columns, extra) = self.join_columns(join.kind, pairs, &left, &right)?;
        let using_columns: Vec<EntryColumn> = columns.iter().take(merged.len()).cloned().collect();
        self.condition_holds(join.kind, test, &left, &right);
        if join.kind == JoinKind::Full {
            self.scopes.top().full_join.get_or_insert(join.span);
        }
        let mut items = left.items.clone();
        items.extend(&right.items);
        items.extend(extra);
        self.join_entries(
            join,
            left,
            right,
            columns,
            items,
            alias.map(|name| (name, using_columns)),
        )
    }

    /// `ON`: sees the two sides, nothing else of this FROM (`transformJoinOnClause`).
    fn on(
        &mut self,
        condition: &crate::tree::Expr,
        left: &FromPart,
        right: &FromPart,
    ) -> Result<Node, Diagnostic> {
        let mut entries: Vec<Entry> = left.entries.iter().chain(&right.entries).cloned().collect();
        set_lateral(&mut entries, LateralUse::Visible);
        let scope = self.scopes.top();
        let outside = std::mem::replace(&mut scope.entries, entries);
        let clause = std::mem::replace(&mut scope.clause, Clause::JoinOn);
        let node = self.condition(condition, "JOIN/ON");
        let scope = self.scopes.top();
        scope.entries = outside;
        scope.clause = clause;
        let node = node?;
        self.check_collations(&node)?;
        Ok(node)
    }

    /// `USING`: the pairs of columns, and their equality.
    fn using(
        &mut self,
        names: &[Ident],
        left: &FromPart,
        right: &FromPart,
        span: Span,
    ) -> Result<(Pairs, Option<Node>), Diagnostic> {
        let mut pairs = Vec::new();
        let mut tests = Vec::new();
        for (at, name) in names.iter().enumerate() {
            if names.iter().take(at).any(|known| known.name == name.name) {
                let message =
                    format!("column name `{}` appears more than once in USING clause", name.name);
                return Err(Diagnostic::new(SqlState::DUPLICATE_COLUMN, name.span, message));
            }
            let l = side_column(left, name, "left")?;
            let r = side_column(right, name, "right")?;
            let nodes = (self.scopes.node(l.reference, span), self.scopes.node(r.reference, span));
            if let (Some(l), Some(r)) = nodes {
                // 15 merges the columns before it compares them (`transformFromClauseItem`).
                if self.catalog.major < Major::V16 {
                    self.common_type(&[l.clone(), r.clone()], "JOIN/USING")?;
                }
                let operator = super::operator::equals(name.span);
                let test = self.operator(&operator, Some(l), r, name.span)?;
                tests.push(self.boolean(test, "JOIN/USING")?);
            }
            pairs.push((l, r));
        }
        let test = Node { kind: NodeKind::And(tests), ty: TypeId::BOOL.into(), span };
        Ok((pairs, Some(test)))
    }

    /// The columns of a join in the order of `*`: merged ones first. Where a merged column is
    /// neither side's as it stands, it gets an item of its own.
    fn join_columns(
        &mut self,
        kind: JoinKind,
        pairs: Pairs,
        left: &FromPart,
        right: &FromPart,
    ) -> Result<(Vec<EntryColumn>, Option<usize>), Diagnostic> {
        let mut columns = Vec::new();
        let mut own = Vec::new();
        let item = self.scopes.top().items.len();
        let scope = self.scopes.top().id;
        for (l, r) in &pairs {
            let nodes = (
                self.scopes.node(l.reference, Span::default()),
                self.scopes.node(r.reference, Span::default()),
            );
            let (Some(left_node), Some(right_node)) = nodes else { continue };
            self.reads_column(l.reference);
            self.reads_column(r.reference);
            let both = [left_node.clone(), right_node.clone()];
            let ty = self.common_type(&both, "JOIN/USING")?;
            let coerced = (
                self.coerce(left_node.clone(), ty, Context::Implicit)?,
                self.coerce(right_node.clone(), ty, Context::Implicit)?,
            );
            // Of several modifiers none is the column's (`parse_clause.c buildMergedJoinVar`).
            let typmod = super::coerce::common_typmod(&both, ty);
            let same = |node: &Node| node.ty.id == ty && node.ty.typmod == typmod;
            let plain = match kind {
                JoinKind::Inner if same(&left_node) => Some(l.reference),
                JoinKind::Inner if same(&right_node) => Some(r.reference),
                JoinKind::Left if same(&left_node) => Some(l.reference),
                JoinKind::Right if same(&right_node) => Some(r.reference),
                JoinKind::Inner | JoinKind::Left | JoinKind::Right | JoinKind::Full => None,
            };
            let reference = plain.unwrap_or_else(|| {
                let reader = Reader::new(&self.scopes);
                let sides = (reader.nulls(&coerced.0), reader.nulls(&coerced.1));
                let nulls = rule::of_merged_column(kind, sides.0, sides.1);
                let merged = ColumnRef { scope, item, attribute: Attribute::Column(own.len()) };
                let made_of = match kind {
                    JoinKind::Inner | JoinKind::Left => coerced.0,
                    JoinKind::Right => coerced.1,
                    JoinKind::Full => {
                        let kind = NodeKind::Coalesce(vec![coerced.0, coerced.1]);
                        Node { kind, ty: ty.into(), span: Span::default() }
                    }
                };
                self.scopes.top().merged.push((merged, made_of));
                own.push(ItemColumn {
                    name: l.name.to_string(),
                    ty: crate::types::Typed { id: ty, typmod },
                    nulls,
                    elements: Nulls::Maybe,
                    source: None,
                    fields: Vec::new(),
                    field_of: None,
                });
                merged
            });
            columns.push(EntryColumn { name: l.name.clone(), reference });
        }
        let extra = (!own.is_empty()).then_some(item);
        if extra.is_some() {
            // The name is only for messages.
            let merged = Item::rows(ItemKind::Merged, "unnamed_join".to_owned(), own, Rows::Many);
            self.scopes.top().items.push(merged);
        }
        let rest = |part: &FromPart, taken: &dyn Fn(&EntryColumn) -> bool| -> Vec<EntryColumn> {
            let shown = part.entries.iter().filter(|entry| entry.shows_columns());
            shown
                .flat_map(|entry| entry.columns.iter().cloned())
                .filter(|column| !taken(column))
                .collect()
        };
        columns.extend(rest(left, &|column| pairs.iter().any(|(l, _)| l == column)));
        columns.extend(rest(right, &|column| pairs.iter().any(|(_, r)| r == column)));
        Ok((columns, extra))
    }

    /// What a join condition proves where it holds, and which rows the join pads.
    fn condition_holds(
        &mut self,
        kind: JoinKind,
        test: Option<Node>,
        left: &FromPart,
        right: &FromPart,
    ) {
        let both: Vec<usize> = left.items.iter().chain(&right.items).copied().collect();
        let (restricted, padded) = match kind {
            JoinKind::Inner => (both, Vec::new()),
            JoinKind::Left => (right.items.clone(), right.items.clone()),
            JoinKind::Right => (left.items.clone(), left.items.clone()),
            JoinKind::Full => (Vec::new(), both),
        };
        if let Some(test) = test {
            // Rule 14: facts of ON hold for the rows that have found a partner.
            let facts = Facts::proven(&self.scopes, &test);
            self.apply_to(&facts, &restricted);
            self.scopes.top().conditions.push((test, restricted));
        }
        let scope = self.scopes.top();
        for at in padded {
            if let Some(item) = scope.items.get_mut(at) {
                item.padded = Nulls::Maybe;
            }
        }
    }

    /// What names see of a join.
    fn join_entries(
        &mut self,
        join: &Join,
        left: FromPart,
        right: FromPart,
        mut columns: Vec<EntryColumn>,
        items: Vec<usize>,
        using: Option<(Ident, Vec<EntryColumn>)>,
    ) -> Result<FromPart, Diagnostic> {
        let mut entries: Vec<Entry> = left.entries.into_iter().chain(right.entries).collect();
        let entry = |name: Option<String>, columns: Vec<EntryColumn>, visibility| Entry {
            name,
            schema: None,
            item: None,
            visibility,
            lateral: LateralUse::Visible,
            columns: columns.into_iter().collect(),
        };
        if let Some(Alias { name, columns: renames }) = &join.alias {
            if renames.len() > columns.len() {
                let message = format!("column alias list for `{}` has too many entries", name.name);
                return Err(Diagnostic::new(SqlState::SYNTAX_ERROR, name.span, message));
            }
            for (column, rename) in columns.iter_mut().zip(renames) {
                column.name = rename.name.as_str().into();
            }
            // An alias hides the sides.
            entries = vec![entry(Some(name.name.clone()), columns, Visibility::Full)];
            return Ok(FromPart { entries, items });
        }
        entries.retain_mut(|side| {
            if side.visibility == Visibility::Full {
                side.visibility = Visibility::Name;
            }
            side.visibility != Visibility::Columns
        });
        if let Some((alias, columns)) = using {
            let named = |entry: &Entry| entry.names() && entry.name.as_ref() == Some(&alias.name);
            if entries.iter().any(named) {
                let message = format!("table name `{}` specified more than once", alias.name);
                return Err(Diagnostic::new(SqlState::DUPLICATE_ALIAS, alias.span, message));
            }
            entries.push(entry(Some(alias.name), columns, Visibility::Name));
        }
        entries.push(entry(None, columns, Visibility::Columns));
        Ok(FromPart { entries, items })
    }
}

/// The names that both sides of a NATURAL join show, in the left one's order.
fn common_names(left: &FromPart, right: &FromPart) -> Vec<Ident> {
    let names = |part: &FromPart| -> Vec<String> {
        let shown = part.entries.iter().filter(|entry| entry.shows_columns());
        shown.flat_map(|entry| entry.columns.iter()).map(|column| column.name.to_string()).collect()
    };
    let other = names(right);
    let common = names(left).into_iter().filter(|name| other.contains(name));
    common.map(|name| Ident { name, span: Span::default() }).collect()
}

/// The column of a side that USING names.
fn side_column(part: &FromPart, name: &Ident, side: &str) -> Result<EntryColumn, Diagnostic> {
    let shown = part.entries.iter().filter(|entry| entry.shows_columns());
    let mut hits = shown.flat_map(|entry| entry.columns.named(&name.name));
    match (hits.next(), hits.next()) {
        (Some(column), None) => Ok(column.clone()),
        (Some(_), Some(_)) => {
            let message = format!(
                "common column name `{}` appears more than once in {side} table",
                name.name
            );
            Err(Diagnostic::new(SqlState::AMBIGUOUS_COLUMN, name.span, message))
        }
        (None, _) => {
            let message = format!(
                "column `{}` specified in USING clause does not exist in {side} table",
                name.name
            );
            Err(Diagnostic::new(SqlState::UNDEFINED_COLUMN, name.span, message))
        }
    }
}
