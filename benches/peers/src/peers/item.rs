//! What a row of `todo_item` becomes when it is written by hand.

use std::hint::black_box;

use chrono::{DateTime, Utc};

/// For those who derive how it is read and written, too.
#[derive(sqlx::FromRow, diesel::Queryable, diesel::QueryableByName, diesel::Insertable)]
#[diesel(table_name = super::schema::bulk, treat_none_as_default_value = false)]
pub(crate) struct Item {
    pub(crate) id: i64,
    pub(crate) title: String,
    pub(crate) note: Option<String>,
    pub(crate) weight: i32,
    pub(crate) done: bool,
    pub(crate) created: DateTime<Utc>,
}

/// The columns of [`Item`].
pub(crate) const ONE: &str =
    "SELECT id, title, note, weight, done, created FROM todo_item WHERE id = $1";
pub(crate) const ALL: &str =
    "SELECT id, title, note, weight, done, created FROM todo_item ORDER BY id";
/// Two million rows of an item each, with [`TIMES`].
pub(crate) const STREAM: &str =
    "SELECT id, title, note, weight, done, created FROM todo_item, generate_series(1, $1)";
pub(crate) const TIMES: i32 = 200;
pub(crate) const INSERT: &str = "INSERT INTO entry (account, amount) VALUES ($1, $2) RETURNING id";
pub(crate) const BALANCE: &str = "SELECT balance FROM account WHERE id = $1";
pub(crate) const UPDATE: &str = "UPDATE account SET balance = balance + $2 WHERE id = $1";
pub(crate) const ENTRY: &str = "INSERT INTO entry (account, amount) VALUES ($1, $2)";
pub(crate) const UNNEST: &str = "INSERT INTO bulk (id, title, note, weight, done, created) \
     SELECT * FROM unnest($1::int8[], $2::text[], $3::text[], $4::int4[], $5::bool[], \
     $6::timestamptz[])";
pub(crate) const COPY: &str =
    "COPY bulk (id, title, note, weight, done, created) FROM STDIN (FORMAT binary)";
/// 10 ms in the server.
pub(crate) const SLOW: &str = "SELECT 1 AS one FROM pg_sleep(0.01)";

impl Item {
    pub(crate) fn of(row: &tokio_postgres::Row) -> Result<Item, tokio_postgres::Error> {
        Ok(Item {
            id: row.try_get(0)?,
            title: row.try_get(1)?,
            note: row.try_get(2)?,
            weight: row.try_get(3)?,
            done: row.try_get(4)?,
            created: row.try_get(5)?,
        })
    }

    pub(crate) fn black_box(self) {
        let Item { id, title, note, weight, done, created } = self;
        black_box((id, title, note, weight, done, created));
    }

    /// The items that are inserted in bulk.
    pub(crate) fn bulk() -> impl Iterator<Item = Item> {
        (1..=10_000).map(|n| Item {
            id: n,
            title: format!("Item number {n}"),
            note: (n % 3 == 0).then(|| format!("A note about {n}")),
            weight: i32::try_from(n % 100).unwrap_or_default(),
            done: n % 2 == 0,
            created: DateTime::from_timestamp_nanos(1_704_067_200_000_000_000 + n * 60_000_000_000),
        })
    }
}

/// Items, column by column.
#[derive(Default)]
pub(crate) struct Columns {
    pub(crate) ids: Vec<i64>,
    pub(crate) titles: Vec<String>,
    pub(crate) notes: Vec<Option<String>>,
    pub(crate) weights: Vec<i32>,
    pub(crate) dones: Vec<bool>,
    pub(crate) created: Vec<DateTime<Utc>>,
}

impl Columns {
    pub(crate) fn of(items: impl Iterator<Item = Item>) -> Columns {
        let mut columns = Columns::default();
        for Item { id, title, note, weight, done, created } in items {
            columns.ids.push(id);
            columns.titles.push(title);
            columns.notes.push(note);
            columns.weights.push(weight);
            columns.dones.push(done);
            columns.created.push(created);
        }
        columns
    }
}
