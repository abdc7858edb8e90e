//! The names that PostgreSQL gives to columns without an alias.
//!
//! `parse_target.c FigureColname, FigureColnameInternal`.

use crate::tree::{
    Expr, ExprKind, Indirection, JsonConstructor, JsonQueryKind, MinMax, Query, QueryBody, Target,
    ValueFunction, XmlConstruct,
};

/// The name of an output column.
pub(crate) fn column_name(expr: &Expr) -> String {
    match figure(expr) {
        Some((name, _)) => name,
        None => "?column?".to_owned(),
    }
}

/// How good a name is: a cast's or CASE's own is used only if nothing better is inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Weak,
    Strong,
}

fn figure(expr: &Expr) -> Option<(String, Strength)> {
    let strong = |name: &str| Some((name.to_owned(), Strength::Strong));
    match &expr.kind {
        ExprKind::Column(parts) => strong(&parts.last()?.name),
        ExprKind::RelationStar(relation) => strong(&relation.name.name),
        ExprKind::Indirection { operand, path } => {
            let field = path.iter().rev().find_map(|step| match step {
                Indirection::Field(name) => Some(&name.name),
                Indirection::Index(_) | Indirection::Slice(..) => None,
            });
            match field {
                Some(field) => strong(field),
                None => figure(operand),
            }
        }
        ExprKind::Call(call) => strong(&call.name.name.name),
        ExprKind::NullIf(..) => strong("nullif"),
        ExprKind::Cast { operand, type_name } => match figure(operand) {
            Some((name, Strength::Strong)) => Some((name, Strength::Strong)),
            // The outermost cast's name wins over a weak one inside only if there is none.
            _ => Some((type_name.name.name.name.clone(), Strength::Weak)),
        },
        ExprKind::Collate { operand, .. } => figure(operand),
        ExprKind::Grouping(_) => strong("grouping"),
        ExprKind::Exists(_) => strong("exists"),
        ExprKind::ArraySubquery(_) | ExprKind::Array(_) => strong("array"),
        ExprKind::Subquery(query) => only_target(query),
        ExprKind::Case { otherwise, .. } => match otherwise.as_deref().and_then(figure) {
            Some((name, Strength::Strong)) => Some((name, Strength::Strong)),
            _ => Some(("case".to_owned(), Strength::Weak)),
        },
        ExprKind::Row(_) => strong("row"),
        ExprKind::Coalesce(_) => strong("coalesce"),
        ExprKind::MinMax(MinMax::Greatest, _) => strong("greatest"),
        ExprKind::MinMax(MinMax::Least, _) => strong("least"),
        ExprKind::ValueFunction(function) => strong(value_function(*function)),
        ExprKind::MergeAction => strong("merge_action"),
        ExprKind::Json(json) => strong(match &**json {
            JsonConstructor::Object { .. } => "json_object",
            JsonConstructor::Array { .. } | JsonConstructor::ArrayQuery { .. } => "json_array",
            JsonConstructor::Parse(..) => "json",
            JsonConstructor::Scalar(_) => "json_scalar",
            JsonConstructor::Serialize { .. } => "json_serialize",
        }),
        ExprKind::JsonAggregate(aggregate) => strong(match aggregate.key {
            Some(_) => "json_objectagg",
            None => "json_arrayagg",
        }),
        ExprKind::JsonQuery(query) => strong(match query.kind {
            JsonQueryKind::Query => "json_query",
            JsonQueryKind::Value => "json_value",
            JsonQueryKind::Exists => "json_exists",
        }),
        ExprKind::Xml(xml) => strong(match &**xml {
            XmlConstruct::Concat(_) => "xmlconcat",
            XmlConstruct::Element { .. } => "xmlelement",
            XmlConstruct::Forest(_) => "xmlforest",
            XmlConstruct::Parse(_) => "xmlparse",
            XmlConstruct::ProcessingInstruction(_) => "xmlpi",
            XmlConstruct::Root { .. } => "xmlroot",
            XmlConstruct::Serialize { .. } => "xmlserialize",
        }),
        // `=`, AND, IS NULL, constants, parameters, `x IN (…)` have no name.
        ExprKind::CompositeStar(_)
        | ExprKind::IsDocument { .. }
        | ExprKind::IsJson { .. }
        | ExprKind::Literal(_)
        | ExprKind::Parameter(..)
        | ExprKind::And(..)
        | ExprKind::Or(..)
        | ExprKind::Not(_)
        | ExprKind::Binary { .. }
        | ExprKind::Prefix { .. }
        | ExprKind::Like { .. }
        | ExprKind::IsNull { .. }
        | ExprKind::IsTruth { .. }
        | ExprKind::IsDistinctFrom { .. }
        | ExprKind::Between { .. }
        | ExprKind::InList { .. }
        | ExprKind::InSubquery { .. }
        | ExprKind::Quantified { .. } => None,
    }
}

/// `(SELECT x)` is called as its only column is.
fn only_target(query: &Query) -> Option<(String, Strength)> {
    let mut body = &query.body;
    loop {
        match body {
            QueryBody::Select(select) => {
                return match select.targets.first()? {
                    Target::Expr { alias: Some(alias), .. } => {
                        Some((alias.name.clone(), Strength::Strong))
                    }
                    Target::Expr { expr, alias: None, .. } => {
                        Some((column_name(expr), Strength::Strong))
                    }
                    Target::Star(_)
                    | Target::Table(_)
                    | Target::RelationStar { .. }
                    | Target::CompositeStar { .. } => None,
                };
            }
            QueryBody::Values(_) => return Some(("column1".to_owned(), Strength::Strong)),
            QueryBody::Nested(inner) => body = &inner.body,
            QueryBody::SetOperation(operation) => body = &operation.left,
        }
    }
}

fn value_function(function: ValueFunction) -> &'static str {
    match function {
        ValueFunction::CurrentDate => "current_date",
        ValueFunction::CurrentTime(_) => "current_time",
        ValueFunction::CurrentTimestamp(_) => "current_timestamp",
        ValueFunction::LocalTime(_) => "localtime",
        ValueFunction::LocalTimestamp(_) => "localtimestamp",
        ValueFunction::CurrentRole => "current_role",
        ValueFunction::CurrentUser => "current_user",
        ValueFunction::User => "user",
        ValueFunction::SessionUser => "session_user",
        ValueFunction::CurrentCatalog => "current_catalog",
        ValueFunction::CurrentSchema => "current_schema",
        ValueFunction::SystemUser => "system_user",
    }
}
