//! deadpool-postgres with `prepare_cached`.

use std::hint::black_box;

use deadpool_postgres::{Manager, Pool};
use tokio_postgres::NoTls;

use super::item::{self, Item};
use crate::Failure;
use crate::peer::{Done, Peer, new_text};
use crate::workload::Workload;

pub(crate) struct Deadpool(Pool);

impl Peer for Deadpool {
    const NAME: &'static str = "deadpool";
    const LEFT_OUT: &'static [Workload] =
        &[Workload::Rows10kBorrowed, Workload::Stream2m, Workload::CopyIn10k, Workload::Values10k];

    async fn connect(url: &str, connections: usize) -> Result<Deadpool, Failure> {
        let manager = Manager::new(url.parse()?, NoTls);
        Ok(Deadpool(Pool::builder(manager).max_size(connections).build()?))
    }

    async fn point(&self, id: i64) -> Done {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(item::ONE).await?;
        let row = client.query_opt(&statement, &[&id]).await?;
        black_box(row.map(|row| Item::of(&row)).transpose()?.map(Item::black_box));
        Ok(())
    }

    async fn slow(&self) -> Done {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(item::SLOW).await?;
        client.query_one(&statement, &[]).await?;
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(item::INSERT).await?;
        let row = client.query_one(&statement, &[&account, &7i64]).await?;
        black_box(row.try_get::<_, i64>(0)?);
        Ok(())
    }

    async fn transaction3(&self, account: i64) -> Done {
        let mut client = self.0.get().await?;
        let transaction = client.transaction().await?;
        let statement = transaction.prepare_cached(item::BALANCE).await?;
        let row = transaction.query_one(&statement, &[&account]).await?;
        black_box(row.try_get::<_, i64>(0)?);
        for text in [item::UPDATE, item::ENTRY] {
            let statement = transaction.prepare_cached(text).await?;
            transaction.execute(&statement, &[&account, &7i64]).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn first_use(&self, id: i64) -> Done {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(&new_text()).await?;
        let row = client.query_opt(&statement, &[&id]).await?;
        black_box(row.map(|row| Item::of(&row)).transpose()?.map(Item::black_box));
        Ok(())
    }

    async fn rows(&self) -> Done {
        let client = self.0.get().await?;
        let statement = client.prepare_cached(item::ALL).await?;
        let rows = client.query(&statement, &[]).await?;
        let items: Result<Vec<Item>, tokio_postgres::Error> = rows.iter().map(Item::of).collect();
        black_box(items?.len());
        Ok(())
    }
}
