#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let ids = [1_i64];
    let _ = todo::sql!("SELECT title FROM todo_item WHERE id = ANY(<ids..>)");
}
