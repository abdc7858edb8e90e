#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("SELECT id + 1 FROM todo_item");
}
