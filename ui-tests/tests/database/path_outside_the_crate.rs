#[sqldb::database(name = "todo", migrations = "../migrations")]
mod todo {}

fn main() {}
