#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct New<'a> {
    title: &'a str,
    details: Option<String>,
    status: todo::TodoStatus,
}

struct Order<'a> {
    items: Vec<New<'a>>,
}

fn main() {
    let tuples = vec![("milk", Some("2 l"))];
    let _ = todo::sql!("INSERT INTO todo_item (title, details) VALUES <tuples..>");
    let order = Order { items: vec![] };
    let _ = todo::sql!(
        "INSERT INTO todo_item (title, details, status) VALUES <order.items..> RETURNING id"
    );
    // Names of ours do not meet the user's.
    struct Fields<'a>(&'a str);
    let rows = Fields("milk");
    let _ = todo::sql!("INSERT INTO todo_item (title) VALUES <rows..>", rows = [(rows.0,)]);
    let by_reference: Vec<&New<'_>> = order.items.iter().collect();
    let _ = todo::sql!("INSERT INTO todo_item (title, status) VALUES <by_reference..>");
}
