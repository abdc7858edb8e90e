#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let q = "milk";
    let _ = todo::sql!("SELECT id FROM todo_item WHERE title ILIKE '%<q>%'");
}
