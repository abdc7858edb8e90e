#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

#[derive(sqldb::Type)]
struct Title(String);

#[derive(sqldb::Type)]
enum Status {
    Open,
}

fn main() {
    let (id, status) = (Title("milk".to_owned()), Status::Open);
    let _ = todo::sql!("SELECT title FROM todo_item WHERE id = <id>");
    let _ = todo::sql!("SELECT title FROM todo_item WHERE status = <status>");
}
