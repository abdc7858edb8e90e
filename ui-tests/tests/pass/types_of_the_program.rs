#[sqldb::database(
    name = "todo",
    migrations = "./migrations/todo",
    types(todo_status = crate::Status, "comment.tags" = Vec<super::Tag>, "todo_item.id" = super::Id)
)]
mod todo {}

#[derive(Clone, Debug, PartialEq, sqldb::Type)]
#[sqldb(as = todo::TodoStatus)]
pub enum Status {
    Open,
    #[sqldb(rename = "in progress")]
    InProgress,
    Done,
}

#[derive(Clone, Debug, PartialEq, sqldb::Type)]
pub struct Tag(String);

#[derive(Clone, Copy, Debug, PartialEq, sqldb::Type)]
pub struct Id(i64);

#[derive(Clone, Debug, PartialEq, sqldb::Type)]
pub struct Pair {
    id: Id,
    title: String,
}

async fn run() -> sqldb::Result<()> {
    let (id, tags, status) = (Id(1), [Tag("a".to_owned())], Some(Status::Done));
    let item: Option<todo::TodoItem> = todo::DB
        .query_row(todo::sql!("SELECT * FROM todo_item WHERE id = <id> {AND status = <status>} LIMIT 1"))
        .await?;
    let _: Option<Status> = item.map(|item| item.status);
    let row = todo::DB
        .query_one(todo::sql!(
            "INSERT INTO comment (todo_item_id, body, tags) VALUES (<id>, '', <tags>) RETURNING tags"
        ))
        .await?;
    let _: Vec<Tag> = row.tags;
    let row = todo::DB
        .query_one(todo::sql!("SELECT array_agg(ROW(id, title)) AS \"pairs: Vec<Pair>\" FROM todo_item"))
        .await?;
    let _: Option<Vec<Pair>> = row.pairs;
    Ok(())
}

fn main() {
    let _ = run();
}
