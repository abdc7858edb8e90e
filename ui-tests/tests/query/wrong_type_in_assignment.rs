#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("UPDATE todo_item SET title = 'milk', status = 1");
}
