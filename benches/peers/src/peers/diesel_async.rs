//! diesel-async with its deadpool, as its documentation sets it up.

use std::hint::black_box;
use std::pin::pin;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Integer};
use diesel_async::pooled_connection::AsyncDieselConnectionManager;
use diesel_async::pooled_connection::deadpool::{Object, Pool};
use diesel_async::{AsyncConnection, AsyncPgConnection, RunQueryDsl};
use futures_util::TryStreamExt;

use super::item::{self, Item, TIMES};
use super::schema::{account, bulk, entry, todo_item};
use crate::Failure;
use crate::peer::{Done, Peer, new_text};
use crate::workload::Workload;

pub(crate) struct DieselAsync(Pool<AsyncPgConnection>);

impl Peer for DieselAsync {
    const NAME: &'static str = "diesel-async";
    const LEFT_OUT: &'static [Workload] =
        &[Workload::Load64x8Slow, Workload::Rows10kBorrowed, Workload::CopyIn10k];

    async fn connect(url: &str, connections: usize) -> Result<DieselAsync, Failure> {
        let manager = AsyncDieselConnectionManager::new(url);
        Ok(DieselAsync(Pool::builder(manager).max_size(connections).build()?))
    }

    async fn point(&self, id: i64) -> Done {
        let mut connection = self.0.get().await?;
        let item: Option<Item> =
            todo_item::table.find(id).first(&mut connection).await.optional()?;
        black_box(item.map(Item::black_box));
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let mut connection = self.0.get().await?;
        let id: i64 = diesel::insert_into(entry::table)
            .values((entry::account.eq(account), entry::amount.eq(7)))
            .returning(entry::id)
            .get_result(&mut connection)
            .await?;
        black_box(id);
        Ok(())
    }

    async fn transaction3(&self, id: i64) -> Done {
        let mut connection = self.0.get().await?;
        let body = async |connection: &mut Object<AsyncPgConnection>| {
            let account = account::table.find(id);
            let balance: i64 = account.select(account::balance).first(connection).await?;
            black_box(balance);
            diesel::update(account)
                .set(account::balance.eq(account::balance + 7))
                .execute(connection)
                .await?;
            diesel::insert_into(entry::table)
                .values((entry::account.eq(id), entry::amount.eq(7)))
                .execute(connection)
                .await
        };
        connection.transaction(body).await?;
        Ok(())
    }

    async fn first_use(&self, id: i64) -> Done {
        let mut connection = self.0.get().await?;
        let query = diesel::sql_query(new_text()).bind::<BigInt, _>(id);
        let item: Option<Item> = query.get_result(&mut connection).await.optional()?;
        black_box(item.map(Item::black_box));
        Ok(())
    }

    async fn rows(&self) -> Done {
        let mut connection = self.0.get().await?;
        let items: Vec<Item> = todo_item::table.order(todo_item::id).load(&mut connection).await?;
        black_box(items.len());
        Ok(())
    }

    async fn stream(&self) -> Done {
        let mut connection = self.0.get().await?;
        let query = diesel::sql_query(item::STREAM).bind::<Integer, _>(TIMES);
        let mut items = pin!(query.load_stream::<Item>(&mut connection).await?);
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            item.black_box();
            count += 1;
        }
        assert_eq!(count, 2_000_000);
        Ok(())
    }

    async fn values(&self) -> Done {
        let items: Vec<Item> = Item::bulk().collect();
        let mut connection = self.0.get().await?;
        let insert = diesel::insert_into(bulk::table).values(&items);
        assert_eq!(insert.execute(&mut connection).await?, 10_000);
        Ok(())
    }

    async fn close(&self) {
        self.0.close();
    }
}
