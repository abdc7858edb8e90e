#[::sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

/// Types and modules of the names that the expansion uses itself.
#[allow(dead_code)]
mod shadows {
    pub struct Row;
    pub struct String;
    pub struct Option;
    pub struct Vec;
    pub struct Result;
    pub struct Statement;
    pub static STATEMENT: u8 = 0;
    #[allow(non_camel_case_types)]
    pub struct i64;
    pub mod core {}
    pub mod std {}
    pub mod sqldb {}
}

#[allow(unused_imports)]
use shadows::*;

fn main() {
    let id = 7;
    let _ = todo::sql!("SELECT id, title, details FROM todo_item WHERE id = <id>");
}
