#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

async fn copy() -> sqldb::Result<u64> {
    todo::DB.copy_in(todo::sql!("COPY todo_item (title, details) FROM STDIN"), [("milk", 1)]).await
}

fn main() {
    let _ = copy();
}
