#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

async fn run() -> sqldb::Result<()> {
    todo::DB.query_one(todo::sql!("SELECT title FROM todo_item")).await?;
    Ok(())
}

fn main() {}
