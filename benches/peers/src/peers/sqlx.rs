//! sqlx with its pool, as it comes.

use std::hint::black_box;

use futures_util::TryStreamExt;
use sqlx::postgres::{PgPool, PgPoolOptions};
use sqlx::{AssertSqlSafe, Row};

use super::item::{self, Columns, Item};
use crate::Failure;
use crate::peer::{Done, Peer, new_text};
use crate::workload::Workload;

pub(crate) struct Sqlx(PgPool);

impl Peer for Sqlx {
    const NAME: &'static str = "sqlx";
    const LEFT_OUT: &'static [Workload] =
        &[Workload::Load64x8Slow, Workload::Rows10kBorrowed, Workload::CopyIn10k];

    async fn connect(url: &str, connections: usize) -> Result<Sqlx, Failure> {
        let connections = u32::try_from(connections)?;
        let url = &super::with_host(url);
        Ok(Sqlx(PgPoolOptions::new().max_connections(connections).connect(url).await?))
    }

    async fn point(&self, id: i64) -> Done {
        let item: Option<Item> = sqlx::query_as(item::ONE).bind(id).fetch_optional(&self.0).await?;
        black_box(item.map(Item::black_box));
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let row = sqlx::query(item::INSERT).bind(account).bind(7i64).fetch_one(&self.0).await?;
        black_box(row.try_get::<i64, _>(0)?);
        Ok(())
    }

    async fn transaction3(&self, account: i64) -> Done {
        let mut transaction = self.0.begin().await?;
        let row = sqlx::query(item::BALANCE).bind(account).fetch_one(&mut *transaction).await?;
        black_box(row.try_get::<i64, _>(0)?);
        for text in [item::UPDATE, item::ENTRY] {
            sqlx::query(text).bind(account).bind(7i64).execute(&mut *transaction).await?;
        }
        Ok(transaction.commit().await?)
    }

    async fn first_use(&self, id: i64) -> Done {
        let item: Option<Item> =
            sqlx::query_as(AssertSqlSafe(new_text())).bind(id).fetch_optional(&self.0).await?;
        black_box(item.map(Item::black_box));
        Ok(())
    }

    async fn rows(&self) -> Done {
        let items: Vec<Item> = sqlx::query_as(item::ALL).fetch_all(&self.0).await?;
        black_box(items.len());
        Ok(())
    }

    async fn stream(&self) -> Done {
        let mut items = sqlx::query_as::<_, Item>(item::STREAM).bind(item::TIMES).fetch(&self.0);
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            item.black_box();
            count += 1;
        }
        assert_eq!(count, 2_000_000);
        Ok(())
    }

    async fn values(&self) -> Done {
        let Columns { ids, titles, notes, weights, dones, created } = Columns::of(Item::bulk());
        let inserted = sqlx::query(item::UNNEST)
            .bind(ids)
            .bind(titles)
            .bind(notes)
            .bind(weights)
            .bind(dones)
            .bind(created)
            .execute(&self.0)
            .await?;
        assert_eq!(inserted.rows_affected(), 10_000);
        Ok(())
    }

    async fn close(&self) {
        self.0.close().await;
    }
}
