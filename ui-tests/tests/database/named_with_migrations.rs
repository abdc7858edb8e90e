#[sqldb::database(named = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {}
