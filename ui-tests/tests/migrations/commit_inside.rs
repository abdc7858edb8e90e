#[sqldb::database(name = "todo", migrations = "./migrations/commit_inside")]
mod todo {}

use todo::{DB, sql};

async fn titles() -> sqldb::Result<usize> {
    Ok(DB.query_all(sql!("SELECT title FROM todo_item")).await?.len())
}

fn main() {}
