#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i64,
    title: String,
}

fn main() {
    let _ = todo::sql!(Item, "SELECT id FROM todo_item");
}
