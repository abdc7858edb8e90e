#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("SELECT id FROM todo_item JOIN comment ON todo_item_id = todo_item.id");
}
