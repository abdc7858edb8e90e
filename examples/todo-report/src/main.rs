//! How much of the to-do list is done.
//!
//! The crate `todo` declares the database and has its migrations. This one names it, and its queries are
//! checked against the same migrations. On a developer's machine it migrates as `todo` does; elsewhere
//! that is `todo`'s to do.

#[sqldb::database(named = "todo")]
mod todo {}

use crate::todo::{DB, sql};

#[tokio::main]
async fn main() -> sqldb::Result<()> {
    let count = DB.query_one(sql!(
        "SELECT count(*) AS items, count(*) FILTER (WHERE done) AS done FROM todo_item"
    ));
    let count = count.await?;
    println!("{} of {} done", count.done, count.items);
    Ok(())
}
