#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let rows = [("milk", 1_i64)];
    let _ = todo::sql!("INSERT INTO todo_item (title) VALUES <rows..>");
}
