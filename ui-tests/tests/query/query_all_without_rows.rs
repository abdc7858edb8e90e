#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

async fn run() -> sqldb::Result<()> {
    todo::DB.query_all(todo::sql!("DELETE FROM todo_item WHERE id = 1")).await?;
    Ok(())
}

fn main() {}
