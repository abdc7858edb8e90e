//! The clients that are compared, each with its own code for a workload.

use std::hint::black_box;

use sqldb_local::{Cluster, Purpose, Request};
use tokio_postgres::{Client, NoTls, Statement};

use crate::Failure;
use crate::workload::Workload;

#[sqldb::database(name = "bench", migrations = "./migrations")]
mod bench {}

use bench::{DB, sql};

/// All clients, connected to one server.
pub(crate) struct Peers {
    raw: Raw,
    /// Keeps the server alive.
    _cluster: Cluster,
}

/// A held connection with prepared statements: the least that tokio-postgres can cost.
struct Raw {
    client: Client,
    point: Statement,
    rows: Statement,
}

/// What a row of `todo_item` becomes when written by hand.
struct Item {
    id: i64,
    title: String,
    note: Option<String>,
    weight: i32,
    done: bool,
    created: std::time::SystemTime,
}

impl Peers {
    /// The names, the reference first.
    pub(crate) const NAMES: [&'static str; 2] = ["tokio-postgres", "sqldb"];

    /// Starts a server of our own, migrates it and connects everybody.
    pub(crate) async fn connect() -> Result<Peers, Failure> {
        let cluster = tokio::task::spawn_blocking(|| {
            let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
            let cluster = Cluster::ensure(&request)?;
            cluster.drop_database("bench")?;
            cluster.ensure_database("bench")?;
            Ok::<_, sqldb_local::Error>(cluster)
        })
        .await??;
        let url = cluster.url("bench", Cluster::SUPERUSER);
        DB.configure(sqldb::Config::url(&url))?;
        DB.migrate().await?;
        let (client, connection) = tokio_postgres::connect(&url, NoTls).await?;
        tokio::spawn(connection);
        client.batch_execute("ANALYZE todo_item").await?;
        let point = client
            .prepare("SELECT id, title, note, weight, done, created FROM todo_item WHERE id = $1")
            .await?;
        let rows = client
            .prepare("SELECT id, title, note, weight, done, created FROM todo_item ORDER BY id")
            .await?;
        Ok(Peers { raw: Raw { client, point, rows }, _cluster: cluster })
    }

    /// Runs one round of a workload as peer number `peer` of [`Peers::NAMES`].
    pub(crate) async fn run(&self, peer: usize, workload: Workload) -> Result<(), Failure> {
        for repetition in 0..workload.repetitions() {
            let id = i64::from(repetition % 10_000) + 1;
            match (peer, workload) {
                (0, Workload::PointUnix) => self.raw.point(id).await?,
                (0, Workload::Rows10k) => self.raw.rows().await?,
                (_, Workload::PointUnix) => {
                    let row = DB.query_row(sql!("SELECT * FROM todo_item WHERE id = <id>")).await?;
                    black_box(row);
                }
                (_, Workload::Rows10k) => {
                    let rows = DB.query_all(sql!("SELECT * FROM todo_item ORDER BY id")).await?;
                    black_box(rows);
                }
            }
        }
        Ok(())
    }

    /// Ends all connections.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        DB.close().await;
        Ok(())
    }
}

impl Raw {
    async fn point(&self, id: i64) -> Result<(), Failure> {
        let row = self.client.query_opt(&self.point, &[&id]).await?;
        black_box(row.map(|row| Item::of(&row)).transpose()?.map(Item::black_box));
        Ok(())
    }

    async fn rows(&self) -> Result<(), Failure> {
        let rows = self.client.query(&self.rows, &[]).await?;
        let items: Result<Vec<Item>, tokio_postgres::Error> = rows.iter().map(Item::of).collect();
        black_box(items?.len());
        Ok(())
    }
}

impl Item {
    fn of(row: &tokio_postgres::Row) -> Result<Item, tokio_postgres::Error> {
        Ok(Item {
            id: row.try_get(0)?,
            title: row.try_get(1)?,
            note: row.try_get(2)?,
            weight: row.try_get(3)?,
            done: row.try_get(4)?,
            created: row.try_get(5)?,
        })
    }

    fn black_box(self) {
        let Item { id, title, note, weight, done, created } = self;
        black_box((id, title, note, weight, done, created));
    }
}
