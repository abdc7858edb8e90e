#[sqldb::database(name = "todo", migrations = "./migration")]
mod todo {}

fn main() {
    let _ = todo::sql!("SELECT 1 AS one");
}
