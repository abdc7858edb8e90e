//! A walk over a statement's tree, for those who look for something in it.
//!
//! Each `walk_…` visits the parts of one node, in the order of the text, and names every field, so
//! that a part which is added cannot be overlooked. A [`Visitor`] overrides what it cares about.

use super::{
    Arguments, Assigned, Assignment, AssignmentTarget, ConflictAction, ConflictTarget, Cte,
    Distinct, Expr, ExprKind, Frame, FrameBound, GroupingElement, Indirection, Insert,
    InsertSource, Join, JoinCondition, JsonBehavior, JsonColumn, JsonConstructor, Merge,
    MergeAction, MergeSource, OnConflict, Over, QuantifiedOperand, Query, QueryBody, Returning,
    RowFilter, Select, SetOperation, SortBy, Statement, TableRef, Target, Values, WindowSpec, With,
    XmlColumn, XmlConstruct,
};

/// Who walks over a tree. What is not overridden goes on to the parts.
pub(crate) trait Visitor {
    fn query(&mut self, query: &Query) {
        walk_query(self, query);
    }
    /// A query inside an expression.
    fn sublink(&mut self, query: &Query) {
        self.query(query);
    }
    fn statement(&mut self, statement: &Statement) {
        walk_statement(self, statement);
    }
    fn set_operation(&mut self, operation: &SetOperation) {
        self.body(&operation.left);
        self.body(&operation.right);
    }
    fn body(&mut self, body: &QueryBody) {
        walk_body(self, body);
    }
    fn table_ref(&mut self, table: &TableRef) {
        walk_table_ref(self, table);
    }
    fn join(&mut self, join: &Join) {
        walk_join(self, join);
    }
    /// A select list, or RETURNING.
    fn targets(&mut self, targets: &[Target]) {
        walk_targets(self, targets);
    }
    fn expr(&mut self, expr: &Expr) {
        walk_expr(self, expr);
    }
}

pub(crate) fn walk_statement(visitor: &mut (impl Visitor + ?Sized), statement: &Statement) {
    match statement {
        Statement::Query(query) => visitor.query(query),
        Statement::Insert(insert) => walk_insert(visitor, insert),
        Statement::Update(update) => {
            let super::Update {
                with,
                table: _,
                alias: _,
                assignments,
                from,
                filter,
                returning,
                span: _,
            } = update;
            walk_with(visitor, with.as_ref());
            walk_assignments(visitor, assignments);
            from.iter().for_each(|table| visitor.table_ref(table));
            walk_row_filter(visitor, filter.as_ref());
            walk_returning(visitor, returning.as_ref());
        }
        Statement::Delete(delete) => {
            let super::Delete { with, table: _, alias: _, using, filter, returning, span: _ } =
                delete;
            walk_with(visitor, with.as_ref());
            using.iter().for_each(|table| visitor.table_ref(table));
            walk_row_filter(visitor, filter.as_ref());
            walk_returning(visitor, returning.as_ref());
        }
        Statement::Merge(merge) => walk_merge(visitor, merge),
        // What commands hold is no part of another statement.
        Statement::Utility(_) => {}
    }
}

fn walk_insert(visitor: &mut (impl Visitor + ?Sized), insert: &Insert) {
    let Insert {
        with,
        table: _,
        alias: _,
        columns,
        overriding: _,
        source,
        on_conflict,
        returning,
        span: _,
    } = insert;
    walk_with(visitor, with.as_ref());
    columns.iter().flatten().for_each(|target| walk_target(visitor, target));
    match source {
        InsertSource::DefaultValues | InsertSource::Rows(_) => {}
        InsertSource::Values(values) => walk_values(visitor, values),
        InsertSource::Query(query) => visitor.query(query),
    }
    if let Some(OnConflict { target, action, span: _ }) = on_conflict {
        if let Some(ConflictTarget::Index { elements, filter }) = target {
            let elements = elements.iter().map(|element| &element.expr);
            elements.chain(filter).for_each(|expr| visitor.expr(expr));
        }
        if let ConflictAction::Update { assignments, filter } = action {
            walk_assignments(visitor, assignments);
            filter.iter().for_each(|expr| visitor.expr(expr));
        }
    }
    walk_returning(visitor, returning.as_ref());
}

fn walk_merge(visitor: &mut (impl Visitor + ?Sized), merge: &Merge) {
    let Merge { with, table: _, alias: _, source, condition, whens, returning, span: _ } = merge;
    walk_with(visitor, with.as_ref());
    visitor.table_ref(source);
    visitor.expr(condition);
    for when in whens {
        when.condition.iter().for_each(|expr| visitor.expr(expr));
        match &when.action {
            MergeAction::Nothing | MergeAction::Delete => {}
            MergeAction::Update(assignments) => walk_assignments(visitor, assignments),
            MergeAction::Insert { columns, overriding: _, source } => {
                columns.iter().flatten().for_each(|target| walk_target(visitor, target));
                match source {
                    MergeSource::DefaultValues => {}
                    MergeSource::Values(values) => walk_values(visitor, values),
                }
            }
        }
    }
    walk_returning(visitor, returning.as_ref());
}

fn walk_row_filter(visitor: &mut (impl Visitor + ?Sized), filter: Option<&RowFilter>) {
    if let Some(RowFilter::Where(expr)) = filter {
        visitor.expr(expr);
    }
}

fn walk_returning(visitor: &mut (impl Visitor + ?Sized), returning: Option<&Returning>) {
    if let Some(Returning { old: _, new: _, targets }) = returning {
        visitor.targets(targets);
    }
}

fn walk_assignments(visitor: &mut (impl Visitor + ?Sized), assignments: &[Assignment]) {
    for assignment in assignments {
        match assignment {
            Assignment::One { target, value } => {
                walk_target(visitor, target);
                walk_assigned(visitor, value);
            }
            Assignment::Row { targets, values, span: _ } => {
                targets.iter().for_each(|target| walk_target(visitor, target));
                values.iter().for_each(|value| walk_assigned(visitor, value));
            }
            Assignment::Subquery { targets, query, span: _ } => {
                targets.iter().for_each(|target| walk_target(visitor, target));
                visitor.sublink(query);
            }
        }
    }
}

fn walk_target(visitor: &mut (impl Visitor + ?Sized), target: &AssignmentTarget) {
    walk_path(visitor, &target.path);
}

fn walk_path(visitor: &mut (impl Visitor + ?Sized), path: &[Indirection]) {
    for step in path {
        match step {
            Indirection::Field(_) => {}
            Indirection::Index(index) => visitor.expr(index),
            Indirection::Slice(lower, upper) => {
                lower.iter().chain(upper).for_each(|expr| visitor.expr(expr));
            }
        }
    }
}

fn walk_assigned(visitor: &mut (impl Visitor + ?Sized), value: &Assigned) {
    if let Assigned::Expr(expr) = value {
        visitor.expr(expr);
    }
}

fn walk_values(visitor: &mut (impl Visitor + ?Sized), values: &Values) {
    values.rows.iter().flatten().for_each(|value| walk_assigned(visitor, value));
}

pub(crate) fn walk_with(visitor: &mut (impl Visitor + ?Sized), with: Option<&With>) {
    for cte in with.iter().flat_map(|with| &with.ctes) {
        let Cte { name: _, columns: _, statement, search: _, cycle } = cte;
        visitor.statement(statement);
        if let Some((value, default)) = cycle.as_ref().and_then(|cycle| cycle.values.as_ref()) {
            visitor.expr(value);
            visitor.expr(default);
        }
    }
}

pub(crate) fn walk_query(visitor: &mut (impl Visitor + ?Sized), query: &Query) {
    walk_with(visitor, query.with.as_ref());
    walk_query_without_with(visitor, query);
}

pub(crate) fn walk_query_without_with(visitor: &mut (impl Visitor + ?Sized), query: &Query) {
    let Query { with: _, body, order_by, limit, offset, locking: _, span: _, wording: _ } = query;
    visitor.body(body);
    walk_order(visitor, order_by);
    limit.iter().map(|limit| &limit.count).chain(offset).for_each(|expr| visitor.expr(expr));
}

fn walk_order(visitor: &mut (impl Visitor + ?Sized), order_by: &[SortBy]) {
    order_by.iter().for_each(|sort| visitor.expr(&sort.expr));
}

pub(crate) fn walk_body(visitor: &mut (impl Visitor + ?Sized), body: &QueryBody) {
    match body {
        QueryBody::Select(select) => walk_select(visitor, select),
        QueryBody::Values(values) => walk_values(visitor, values),
        QueryBody::Nested(query) => visitor.query(query),
        QueryBody::SetOperation(operation) => visitor.set_operation(operation),
    }
}

fn walk_select(visitor: &mut (impl Visitor + ?Sized), select: &Select) {
    let Select { distinct, targets, into: _, from, filter, group_by, having, windows, span: _ } =
        select;
    if let Distinct::On(exprs) = distinct {
        exprs.iter().for_each(|expr| visitor.expr(expr));
    }
    visitor.targets(targets);
    from.iter().for_each(|table| visitor.table_ref(table));
    filter.iter().for_each(|expr| visitor.expr(expr));
    group_by.iter().flatten().for_each(|element| walk_grouping(visitor, element));
    having.iter().for_each(|expr| visitor.expr(expr));
    windows.iter().for_each(|(_, window)| walk_window(visitor, window));
}

pub(crate) fn walk_targets(visitor: &mut (impl Visitor + ?Sized), targets: &[Target]) {
    for target in targets {
        match target {
            Target::Star(_) | Target::Table(_) | Target::RelationStar { .. } => {}
            Target::CompositeStar { expr, span: _ } | Target::Expr { expr, alias: _, span: _ } => {
                visitor.expr(expr)
            }
        }
    }
}

fn walk_grouping(visitor: &mut (impl Visitor + ?Sized), element: &GroupingElement) {
    match element {
        GroupingElement::Expr(expr) => visitor.expr(expr),
        GroupingElement::Empty(_) => {}
        GroupingElement::Rollup(entries) | GroupingElement::Cube(entries) => {
            entries.iter().flatten().for_each(|expr| visitor.expr(expr));
        }
        GroupingElement::Sets(elements) => {
            elements.iter().for_each(|element| walk_grouping(visitor, element));
        }
        GroupingElement::List(exprs) => exprs.iter().for_each(|expr| visitor.expr(expr)),
    }
}

fn walk_window(visitor: &mut (impl Visitor + ?Sized), window: &WindowSpec) {
    let WindowSpec { base: _, partition_by, order_by, frame, span: _ } = window;
    partition_by.iter().for_each(|expr| visitor.expr(expr));
    walk_order(visitor, order_by);
    if let Some(Frame { mode: _, start, end, exclusion: _ }) = frame {
        for bound in [start, end] {
            if let FrameBound::Preceding(offset) | FrameBound::Following(offset) = bound {
                visitor.expr(offset);
            }
        }
    }
}

pub(crate) fn walk_table_ref(visitor: &mut (impl Visitor + ?Sized), table: &TableRef) {
    match table {
        TableRef::Relation { name: _, alias: _, sample, span: _ } => {
            let sample = sample.iter();
            sample
                .flat_map(|sample| sample.arguments.iter().chain(&sample.seed))
                .for_each(|expr| visitor.expr(expr));
        }
        TableRef::JsonTable { table, alias: _, span: _ } => {
            visitor.expr(&table.context.expr);
            visitor.expr(&table.path);
            table.passing.iter().for_each(|(value, _)| visitor.expr(&value.expr));
            table.columns.iter().for_each(|column| walk_json_column(visitor, column));
        }
        TableRef::XmlTable { table, alias: _, span: _ } => {
            table.namespaces.iter().for_each(|expr| visitor.expr(expr));
            visitor.expr(&table.row);
            visitor.expr(&table.document);
            for column in &table.columns {
                if let XmlColumn::Value { name: _, type_name: _, path, default, nulls: _ } = column
                {
                    path.iter().chain(default).for_each(|expr| visitor.expr(expr));
                }
            }
        }
        TableRef::Functions { calls, ordinality: _, alias: _, span: _ } => {
            calls.iter().for_each(|call| visitor.expr(&call.call));
        }
        TableRef::Subquery { lateral: _, query, alias: _, span: _ } => visitor.query(query),
        TableRef::Join(join) => visitor.join(join),
    }
}

pub(crate) fn walk_join(visitor: &mut (impl Visitor + ?Sized), join: &Join) {
    let Join { left, right, kind: _, condition, alias: _, span: _ } = join;
    visitor.table_ref(left);
    visitor.table_ref(right);
    if let JoinCondition::On(condition) = condition {
        visitor.expr(condition);
    }
}

fn walk_json_column(visitor: &mut (impl Visitor + ?Sized), column: &JsonColumn) {
    match column {
        JsonColumn::Ordinality(_) => {}
        JsonColumn::Value {
            name: _,
            type_name: _,
            kind: _,
            format: _,
            path: _,
            on_empty,
            on_error,
        } => {
            walk_behaviors(visitor, [on_empty, on_error]);
        }
        JsonColumn::Nested { path: _, name: _, columns } => {
            columns.iter().for_each(|column| walk_json_column(visitor, column));
        }
    }
}

fn walk_behaviors(visitor: &mut (impl Visitor + ?Sized), behaviors: [&Option<JsonBehavior>; 2]) {
    for behavior in behaviors.into_iter().flatten() {
        if let JsonBehavior::Default(expr) = behavior {
            visitor.expr(expr);
        }
    }
}

fn walk_over(visitor: &mut (impl Visitor + ?Sized), over: Option<&Over>) {
    if let Some(Over::Spec(window)) = over {
        walk_window(visitor, window);
    }
}

pub(crate) fn walk_expr(visitor: &mut (impl Visitor + ?Sized), expr: &Expr) {
    match &expr.kind {
        ExprKind::Column(_)
        | ExprKind::RelationStar(_)
        | ExprKind::Literal(_)
        | ExprKind::Parameter(..)
        | ExprKind::ValueFunction(_)
        | ExprKind::MergeAction => {}
        ExprKind::CompositeStar(operand)
        | ExprKind::Cast { operand, type_name: _ }
        | ExprKind::Not(operand)
        | ExprKind::Prefix { operator: _, operand }
        | ExprKind::IsNull { operand, negation: _ }
        | ExprKind::IsTruth { operand, truth: _, negation: _ }
        | ExprKind::IsDocument { operand, negation: _ }
        | ExprKind::IsJson { operand, negation: _ }
        | ExprKind::Collate { operand, collation: _, clause: _ } => visitor.expr(operand),
        ExprKind::And(left, right)
        | ExprKind::Or(left, right)
        | ExprKind::Binary { operator: _, left, right }
        | ExprKind::Like { operator: _, left, pattern: right }
        | ExprKind::IsDistinctFrom { left, right, negation: _ }
        | ExprKind::NullIf(left, right) => {
            visitor.expr(left);
            visitor.expr(right);
        }
        ExprKind::Between { operand, low, high, negation: _, symmetry: _ } => {
            [operand, low, high].into_iter().for_each(|expr| visitor.expr(expr));
        }
        ExprKind::InList { operand, list, negation: _ } => {
            visitor.expr(operand);
            list.iter().for_each(|expr| visitor.expr(expr));
        }
        ExprKind::InSubquery { operand, query, negation: _ } => {
            visitor.expr(operand);
            visitor.sublink(query);
        }
        ExprKind::Quantified { left, operator: _, quantifier: _, right } => {
            visitor.expr(left);
            match right {
                QuantifiedOperand::Array(array) => visitor.expr(array),
                QuantifiedOperand::Subquery(query) => visitor.sublink(query),
            }
        }
        ExprKind::Case { operand, branches, otherwise } => {
            operand.iter().for_each(|expr| visitor.expr(expr));
            for (when, then) in branches {
                visitor.expr(when);
                visitor.expr(then);
            }
            otherwise.iter().for_each(|expr| visitor.expr(expr));
        }
        ExprKind::Coalesce(exprs)
        | ExprKind::MinMax(_, exprs)
        | ExprKind::Array(exprs)
        | ExprKind::Row(exprs)
        | ExprKind::Grouping(exprs) => exprs.iter().for_each(|expr| visitor.expr(expr)),
        ExprKind::Call(call) => walk_call(visitor, call),
        ExprKind::ArraySubquery(query) | ExprKind::Exists(query) | ExprKind::Subquery(query) => {
            visitor.sublink(query);
        }
        ExprKind::Indirection { operand, path } => {
            visitor.expr(operand);
            walk_path(visitor, path);
        }
        ExprKind::Json(json) => walk_json(visitor, json),
        ExprKind::JsonAggregate(aggregate) => {
            let super::JsonAggregate { key, value, order_by, output: _, filter, over } =
                &**aggregate;
            key.iter().for_each(|expr| visitor.expr(expr));
            visitor.expr(&value.expr);
            walk_order(visitor, order_by);
            filter.iter().for_each(|expr| visitor.expr(expr));
            walk_over(visitor, over.as_ref());
        }
        ExprKind::JsonQuery(query) => {
            let super::JsonQuery { kind: _, context, path, passing, output: _, on_empty, on_error } =
                &**query;
            visitor.expr(&context.expr);
            visitor.expr(path);
            passing.iter().for_each(|(value, _)| visitor.expr(&value.expr));
            walk_behaviors(visitor, [on_empty, on_error]);
        }
        ExprKind::Xml(xml) => walk_xml(visitor, xml),
    }
}

fn walk_call(visitor: &mut (impl Visitor + ?Sized), call: &super::Call) {
    let super::Call { name: _, arguments, quantifier: _, order_by, within_group, filter, over } =
        call;
    if let Arguments::List(arguments) = arguments {
        arguments.iter().for_each(|argument| visitor.expr(&argument.value));
    }
    walk_order(visitor, order_by);
    walk_order(visitor, within_group);
    filter.iter().for_each(|expr| visitor.expr(expr));
    walk_over(visitor, over.as_ref());
}

fn walk_json(visitor: &mut (impl Visitor + ?Sized), json: &JsonConstructor) {
    match json {
        JsonConstructor::Object { pairs, output: _ } => {
            for (key, value) in pairs {
                visitor.expr(key);
                visitor.expr(&value.expr);
            }
        }
        JsonConstructor::Array { values, output: _ } => {
            values.iter().for_each(|value| visitor.expr(&value.expr));
        }
        JsonConstructor::ArrayQuery { query, output: _ } => visitor.sublink(query),
        JsonConstructor::Parse(value, _) | JsonConstructor::Serialize { value, output: _ } => {
            visitor.expr(&value.expr);
        }
        JsonConstructor::Scalar(expr) => visitor.expr(expr),
    }
}

fn walk_xml(visitor: &mut (impl Visitor + ?Sized), xml: &XmlConstruct) {
    match xml {
        XmlConstruct::Concat(exprs) => exprs.iter().for_each(|expr| visitor.expr(expr)),
        XmlConstruct::Element { attributes, content } => {
            attributes.iter().for_each(|(expr, _)| visitor.expr(expr));
            content.iter().for_each(|expr| visitor.expr(expr));
        }
        XmlConstruct::Forest(values) => values.iter().for_each(|(expr, _)| visitor.expr(expr)),
        XmlConstruct::Parse(expr) => visitor.expr(expr),
        XmlConstruct::ProcessingInstruction(content) => {
            content.iter().for_each(|expr| visitor.expr(expr));
        }
        XmlConstruct::Root { value, version } => {
            visitor.expr(value);
            version.iter().for_each(|expr| visitor.expr(expr));
        }
        XmlConstruct::Serialize { value, type_name: _ } => visitor.expr(value),
    }
}
