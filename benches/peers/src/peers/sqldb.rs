//! Ourselves, as the README says.

use std::hint::black_box;

use sqldb::__private::{Definition, Source, Statement, Ty, argument, query};
use sqldb::{Config, Database};

use super::item::{self, Item};
use crate::Failure;
use crate::peer::{Done, Peer, new_text};

#[sqldb::database(name = "bench", migrations = "./migrations", path = "crate::peers::sqldb::bench")]
mod bench {}

use bench::sql;

pub(crate) struct Sqldb(Database);

/// A handle for each place, beside the static one that migrates.
static HANDLE: Definition =
    Definition { name: "bench", url_env: None, workspace: "", postgres: None, migrations: &[] };

/// Makes the tables.
pub(crate) async fn migrate(url: &str) -> Result<(), Failure> {
    bench::DB.configure(Config::url(url))?;
    bench::DB.migrate().await?;
    bench::DB.close().await;
    Ok(())
}

impl Peer for Sqldb {
    const NAME: &'static str = "sqldb";

    async fn connect(url: &str, connections: usize) -> Result<Sqldb, Failure> {
        let database = Database::new(&HANDLE);
        database.configure(Config::url(url).max_connections(connections))?;
        Ok(Sqldb(database))
    }

    async fn point(&self, id: i64) -> Done {
        let item = self.0.query_row(sql!("SELECT * FROM todo_item WHERE id = <id>")).await?;
        black_box(item);
        Ok(())
    }

    async fn slow(&self) -> Done {
        // By its name `pg_sleep` is not known to read only, and as a write it would be alone from the
        // first time on.
        static SLOW: Statement<(), sqldb::rows::AtMostOne> = Statement::new(
            item::SLOW,
            &[],
            &[sqldb::__private::ColumnTy {
                name: "one",
                ty: Ty { schema: "pg_catalog", name: "int4" },
            }],
            Source { file: file!(), line: line!(), column: column!() },
        )
        .only_reads();
        self.0.exec(query(&SLOW, [])).await?;
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let amount = 7i64;
        let row = self
            .0
            .query_one(sql!(
                "INSERT INTO entry (account, amount) VALUES (<account>, <amount>) RETURNING id"
            ))
            .await?;
        black_box(row.id);
        Ok(())
    }

    async fn transaction3(&self, account: i64) -> Done {
        let amount = 7i64;
        let tx = self.0.begin().await?;
        let row = tx.query_row(sql!("SELECT balance FROM account WHERE id = <account>")).await?;
        black_box(row.map(|row| row.balance));
        tx.exec(sql!("UPDATE account SET balance = balance + <amount> WHERE id = <account>"))
            .await?;
        tx.last()
            .exec(sql!("INSERT INTO entry (account, amount) VALUES (<account>, <amount>)"))
            .await?;
        Ok(())
    }

    async fn first_use(&self, id: i64) -> Done {
        // What `sql!` expands to, with another text each time.
        let statement: &'static Statement<bench::TodoItem, sqldb::rows::AtMostOne> =
            Box::leak(Box::new(
                Statement::new(
                    String::leak(new_text()),
                    &[Ty { schema: "pg_catalog", name: "int8" }],
                    COLUMNS,
                    Source { file: file!(), line: line!(), column: column!() },
                )
                .only_reads(),
            ));
        let arguments = [argument::<sqldb::pg::int8, _>(&id)];
        black_box(self.0.query_row(query(statement, arguments)).await?);
        Ok(())
    }

    async fn rows(&self) -> Done {
        let items = self.0.query_all(sql!("SELECT * FROM todo_item ORDER BY id")).await?;
        black_box(items.len());
        Ok(())
    }

    async fn rows_borrowed(&self) -> Done {
        let items = sql!(
            Borrowed<'_>,
            "SELECT id, title, note, weight, done, created FROM todo_item ORDER BY id"
        );
        let count = self.0.for_each(items, |item| item.black_box()).await?;
        assert_eq!(count, 10_000);
        Ok(())
    }

    async fn copy_in(&self) -> Done {
        let items = Item::bulk().map(Bulk::of);
        let copy = sql!(Bulk, "COPY bulk (id, title, note, weight, done, created) FROM STDIN");
        assert_eq!(self.0.copy_in(copy, items).await?, 10_000);
        Ok(())
    }

    async fn values(&self) -> Done {
        let rows: Vec<Bulk> = Item::bulk().map(Bulk::of).collect();
        let inserted = self
            .0
            .exec(sql!("INSERT INTO bulk (id, title, note, weight, done, created) VALUES <rows..>"))
            .await?;
        assert_eq!(inserted, 10_000);
        Ok(())
    }

    async fn stream(&self) -> Done {
        let times = item::TIMES;
        let mut items = self
            .0
            .query(sql!("SELECT todo_item.* FROM todo_item, generate_series(1, <times>)"))
            .await?;
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            black_box(item);
            count += 1;
        }
        assert_eq!(count, 2_000_000);
        Ok(())
    }

    async fn close(&self) {
        self.0.close().await;
    }
}

/// A row whose text stays where it was received.
struct Borrowed<'r> {
    id: i64,
    title: &'r str,
    note: Option<&'r str>,
    weight: i32,
    done: bool,
    created: jiff::Timestamp,
}

impl Borrowed<'_> {
    fn black_box(self) {
        let Borrowed { id, title, note, weight, done, created } = self;
        black_box((id, title, note, weight, done, created));
    }
}

/// A row to insert.
struct Bulk {
    id: i64,
    title: String,
    note: Option<String>,
    weight: i32,
    done: bool,
    created: jiff::Timestamp,
}

impl Bulk {
    fn of(item: Item) -> Bulk {
        let Item { id, title, note, weight, done, created } = item;
        let created = jiff::Timestamp::from_second(created.timestamp()).unwrap_or_default();
        Bulk { id, title, note, weight, done, created }
    }
}

/// Those of `todo_item`.
const COLUMNS: &[sqldb::__private::ColumnTy] = {
    const fn column(name: &'static str, ty: &'static str) -> sqldb::__private::ColumnTy {
        sqldb::__private::ColumnTy { name, ty: Ty { schema: "pg_catalog", name: ty } }
    }
    &[
        column("id", "int8"),
        column("title", "text"),
        column("note", "text"),
        column("weight", "int4"),
        column("done", "bool"),
        column("created", "timestamptz"),
    ]
};
