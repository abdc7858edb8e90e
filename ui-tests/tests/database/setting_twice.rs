#[sqldb::database(name = "todo", name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {}
