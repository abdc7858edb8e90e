//! "encore.dev/storage/sqldb", method by method, the section "The `encore_services` role" of "Using SQL
//! databases", and "Automated testing".

use encore_pages::totals::{self, DB, sql};
use sqldb_local::{Cluster, Role};

// The same database, for another connection to it.
#[sqldb::database(named = "totals")]
mod superuser {}

#[tokio::test]
async fn each_method_has_its_like() -> sqldb::Result<()> {
    DB.configure(sqldb::Config::test())?;

    // `exec` and `rawExec`, which here return how many rows there were.
    let (first, second) = ("Buy milk", "Drink it");
    assert_eq!(DB.exec(sql!("INSERT INTO todo_item (title) VALUES (<first>)")).await?, 1);
    let insert = "INSERT INTO todo_item (title, done) VALUES ($1, $2)";
    assert_eq!(DB.raw_exec(insert, &[&second, &false]).await?, 1);

    // `query`, `queryAll`, `queryRow` and their kin for a text that is known only at run time.
    let id = 1_i64;
    let mut rows = DB.query(sql!("SELECT title FROM todo_item ORDER BY id")).await?;
    assert_eq!(rows.try_next().await?.map(|row| row.title).as_deref(), Some(first));
    drop(rows);
    let all = DB.query_all(sql!("SELECT * FROM todo_item ORDER BY id")).await?;
    assert_eq!(all.iter().map(|item| item.title.as_str()).collect::<Vec<_>>(), [first, second]);
    let row = DB.query_row(sql!("SELECT title FROM todo_item WHERE id = <id>")).await?;
    assert_eq!(row.map(|row| row.title).as_deref(), Some(first));
    let text = "SELECT title FROM todo_item WHERE id = $1";
    let row = DB.raw_query_row(text, &[&id]).await?.expect("a row");
    assert_eq!(row.get::<String>("title")?, first);
    assert!(DB.raw_query_row(text, &[&99_i64]).await?.is_none());
    assert_eq!(DB.raw_query_all("SELECT FROM todo_item", &[]).await?.len(), 2);
    let mut rows = DB.raw_query("SELECT title FROM todo_item", &[]).await?;
    assert!(rows.try_next().await?.is_some());
    drop(rows);

    // `acquire`: what is set stays until the connection is given back.
    let connection = DB.acquire().await?;
    connection.exec(sql!("SET application_name = 'the page'")).await?;
    let set = connection.query_one(sql!("SELECT current_setting('application_name') AS name"));
    assert_eq!(set.await?.name, "the page");
    drop(connection);

    // `begin`, and `await using`: what is not committed is rolled back.
    let tx = DB.begin().await?;
    tx.exec(sql!("DELETE FROM todo_item")).await?;
    drop(tx);
    let tx = DB.begin().await?;
    tx.exec(sql!("UPDATE todo_item SET done = true WHERE id = <id>")).await?;
    tx.commit().await?;

    // "Materialized views example": what a role owns that the program is a member of.
    assert_eq!(totals::list().await?, []);
    totals::refresh().await?;
    let totals = totals::list().await?;
    assert_eq!(totals.iter().map(|total| total.items).collect::<Vec<_>>(), [1, 1]);
    let refused = DB.raw_exec("DROP TABLE todo_item", &[]).await;
    assert!(refused.is_err_and(|error| error.is_permission_denied()));

    // `et.SQLDBWithSuperuser`: what a test prepares as a superuser, whose URL differs in the role alone.
    let url = DB.connection_string().await?;
    let url = url.replace(Role::Service.name(), Cluster::SUPERUSER);
    superuser::DB.configure(sqldb::Config::url(url))?;
    superuser::DB.exec(superuser::sql!("TRUNCATE todo_item RESTART IDENTITY")).await?;
    assert_eq!(DB.raw_query_all("SELECT FROM todo_item", &[]).await?.len(), 0);
    Ok(())
}
