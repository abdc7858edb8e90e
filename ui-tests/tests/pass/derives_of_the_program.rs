#[sqldb::database(
    name = "todo",
    migrations = "./migrations/todo",
    derive(serde::Serialize, Hash, Eq)
)]
mod todo {}

fn serialized<T: serde::Serialize + std::hash::Hash + Eq>() {}

fn main() {
    serialized::<todo::TodoItem>();
    serialized::<todo::Comment>();
    serialized::<todo::TodoStatus>();
    let _ = todo::sql!("SELECT * FROM comment");
}
