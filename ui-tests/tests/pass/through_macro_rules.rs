#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

macro_rules! literal {
    ($text:literal) => {{
        let id = "not this one";
        let _ = id;
        todo::sql!($text)
    }};
}

macro_rules! expression {
    ($text:expr) => {
        todo::sql!($text)
    };
}

macro_rules! inside {
    ($id:expr) => {{
        let id: i64 = $id;
        let _ = todo::sql!("SELECT title FROM todo_item WHERE id = <id>");
    }};
}

fn main() {
    let id = 7_i64;
    let _ = literal!("SELECT title FROM todo_item WHERE id = <id>");
    let _ = expression!("SELECT title FROM todo_item WHERE id = <id>");
    inside!(id);
}
