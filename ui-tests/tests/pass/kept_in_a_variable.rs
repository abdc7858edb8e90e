#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let id = 7_i64;
    let query = todo::sql!("SELECT title FROM todo_item WHERE id = <id>");
    let again = query;
    let _ = (query, again);
}
