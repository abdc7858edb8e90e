#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let title = "milk";
    let _ = todo::sql!("SELECT id FROM todo_item WHERE true {AND title = <title>}");
}
