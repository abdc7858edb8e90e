#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

#[derive(sqldb::Type)]
#[sqldb(as = todo::TodoStatus)]
enum Status {
    Open,
    #[sqldb(rename = "in-progress")]
    InProgress,
    Done,
}

#[derive(sqldb::Type)]
#[sqldb(as = todo::Comment)]
struct Comment {
    id: i64,
    text: String,
}

fn main() {}
