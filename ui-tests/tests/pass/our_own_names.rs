#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

/// Variables of the names that the expansion uses itself.
fn main() {
    let (row, decode, statement, arguments, query) = (1_i64, 2_i64, 3_i64, 4_i64, 5_i64);
    let _ = todo::sql!(
        "SELECT id, title FROM todo_item WHERE id = <row> OR id = <decode> OR id = <statement> \
         OR id = <arguments> OR id = <query>"
    );
}
