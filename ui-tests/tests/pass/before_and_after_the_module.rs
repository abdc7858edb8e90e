fn before() {
    let _ = todo::sql!("SELECT * FROM todo_item");
}

mod earlier {
    pub fn nested(item: crate::todo::TodoItem) -> i64 {
        let _ = crate::todo::sql!("SELECT * FROM todo_item");
        item.id
    }
}

#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {
    /// What the module holds is kept, and sees what is added.
    pub fn inside() {
        let _ = sql!("SELECT title FROM todo_item");
        let _: &::sqldb::Database = &DB;
    }
}

mod later {
    use super::todo::{DB, sql};

    pub fn nested() {
        let _ = (&DB, sql!("SELECT title FROM todo_item"));
    }
}

fn main() {
    before();
    todo::inside();
    later::nested();
    let _ = earlier::nested;
}
