#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let (id, title) = (Some(1_i64), Some("milk"));
    let _ = todo::sql!("SELECT id FROM todo_item {WHERE id = <id> {AND title = <title>}}");
}
