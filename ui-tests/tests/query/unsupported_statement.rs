#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("ALTER TABLE todo_item ADD COLUMN note text");
}
