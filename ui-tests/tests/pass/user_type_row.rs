#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Row {
    id: i64,
    details: Option<String>,
}

fn main() {
    let _ = todo::sql!(Row, "SELECT id, details FROM todo_item");
    let _ = |row: Row| (row.id, row.details);
}
