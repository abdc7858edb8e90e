const NAME: &str = "todo";

#[sqldb::database(name = NAME, migrations = "./migrations/todo")]
mod todo {}

fn main() {}
