#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

#[sqldb::database(name = "todo", migrations = "./migrations/shop")]
mod other {}

fn main() {}
