#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i64,
    details: String,
}

fn main() {
    let _ = todo::sql!(Item, "SELECT id, details FROM todo_item");
}
