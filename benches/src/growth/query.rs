//! Queries as large as one likes, of one form each.

use std::fmt::Write as _;

/// The tables that the queries are over.
pub(crate) fn schema() -> Vec<(String, String)> {
    let sql = "CREATE TABLE item (id bigserial PRIMARY KEY, title text NOT NULL, \
               parent bigint REFERENCES item (id), price numeric)";
    vec![("1_item.up.sql".to_owned(), sql.to_owned())]
}

/// A form of which a query may have any number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// What there is many of.
    pub(crate) name: &'static str,
    /// How many a large query has.
    pub(crate) most: usize,
    /// A query with so many.
    pub(crate) query: fn(usize) -> String,
}

/// The forms.
pub(crate) const FORMS: [Form; 10] = [
    Form { name: "columns", most: 1_000, query: columns },
    Form { name: "columns of a subquery", most: 1_000, query: columns_of_subquery },
    Form { name: "common table expressions", most: 500, query: ctes },
    Form { name: "rows of VALUES", most: 5_000, query: values },
    Form { name: "rows of an INSERT", most: 5_000, query: inserted },
    Form { name: "items of IN", most: 20_000, query: in_list },
    Form { name: "joins", most: 200, query: joins },
    Form { name: "conditions with OR", most: 3_000, query: conditions },
    Form { name: "branches of UNION ALL", most: 500, query: unions },
    Form { name: "parameters", most: 1_000, query: parameters },
];

fn listed(count: usize, between: &str, item: impl Fn(usize) -> String) -> String {
    (0..count).map(item).collect::<Vec<_>>().join(between)
}

fn columns(count: usize) -> String {
    format!("SELECT {} FROM item", listed(count, ", ", |n| format!("id + {n} AS c{n}")))
}

fn columns_of_subquery(count: usize) -> String {
    let inner = columns(count);
    format!("SELECT {} FROM ({inner}) s", listed(count, ", ", |n| format!("s.c{n}")))
}

fn ctes(count: usize) -> String {
    let mut query = "WITH w0 AS (SELECT id, title FROM item)".to_owned();
    for n in 1..count {
        let _ = write!(query, ", w{n} AS (SELECT id, title FROM w{} WHERE id > {n})", n - 1);
    }
    format!("{query} SELECT * FROM w{}", count - 1)
}

fn values(count: usize) -> String {
    let rows = listed(count, ", ", |n| format!("({n}, 'title {n}', {n}.5)"));
    format!("SELECT a, b, c FROM (VALUES {rows}) v (a, b, c)")
}

fn inserted(count: usize) -> String {
    let rows = listed(count, ", ", |n| format!("('title {n}', {n}.5)"));
    format!("INSERT INTO item (title, price) VALUES {rows} RETURNING id")
}

fn in_list(count: usize) -> String {
    format!("SELECT id FROM item WHERE id IN ({})", listed(count, ", ", |n| n.to_string()))
}

fn joins(count: usize) -> String {
    let joins = listed(count, " ", |n| format!("LEFT JOIN item j{n} ON j{n}.id = i.parent"));
    format!("SELECT i.id, j0.title FROM item i {joins}")
}

fn conditions(count: usize) -> String {
    let conditions = listed(count, " OR ", |n| format!("(id = {n} AND title = 't{n}')"));
    format!("SELECT id FROM item WHERE {conditions}")
}

fn unions(count: usize) -> String {
    listed(count, " UNION ALL ", |n| format!("SELECT id, title FROM item WHERE id = {n}"))
}

fn parameters(count: usize) -> String {
    format!(
        "SELECT id FROM item WHERE id = ANY (ARRAY[{}]::int8[])",
        listed(count, ", ", |n| format!("<p{n}>"))
    )
}
