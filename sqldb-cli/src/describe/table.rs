//! An answer as people read it.

use sqldb_analyze::render::render;
use sqldb_analyze::statement::Rows;
use sqldb_analyze::{Diagnostic, LineColumn};

use super::answer::{Answer, Description};

/// Some lines, without the last one's end.
pub(crate) fn block(answer: &Answer<'_>) -> String {
    match &answer.outcome {
        Ok(description) => {
            let mut lines = vec![format!("{}  {}", answer.statement.place(), rows(description))];
            lines.extend(table(description));
            lines.join("\n")
        }
        Err(mistakes) => {
            let source = answer.statement.source;
            let shown = mistakes.iter().map(|mistake| drawn(mistake, &source.name, &source.text));
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

fn drawn(mistake: &Diagnostic, name: &str, text: &str) -> String {
    let LineColumn { line, column } = LineColumn::at(text, mistake.span.start);
    format!("error: {}", render(mistake, text, Some(&format!("{name}:{line}:{column}"))))
}
