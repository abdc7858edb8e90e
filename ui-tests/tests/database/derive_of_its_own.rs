#[sqldb::database(name = "todo", migrations = "./migrations/todo", derive(Clone))]
mod todo {}

fn main() {}
