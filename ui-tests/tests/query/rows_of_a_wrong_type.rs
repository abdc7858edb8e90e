#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let rows = [(1_i64, "milk"), (2, "bread")];
    let _ = todo::sql!("INSERT INTO todo_item (title) VALUES <titles..>", titles = [(1_i64,)]);
    let _ = todo::sql!("INSERT INTO comment (todo_item_id, body) VALUES <rows..>");
}
