#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let ids = vec![1_i64, 2];
    let _ = todo::sql!("SELECT id FROM todo_item WHERE id IN <ids>");
}
