#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let column = "id";
    let _ = todo::sql!("SELECT id FROM todo_item ORDER BY <column>");
}
