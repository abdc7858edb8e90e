#[sqldb::database(name = "todo", migration = "./migrations/todo")]
mod todo {}

fn main() {}
