//! The text that is sent: the query's own, byte for byte, but for parameters, marks of aliases and
//! the `*` of the select list.
//!
//! A parameter is sent with its type, `$1::int8`, so that PostgreSQL cannot infer another one than
//! the analysis has. Start with [`text`].

use crate::catalog::{Catalog, TypeKind, quote_identifier};
use crate::span::Span;
use crate::statement::{Annotation, Nulls, Parameter};
use crate::syntax::AS_LABELS;
use crate::tree::visit::{Visitor, walk_expr, walk_statement, walk_targets};
use crate::tree::{
    CopySource, Expr, ExprKind, Indirection, ParameterPlace, Query, QueryBody, Returning,
    Statement, Target, Utility,
};
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
    let mut places = Places::default();
    places.statement(statement);
    // What is sent for lists of rows has its parameters in it. Where it was decided already how one is
    // sent, that goes before (`apply`).
    for parameter in parameters.iter().filter(|parameter| parameter.of_rows.is_none()) {
        let number = parameter.index.number();
        let ty = type_name(catalog, parameter.ty);
        for span in &parameter.spans {
            let text = match places.operands.contains(span) {
                true => format!("(${number}::{ty})"),
                false => format!("${number}::{ty}"),
            };
            edits.push(Edit { span: *span, text });
        }
    }
    for at in places.unnamed {
        edits.push(Edit { span: Span { start: at, end: at }, text: " AS \"?column?\"".to_owned() });
    }
    edits.extend(output_targets(statement).into_iter().flatten().filter_map(without_marks));
    apply(source, edits)
}

/// What the tree says of the places of parameters.
#[derive(Default)]
struct Places {
    /// Parameters that no operator may follow.
    operands: Vec<Span>,
    /// The ends of columns that have no name, and would have that of the cast in them.
    unnamed: Vec<u32>,
}

impl Visitor for Places {
    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Utility(Utility::Call(call)) => {
                call.arguments.iter().for_each(|argument| self.expr(&argument.value));
            }
            Statement::Utility(Utility::Explain(explain)) => self.statement(&explain.statement),
            Statement::Utility(Utility::Copy(copy)) => {
                if let CopySource::Query(statement) = &copy.source {
                    self.statement(statement);
                }
            }
            _ => walk_statement(self, statement),
        }
    }

    fn targets(&mut self, targets: &[Target]) {
        for target in targets {
            if let Target::Expr { expr, alias: None, span } = target
                && casts_would_name(expr)
            {
                self.unnamed.push(span.end);
            }
        }
        walk_targets(self, targets);
    }

    fn expr(&mut self, expr: &Expr) {
        if let ExprKind::Parameter(_, ParameterPlace::Operand) = expr.kind {
            self.operands.push(expr.span);
        }
        walk_expr(self, expr);
    }
}

/// Whether a column without an alias would be called as the type of the parameter in it
/// (`parse_target.c FigureColnameInternal`). A sub-select has the name that its own column has.
fn casts_would_name(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Parameter(..) => true,
        ExprKind::Collate { operand, collation: _, clause: _ } => casts_would_name(operand),
        ExprKind::Indirection { operand, path } => {
            let fields = path.iter().any(|step| matches!(step, Indirection::Field(_)));
            !fields && casts_would_name(operand)
        }
        _ => false,
    }
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

/// An alias without its marks.
fn without_marks(target: &Target) -> Option<Edit> {
    let Target::Expr { expr: _, alias: Some(alias), span: _ } = target else { return None };
    let (name, annotation) = alias_marks(&alias.name);
    (annotation != Annotation::default())
        .then(|| Edit { span: alias.span, text: quote_label(&name) })
}

/// A name that `AS` need not stand before.
fn quote_label(name: &str) -> String {
    match AS_LABELS.contains(&name) {
        true => format!("\"{name}\""),
        false => quote_identifier(name),
    }
}

/// The text with its replacements, of which none becomes one word with what is beside it. Of two at one place
/// the first is made.
fn apply(source: &str, mut edits: Vec<Edit>) -> String {
    edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
    let mut text = String::with_capacity(source.len());
    let mut done = 0;
    for Edit { span, text: new } in edits {
        let range = span.range();
        if range.start < done {
            continue;
        }
        push_apart(&mut text, source.get(done..range.start).unwrap_or_default());
        push_apart(&mut text, &new);
        done = range.end;
    }
    push_apart(&mut text, source.get(done..).unwrap_or_default());
    text
}

/// Adds to a text, with a blank between words that would become one.
fn push_apart(text: &mut String, new: &str) {
    let of_word = |c: char| c.is_alphanumeric() || !c.is_ascii() || "_$\"'".contains(c);
    let touches = text.ends_with(of_word) && new.starts_with(of_word);
    if touches {
        text.push(' ');
    }
    text.push_str(new);
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
    fn edits_are_applied_in_order_and_do_not_join_words() {
        let edit = |start, end, text: &str| Edit { span: Span::new(start, end), text: text.into() };
        assert_eq!(apply("a(<b>)c", vec![edit(6, 7, "d"), edit(2, 5, "$1")]), "a($1)d");
        assert_eq!(apply("select*from", vec![edit(6, 7, "a, b")]), "select a, b from");
        assert_eq!(apply("a b", vec![edit(1, 2, "")]), "a b");
    }

    #[test]
    fn a_comment_with_a_parenthesis_is_not_read() {
        let catalog = crate::catalog::Catalog::default();
        let (statement, _) = crate::analyze(&catalog, "SELECT ($1 -- )\n)").unwrap();
        assert_eq!(statement.sql, "SELECT ($1::text -- )\n) AS \"?column?\"");
    }
}
