//! An answer as people read it.

use sqldb_analyze::render::render_part;
use sqldb_analyze::statement::Rows;
use sqldb_analyze::{Diagnostic, LineColumn, Span};

use super::answer::{Answer, Description};
use super::input::Statement;

/// Some lines, without the last one's end.
pub(crate) fn block(answer: &Answer<'_>) -> String {
    match &answer.outcome {
        Ok(description) => {
            let mut lines = vec![format!("{}  {}", answer.statement.place(), rows(description))];
            lines.extend(table(description));
            lines.join("\n")
        }
        Err(mistakes) => {
            let shown = mistakes.iter().map(|mistake| drawn(mistake, answer.statement));
            shown.collect::<Vec<_>>().join("\n\n")
        }
    }
}

fn rows(description: &Description) -> &'static str {
    match description.rows {
        Rows::None => "no rows",
        Rows::ExactlyOne => "exactly one row",
        Rows::AtMostOne => "at most one row",
        Rows::Many => "many rows",
    }
}

fn table(description: &Description) -> Vec<String> {
    let mut rows: Vec<[String; 4]> = Vec::new();
    let mut label = "parameters";
    for parameter in &description.parameters {
        let nulls = if parameter.nullable { "or null" } else { "" };
        rows.push([label, &parameter.name, &parameter.ty, nulls].map(str::to_owned));
        label = "";
    }
    label = "columns";
    for column in &description.columns {
        let ty = match &column.domain {
            Some(domain) => format!("{} ({domain})", column.ty),
            None => column.ty.clone(),
        };
        let nulls = if column.nullable { "" } else { "not null" };
        rows.push([label, &column.name, &ty, nulls].map(str::to_owned));
        label = "";
    }
    let width = |at: usize| {
        let cells = rows.iter().filter_map(|row| row.get(at));
        cells.map(|cell| cell.chars().count()).max().unwrap_or_default()
    };
    let (names, types) = (width(1), width(2));
    let mut lines: Vec<String> = rows
        .iter()
        .map(|[label, name, ty, nulls]| {
            format!("  {label:<10}  {name:<names$}  {ty:<types$}  {nulls}")
        })
        .collect();
    for (label, tables) in [("reads", &description.read), ("writes", &description.written)] {
        if !tables.is_empty() {
            lines.push(format!("  {label:<10}  {}", tables.join(", ")));
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

fn drawn(mistake: &Diagnostic, statement: Statement<'_>) -> String {
    let LineColumn { line, column } = statement.place_of(mistake.span);
    let place = format!("{}:{line}:{column}", statement.source.name);
    let (lines, span) = statement.excerpt(mistake.span);
    let mistake = Diagnostic { span, ..mistake.clone() };
    let first = statement.place_of(Span::default()).line;
    format!("error: {}", render_part(&mistake, lines, first, Some(&place)))
}
