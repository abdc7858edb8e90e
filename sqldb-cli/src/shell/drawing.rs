//! The text of a result: aligned columns, a line for each value, CSV, HTML, JSON.
//!
//! Start with [`drawn`].

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr;

use super::format::{Around, Border, Format, Layout, Lines, Style, Switch};
use super::output::Table;
use crate::counted::counted;

/// A result in its format.
pub(super) fn drawn(table: &Table, format: &Format) -> String {
    let expanded = format.style == Style::Expanded;
    match format.layout {
        _ if format.style == Style::Json => objects(table),
        Layout::Aligned if expanded => titled(format) + &below_each_other(table, format),
        Layout::Aligned => titled(format) + &side_by_side(table, format),
        Layout::Unaligned => titled(format) + &unaligned(table, format),
        Layout::Csv => csv(table, format),
        Layout::Html => html(table, format),
    }
}

fn titled(format: &Format) -> String {
    let title = format.title.as_ref().filter(|_| format.around == Around::All);
    title.map(|title| format!("{title}\n")).unwrap_or_default()
}

/// "(2 rows)", if it is told.
fn footer(table: &Table, format: &Format) -> Option<String> {
    let told = format.around == Around::All && format.footer == Switch::On;
    told.then(|| format!("({})", counted(table.rows.len(), "row", "rows")))
}

fn objects(table: &Table) -> String {
    let rows = table.rows.iter().map(|row| {
        let cells = table.columns.iter().cloned().zip(row.iter().map(|cell| match cell {
            Some(text) => serde_json::Value::from(text.as_str()),
            None => serde_json::Value::Null,
        }));
        format!("{}\n", serde_json::Value::Object(cells.collect()))
    });
    rows.collect()
}

/// What the lines of a table are made of.
struct Frame {
    horizontal: &'static str,
    vertical: &'static str,
    /// The crossings at the left, between columns, and at the right: of the first line, of the line
    /// below the heading, and of the last line.
    crossings: [[&'static str; 3]; 3],
}

impl Frame {
    fn of(lines: Lines) -> Frame {
        match lines {
            Lines::Ascii => {
                Frame { horizontal: "-", vertical: "|", crossings: [["+", "+", "+"]; 3] }
            }
            Lines::Unicode => Frame {
                horizontal: "─",
                vertical: "│",
                crossings: [["┌", "┬", "┐"], ["├", "┼", "┤"], ["└", "┴", "┘"]],
            },
        }
    }

    /// A line across the table, its crossings those of `place`.
    fn rule(&self, widths: &[usize], border: Border, place: usize) -> String {
        let [left, between, right] = self.crossings.get(place).copied().unwrap_or_default();
        let beside = if border == Border::None { 0 } else { 2 };
        let parts: Vec<String> =
            widths.iter().map(|width| self.horizontal.repeat(width + beside)).collect();
        match border {
            Border::None => parts.join(" "),
            Border::Inside => parts.join(between),
            Border::Around => format!("{left}{}{right}", parts.join(between)),
        }
    }

    /// The cells of a line, each with its place for the mark behind it.
    fn line(&self, cells: &[String], border: Border) -> String {
        match border {
            Border::None => cells.concat(),
            Border::Inside => {
                let cells: Vec<String> = cells.iter().map(|cell| format!(" {cell}")).collect();
                cells.join(self.vertical)
            }
            Border::Around => {
                let cells: Vec<String> = cells.iter().map(|cell| format!(" {cell}")).collect();
                format!("{0}{1}{0}", self.vertical, cells.join(self.vertical))
            }
        }
    }
}

fn side_by_side(table: &Table, format: &Format) -> String {
    let null = format.null.as_str();
    let frame = Frame::of(format.lines);
    let mut widths: Vec<usize> = table.columns.iter().map(|name| name.width()).collect();
    let mut numbers = vec![true; widths.len()];
    for row in &table.rows {
        for ((cell, width), number) in row.iter().zip(&mut widths).zip(&mut numbers) {
            let text = cell.as_deref().unwrap_or(null);
            *width = text.lines().map(UnicodeWidthStr::width).max().unwrap_or(0).max(*width);
            *number &= cell.is_none() || text.parse::<f64>().is_ok();
        }
    }
    let mut drawn = String::new();
    if format.border == Border::Around {
        push_line(&mut drawn, &frame.rule(&widths, format.border, 0));
    }
    if format.around == Around::All {
        let names: Vec<String> = table
            .columns
            .iter()
            .zip(&widths)
            .map(|(name, width)| {
                let blanks = width - name.width();
                let before = blanks / 2;
                format!("{}{name}{} ", " ".repeat(before), " ".repeat(blanks - before))
            })
            .collect();
        push_line(&mut drawn, &frame.line(&names, format.border));
        push_line(&mut drawn, &frame.rule(&widths, format.border, 1));
    }
    for row in &table.rows {
        let cells: Vec<Vec<&str>> =
            row.iter().map(|cell| cell.as_deref().unwrap_or(null).lines().collect()).collect();
        let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
        for at in 0..height {
            let parts: Vec<String> = cells
                .iter()
                .zip(&widths)
                .zip(&numbers)
                .map(|((lines, width), number)| {
                    let text = lines.get(at).copied().unwrap_or_default();
                    let blanks = " ".repeat(width.saturating_sub(text.width()));
                    // As psql marks a value that goes on in the next line.
                    let end = match (at + 1 < lines.len(), format.lines) {
                        (false, _) => " ",
                        (true, Lines::Ascii) => "+",
                        (true, Lines::Unicode) => "↵",
                    };
                    match number {
                        true => format!("{blanks}{text}{end}"),
                        false => format!("{text}{blanks}{end}"),
                    }
                })
                .collect();
            push_line(&mut drawn, &frame.line(&parts, format.border));
        }
    }
    if format.border == Border::Around {
        push_line(&mut drawn, &frame.rule(&widths, format.border, 2));
    }
    drawn.extend(footer(table, format).map(|footer| format!("{footer}\n")));
    drawn + "\n"
}

fn below_each_other(table: &Table, format: &Format) -> String {
    let width = table.columns.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut drawn = String::new();
    for (number, row) in table.rows.iter().enumerate() {
        if format.around == Around::All {
            push_line(&mut drawn, &format!("-[ {} ]{}", number + 1, "-".repeat(width + 8)));
        }
        for (name, cell) in table.columns.iter().zip(row) {
            let blanks = " ".repeat(width - name.width());
            let mut lines = cell.as_deref().unwrap_or(&format.null).lines();
            push_line(
                &mut drawn,
                &format!("{name}{blanks} | {}", lines.next().unwrap_or_default()),
            );
            for line in lines {
                push_line(&mut drawn, &format!("{} | {line}", " ".repeat(width)));
            }
        }
    }
    // As psql, which counts no rows that are below each other, unless there are none.
    let footer = footer(table, format).filter(|_| table.rows.is_empty());
    drawn.extend(footer.map(|footer| format!("{footer}\n")));
    drawn + "\n"
}

fn unaligned(table: &Table, format: &Format) -> String {
    let separator = format.separator.as_str();
    let mut drawn = String::new();
    if format.style == Style::Expanded {
        let records = table.rows.iter().map(|row| {
            let values = table.columns.iter().zip(row).map(|(name, cell)| {
                format!("{name}{separator}{}\n", cell.as_deref().unwrap_or(&format.null))
            });
            values.collect::<String>()
        });
        return records.collect::<Vec<_>>().join("\n");
    }
    if format.around == Around::All {
        let _ = writeln!(drawn, "{}", table.columns.join(separator));
    }
    for row in &table.rows {
        let cells: Vec<&str> =
            row.iter().map(|cell| cell.as_deref().unwrap_or(&format.null)).collect();
        let _ = writeln!(drawn, "{}", cells.join(separator));
    }
    drawn.extend(footer(table, format).map(|footer| format!("{footer}\n")));
    drawn
}

/// RFC 4180, with the line ends of psql.
fn csv(table: &Table, format: &Format) -> String {
    fn line<'c>(cells: impl Iterator<Item = &'c str>) -> String {
        let cells: Vec<String> = cells.map(quoted).collect();
        cells.join(",") + "\n"
    }
    fn quoted(text: &str) -> String {
        // `\.` alone would end the data of `COPY`.
        match text.contains(['"', ',', '\n', '\r']) || text == "\\." {
            true => format!("\"{}\"", text.replace('"', "\"\"")),
            false => text.to_owned(),
        }
    }
    let text = |cell: &'_ Option<String>| cell.clone().unwrap_or_else(|| format.null.clone());
    let mut drawn = String::new();
    if format.style == Style::Expanded {
        for row in &table.rows {
            for (name, cell) in table.columns.iter().zip(row) {
                drawn += &line([name.as_str(), &text(cell)].into_iter());
            }
        }
        return drawn;
    }
    if format.around == Around::All {
        drawn += &line(table.columns.iter().map(String::as_str));
    }
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(text).collect();
        drawn += &line(cells.iter().map(String::as_str));
    }
    drawn
}

fn html(table: &Table, format: &Format) -> String {
    let escaped = |text: &str| {
        let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.replace('\n', "<br />\n")
    };
    let cell_of = |cell: &Option<String>| escaped(cell.as_deref().unwrap_or(&format.null));
    let mut drawn = String::from("<table border=\"1\">\n");
    if let Some(title) = format.title.as_ref().filter(|_| format.around == Around::All) {
        let _ = writeln!(drawn, "  <caption>{}</caption>", escaped(title));
    }
    if format.style == Style::Expanded {
        for (number, row) in table.rows.iter().enumerate() {
            let _ = writeln!(
                drawn,
                "  <tr><td align=\"center\" colspan=\"2\">Record {}</td></tr>",
                number + 1
            );
            for (name, cell) in table.columns.iter().zip(row) {
                let (name, value) = (escaped(name), cell_of(cell));
                let _ = writeln!(drawn, "  <tr><th>{name}</th><td>{value}</td></tr>");
            }
        }
    } else {
        if format.around == Around::All {
            let names: String =
                table.columns.iter().map(|name| format!("<th>{}</th>", escaped(name))).collect();
            let _ = writeln!(drawn, "  <tr>{names}</tr>");
        }
        for row in &table.rows {
            let cells: String = row
                .iter()
                .map(|cell| {
                    let is_number = cell.as_ref().is_some_and(|text| text.parse::<f64>().is_ok());
                    let align = if is_number { "right" } else { "left" };
                    format!("<td align=\"{align}\">{}</td>", cell_of(cell))
                })
                .collect();
            let _ = writeln!(drawn, "  <tr>{cells}</tr>");
        }
    }
    drawn.push_str("</table>\n");
    drawn.extend(footer(table, format).map(|footer| format!("<p>{footer}</p>\n")));
    drawn
}

fn push_line(drawn: &mut String, line: &str) {
    drawn.push_str(line.trim_end());
    drawn.push('\n');
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn table() -> Table {
        let cell = |text: &str| (text != "NULL").then(|| text.to_owned());
        let rows = [["1", "Milch, süß", "NULL"], ["20", "two\nlines", "日本"]];
        Table {
            columns: ["id", "title", "note"].map(str::to_owned).to_vec(),
            rows: rows.iter().map(|row| row.map(cell).to_vec()).collect(),
        }
    }

    #[track_caller]
    fn check(options: &[(&str, &str)], expected: Expect) {
        let mut format = Format::default();
        for (option, value) in options {
            format.set(option, value).unwrap();
        }
        expected.assert_eq(&drawn(&table(), &format));
    }

    #[test]
    fn columns_are_aligned() {
        check(
            &[],
            expect![[r"
             id |   title    | note
            ----+------------+------
              1 | Milch, süß |
             20 | two       +| 日本
                | lines      |
            (2 rows)

        "]],
        );
        check(
            &[("border", "0"), ("null", "-"), ("footer", "off")],
            expect![[r#"
            id   title    note
            -- ---------- ----
             1 Milch, süß -
            20 two       +日本
               lines

        "#]],
        );
        check(
            &[("border", "2"), ("linestyle", "unicode"), ("title", "Items")],
            expect![[r#"
            Items
            ┌────┬────────────┬──────┐
            │ id │   title    │ note │
            ├────┼────────────┼──────┤
            │  1 │ Milch, süß │      │
            │ 20 │ two       ↵│ 日本 │
            │    │ lines      │      │
            └────┴────────────┴──────┘
            (2 rows)

        "#]],
        );
        let mut format = Format::default();
        format.set("tuples_only", "on").unwrap();
        assert!(
            drawn(&table(), &format).starts_with("  1 | Milch, süß |\n 20 | two       +| 日本\n")
        );
    }

    #[test]
    fn values_are_below_each_other() {
        check(
            &[("expanded", "on")],
            expect![[r"
            -[ 1 ]-------------
            id    | 1
            title | Milch, süß
            note  |
            -[ 2 ]-------------
            id    | 20
            title | two
                  | lines
            note  | 日本

        "]],
        );
    }

    #[test]
    fn no_rows_are_told_unless_only_rows_are_wanted() {
        let none = Table { columns: vec!["id".to_owned()], rows: Vec::new() };
        let mut format = Format::default();
        format.set("expanded", "on").unwrap();
        assert_eq!(drawn(&none, &format), "(0 rows)\n\n");
        format.set("tuples_only", "on").unwrap();
        assert_eq!(drawn(&none, &format), "\n");
    }

    #[test]
    fn values_are_separated() {
        check(
            &[("format", "unaligned")],
            expect![[r#"
            id|title|note
            1|Milch, süß|
            20|two
            lines|日本
            (2 rows)
        "#]],
        );
        check(
            &[("format", "u"), ("fieldsep", " "), ("t", "on")],
            expect![[r#"
            1 Milch, süß 
            20 two
            lines 日本
        "#]],
        );
        check(
            &[("format", "unaligned"), ("x", "on")],
            expect![[r#"
            id|1
            title|Milch, süß
            note|

            id|20
            title|two
            lines
            note|日本
        "#]],
        );
        check(
            &[("format", "csv")],
            expect![[r#"
            id,title,note
            1,"Milch, süß",
            20,"two
            lines",日本
        "#]],
        );
        check(
            &[("format", "csv"), ("x", "on"), ("null", "\\N")],
            expect![[r#"
            id,1
            title,"Milch, süß"
            note,\N
            id,20
            title,"two
            lines"
            note,日本
        "#]],
        );
        check(
            &[("format", "html"), ("title", "<Items>")],
            expect![[r#"
            <table border="1">
              <caption>&lt;Items&gt;</caption>
              <tr><th>id</th><th>title</th><th>note</th></tr>
              <tr><td align="right">1</td><td align="left">Milch, süß</td><td align="left"></td></tr>
              <tr><td align="right">20</td><td align="left">two<br />
            lines</td><td align="left">日本</td></tr>
            </table>
            <p>(2 rows)</p>
        "#]],
        );
        check(
            &[("format", "html"), ("x", "on")],
            expect![[r#"
            <table border="1">
              <tr><td align="center" colspan="2">Record 1</td></tr>
              <tr><th>id</th><td>1</td></tr>
              <tr><th>title</th><td>Milch, süß</td></tr>
              <tr><th>note</th><td></td></tr>
              <tr><td align="center" colspan="2">Record 2</td></tr>
              <tr><th>id</th><td>20</td></tr>
              <tr><th>title</th><td>two<br />
            lines</td></tr>
              <tr><th>note</th><td>日本</td></tr>
            </table>
            <p>(2 rows)</p>
        "#]],
        );
    }

    #[test]
    fn rows_are_objects() {
        let format = Format { style: Style::Json, ..Format::default() };
        expect![[r#"
            {"id":"1","note":null,"title":"Milch, süß"}
            {"id":"20","note":"日本","title":"two\nlines"}
        "#]]
        .assert_eq(&drawn(&table(), &format));
    }
}
