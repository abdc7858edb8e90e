//! The texts of a query with optional parts as one statement: what holds of all of them.

use crate::analyze::Sent;
use crate::catalog::Catalog;
use crate::diagnostic::{Diagnostic, SqlState};
use crate::infer;
use crate::lex::{Mask, Parts, Placeholders};
use crate::span::Span;
use crate::statement::{Accepts, Effect, OutputColumn, Parameter, Rows, Statement};

/// Says of the mistakes of a text which parts it lacks.
pub(crate) fn explain(
    errors: Vec<Diagnostic>,
    mask: Mask,
    parts: &Parts,
    text: &str,
) -> Vec<Diagnostic> {
    let groups = parts.groups.iter().enumerate().filter(|(number, _)| !mask.has(*number));
    let spans = groups.flat_map(|(_, group)| &group.spans);
    let missing: Vec<String> = spans.map(|span| format!("`{}`", span.text(text))).collect();
    if missing.is_empty() {
        return errors;
    }
    let note = format!("this is the query without {}", missing.join(" and "));
    errors.into_iter().map(|error| error.note(note.clone(), None)).collect()
}

/// What holds of all texts, the first of which has all parts.
///
/// # Errors
///
/// The columns of the result, or the types of parameters, differ.
pub(crate) fn merge(
    catalog: &Catalog,
    sent: &[Sent],
    placeholders: &Placeholders,
    text: &str,
) -> Result<Statement, Vec<Diagnostic>> {
    let Some((whole, rest)) = sent.split_first() else { return Err(Vec::new()) };
    let mut merged = whole.statement.clone();
    for other in rest {
        let at = |diagnostic| explain(vec![diagnostic], other.mask, &placeholders.parts, text);
        merge_columns(&mut merged.columns, &other.statement.columns).map_err(at)?;
        for (parameter, position) in other.statement.parameters.iter().zip(&other.positions) {
            let known = merged.parameters.get_mut(*position);
            known.map_or(Ok(()), |known| merge_parameter(catalog, known, parameter)).map_err(at)?;
        }
        if other.statement.effect == Effect::Possible {
            merged.effect = Effect::Possible;
        }
        merged.rows = more(merged.rows, other.statement.rows);
        other.statement.tables.read.iter().for_each(|name| merged.tables.reads(name));
        other.statement.tables.written.iter().for_each(|name| merged.tables.writes(name));
    }
    for (parameter, placeholder) in merged.parameters.iter_mut().zip(&placeholders.list) {
        if placeholder.decides {
            parameter.accepts = Accepts::Optional;
        }
    }
    merged.whole_relation = infer::whole_relation(catalog, &merged.columns);
    Ok(merged)
}

/// `Never` NULL is only what is never NULL in both.
fn merge_columns(merged: &mut [OutputColumn], other: &[OutputColumn]) -> Result<(), Diagnostic> {
    let differs = |span: Span, message: String| {
        Diagnostic::new(SqlState::DATATYPE_MISMATCH, span, message)
            .help("an optional part cannot change the columns of the result: write two queries")
    };
    if merged.len() != other.len() {
        let longer = if merged.len() > other.len() { &*merged } else { other };
        let span = longer.get(merged.len().min(other.len())).map(|column| column.span);
        let message = format!("the result has {} columns or {}", merged.len(), other.len());
        return Err(differs(span.unwrap_or_default(), message));
    }
    for (column, other) in merged.iter_mut().zip(other) {
        if (&column.name, column.ty, &column.annotation)
            != (&other.name, other.ty, &other.annotation)
        {
            let message = format!("column `{}` is not always the same", column.name);
            return Err(differs(column.span, message));
        }
        column.nulls = column.nulls.and(other.nulls);
        column.elements = column.elements.and(other.elements);
        column.domain = column.domain.filter(|domain| other.domain == Some(*domain));
        column.source = column.source.filter(|source| other.source == Some(*source));
    }
    Ok(())
}

fn merge_parameter(
    catalog: &Catalog,
    merged: &mut Parameter,
    other: &Parameter,
) -> Result<(), Diagnostic> {
    if merged.ty == other.ty {
        if merged.accepts != other.accepts {
            merged.accepts = Accepts::Value;
        }
        return Ok(());
    }
    let (ours, theirs) = (catalog.format_type(merged.ty), catalog.format_type(other.ty));
    let span = other.spans.first().copied().unwrap_or_default();
    let message = format!("this argument is of type `{ours}` or of type `{theirs}`");
    Err(Diagnostic::new(SqlState::AMBIGUOUS_PARAMETER, span, message)
        .label(format!("`{theirs}` here"))
        .help(format!("write its type behind it everywhere, such as `::{ours}`")))
}

/// What is true of the number of rows of both.
fn more(a: Rows, b: Rows) -> Rows {
    match (a, b) {
        (Rows::None, Rows::None) => Rows::None,
        (Rows::ExactlyOne, Rows::ExactlyOne) => Rows::ExactlyOne,
        (Rows::Many, _) | (_, Rows::Many) => Rows::Many,
        (Rows::None | Rows::ExactlyOne | Rows::AtMostOne, _) => Rows::AtMostOne,
    }
}
