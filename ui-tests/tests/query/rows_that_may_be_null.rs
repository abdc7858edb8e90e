#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let rows = [(Some("milk"),)];
    let _ = todo::sql!("INSERT INTO todo_item (title) VALUES <rows..>");
}
