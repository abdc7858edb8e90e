//! Diesel with its r2d2 pool, as it comes; it waits by blocking its thread.

use std::hint::black_box;

use diesel::pg::PgRowByRowLoadingMode;
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, Pool};
use diesel::sql_types::{BigInt, Integer};

use super::item::{self, Item, TIMES};
use super::schema::{account, bulk, entry, todo_item};
use crate::Failure;
use crate::peer::{Done, Peer, Task, new_text};
use crate::workload::Workload;

pub(crate) struct Diesel(Pool<ConnectionManager<PgConnection>>);

impl Peer for Diesel {
    const NAME: &'static str = "diesel";
    const LEFT_OUT: &'static [Workload] = &[Workload::Load64x8Slow, Workload::Rows10kBorrowed];
    const TASK: Task = Task::Thread;

    async fn connect(url: &str, connections: usize) -> Result<Diesel, Failure> {
        let manager = ConnectionManager::new(url);
        Ok(Diesel(Pool::builder().max_size(u32::try_from(connections)?).build(manager)?))
    }

    async fn point(&self, id: i64) -> Done {
        let item: Option<Item> = todo_item::table.find(id).first(&mut self.0.get()?).optional()?;
        black_box(item.map(Item::black_box));
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let id: i64 = diesel::insert_into(entry::table)
            .values((entry::account.eq(account), entry::amount.eq(7)))
            .returning(entry::id)
            .get_result(&mut self.0.get()?)?;
        black_box(id);
        Ok(())
    }

    async fn transaction3(&self, id: i64) -> Done {
        self.0.get()?.transaction(|connection| {
            let account = account::table.find(id);
            let balance: i64 = account.select(account::balance).first(connection)?;
            black_box(balance);
            diesel::update(account)
                .set(account::balance.eq(account::balance + 7))
                .execute(connection)?;
            diesel::insert_into(entry::table)
                .values((entry::account.eq(id), entry::amount.eq(7)))
                .execute(connection)
        })?;
        Ok(())
    }

    async fn first_use(&self, id: i64) -> Done {
        let query = diesel::sql_query(new_text()).bind::<BigInt, _>(id);
        let item: Option<Item> = query.get_result(&mut self.0.get()?).optional()?;
        black_box(item.map(Item::black_box));
        Ok(())
    }

    async fn rows(&self) -> Done {
        let items: Vec<Item> = todo_item::table.order(todo_item::id).load(&mut self.0.get()?)?;
        black_box(items.len());
        Ok(())
    }

    async fn stream(&self) -> Done {
        let mut connection = self.0.get()?;
        let query = diesel::sql_query(item::STREAM).bind::<Integer, _>(TIMES);
        let mut count = 0;
        // Its other way to load has all rows in memory first.
        for item in query.load_iter::<Item, PgRowByRowLoadingMode>(&mut connection)? {
            item?.black_box();
            count += 1;
        }
        assert_eq!(count, 2_000_000);
        Ok(())
    }

    async fn copy_in(&self) -> Done {
        let items: Vec<Item> = Item::bulk().collect();
        let copy = diesel::copy_from(bulk::table).from_insertable(&items);
        assert_eq!(copy.execute(&mut self.0.get()?)?, 10_000);
        Ok(())
    }

    async fn values(&self) -> Done {
        let items: Vec<Item> = Item::bulk().collect();
        let insert = diesel::insert_into(bulk::table).values(&items);
        assert_eq!(insert.execute(&mut self.0.get()?)?, 10_000);
        Ok(())
    }
}
