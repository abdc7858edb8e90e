#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let rows = [("milk",)];
    let _ = todo::sql!("INSERT INTO comment (body) VALUES <rows..>");
}
