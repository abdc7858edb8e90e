#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i64,
    title: String,
}

fn item() -> Item {
    Item { id: 7, title: String::new() }
}

fn main() {
    let _ = todo::sql!("SELECT id FROM todo_item WHERE id = <item.id> AND title = <item.title>", item = item());
}
