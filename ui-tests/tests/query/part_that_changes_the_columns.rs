#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let more = Some(1_i64);
    let _ = todo::sql!("SELECT id {, title, <more>::bigint AS more} FROM todo_item");
}
