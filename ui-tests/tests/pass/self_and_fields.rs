#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i64,
    r#type: String,
    pair: (i64, String),
}

impl Item {
    fn load(&self) {
        let _ = todo::sql!("SELECT title FROM todo_item WHERE id = <self.id>");
        let _ = todo::sql!("SELECT id FROM todo_item WHERE title = <self.r#type>");
        let _ = todo::sql!("SELECT id FROM todo_item WHERE id = <self.pair.0> AND title = <self.pair.1>");
    }
}

fn main() {
    let r#type = String::from("milk");
    let _ = todo::sql!("SELECT id FROM todo_item WHERE title = <r#type>");
    Item { id: 7, r#type, pair: (1, String::new()) }.load();
}
