#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("TRUNCATE todo_item");
}
