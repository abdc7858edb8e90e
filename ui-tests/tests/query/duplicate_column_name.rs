#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("SELECT t.id, c.id FROM todo_item t JOIN comment c ON c.todo_item_id = t.id");
}
