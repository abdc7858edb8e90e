//! A to-do list kept in PostgreSQL.

#[sqldb::database(name = "todo", migrations = "./migrations")]
pub mod todo {}

pub use crate::todo::{DB, TodoItem, sql};

/// Whether finished items are listed too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// Open items only.
    Open,
    /// All items.
    All,
}

/// Writes an item down and returns it.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn add(title: &str) -> sqldb::Result<TodoItem> {
    DB.query_one(sql!("INSERT INTO todo_item (title) VALUES (<title>) RETURNING *")).await
}

/// The items in the order in which they were written down.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn list(listing: Listing) -> sqldb::Result<Vec<TodoItem>> {
    let all = listing == Listing::All;
    DB.query_all(sql!("SELECT * FROM todo_item WHERE <all> OR NOT done ORDER BY id")).await
}

/// Marks an item as done and returns its title; [`None`] where there is no such item.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn done(id: i64) -> sqldb::Result<Option<String>> {
    let row =
        DB.query_row(sql!("UPDATE todo_item SET done = true WHERE id = <id> RETURNING title"));
    Ok(row.await?.map(|row| row.title))
}

/// Removes an item and returns its title; [`None`] where there is no such item.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn remove(id: i64) -> sqldb::Result<Option<String>> {
    let row = DB.query_row(sql!("DELETE FROM todo_item WHERE id = <id> RETURNING title"));
    Ok(row.await?.map(|row| row.title))
}
