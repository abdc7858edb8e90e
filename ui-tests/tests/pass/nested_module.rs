mod db {
    pub mod store {
        #[sqldb::database(name = "todo", migrations = "./migrations/todo")]
        pub mod todo {}
    }
}

use db::store::todo::{TodoItem, sql};

fn main() {
    let _ = sql!("SELECT * FROM todo_item");
    let _ = |item: TodoItem| item.title;
}
