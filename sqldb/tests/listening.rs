//! Notifications, which survive a broken connection, and cursors, between whose portions a transaction
//! goes on.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::pin::pin;
use std::time::Duration;

use futures_util::TryStreamExt as _;
use sqldb::__private::{argument, query};
use sqldb::{Config, Database, Event, Listener, RawRow, Result, pg};
use support::statement;
use tokio::time::timeout;

async fn next(listener: &mut Listener) -> Event {
    timeout(Duration::from_secs(20), listener.next()).await.unwrap().unwrap()
}

#[track_caller]
fn payload(event: Event) -> (String, String) {
    match event {
        Event::Notification(notification) => (notification.channel, notification.payload),
        Event::Reconnected => panic!("the connection broke"),
    }
}

#[tokio::test]
async fn notifications_arrive_in_order_when_they_are_committed() {
    let db = support::database("pool_max=2");
    let mut listener = db.listen(&["plain", "Odd \"name\""]).await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.notify("plain", "within").await.unwrap();
    db.notify("Odd \"name\"", "before").await.unwrap();
    tx.commit().await.unwrap();
    let tx = db.begin().await.unwrap();
    tx.notify("plain", "undone").await.unwrap();
    tx.rollback().await.unwrap();
    db.notify("others", "unheard").await.unwrap();
    db.notify("plain", "").await.unwrap();
    let expected = [("Odd \"name\"", "before"), ("plain", "within"), ("plain", "")];
    for (channel, text) in expected {
        let event = next(&mut listener).await;
        assert_eq!(payload(event), (channel.to_owned(), text.to_owned()));
    }
    timeout(Duration::from_millis(50), listener.next()).await.unwrap_err();
    // The future that was dropped took nothing with it.
    db.notify("plain", "later").await.unwrap();
    assert_eq!(payload(next(&mut listener).await).1, "later");
    db.notify("plain", "streamed").await.unwrap();
    let mut stream = pin!(listener.into_stream());
    let streamed = timeout(Duration::from_secs(20), stream.try_next());
    assert_eq!(payload(streamed.await.unwrap().unwrap().unwrap()).1, "streamed");
}

#[tokio::test]
async fn channels_are_added_and_taken_away_on_the_way() {
    let db = support::database("pool_max=1");
    let mut listener = db.listen(&["first_one"]).await.unwrap();
    listener.listen("added \"one\"").await.unwrap();
    listener.unlisten("first_one").await.unwrap();
    db.notify("first_one", "unheard").await.unwrap();
    db.notify("added \"one\"", "heard").await.unwrap();
    assert_eq!(payload(next(&mut listener).await).1, "heard");

    // So it is on the next connection.
    let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'UNLISTEN \"first_one\"'";
    assert!(db.raw_exec(kill, &[]).await.unwrap() >= 1);
    assert_eq!(next(&mut listener).await, Event::Reconnected);
    db.notify("first_one", "unheard").await.unwrap();
    db.notify("added \"one\"", "again").await.unwrap();
    assert_eq!(payload(next(&mut listener).await).1, "again");
}

#[tokio::test]
async fn listening_goes_on_after_the_connection_broke_and_says_so() {
    let db = support::database("pool_max=1");
    let mut listener = db.listen(&["broken"]).await.unwrap();
    for _ in 0..3 {
        let kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'LISTEN \"broken\"'";
        // The one that was killed before may not have ended yet.
        assert!(db.raw_exec(kill, &[]).await.unwrap() >= 1);
        assert_eq!(next(&mut listener).await, Event::Reconnected);
        db.notify("broken", "again").await.unwrap();
        assert_eq!(payload(next(&mut listener).await).1, "again");
    }
}

fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

#[tokio::test]
async fn cursor_leaves_its_transaction_free_between_portions() {
    let db = support::database("pool_max=1");
    let series = statement!(
        number, i64, Many, "SELECT n::int8 AS n FROM generate_series(1, $1::int8) AS n",
        ["int8"], ["n" => "int8"]
    );
    let tx = db.begin().await.unwrap();
    let mut cursor = tx.cursor(query(series, [argument::<pg::int8, _>(&10i64)])).await.unwrap();
    let mut other = tx.cursor(query(series, [argument::<pg::int8, _>(&3i64)])).await.unwrap();
    assert_eq!(cursor.fetch(4).await.unwrap(), [1, 2, 3, 4]);
    tx.raw_exec("SELECT 1", &[]).await.unwrap();
    assert_eq!(other.fetch(100).await.unwrap(), [1, 2, 3]);
    assert_eq!(cursor.fetch(4).await.unwrap(), [5, 6, 7, 8]);
    assert_eq!(cursor.fetch(0).await.unwrap(), [0i64; 0]);
    assert_eq!(cursor.fetch(u32::MAX).await.unwrap(), [9, 10]);
    assert_eq!(cursor.fetch(9).await.unwrap(), [0i64; 0]);
    drop(cursor);
    let open = tx.raw_query_row("SELECT count(*) FROM pg_cursors WHERE name LIKE 'sqldb%'", &[]);
    assert_eq!(open.await.unwrap().unwrap().get::<i64>(0).unwrap(), 1, "one was dropped");
    drop(other);
    tx.commit().await.unwrap();

    // Of a schema that is another one, no row is read.
    let narrow = statement!(number, i64, Many, "SELECT 1::int4 AS n", [], ["n" => "int8"]);
    let tx = db.begin().await.unwrap();
    let error = tx.cursor(query(narrow, [])).await.unwrap_err();
    assert!(error.is_schema_mismatch() && error.source_place().is_some(), "{error}");
}

#[tokio::test]
async fn settings_of_all_connections() {
    let db = Database::new(&support::DEFINITION);
    let config = Config::url(support::url("postgres", "pool_max=1&options=-c%20work_mem%3D5MB"))
        .application_name("the test")
        .statement_timeout(Duration::from_millis(80))
        .lock_timeout(Duration::from_secs(3));
    db.configure(config).unwrap();
    let error = db.raw_exec("SELECT pg_sleep(60)", &[]).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let text =
        "SELECT current_setting('lock_timeout') || ' ' || current_setting('application_name')
                || ' ' || current_setting('work_mem')";
    let row = db.raw_query_row(text, &[]).await.unwrap().unwrap();
    assert_eq!(row.get::<String>(0).unwrap(), "3s the test 5MB");
    let unnamed = support::database("");
    let text = "SELECT current_setting('application_name')";
    let row = unnamed.raw_query_row(text, &[]).await.unwrap().unwrap();
    assert!(row.get::<String>(0).unwrap().starts_with("listening-"));
}

#[tokio::test]
async fn behind_a_pooler_the_server_itself_is_listened_to() {
    let _ = support::database("");
    let name = format!("sqldb_{}", std::process::id());
    let direct = support::url(&name, "");
    // Whether there is a pooler, or only the URL says so: nothing is sent.
    let pooled = support::url(&name, "statements=unnamed");
    let deaf = Database::new(&support::DEFINITION);
    deaf.configure(Config::url(&pooled)).unwrap();
    let error = deaf.listen(&["pooled"]).await.unwrap_err().to_string();
    assert!(error.contains("nothing would be heard there"), "{error}");
    assert!(error.contains("`SQLDB_TODO_MIGRATE_URL`"), "{error}");
    let hears = Database::new(&support::DEFINITION);
    hears.configure(Config::url(&pooled).migrate_url(direct)).unwrap();
    let mut listener = hears.listen(&["pooled"]).await.unwrap();
    hears.notify("pooled", "x").await.unwrap();
    assert_eq!(payload(next(&mut listener).await), ("pooled".to_owned(), "x".to_owned()));
}
