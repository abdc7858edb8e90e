#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

#[sqldb::database(name = "shop", migrations = "./migrations/shop")]
mod shop {}

fn main() {
    let _ = todo::sql!("SELECT title FROM todo_item");
    let _ = shop::sql!("SELECT name FROM product");
    let _ = (&todo::DB, &shop::DB);
}
