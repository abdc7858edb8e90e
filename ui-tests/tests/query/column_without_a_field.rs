#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i64,
}

fn main() {
    let _ = todo::sql!(Item, "SELECT id, title FROM todo_item");
}
