#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let id = String::from("7");
    let _ = todo::sql!("SELECT title FROM todo_item WHERE id = <id>");
}
