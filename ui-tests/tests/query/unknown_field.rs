#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i64,
}

fn main() {
    let item = Item { id: 7 };
    let _ = todo::sql!("SELECT id FROM todo_item WHERE id = <item.number>");
}
