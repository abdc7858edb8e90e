#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let title = "bread";
    let _ = todo::sql!("SELECT id FROM todo_item WHERE title = <title?>");
}
