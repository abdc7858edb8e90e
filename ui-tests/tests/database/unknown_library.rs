#[sqldb::database(name = "todo", migrations = "./migrations/todo", dates = "std")]
mod todo {}

fn main() {}
