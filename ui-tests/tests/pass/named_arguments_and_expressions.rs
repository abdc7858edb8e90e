#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let id = "a named argument wins over this";
    let _ = todo::sql!("SELECT title FROM todo_item WHERE id = <id>", id = 3 + 4);
    let _ = todo::sql!("SELECT title FROM todo_item WHERE title = ${id.to_uppercase()} AND id = ${7}");
    let braces = std::collections::BTreeMap::from([("}", 7_i64)]);
    let _ = todo::sql!(r#"SELECT title FROM todo_item WHERE id = ${braces["}"]}"#);
}
