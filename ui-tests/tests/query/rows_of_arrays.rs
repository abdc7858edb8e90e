#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let rows = [(1_i64, "milk", ["a"])];
    let _ = todo::sql!("INSERT INTO comment (todo_item_id, body, tags) VALUES <rows..>");
}
