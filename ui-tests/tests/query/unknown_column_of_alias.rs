#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("SELECT t.titel FROM todo_item t");
}
