//! "Using SQL databases", the section "The `encore_services` role": a materialized view that the program
//! refreshes, though it cannot change the schema.

#[sqldb::database(name = "totals", migrations = "./migrations/totals")]
pub mod database {}

pub use database::{DB, TodoItem, Total, sql};

/// Computes the view anew. The program is a member of the role that owns it (as who is that role, nobody
/// has to `SET ROLE` first, which would be left on the connection).
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn refresh() -> sqldb::Result<()> {
    DB.exec(sql!("REFRESH MATERIALIZED VIEW total")).await?;
    Ok(())
}

/// How many items are done, and how many are not, as of the last [`refresh`].
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn list() -> sqldb::Result<Vec<Total>> {
    DB.query_all(sql!("SELECT * FROM total ORDER BY done")).await
}
