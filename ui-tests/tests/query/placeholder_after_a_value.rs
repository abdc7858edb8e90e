#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let id = 7_i64;
    let _ = todo::sql!("SELECT id FROM todo_item WHERE id <id>");
}
