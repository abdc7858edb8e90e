//! Whole rows and composites: an attribute of another type is an error, and never another value.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod support;

#[sqldb::database(name = "shop", migrations = "./tests/end_to_end")]
mod shop {}

use shop::{Address, DB, sql};
use sqldb::{Connection, Database, Result};

/// A connection to the migrated database, which nobody has used before. The tests of this file share the
/// database, and undo what they change.
async fn connect() -> Connection {
    let name = format!("sqldb_composites_{}", std::process::id());
    static CREATED: tokio::sync::OnceCell<()> = tokio::sync::OnceCell::const_new();
    CREATED
        .get_or_init(|| async {
            support::CLUSTER.ensure_database(&name).unwrap();
            DB.configure(support::config(&name, "")).unwrap();
            DB.exec(sql!(
                "WITH ada AS (
                     INSERT INTO customer (name, mail) VALUES ('Ada', 'ada@example.com') RETURNING id
                 )
                 INSERT INTO \"order\" (customer, pieces, price, due, note)
                 SELECT id, 3, 1.5, '2026-11-27', '{}' FROM ada"
            ))
            .await
            .unwrap();
        })
        .await;
    let another = Database::new(&support::DEFINITION);
    another.configure(support::config(&name, "pool_max=1")).unwrap();
    another.acquire().await.unwrap()
}

/// All orders, as one value.
async fn orders(connection: &Connection) -> Result<Vec<shop::Order>> {
    let row = connection.query_one(sql!("SELECT array_agg(o) AS \"o!\" FROM \"order\" o")).await?;
    Ok(row.o)
}

const CHANGES: [(&str, &str); 5] = [
    ("pieces TYPE real", "the attributes of `order` are others there: `pieces` is `float4`"),
    (
        "pieces TYPE date USING '2026-01-01'",
        "the attributes of `order` are others there: `pieces` is `date`",
    ),
    ("due TYPE integer USING 7", "the attributes of `order` are others there: `due` is `int4`"),
    ("note TYPE text", "the attributes of `order` are others there: `note` is `text`"),
    ("id TYPE integer", "the attributes of `order` are others there: `id` is `int4`"),
];

#[tokio::test]
async fn whole_rows_are_never_read_as_other_types() {
    if support::pooler::skips("a held connection is one of the pool's") {
        return;
    }
    for (change, words) in CHANGES {
        // One that has read the row before, and one that has not.
        for known in [true, false] {
            let connection = connect().await;
            if known {
                assert_eq!(orders(&connection).await.unwrap()[0].pieces, Some(3));
            }
            connection.raw_exec("BEGIN", &[]).await.unwrap();
            connection.raw_exec("DROP VIEW open_order", &[]).await.unwrap();
            let change = format!("ALTER TABLE \"order\" ALTER COLUMN {change}");
            connection.raw_exec(&change, &[]).await.unwrap();
            let error = orders(&connection).await.unwrap_err();
            assert!(error.to_string().contains(words), "{change}, known {known}: {error}");
            connection.raw_exec("ROLLBACK", &[]).await.unwrap();
        }
    }
}

#[tokio::test]
async fn composites_are_never_sent_as_other_types() {
    if support::pooler::skips("a held connection is one of the pool's") {
        return;
    }
    let home = Address { street: Some("Main St".to_owned()), zip: Some(3) };
    for known in [true, false] {
        let connection = connect().await;
        let text = async |connection: &Connection| {
            connection.query_one(sql!("SELECT (<home>::address)::text AS \"text!\"")).await
        };
        if known {
            assert_eq!(text(&connection).await.unwrap().text, "(\"Main St\",3)");
        }
        connection.raw_exec("BEGIN", &[]).await.unwrap();
        connection.raw_exec("ALTER TABLE customer DROP COLUMN home", &[]).await.unwrap();
        let change = "ALTER TYPE address ALTER ATTRIBUTE zip TYPE real";
        connection.raw_exec(change, &[]).await.unwrap();
        let error = text(&connection).await.unwrap_err().to_string();
        let words = match known {
            // The server compares the types of what is sent with its own.
            true => "(42804)",
            false => "`zip` is `float4`, which is not for `core::option::Option<i32>`",
        };
        assert!(error.contains(words), "known {known}: {error}");
        connection.raw_exec("ROLLBACK", &[]).await.unwrap();
    }
}

/// A type of the program's, whose field is not for the attribute: `float4` and `int4` have as many bytes.
#[derive(sqldb::Type, Clone, Debug, PartialEq)]
#[sqldb(as = shop::Address)]
struct Wrong {
    street: Option<String>,
    zip: Option<f32>,
}

#[tokio::test]
async fn fields_that_are_not_for_their_attributes_are_errors() {
    let connection = connect().await;
    let wrong = Wrong { street: None, zip: Some(1.5) };
    let sent = connection.query_one(sql!("SELECT (<wrong>::address)::text AS \"text!\"")).await;
    let read = connection
        .query_one(sql!("SELECT ROW('Main St', 3)::address AS \"home!: Wrong\""))
        .await
        .map(|row| row.home);
    for error in [sent.unwrap_err(), read.unwrap_err()] {
        let words = "`zip` is `int4`, which is not for `core::option::Option<f32>`";
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[derive(sqldb::Type, Clone, Debug, PartialEq)]
struct Street(Option<String>);

#[derive(sqldb::Type, Clone, Debug, PartialEq)]
#[sqldb(as = shop::Address)]
struct Home {
    street: Street,
    zip: Option<i32>,
}

#[derive(Debug, PartialEq)]
struct Named {
    name: Street,
}

#[tokio::test]
async fn newtypes_around_an_option_are_null() {
    let connection = connect().await;
    let home = Home { street: Street(None), zip: None };
    let row = connection
        .query_one(sql!("SELECT (<home>::address).street IS NULL AS \"is_null!\""))
        .await
        .unwrap();
    assert!(row.is_null);
    let row = connection
        .query_one(sql!("SELECT ROW(NULL::text, NULL::int4)::address AS \"home!: Home\""))
        .await
        .unwrap();
    assert_eq!(row.home, home);
    // By itself, too.
    let named = connection.query_one(sql!(Named, "SELECT NULL::text AS name")).await.unwrap();
    assert_eq!(named, Named { name: Street(None) });
}
