//! `\crosstabview`: the values of one column as headings of columns.

use super::output::Table;
use crate::Failure;

/// Turns a result: the values of the first column that is named become lines, those of the second
/// columns, and those of the third stand where both meet. A fourth orders the columns.
///
/// # Errors
///
/// There are no such columns, or two values for one place.
pub(super) fn crossed(table: &Table, words: &str) -> Result<Table, Failure> {
    const MOST: usize = 1600;
    let words: Vec<&str> = words.split_whitespace().collect();
    if words.len() > 4 {
        return Err(
            "\\crosstabview takes four columns at most: those of the lines, of the headings, of \
                    the values, and one that orders the headings"
                .into(),
        );
    }
    if table.columns.len() < 3 {
        return Err(format!(
            "\\crosstabview takes a result of at least three columns, and there are {}",
            table.columns.len()
        )
        .into());
    }
    let named = |at: usize, usual: usize| match words.get(at) {
        Some(word) => column(table, word),
        None => Ok(usual),
    };
    let (vertical, horizontal) = (named(0, 0)?, named(1, 1)?);
    if vertical == horizontal {
        return Err("\\crosstabview takes lines and headings from different columns".into());
    }
    let data = match words.get(2) {
        Some(word) => column(table, word)?,
        None if table.columns.len() == 3 => 3 - vertical - horizontal,
        None => {
            return Err("\\crosstabview of more than three columns is told which has the values: \
                        \\crosstabview 1 2 3"
                .into());
        }
    };
    let order = words.get(3).map(|word| column(table, word)).transpose()?;
    let cell = |row: &Vec<Option<String>>, at: usize| row.get(at).cloned().flatten();

    let mut lines: Vec<Option<String>> = Vec::new();
    let mut headings: Vec<(Option<String>, Option<String>)> = Vec::new();
    for row in &table.rows {
        let (line, heading) = (cell(row, vertical), cell(row, horizontal));
        if !lines.contains(&line) {
            lines.push(line);
        }
        if !headings.iter().any(|(known, _)| *known == heading) {
            headings.push((heading, order.and_then(|order| cell(row, order))));
        }
    }
    if headings.len() > MOST {
        return Err(format!("\\crosstabview makes {MOST} columns at most").into());
    }
    if order.is_some() {
        let number = |text: &Option<String>| {
            text.as_deref().and_then(|text| text.parse::<f64>().ok()).unwrap_or(f64::INFINITY)
        };
        headings.sort_by(|(_, one), (_, other)| number(one).total_cmp(&number(other)));
    }
    let empty = vec![None; headings.len()];
    let line = |line: &Option<String>| std::iter::once(line.clone()).chain(empty.clone()).collect();
    let mut rows: Vec<Vec<Option<String>>> = lines.iter().map(line).collect();
    let mut filled = vec![false; lines.len() * headings.len()];
    for row in &table.rows {
        let (line, heading) = (cell(row, vertical), cell(row, horizontal));
        let at = lines.iter().position(|known| *known == line).unwrap_or(0);
        let to = headings.iter().position(|(known, _)| *known == heading).unwrap_or(0);
        let seen = filled.get_mut(at * headings.len() + to);
        if seen.is_some_and(|seen| std::mem::replace(seen, true)) {
            let shown = |text: Option<String>| text.unwrap_or_else(|| "NULL".to_owned());
            return Err(format!(
                "\\crosstabview has two values for the line `{}` and the heading `{}`",
                shown(line),
                shown(heading)
            )
            .into());
        }
        if let Some(place) = rows.get_mut(at).and_then(|row| row.get_mut(to + 1)) {
            *place = cell(row, data);
        }
    }
    let first = table.columns.get(vertical).cloned().unwrap_or_default();
    let headings = headings.into_iter().map(|(heading, _)| heading.unwrap_or_default());
    Ok(Table { columns: std::iter::once(first).chain(headings).collect(), rows })
}

/// The column of a number, from 1, or of a name.
fn column(table: &Table, word: &str) -> Result<usize, Failure> {
    let name = word.trim_matches('"');
    let by_number = word.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let found = match by_number {
        Some(at) => Some(at).filter(|at| *at < table.columns.len()),
        None => table.columns.iter().position(|column| column == name),
    };
    found.ok_or_else(|| {
        let known = table.columns.join("`, `");
        format!("the result has no column `{name}`; it has `{known}`").into()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[&str], rows: &[&[&str]]) -> Table {
        let cell = |text: &&str| (*text != "NULL").then(|| (*text).to_owned());
        Table {
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
        }
    }

    #[test]
    fn values_become_headings() {
        let sales = table(
            &["year", "month", "sum", "number"],
            &[&["2024", "Feb", "5", "2"], &["2024", "Jan", "7", "1"], &["2025", "Jan", "9", "1"]],
        );
        let crossed = |words: &str| match super::crossed(&sales, words) {
            Ok(Table { columns, rows }) => {
                let shown = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "-".to_owned());
                let rows = rows.iter().map(|row| row.iter().map(shown).collect::<Vec<_>>());
                let lines: Vec<String> =
                    std::iter::once(columns).chain(rows).map(|row| row.join(" ")).collect();
                lines.join("; ")
            }
            Err(failure) => failure.to_string(),
        };
        assert_eq!(crossed("year month sum"), "year Feb Jan; 2024 5 7; 2025 - 9");
        assert_eq!(crossed("1 2 3 number"), "year Jan Feb; 2024 7 5; 2025 9 -");
        assert!(crossed("").contains("is told which has the values"));
        assert!(crossed("year year sum").contains("different columns"));
        assert!(crossed("year day sum").contains("has no column `day`"));
        assert!(crossed("number month sum").contains("two values for the line `1`"));
        let three = table(&["a", "b", "c"], &[&["x", "NULL", "1"]]);
        let turned = super::crossed(&three, "").unwrap();
        assert_eq!(turned.columns, ["a", ""]);
    }
}
