#[sqldb::database(name = "todo", migrations = "./nowhere")]
pub mod r#async {}

fn main() {}
