#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("SELECT id,\n\tnote, \
        titel FROM todo_item");
}
