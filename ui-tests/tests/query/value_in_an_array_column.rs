#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let tags = "one";
    let _ = todo::sql!("INSERT INTO comment (todo_item_id, body, tags) VALUES (1, 'b', <tags>)");
}
