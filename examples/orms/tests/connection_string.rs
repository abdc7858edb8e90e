//! `DB.connection_string()` is taken by other libraries and by PostgreSQL's own programs as it is.

use std::process::Command;

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
async fn sqlx_sea_orm_diesel_psql_and_pg_dump_use_the_same_database() {
    let mut request = Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test);
    request.major = pg_dump_major();
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

    let url = string.clone();
    let counted = tokio::task::spawn_blocking(move || {
        let mut connection = PgConnection::establish(&url).unwrap();
        diesel::sql_query("INSERT INTO todo_item (title) VALUES ('Drink it')")
            .execute(&mut connection)
            .unwrap()
    });
    assert_eq!(counted.await.unwrap(), 1);
    let row = DB.query_one(sql!("SELECT count(*) AS items FROM todo_item")).await.unwrap();
    assert_eq!(row.items, 3);

    let titles = "SELECT title FROM todo_item ORDER BY id";
    let (listed, said) = printed("psql", &["-XAtc", titles, &string]);
    assert_eq!(listed, "Buy milk\nEat\nDrink it\n", "{said}");
    let (dumped, said) =
        printed("pg_dump", &["--data-only", "--table=todo_item", "--inserts", &string]);
    assert!(dumped.contains("VALUES (3, 'Drink it', false)"), "{dumped}{said}");

    DB.close().await;
    cluster.drop_database("orms").unwrap();
}

/// What a program prints, and what it says beside that.
fn printed(program: &str, words: &[&str]) -> (String, String) {
    let output = Command::new(program).args(words).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

/// The version of PostgreSQL that `pg_dump` is of: it dumps no newer server.
fn pg_dump_major() -> Option<u32> {
    let (version, _) = printed("pg_dump", &["--version"]);
    version.split(['.', ' ']).find_map(|word| word.parse().ok())
}
