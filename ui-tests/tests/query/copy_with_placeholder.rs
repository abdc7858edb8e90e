#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let id = 1i64;
    let _ = todo::sql!("COPY (SELECT title FROM todo_item WHERE id = <id>) TO STDOUT");
}
