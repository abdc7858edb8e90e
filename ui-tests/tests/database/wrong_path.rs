mod db {
    #[sqldb::database(name = "todo", migrations = "./migrations/todo", path = "crate::todo")]
    pub mod todo {}
}

fn main() {}
