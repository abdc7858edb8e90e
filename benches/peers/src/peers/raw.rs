//! tokio-postgres by hand: a held connection with prepared statements.

use std::hint::black_box;
use std::pin::pin;
use std::sync::Mutex;

use futures_util::TryStreamExt;
use tokio_postgres::binary_copy::BinaryCopyInWriter;
use tokio_postgres::types::{ToSql, Type};
use tokio_postgres::{Client, NoTls, Statement};

use super::item::{self, Columns, Item};
use crate::Failure;
use crate::peer::{Done, Peer, new_text};
use crate::workload::Workload;

pub(crate) struct Raw {
    client: Client,
    point: Statement,
    rows: Statement,
    stream: Statement,
    insert: Statement,
    balance: Statement,
    update: Statement,
    entry: Statement,
    unnest: Statement,
    /// Those of `first_use`, which stay prepared as everybody's do.
    used: Mutex<Vec<Statement>>,
}

impl Peer for Raw {
    const NAME: &'static str = "tokio-postgres";
    const LEFT_OUT: &'static [Workload] =
        &[Workload::Load64x8, Workload::Load64x8Network, Workload::Load64x8Slow];

    async fn connect(url: &str, _: usize) -> Result<Raw, Failure> {
        let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
        tokio::spawn(connection);
        Ok(Raw {
            point: client.prepare(item::ONE).await?,
            rows: client.prepare(item::ALL).await?,
            stream: client.prepare(item::STREAM).await?,
            insert: client.prepare(item::INSERT).await?,
            balance: client.prepare(item::BALANCE).await?,
            update: client.prepare(item::UPDATE).await?,
            entry: client.prepare(item::ENTRY).await?,
            unnest: client.prepare(item::UNNEST).await?,
            client,
            used: Mutex::default(),
        })
    }

    async fn point(&self, id: i64) -> Done {
        let row = self.client.query_opt(&self.point, &[&id]).await?;
        black_box(row.map(|row| Item::of(&row)).transpose()?.map(Item::black_box));
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let row = self.client.query_one(&self.insert, &[&account, &7i64]).await?;
        black_box(row.try_get::<_, i64>(0)?);
        Ok(())
    }

    async fn transaction3(&self, account: i64) -> Done {
        // `Client::transaction` takes it by `&mut`; what is sent is the same.
        self.client.batch_execute("BEGIN").await?;
        let row = self.client.query_one(&self.balance, &[&account]).await?;
        black_box(row.try_get::<_, i64>(0)?);
        self.client.execute(&self.update, &[&account, &7i64]).await?;
        self.client.execute(&self.entry, &[&account, &7i64]).await?;
        Ok(self.client.batch_execute("COMMIT").await?)
    }

    async fn first_use(&self, id: i64) -> Done {
        let statement = self.client.prepare(&new_text()).await?;
        let row = self.client.query_opt(&statement, &[&id]).await?;
        black_box(row.map(|row| Item::of(&row)).transpose()?.map(Item::black_box));
        if let Ok(mut used) = self.used.lock() {
            used.push(statement);
        }
        Ok(())
    }

    async fn rows(&self) -> Done {
        let rows = self.client.query(&self.rows, &[]).await?;
        let items: Result<Vec<Item>, tokio_postgres::Error> = rows.iter().map(Item::of).collect();
        black_box(items?.len());
        Ok(())
    }

    async fn stream(&self) -> Done {
        let mut rows = pin!(self.client.query_raw(&self.stream, [item::TIMES]).await?);
        let mut count = 0;
        while let Some(row) = rows.try_next().await? {
            Item::of(&row)?.black_box();
            count += 1;
        }
        assert_eq!(count, 2_000_000);
        Ok(())
    }

    async fn copy_in(&self) -> Done {
        let sink = self.client.copy_in(item::COPY).await?;
        let types = [Type::INT8, Type::TEXT, Type::TEXT, Type::INT4, Type::BOOL, Type::TIMESTAMPTZ];
        let mut writer = pin!(BinaryCopyInWriter::new(sink, &types));
        for item in Item::bulk() {
            let Item { id, title, note, weight, done, created } = &item;
            writer.as_mut().write(&[id, title, note, weight, done, created]).await?;
        }
        assert_eq!(writer.finish().await?, 10_000);
        Ok(())
    }

    async fn values(&self) -> Done {
        // The reference of the workload is COPY; `unnest` is another line.
        self.copy_in().await
    }
}

impl Raw {
    /// One INSERT of arrays, as it is written by hand.
    pub(crate) async fn unnest(&self) -> Done {
        let Columns { ids, titles, notes, weights, dones, created } = Columns::of(Item::bulk());
        let arguments: [&(dyn ToSql + Sync); 6] =
            [&ids, &titles, &notes, &weights, &dones, &created];
        assert_eq!(self.client.execute(&self.unnest, &arguments).await?, 10_000);
        Ok(())
    }
}

/// tokio-postgres with the statement that sqldb sends for `VALUES <rows..>`, for comparison.
pub(crate) struct Unnest(Raw);

impl Peer for Unnest {
    const NAME: &'static str = "raw unnest";

    fn does(workload: Workload) -> bool {
        workload == Workload::Values10k
    }

    async fn connect(url: &str, connections: usize) -> Result<Unnest, Failure> {
        Ok(Unnest(Raw::connect(url, connections).await?))
    }

    async fn point(&self, id: i64) -> Done {
        self.0.point(id).await
    }

    async fn values(&self) -> Done {
        self.0.unnest().await
    }
}

/// Runs one statement on a connection of its own.
pub(crate) async fn execute(url: &str, statement: &str) -> Done {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    let served = tokio::spawn(connection);
    client.batch_execute(statement).await?;
    drop(client);
    Ok(served.await??)
}
