#[sqldb::database(name = "todo", migrations = "./migrations/todo", postgres = 14)]
mod todo {}

fn main() {}
