#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Filter {
    title: Option<String>,
    ids: Option<Vec<i64>>,
}

fn main() {
    let filter = Filter { title: None, ids: Some(vec![1]) };
    let borrowed = &filter.title;
    let query = todo::sql!(
        "SELECT * FROM todo_item WHERE true {AND title = <filter.title>} {AND id = ANY(<filter.ids>)}
         {AND details = <borrowed>} {AND status = ${Some(todo::TodoStatus::Open)}}"
    );
    let _ = query;
    let limit = Some(3_i64);
    let _ = todo::sql!("SELECT id AS \"id: i64\" FROM todo_item {LIMIT <limit>}");
}
