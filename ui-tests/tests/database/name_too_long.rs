#[sqldb::database(name = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", migrations = "./migrations/todo")]
mod todo {}

fn main() {}
