#[sqldb::database(name = "todo", migrations = "./migrations/todo")]
mod todo {}

/// What may be NULL is an `Option`, what an alias says wins, and a nullable column takes both.
async fn types(id: i64) -> sqldb::Result<()> {
    let details = Some("two bottles");
    todo::DB.exec(todo::sql!("UPDATE todo_item SET details = <details> WHERE id = <id>")).await?;
    todo::DB.exec(todo::sql!("UPDATE todo_item SET details = 'x' WHERE details = <details?>")).await?;
    let row = todo::DB.query_one(todo::sql!("SELECT count(*) AS n, max(id) AS last FROM todo_item"));
    let (_, _): (i64, Option<i64>) = row.await.map(|row| (row.n, row.last))?;
    let row = todo::DB.query_row(todo::sql!(
        r#"SELECT details AS "details!", title AS "title?", id AS "number: i64" FROM todo_item WHERE id = <id>"#
    ));
    let _: Option<(String, Option<String>, i64)> =
        row.await?.map(|row| (row.details, row.title, row.number));
    Ok(())
}

fn main() {
    let _ = types;
}
