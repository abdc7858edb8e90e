#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let (id, title) = (7_i64, 8_i64);
    let _ = todo::sql!("SELECT id FROM todo_item WHERE id = <id> AND title = <title>");
}
