#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let table = "todo_item";
    let _ = todo::sql!("SELECT id FROM <table>");
}
