#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
struct Todo;

fn main() {}
