#[sqldb::database(migrations = "./migrations/todo")]
mod todo {}

fn main() {}
