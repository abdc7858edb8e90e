/// A module that a macro makes stands in no file: `path` says where it is.
macro_rules! make {
    ($name:ident) => {
        mod made {
            #[sqldb::database(
                name = "todo",
                migrations = "./migrations/todo",
                path = "crate::made::todo"
            )]
            pub mod $name {}
        }
    };
}

make!(todo);

fn main() {
    let _ = made::todo::sql!("SELECT * FROM todo_item");
}
