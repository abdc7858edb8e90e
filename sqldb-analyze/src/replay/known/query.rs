//! Queries over the system catalogs: joins by nested loops, conditions as early as possible.

use super::operator::truth;
pub(super) use super::rows::{
    Bound, Found, NamedRow, Order, Rows, distinct, is_many, renamed, sort,
};
use super::tables::{Table, table};
use super::{Knowledge, Known, Value};
use crate::catalog::{Catalog, Function, FunctionKind};
use crate::tree::visit::{Visitor, walk_expr};
use crate::tree::{
    Assigned, Call, Distinct, Expr, ExprKind, Join, JoinCondition, JoinKind, Query, QueryBody,
    Select, SetOperator, SetQuantifier, TableRef, Target, Ties,
};

/// How many rows a query may look at.
const MOST_ROWS: usize = 200_000;

/// An item of FROM with its rows.
struct Item {
    alias: String,
    table: Table,
}

impl Knowledge<'_> {
    pub(in crate::replay) fn exists(&mut self, query: &Query) -> Value {
        let rows = self.rows_of(query)?;
        if rows.rows.iter().any(|row| row.certain) {
            return Some(Known::Boolean(true));
        }
        rows.rows.is_empty().then_some(Known::Boolean(false))
    }

    /// The value of a query as an expression: NULL where it has no row.
    pub(super) fn scalar(&mut self, query: &Query) -> Value {
        let rows = self.rows_of(query)?;
        match rows.rows.as_slice() {
            [] => Some(Known::Null),
            [only] if only.certain => only.values.first().cloned().flatten(),
            _ => None,
        }
    }

    /// The values of a query's only column, all of them certain.
    pub(super) fn only_column(&mut self, query: &Query) -> Option<Vec<Value>> {
        let rows = self.certain_rows(query)?;
        Some(rows.rows.into_iter().map(|row| row.values.into_iter().next().flatten()).collect())
    }

    /// The rows of a query, if every one of them is known to be there. The tree does not say whether
    /// they are wanted in descending order: who asks has looked.
    pub(in crate::replay) fn known_rows(
        &mut self,
        query: &Query,
    ) -> Option<(Vec<NamedRow>, Order)> {
        let mut rows = self.certain_rows(query)?;
        let mut order = Order::Unknown;
        if rows.rows.len() < 2 {
            order = Order::Known;
        } else if !query.order_by.is_empty() {
            order = sort(&mut rows, &query.order_by)?;
        }
        let columns = rows.columns;
        let named = |row: Found| columns.iter().cloned().zip(row.values).collect();
        Some((rows.rows.into_iter().map(named).collect(), order))
    }

    /// The rows of a query of which each stands for many that only a database knows, if there is no
    /// other.
    pub(in crate::replay) fn unknown_rows(&mut self, query: &Query) -> Option<Vec<NamedRow>> {
        let rows = self.rows_of(query)?;
        let columns = rows.columns;
        let many = |row: &Found| row.values.iter().any(is_many);
        let all = rows.rows.iter().all(|row| !row.certain && many(row));
        let named = |row: Found| columns.iter().cloned().zip(row.values).collect();
        all.then(|| rows.rows.into_iter().map(named).collect())
    }

    fn certain_rows(&mut self, query: &Query) -> Option<Rows> {
        let rows = self.rows_of(query)?;
        rows.rows.iter().all(|row| row.certain).then_some(rows)
    }

    fn rows_of(&mut self, query: &Query) -> Option<Rows> {
        if query.with.is_some() || query.offset.is_some() {
            return None;
        }
        let mut rows = self.body(&query.body)?;
        if let Some(limit) = &query.limit {
            if limit.ties == Ties::With {
                return None;
            }
            let Some(Known::Integer(count)) = self.value(&limit.count) else { return None };
            let count = usize::try_from(count).ok()?;
            if rows.rows.len() > count {
                // Which of them come is not known.
                let certain = rows.rows.iter().filter(|row| row.certain).count();
                let width = rows.columns.len();
                rows.rows = (0..count)
                    .map(|at| Found { certain: at < certain, values: vec![None; width] })
                    .collect();
            }
        }
        Some(rows)
    }

    fn body(&mut self, body: &QueryBody) -> Option<Rows> {
        match body {
            QueryBody::Nested(query) => self.rows_of(query),
            QueryBody::Select(select) => self.select(select),
            QueryBody::Values(values) => {
                let width = values.rows.first().map_or(0, Vec::len);
                let columns = (1..=width).map(|number| format!("column{number}")).collect();
                let mut rows = Vec::new();
                for row in &values.rows {
                    let values = row.iter().map(|value| match value {
                        Assigned::Expr(expr) => self.value(expr),
                        Assigned::Default(_) => None,
                    });
                    rows.push(Found { certain: true, values: values.collect() });
                }
                Some(Rows { columns, rows })
            }
            QueryBody::SetOperation(operation) => {
                if operation.operator != SetOperator::Union {
                    return None;
                }
                let mut rows = self.body(&operation.left)?;
                rows.rows.extend(self.body(&operation.right)?.rows);
                match operation.quantifier {
                    SetQuantifier::All => Some(rows),
                    SetQuantifier::Distinct => distinct(rows),
                }
            }
        }
    }

    fn select(&mut self, select: &Select) -> Option<Rows> {
        if self.returns_sets(select)
            || select.group_by.is_some()
            || select.having.is_some()
            || matches!(select.distinct, Distinct::On(_))
        {
            return None;
        }
        let mut conditions: Vec<&Expr> = Vec::new();
        if let Some(filter) = &select.filter {
            conjuncts(filter, &mut conditions);
        }
        let mut items = Vec::new();
        for from in &select.from {
            self.items(from, &mut items, &mut conditions)?;
        }
        let names: Vec<_> = items.iter().map(|item| &item.alias).collect();
        // A condition is asked for as soon as the items it names are there.
        let placed: Vec<(usize, &Expr)> = conditions
            .into_iter()
            .map(|condition| (last_item(condition, &names, &items), condition))
            .collect();
        let mut found = Rows { columns: output_names(select, &items), rows: Vec::new() };
        let mut budget = MOST_ROWS;
        let base = self.rows.len();
        let done = self.product(select, &items, 0, &placed, true, &mut found, &mut budget);
        self.rows.truncate(base);
        done?;
        if self.aggregates(select) {
            let certain = found.rows.iter().all(|row| row.certain);
            let count = i64::try_from(found.rows.len()).ok().filter(|_| certain);
            let outside = std::mem::replace(&mut self.counted, count);
            let values = select.targets.iter().map(|target| match target {
                Target::Expr { expr, .. } => self.value(expr),
                _ => None,
            });
            let values = values.collect();
            self.counted = outside;
            found.rows = vec![Found { certain: true, values }];
        }
        match select.distinct {
            Distinct::Distinct => distinct(found),
            Distinct::All | Distinct::On(_) => Some(found),
        }
    }

    /// Whether a target makes several rows of one.
    fn returns_sets(&self, select: &Select) -> bool {
        self.calls(select, |function, _| function.returns_set())
    }

    /// Whether a target computes something of all rows, so that there is one row.
    fn aggregates(&self, select: &Select) -> bool {
        self.calls(select, |function, call| {
            function.kind() == FunctionKind::Aggregate && call.over.is_none()
        })
    }

    /// Whether a target calls such a function at the query's own level.
    fn calls(&self, select: &Select, wanted: fn(Function<'_>, &Call) -> bool) -> bool {
        let mut calls = Calls { catalog: self.catalog, wanted, found: false };
        for target in &select.targets {
            if let Target::Expr { expr, .. } = target {
                calls.expr(expr);
            }
        }
        calls.found
    }

    /// Binds the rows of one item after the other.
    #[expect(clippy::too_many_arguments, reason = "the state of one recursion")]
    fn product(
        &mut self,
        select: &Select,
        items: &[Item],
        at: usize,
        conditions: &[(usize, &Expr)],
        certain: bool,
        found: &mut Rows,
        budget: &mut usize,
    ) -> Option<()> {
        let mut certain = certain;
        for (_, condition) in conditions.iter().filter(|(place, _)| *place == at) {
            match truth(self.value(condition)) {
                Some(Known::Boolean(true)) => {}
                Some(_) => return Some(()),
                None => certain = false,
            }
        }
        let Some(item) = items.get(at) else {
            let values = self.targets(select)?;
            found.rows.push(Found { certain, values });
            return Some(());
        };
        for row in &item.table.rows {
            *budget = budget.checked_sub(1)?;
            let certain = certain && !row.iter().any(is_many);
            self.rows.push(Bound {
                alias: item.alias.clone(),
                columns: item.table.columns.clone(),
                values: row.clone(),
            });
            let done = self.product(select, items, at + 1, conditions, certain, found, budget);
            self.rows.pop();
            done?;
        }
        Some(())
    }

    fn targets(&mut self, select: &Select) -> Option<Vec<Value>> {
        if self.aggregates(select) {
            return Some(Vec::new());
        }
        let mut values = Vec::new();
        for target in &select.targets {
            match target {
                Target::Expr { expr, .. } => values.push(self.value(expr)),
                Target::Star(_) | Target::Table(_) => {
                    values.extend(self.rows.iter().flat_map(|bound| bound.values.clone()));
                }
                Target::RelationStar { .. } | Target::CompositeStar { .. } => return None,
            }
        }
        Some(values)
    }

    /// The items of FROM; conditions of inner joins are conditions of the whole.
    fn items<'q>(
        &mut self,
        from: &'q TableRef,
        items: &mut Vec<Item>,
        conditions: &mut Vec<&'q Expr>,
    ) -> Option<()> {
        match from {
            TableRef::Relation { sample: Some(_), .. } => None,
            TableRef::Relation { name, alias, sample: None, span: _ } => {
                let schema = name.schema_name();
                let found = self.catalog.find_relation(schema, &name.name.name);
                if found.is_some_and(|found| !self.catalog.is_system(found.id)) {
                    return None;
                }
                let alias = alias.as_ref().map_or(&name.name, |alias| &alias.name);
                let table = table(self.catalog, schema, &name.name.name)?;
                items.push(Item { alias: alias.name.clone(), table });
                Some(())
            }
            TableRef::Subquery { query, alias, .. } => {
                let rows = self.certain_rows(query)?;
                let alias = alias.as_ref();
                let renames = alias.map_or(&[][..], |alias| alias.columns.as_slice());
                let name = alias.map_or_else(String::new, |alias| alias.name.name.clone());
                items.push(Item { alias: name, table: renamed(rows, renames) });
                Some(())
            }
            TableRef::Functions { calls, alias, .. } => {
                let [call] = calls.as_slice() else { return None };
                let ExprKind::Call(written) = &call.call.kind else { return None };
                if written.name.name.name != "unnest" {
                    return None;
                }
                let crate::tree::Arguments::List(list) = &written.arguments else { return None };
                let [argument] = list.as_slice() else { return None };
                let values = match self.value(&argument.value)? {
                    Known::Array(values) => values,
                    _ => return None,
                };
                let alias = alias.as_ref();
                let name = alias.map_or_else(|| "unnest".to_owned(), |a| a.name.name.clone());
                let column = alias.and_then(|alias| alias.columns.first());
                let column = column.map_or_else(|| name.clone(), |column| column.name.clone());
                let rows = values.into_iter().map(|value| vec![value]).collect();
                items.push(Item { alias: name, table: Table { columns: vec![column], rows } });
                Some(())
            }
            TableRef::Join(join) => self.join(join, items, conditions),
            TableRef::JsonTable { .. } | TableRef::XmlTable { .. } => None,
        }
    }

    fn join<'q>(
        &mut self,
        join: &'q Join,
        items: &mut Vec<Item>,
        conditions: &mut Vec<&'q Expr>,
    ) -> Option<()> {
        if join.kind != JoinKind::Inner || join.alias.is_some() {
            return None;
        }
        self.items(&join.left, items, conditions)?;
        self.items(&join.right, items, conditions)?;
        match &join.condition {
            JoinCondition::Cross => Some(()),
            JoinCondition::On(condition) => {
                conjuncts(condition, conditions);
                Some(())
            }
            JoinCondition::Using { .. } | JoinCondition::Natural => None,
        }
    }
}

fn conjuncts<'q>(expr: &'q Expr, list: &mut Vec<&'q Expr>) {
    match &expr.kind {
        ExprKind::And(left, right) => {
            conjuncts(left, list);
            conjuncts(right, list);
        }
        _ => list.push(expr),
    }
}

/// How many items must be bound before a condition can be asked for.
fn last_item(condition: &Expr, names: &[&String], items: &[Item]) -> usize {
    let simple = match &condition.kind {
        ExprKind::Binary { left, right, .. } => {
            Some([place(left, names, items), place(right, names, items)])
        }
        ExprKind::Like { left, pattern, .. } => {
            Some([place(left, names, items), place(pattern, names, items)])
        }
        ExprKind::InList { operand, .. } | ExprKind::IsNull { operand, .. } => {
            Some([place(operand, names, items), Some(0)])
        }
        _ => None,
    };
    match simple {
        Some([Some(left), Some(right)]) => left.max(right),
        _ => items.len(),
    }
}

fn place(expr: &Expr, names: &[&String], items: &[Item]) -> Option<usize> {
    match &expr.kind {
        ExprKind::Literal(_) => Some(0),
        ExprKind::Cast { operand, .. } => place(operand, names, items),
        ExprKind::Column(parts) => match parts.as_slice() {
            [relation, _] => names.iter().position(|name| **name == relation.name).map(|at| at + 1),
            [name] => {
                let has = |item: &Item| item.table.columns.contains(&name.name);
                items.iter().rposition(has).map(|at| at + 1)
            }
            _ => None,
        },
        _ => None,
    }
}

fn output_names(select: &Select, items: &[Item]) -> Vec<String> {
    let mut names = Vec::new();
    for target in &select.targets {
        match target {
            Target::Expr { alias: Some(alias), .. } => names.push(alias.name.clone()),
            Target::Expr { expr, alias: None, .. } => names.push(crate::infer::column_name(expr)),
            Target::Star(_) | Target::Table(_) => {
                names.extend(items.iter().flat_map(|item| item.table.columns.clone()));
            }
            Target::RelationStar { .. } | Target::CompositeStar { .. } => {}
        }
    }
    names
}

/// Looks for calls of the query's own level.
struct Calls<'c> {
    catalog: &'c Catalog,
    wanted: fn(Function<'_>, &Call) -> bool,
    found: bool,
}

impl Visitor for Calls<'_> {
    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Call(call) = &expr.kind {
            let schema = call.name.schema_name();
            let mut named = self.catalog.functions_named(schema, &call.name.name.name);
            self.found |= named.any(|(_, function)| (self.wanted)(function, call));
        }
        walk_expr(self, expr);
    }

    fn query(&mut self, _: &Query) {}
}
