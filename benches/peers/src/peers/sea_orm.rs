//! SeaORM with the pool of sqlx that it has, as it comes.

use std::hint::black_box;

use futures_util::TryStreamExt;
use sea_orm::entity::prelude::*;
use sea_orm::{
    ActiveValue::Set, ConnectOptions, Database, DatabaseConnection, DbBackend, ExprTrait,
    QueryOrder, Statement, TransactionTrait,
};

use super::item::{self, Item, TIMES};
use crate::Failure;
use crate::peer::{Done, Peer, new_text};
use crate::workload::Workload;

pub(crate) struct SeaOrm(DatabaseConnection);

/// An entity a table, as `sea-orm-cli generate entity` writes them.
mod todo_item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "todo_item")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: i64,
        pub(super) title: String,
        pub(super) note: Option<String>,
        pub(super) weight: i32,
        pub(super) done: bool,
        pub(super) created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod account {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "account")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: i64,
        pub(super) balance: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "entry")]
    pub(super) struct Model {
        #[sea_orm(primary_key)]
        pub(super) id: i64,
        pub(super) account: i64,
        pub(super) amount: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

mod bulk {
    use sea_orm::entity::prelude::*;

    // It has no key, and SeaORM wants one.
    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "bulk")]
    pub(super) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub(super) id: i64,
        pub(super) title: String,
        pub(super) note: Option<String>,
        pub(super) weight: i32,
        pub(super) done: bool,
        pub(super) created: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(super) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

impl Peer for SeaOrm {
    const NAME: &'static str = "sea-orm";
    const LEFT_OUT: &'static [Workload] =
        &[Workload::Load64x8Slow, Workload::Rows10kBorrowed, Workload::CopyIn10k];

    async fn connect(url: &str, connections: usize) -> Result<SeaOrm, Failure> {
        let mut options = ConnectOptions::new(super::with_host(url));
        // It would write each statement to the log.
        options.max_connections(u32::try_from(connections)?).sqlx_logging(false);
        Ok(SeaOrm(Database::connect(options).await?))
    }

    async fn point(&self, id: i64) -> Done {
        black_box(todo_item::Entity::find_by_id(id).one(&self.0).await?);
        Ok(())
    }

    async fn insert_returning(&self, account: i64) -> Done {
        let entry =
            entry::ActiveModel { account: Set(account), amount: Set(7), ..Default::default() };
        black_box(entry::Entity::insert(entry).exec(&self.0).await?.last_insert_id);
        Ok(())
    }

    async fn transaction3(&self, id: i64) -> Done {
        let transaction = self.0.begin().await?;
        let account = account::Entity::find_by_id(id).one(&transaction).await?;
        black_box(account.map(|account| account.balance));
        account::Entity::update_many()
            .col_expr(account::Column::Balance, Expr::col(account::Column::Balance).add(7))
            .filter(account::Column::Id.eq(id))
            .exec(&transaction)
            .await?;
        let entry = entry::ActiveModel { account: Set(id), amount: Set(7), ..Default::default() };
        entry::Entity::insert(entry).exec_without_returning(&transaction).await?;
        Ok(transaction.commit().await?)
    }

    async fn first_use(&self, id: i64) -> Done {
        let text = Statement::from_sql_and_values(DbBackend::Postgres, new_text(), [id.into()]);
        black_box(todo_item::Entity::find().from_raw_sql(text).one(&self.0).await?);
        Ok(())
    }

    async fn rows(&self) -> Done {
        let items = todo_item::Entity::find().order_by_asc(todo_item::Column::Id);
        black_box(items.all(&self.0).await?.len());
        Ok(())
    }

    async fn stream(&self) -> Done {
        let text =
            Statement::from_sql_and_values(DbBackend::Postgres, item::STREAM, [TIMES.into()]);
        let mut items = todo_item::Entity::find().from_raw_sql(text).stream(&self.0).await?;
        let mut count = 0;
        while let Some(item) = items.try_next().await? {
            black_box(item);
            count += 1;
        }
        assert_eq!(count, 2_000_000);
        Ok(())
    }

    async fn values(&self) -> Done {
        let items =
            Item::bulk().map(|Item { id, title, note, weight, done, created }| bulk::ActiveModel {
                id: Set(id),
                title: Set(title),
                note: Set(note),
                weight: Set(weight),
                done: Set(done),
                created: Set(created),
            });
        let inserted = bulk::Entity::insert_many(items).exec_without_returning(&self.0).await?;
        assert_eq!(inserted, 10_000);
        Ok(())
    }

    async fn close(&self) {
        if let Err(error) = self.0.close_by_ref().await {
            eprintln!("{error}");
        }
    }
}
