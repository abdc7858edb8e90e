#[sqldb::database(name = "todo")]
mod todo {}

fn main() {}
