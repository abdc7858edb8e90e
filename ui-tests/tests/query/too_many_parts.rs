#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

fn main() {
    let (a, b, c, d, e, f, g, h, i) = (1, 2, 3, 4, 5, 6, 7, 8, 9);
    let _ = todo::sql!(
        "SELECT id FROM todo_item WHERE true {AND id = <a>} {AND id = <b>} {AND id = <c>}
         {AND id = <d>} {AND id = <e>} {AND id = <f>} {AND id = <g>} {AND id = <h>} {AND id = <i>}"
    );
}
