#[sqldb::database(name = "todo", migrations = "./migrations/todo", types = "String")]
mod todo {}

fn main() {}
