#[sqldb::database(name = "todo", migrations = "/srv/todo/migrations")]
mod todo {}

fn main() {}
