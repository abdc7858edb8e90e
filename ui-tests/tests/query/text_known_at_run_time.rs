#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let text = "SELECT 1";
    let _ = todo::sql!(text);
}
