#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::sql!("SELECT title, count(*) FROM todo_item GROUP BY status");
}
