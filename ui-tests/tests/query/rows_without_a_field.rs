#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct New {
    titel: String,
}

fn main() {
    let rows = [New { titel: String::new() }];
    let _ = todo::sql!("INSERT INTO todo_item (title) VALUES <rows..>");
}
