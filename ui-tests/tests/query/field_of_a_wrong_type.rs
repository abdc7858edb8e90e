#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i32,
    title: String,
}

fn main() {
    let _ = todo::sql!(Item, "SELECT id, title FROM todo_item");
}
