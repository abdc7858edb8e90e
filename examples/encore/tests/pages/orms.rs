//! "Using Drizzle", "Prisma", "Knex.js" and "Sequelize": their migrations, and a table whose name is a
//! word of SQL. Other libraries on the same database are `examples/orms`.

/// The directory that `drizzle-kit generate` writes.
#[sqldb::database(name = "drizzle", migrations = "./tests/pages/drizzle", source = "drizzle")]
mod drizzle {}

/// The directory that `prisma migrate dev` writes.
#[sqldb::database(name = "prisma", migrations = "./tests/pages/prisma", source = "prisma")]
mod prisma {}

#[sqldb::database(name = "sequelize", migrations = "./tests/pages/sequelize")]
mod sequelize {}

#[tokio::test]
async fn the_migrations_of_other_tools_are_read_as_they_are() -> sqldb::Result<()> {
    drizzle::DB.configure(sqldb::Config::test())?;
    let name = Some("Ada");
    let added = drizzle::DB
        .query_one(drizzle::sql!("INSERT INTO users (name) VALUES (<name?>) RETURNING *"))
        .await?;
    // `text()` without `notNull()` is a column that may be NULL.
    assert_eq!((added.name.as_deref(), added.email, added.surname), (name, None, None));

    prisma::DB.configure(sqldb::Config::test())?;
    let add = || {
        prisma::DB.query_one(prisma::sql!(
            r#"INSERT INTO "User" (email, name) VALUES ('ada@example.com', 'Ada') RETURNING *"#
        ))
    };
    let added: prisma::User = add().await?;
    assert_eq!(added.email, "ada@example.com");
    let again = add().await.expect_err("there is one");
    assert_eq!(again.constraint(), Some(prisma::constraints::USER_EMAIL_KEY));

    sequelize::DB.configure(sqldb::Config::test())?;
    let count = sequelize::sql!(r#"SELECT count(*) AS users FROM "user""#);
    assert_eq!(sequelize::DB.query_one(count).await?.users, 0);
    Ok(())
}
