//! What happens before the first query: the migrations.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod support;

use std::sync::LazyLock;

use sqldb::__private::{Definition, Migration};
use sqldb::{Config, Database, Migrate};
use support::{CLUSTER, url};

static DEFINITION: Definition = Definition {
    name: "todo",
    url_env: None,
    workspace: "",
    postgres: None,
    migrations: &[
        Migration {
            version: 1,
            name: "create",
            file: "1_create.up.sql",
            sql: "CREATE TABLE todo_item (id int8 PRIMARY KEY)",
        },
        Migration {
            version: 2,
            name: "title",
            file: "2_title.up.sql",
            sql: "ALTER TABLE todo_item ADD title text; INSERT INTO todo_item VALUES (1, 'milk')",
        },
    ],
};

static BROKEN: Definition = Definition {
    migrations: &[Migration {
        version: 1,
        name: "create",
        file: "1_create.up.sql",
        sql: "CREATE TABLE t (id int8);\nCREATE TABLE t (id int8)",
    }],
    ..DEFINITION_OF_TODO
};

const DEFINITION_OF_TODO: Definition =
    Definition { name: "todo", url_env: None, workspace: "", postgres: None, migrations: &[] };

/// A database of its own, empty, and its URL.
fn empty(name: &str) -> String {
    let name = format!("migrations_{name}_{}", std::process::id());
    CLUSTER.drop_database(&name).unwrap();
    CLUSTER.ensure_database(&name).unwrap();
    url(&name, "")
}

async fn items(db: &Database) -> sqldb::Result<i64> {
    db.raw_query_row("SELECT count(*) FROM todo_item", &[]).await?.unwrap().get(0)
}

#[test]
fn first_connect_of_many_runtimes_migrates_once() {
    static DB: Database = Database::new(&DEFINITION);
    static URL: LazyLock<String> = LazyLock::new(|| empty("once"));
    DB.configure(Config::url(URL.as_str())).unwrap();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            std::thread::spawn(|| {
                let runtime =
                    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(items(&DB)).unwrap()
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), 1);
    }
}

#[tokio::test]
async fn off_says_how_to_migrate() {
    let db = Database::new(&DEFINITION);
    db.configure(Config::url(empty("off")).migrate(Migrate::Off)).unwrap();
    let error = items(&db).await.unwrap_err().to_string();
    assert_eq!(
        error,
        "migrations are off for the database `todo`: the database is behind: `1_create.up.sql` and \
         `2_title.up.sql` are not applied\n  \
         = help: run `sqldb migrate up`, or a program of the crate that declares the database \
         without `SQLDB_MIGRATE=off`, or call `DB.migrate()`: as a role that may change the schema"
    );
    db.migrate().await.unwrap();
    assert_eq!(items(&db).await.unwrap(), 1);
}

#[tokio::test]
async fn failing_migration_is_reported_and_tried_again() {
    let db = Database::new(&BROKEN);
    db.configure(Config::url(empty("broken"))).unwrap();
    for _ in 0..2 {
        let error = db.raw_exec("SELECT 1", &[]).await.unwrap_err().to_string();
        assert!(error.starts_with("the database `todo` could not be migrated: "), "{error}");
        assert!(error.contains("1_create.up.sql:2"), "{error}");
    }
}

#[tokio::test]
async fn a_migration_that_fails_tells_no_values() {
    static OF_ROWS: [Migration; 2] = [
        Migration {
            version: 1,
            name: "person",
            file: "1_person.up.sql",
            sql: "CREATE TABLE person (mail text);
                  INSERT INTO person SELECT 'alice@example.com' FROM generate_series(1, 2)",
        },
        Migration {
            version: 2,
            name: "unique",
            file: "2_unique.up.sql",
            sql: "CREATE UNIQUE INDEX person_mail ON person (mail)",
        },
    ];
    static AS_NUMBER: [Migration; 1] = [Migration {
        version: 1,
        name: "number",
        file: "1_number.up.sql",
        sql: "CREATE TABLE t AS SELECT 'alice' || 7 AS n; ALTER TABLE t ALTER n TYPE int USING n::int",
    }];
    static BY_HAND: [Migration; 1] = [Migration {
        version: 1,
        name: "raised",
        file: "1_raised.up.sql",
        sql: "DO $$ BEGIN RAISE EXCEPTION 'bad row %', 'alice' || '@example.com'
              USING HINT = 'ask alice' || '@example.com'; END $$",
    }];
    for (name, migrations, says) in [
        ("raised", &BY_HAND[..], "an exception, whose text is shown by `sqldb migrate up`"),
        ("detail", &OF_ROWS[..], "could not create unique index \"person_mail\" (SQLSTATE 23505)"),
        ("quoted", &AS_NUMBER[..], "invalid input syntax for type integer: \"…\" (SQLSTATE 22P02)"),
    ] {
        let definition: &'static Definition =
            Box::leak(Box::new(Definition { migrations, ..DEFINITION_OF_TODO }));
        let db = Database::new(definition);
        db.configure(Config::url(empty(name))).unwrap();
        let error = items(&db).await.unwrap_err();
        for text in [error.to_string(), format!("{error:?}"), format!("{error:#?}")] {
            assert!(text.contains(says), "{text}");
            assert!(!text.contains("alice@"), "{text}");
            assert!(!text.contains("alice7"), "{text}");
        }
    }
}
