#[sqldb::database(name = "todo", migrations = "./migrations/todo", derive(serde::Serialise))]
mod todo {}

fn main() {}
