#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let (plain, owned, shared) = ("milk", String::from("milk"), &&"milk");
    let _ = todo::sql!("SELECT id FROM todo_item WHERE title = <plain>");
    let _ = todo::sql!("SELECT id FROM todo_item WHERE title = <owned>");
    let _ = todo::sql!("SELECT id FROM todo_item WHERE title = <shared>");
    let ids = [1_i64, 2];
    let _ = todo::sql!("SELECT id FROM todo_item WHERE id = ANY(<ids>)");
    let _ = todo::sql!(concat!("SELECT id ", r#"FROM todo_item"#));
}
