#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

async fn details(id: i64) -> sqldb::Result<Option<String>> {
    let row = todo::DB.query_row(todo::sql!("SELECT details FROM todo_item WHERE id = <id>")).await?;
    Ok(row.map(|row| row.details))
}

fn main() {}
