#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let title = Some("milk");
    let _ = todo::sql!("UPDATE todo_item SET title = <title?> WHERE id = 1");
}
