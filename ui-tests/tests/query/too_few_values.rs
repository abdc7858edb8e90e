#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("INSERT INTO todo_item (title, details) VALUES ('milk')");
}
