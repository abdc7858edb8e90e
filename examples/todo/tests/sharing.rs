//! A database that one crate declares, used from another: here the tests use the one of `todo`.

mod server;

use server::Server;
use todo::{DB, Listing, TodoItem, sql};

#[tokio::test]
async fn another_crate_queries_the_database_of_todo() -> sqldb::Result<()> {
    let server = Server::with_database("todo_sharing");
    DB.configure(sqldb::Config::url(&server.url))?;

    let milk: TodoItem = todo::add("Buy milk").await?;
    let titles = ["Drink it", "Wash the glass"];
    for title in titles {
        DB.exec(sql!("INSERT INTO todo_item (title) VALUES (<title>)")).await?;
    }
    assert_eq!(todo::done(milk.id).await?.as_deref(), Some("Buy milk"));
    assert_eq!(todo::remove(99).await?, None);

    let open: Vec<String> = DB
        .query_all(sql!("SELECT title FROM todo_item WHERE NOT done ORDER BY id"))
        .await?
        .into_iter()
        .map(|row| row.title)
        .collect();
    assert_eq!(open, titles);
    assert_eq!(todo::list(Listing::All).await?.len(), 3);
    assert_eq!(todo::list(Listing::Open).await?.len(), 2);

    DB.close().await;
    Ok(())
}
