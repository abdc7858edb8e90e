//! Encore's page "Using SQL databases", code block by code block.

mod server;

use server::Server;

// "Creating a database": `new SQLDatabase("todo", { migrations: "./migrations" })`, with the
// migrations `1_create_table.up.sql` and `2_add_created_column.up.sql` beside it.
#[sqldb::database(name = "todo", migrations = "./migrations")]
pub mod todo {}

use crate::todo::{DB, sql};

// "Querying data", one item: `db.queryRow`.
async fn todo_title(id: i64) -> sqldb::Result<Option<String>> {
    let row = DB.query_row(sql!("SELECT title FROM todo_item WHERE id = <id>")).await?;
    Ok(row.map(|row| row.title))
}

// "Inserting data": `db.exec`.
async fn insert(title: &str) -> sqldb::Result<u64> {
    DB.exec(sql!(
        "INSERT INTO todo_item (title, done)
         VALUES (<title>, false)"
    ))
    .await
}

// "Sharing databases between services": another module, or another crate, uses the same object.
mod statistics {
    use super::todo::{DB, sql};

    pub(crate) async fn open() -> sqldb::Result<i64> {
        let row = DB.query_one(sql!("SELECT count(*) AS open FROM todo_item WHERE NOT done"));
        Ok(row.await?.open)
    }
}

#[tokio::test]
async fn the_page_in_its_order() -> sqldb::Result<()> {
    let server = Server::with_database("todo_encore");
    DB.configure(sqldb::Config::url(&server.url))?;

    assert_eq!(insert("Buy milk").await?, 1);
    assert_eq!(insert("Drink it").await?, 1);

    // "Querying data": `for await (const todo of db.query…)`, row by row as they arrive.
    let mut titles = Vec::new();
    let mut all_todos = DB.query(sql!("SELECT * FROM todo_item ORDER BY id")).await?;
    while let Some(todo) = all_todos.try_next().await? {
        titles.push(todo.title);
    }
    assert_eq!(titles, ["Buy milk", "Drink it"]);

    assert_eq!(todo_title(1).await?.as_deref(), Some("Buy milk"));
    assert_eq!(todo_title(99).await?, None);
    assert_eq!(statistics::open().await?, 2);

    // "Connecting to databases": the connection string, for tools and other libraries.
    assert_eq!(DB.connection_string().await?, server.url);

    // "Handling migration errors": the table that tracks the migrations, as Encore keeps it.
    let row = DB.raw_query_row("SELECT version, dirty FROM schema_migrations", &[]).await?;
    let row = row.expect("a row");
    assert_eq!((row.get::<i64>("version")?, row.get::<bool>("dirty")?), (2, false));

    // Transactions: `await using tx = await db.begin()` rolls back unless it is committed.
    let transaction = DB.begin().await?;
    transaction.exec(sql!("DELETE FROM todo_item")).await?;
    drop(transaction);
    assert_eq!(statistics::open().await?, 2);
    let transaction = DB.begin().await?;
    transaction.exec(sql!("UPDATE todo_item SET done = true WHERE title = 'Buy milk'")).await?;
    transaction.commit().await?;
    assert_eq!(statistics::open().await?, 1);

    DB.close().await;
    Ok(())
}
