#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

async fn run(mut executor: impl sqldb::Executor) -> sqldb::Result<()> {
    executor.query_one(todo::sql!("SELECT title FROM todo_item")).await?;
    executor.query(todo::sql!("DELETE FROM todo_item")).await?;
    Ok(())
}

fn main() {}
