#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let _ = todo::constraints::TODO_ITEM_PKEY;
    let _ = todo::constraints::TODO_ITEM_TITLE_KEY;
}
