//! `DB.connection_string()` is taken by other libraries as it is.

use diesel::prelude::*;
use orms::{DB, sql};
use sea_orm::{ActiveModelTrait, EntityTrait, Set};
use sqldb_local::{Cluster, Purpose, Request};

mod todo_item {
    use sea_orm::entity::prelude::*;

    #[sea_orm::model]
    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "todo_item")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub title: String,
    }

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::test]
async fn sqlx_sea_orm_and_diesel_use_the_same_database() {
    let request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
    let cluster = Cluster::ensure(&request).unwrap();
    cluster.drop_database("orms").unwrap();
    cluster.ensure_database("orms").unwrap();
    let role = sqldb_local::Role::Superuser.name();
    DB.configure(sqldb::Config::url(cluster.url("orms", role))).unwrap();
    DB.exec(sql!("INSERT INTO todo_item (title) VALUES ('Buy milk')")).await.unwrap();
    let string = DB.connection_string().await.unwrap();

    let pool = sqlx::PgPool::connect(&string).await.unwrap();
    let title: String =
        sqlx::query_scalar("SELECT title FROM todo_item").fetch_one(&pool).await.unwrap();
    assert_eq!(title, "Buy milk");
    pool.close().await;

    let connection = sea_orm::Database::connect(&string).await.unwrap();
    let eat = todo_item::ActiveModel { title: Set("Eat".to_owned()), ..Default::default() };
    assert_eq!(eat.insert(&connection).await.unwrap().id, 2);
    assert_eq!(todo_item::Entity::find().all(&connection).await.unwrap().len(), 2);
    connection.close().await.unwrap();

    let counted = tokio::task::spawn_blocking(move || {
        let mut connection = PgConnection::establish(&string).unwrap();
        diesel::sql_query("INSERT INTO todo_item (title) VALUES ('Drink it')")
            .execute(&mut connection)
            .unwrap()
    });
    assert_eq!(counted.await.unwrap(), 1);
    let row = DB.query_one(sql!("SELECT count(*) AS items FROM todo_item")).await.unwrap();
    assert_eq!(row.items, 3);
    DB.close().await;
    cluster.drop_database("orms").unwrap();
}
