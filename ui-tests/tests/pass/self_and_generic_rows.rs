#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

struct Item {
    id: i64,
    title: String,
}

impl Item {
    fn all() -> sqldb::Query<'static, Self, sqldb::rows::Many, 0> {
        todo::sql!(Self, "SELECT id, title FROM todo_item")
    }

    fn some(title: Option<&str>) {
        let some = todo::sql!(Self, "SELECT id, title FROM todo_item WHERE true {AND title = <title>}");
        let _: sqldb::Query<'_, Item, sqldb::rows::Many, 1> = some;
    }

    fn copied() -> sqldb::CopyOut<Self> {
        todo::sql!(Self, "COPY (SELECT id, title FROM todo_item) TO STDOUT")
    }
}

struct Wrapped<T> {
    id: T,
}

fn wrapped<T: sqldb::DecodeFrom<sqldb::pg::int8> + 'static>()
-> sqldb::Query<'static, Wrapped<T>, sqldb::rows::Many, 0> {
    todo::sql!(Wrapped<T>, "SELECT id FROM todo_item")
}

fn named<T: sqldb::Decode + 'static>() -> sqldb::Query<'static, Wrapped<T>, sqldb::rows::Many, 0> {
    todo::sql!(Wrapped<T>, "SELECT id AS \"id: T\" FROM todo_item")
}

/// A type of the user's of the name that the expansion gives its own struct.
#[derive(sqldb::Type, Clone, Debug, PartialEq)]
struct Row(i64);

fn main() {
    let _ = (Item::all(), Item::some(Some("milk")), Item::copied());
    let _ = (wrapped::<i64>(), named::<i64>());
    let _ = |Item { id, title }: Item| (id, title);
    let _ = |wrapped: Wrapped<i64>| wrapped.id;
    let _ = todo::sql!("SELECT id AS \"id: Row\" FROM todo_item");
}
