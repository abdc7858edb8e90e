#[sqldb::database(name = "todo", migrations = "./migrations/todo/1_create_todo_item.up.sql")]
mod todo {}

fn main() {}
