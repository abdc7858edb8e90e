#[sqldb::database(name = "todo", migrations = "./migrations/todo", types("todo_item.titel" = String))]
mod todo {}

fn main() {}
