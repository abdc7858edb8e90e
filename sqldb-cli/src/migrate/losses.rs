//! What is lost, with how much of it there is.

use sqldb_analyze::catalog::{QualifiedName, quote_identifier};
use sqldb_migrate::Losses;
use tokio_postgres::Client;

use crate::counted::counted;

/// From here on rows are not counted, which would take long, but estimated from the statistics.
const MANY: i64 = 1_000_000;

/// A line for each thing. What cannot be counted is told without a number.
pub(super) async fn told(client: &Client, losses: &Losses) -> Vec<String> {
    let Losses { tables, columns, statements, unread } = losses;
    let mut lines = Vec::new();
    for table in tables {
        let rows = count(client, table, "*").await.map(|count| format!(" with {count}"));
        lines.push(format!("table {}{}", table.written(), rows.unwrap_or_default()));
    }
    for (table, column) in columns {
        let column = quote_identifier(column);
        let rows = count(client, table, &column).await.map(|count| format!(", set in {count}"));
        let rows = rows.unwrap_or_default();
        lines.push(format!("column {}.{column}{rows}", table.written()));
    }
    lines.extend(statements.iter().map(|statement| format!("rows: {statement}")));
    for file in unread {
        lines.push(format!("more, perhaps: what {file} does is only known when it runs"));
    }
    lines
}

async fn count(client: &Client, table: &QualifiedName, what: &str) -> Option<String> {
    let name = table.written();
    let estimate = "SELECT reltuples::int8 FROM pg_catalog.pg_class WHERE oid = to_regclass($1)";
    let estimate: i64 = client.query_one(estimate, &[&name]).await.ok()?.try_get(0).ok()?;
    if estimate > MANY {
        return Some(format!("about {estimate} rows"));
    }
    let query = format!("SELECT count({what}) FROM {name}");
    let count: i64 = client.query_one(&query, &[]).await.ok()?.try_get(0).ok()?;
    Some(counted(usize::try_from(count).ok()?, "row", "rows"))
}
