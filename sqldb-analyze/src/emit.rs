//! The text that is sent: the query's own, byte for byte, but for parameters, marks of aliases and
//! the `*` of the select list.
//!
//! A parameter is sent with its type, `$1::int8`, so that PostgreSQL cannot infer another one than
//! the analysis has. Start with [`text`].

use crate::catalog::{Catalog, TypeKind, quote_identifier};
use crate::span::Span;
use crate::statement::{Annotation, Nulls, Parameter};
use crate::tree::{Expr, ExprKind, Query, QueryBody, Returning, Statement, Target};
use crate::types::TypeId;

/// A replacement of a part of the query's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub text: String,
}

/// The text to send.
pub(crate) fn text(
    catalog: &Catalog,
    source: &str,
    statement: &Statement,
    parameters: &[Parameter],
    mut edits: Vec<Edit>,
) -> String {
    // What is sent for lists of rows has its parameters in it.
    for parameter in parameters.iter().filter(|parameter| parameter.of_rows.is_none()) {
        let number = parameter.index.number();
        let ty = type_name(catalog, parameter.ty);
        for span in &parameter.spans {
            let cast = format!("${number}::{ty}");
            edits.push(Edit { span: *span, text: fitted(source, *span, cast) });
        }
    }
    if let Some(targets) = output_targets(statement) {
        for target in targets {
            edits.extend(target_edit(target, source));
        }
    }
    apply(source, edits)
}

/// What is not sent, without joining the words on both sides.
pub(crate) fn left_out<'t>(source: &'t str, spans: &'t [Span]) -> impl Iterator<Item = Edit> + 't {
    let blank = |text: Option<char>| text.is_none_or(char::is_whitespace);
    spans.iter().map(move |span| {
        let before = source.get(..span.range().start).and_then(|text| text.chars().next_back());
        let behind = source.get(span.range().end..).and_then(|text| text.chars().next());
        let text = if blank(before) || blank(behind) { "" } else { " " };
        Edit { span: *span, text: text.to_owned() }
    })
}

/// A cast parameter where it stands: `$1[1]` would cast to an array of one, and `FETCH FIRST` takes
/// only what has parentheses.
fn fitted(source: &str, span: Span, cast: String) -> String {
    let after = source.get(span.range().end..).unwrap_or_default().trim_start();
    let before = source.get(..span.range().start).unwrap_or_default().trim_end();
    let word = before.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let fetch = ["first", "next"].iter().any(|known| word.eq_ignore_ascii_case(known));
    let text = match after.starts_with(['[', '.']) || fetch {
        true => format!("({cast})"),
        false => cast,
    };
    let touches = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == '"';
    let blank = source
        .get(..span.range().start)
        .and_then(|before| before.chars().next_back())
        .is_some_and(touches);
    let behind =
        source.get(span.range().end..).and_then(|after| after.chars().next()).is_some_and(touches);
    match (blank, behind) {
        (false, false) => text,
        (true, false) => format!(" {text}"),
        (false, true) => format!("{text} "),
        (true, true) => format!(" {text} "),
    }
}

/// The columns that a `*` stands for, written out, so that a column that a later migration adds
/// does not change what is sent; [`None`] where a name would not mean the same column.
pub(crate) fn star(columns: &[(Option<&str>, &str)]) -> Option<String> {
    let names = columns.iter().map(|(relation, column)| {
        let column = quote_identifier(column);
        Some(format!("{}.{column}", quote_identifier((*relation)?)))
    });
    let names: Option<Vec<String>> = names.collect();
    Some(names?.join(", ")).filter(|text| !text.is_empty())
}

/// A type as a cast names it: with its schema where that is not `pg_catalog`.
pub(crate) fn type_name(catalog: &Catalog, ty: TypeId) -> String {
    let Some(info) = catalog.type_info(ty) else { return "text".to_owned() };
    if let TypeKind::Array(element) = info.kind
        && info.name.starts_with('_')
    {
        return format!("{}[]", type_name(catalog, element));
    }
    match (info.schema, info.name) {
        // `bit` is `bit(1)` in the grammar, `"char"` another type than `char`.
        ("pg_catalog", "bit") => "pg_catalog.bit".to_owned(),
        ("pg_catalog", "char") => "\"char\"".to_owned(),
        ("pg_catalog", name) => name.to_owned(),
        (schema, name) => format!("{}.{}", quote_identifier(schema), quote_identifier(name)),
    }
}

/// The name of an alias, and its marks: `"id!"`, `"id?"`, `"id: Type"`, `"id!: Type"`.
pub(crate) fn alias_marks(alias: &str) -> (String, Annotation) {
    let (name, rust_type) = match alias.split_once(": ") {
        Some((name, ty)) if !name.is_empty() && !ty.trim().is_empty() => {
            (name, Some(ty.trim().to_owned()))
        }
        _ => (alias, None),
    };
    let (name, nulls) = match (name.strip_suffix('!'), name.strip_suffix('?')) {
        (Some(name), _) if !name.is_empty() => (name, Some(Nulls::Never)),
        // `"?column?"` is PostgreSQL's own name.
        (None, Some(name)) if !name.is_empty() && alias != "?column?" => (name, Some(Nulls::Maybe)),
        _ => (name, None),
    };
    (name.to_owned(), Annotation { nulls, rust_type })
}

/// The list that names the statement's result: of a set operation its first SELECT's.
fn output_targets(statement: &Statement) -> Option<&[Target]> {
    match statement {
        Statement::Query(query) => query_targets(query),
        Statement::Insert(insert) => returning_targets(insert.returning.as_ref()),
        Statement::Update(update) => returning_targets(update.returning.as_ref()),
        Statement::Delete(delete) => returning_targets(delete.returning.as_ref()),
        Statement::Merge(merge) => returning_targets(merge.returning.as_ref()),
        Statement::Utility(_) => None,
    }
}

fn returning_targets(returning: Option<&Returning>) -> Option<&[Target]> {
    returning.map(|returning| returning.targets.as_slice())
}

fn query_targets(query: &Query) -> Option<&[Target]> {
    let mut body = &query.body;
    loop {
        match body {
            QueryBody::Select(select) => return Some(&select.targets),
            QueryBody::Values(_) => return None,
            QueryBody::Nested(inner) => body = &inner.body,
            QueryBody::SetOperation(operation) => body = &operation.left,
        }
    }
}

/// An alias without its marks; and an alias for a bare parameter, whose cast would name the column.
fn target_edit(target: &Target, source: &str) -> Option<Edit> {
    match target {
        Target::Expr { alias: Some(alias), .. } => {
            let (name, annotation) = alias_marks(&alias.name);
            (annotation != Annotation::default())
                .then(|| Edit { span: alias.span, text: quote_identifier(&name) })
        }
        Target::Expr { expr, alias: None } if is_bare_parameter(expr) => {
            // Behind closing parentheses that do not belong to the expression.
            let end = expr.span.range().end;
            let rest = source.get(end..).unwrap_or_default();
            let closing = rest.len() - rest.trim_start_matches([')', ' ', '\n', '\t']).len();
            let inner = rest.get(..closing).unwrap_or_default();
            let at = end + inner.trim_end().len();
            let opened = source.get(..expr.span.range().start).unwrap_or_default();
            let wrapped = opened.trim_end().ends_with('(');
            let at = if wrapped { at } else { end };
            Some(Edit { span: Span::new(at, at), text: " AS \"?column?\"".to_owned() })
        }
        Target::Expr { .. }
        | Target::Star(_)
        | Target::RelationStar { .. }
        | Target::CompositeStar { .. } => None,
    }
}

fn is_bare_parameter(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Parameter(_) => true,
        ExprKind::Collate { operand, .. } => is_bare_parameter(operand),
        _ => false,
    }
}

/// The text with its replacements.
fn apply(source: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut text = String::with_capacity(source.len());
    let mut done = 0;
    for Edit { span, text: new } in edits {
        let range = span.range();
        if range.start < done {
            continue;
        }
        text.push_str(source.get(done..range.start).unwrap_or_default());
        text.push_str(&new);
        done = range.end;
    }
    text.push_str(source.get(done..).unwrap_or_default());
    text
}

#[cfg(test)]
mod tests {
    use super::{Edit, alias_marks, apply};
    use crate::span::Span;
    use crate::statement::Nulls;

    #[test]
    fn marks_of_aliases() {
        let read = |alias| {
            let (name, annotation) = alias_marks(alias);
            (name, annotation.nulls, annotation.rust_type)
        };
        assert_eq!(read("id"), ("id".to_owned(), None, None));
        assert_eq!(read("id!"), ("id".to_owned(), Some(Nulls::Never), None));
        assert_eq!(read("id?"), ("id".to_owned(), Some(Nulls::Maybe), None));
        assert_eq!(read("d!: f64"), ("d".to_owned(), Some(Nulls::Never), Some("f64".to_owned())));
        assert_eq!(read("?column?"), ("?column?".to_owned(), None, None));
    }

    #[test]
    fn edits_are_applied_in_order() {
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.into() };
        assert_eq!(apply("a<b>c", vec![edit(4, 5, "d"), edit(1, 4, "$1")]), "a$1d");
    }
}
