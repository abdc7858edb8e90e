//! How long 350 migrations take: the first time, when there is nothing to do, and as golang-migrate's
//! statements would apply them.

use std::fmt::Write;
use std::time::Instant;

use sqldb_local::{Cluster, Purpose, Request};
use sqldb_migrate::EmbeddedMigration;
use sqldb_migrate::runner::{Options, migrate};
use tokio_postgres::{Client, NoTls};

use crate::Failure;

/// As many as a large application has after some years.
const FILES: u32 = 350;

/// Each on a database of its own; what is shown is the least and the median.
const ROUNDS: usize = 7;

/// Measures all, and prints a table.
///
/// # Errors
///
/// No server starts, or a migration fails.
pub(crate) fn migrations() -> Result<(), Failure> {
    let cluster = Cluster::ensure(&Request::new(env!("CARGO_MANIFEST_DIR"), Purpose::Test))?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let texts: Vec<String> = (1..=FILES).map(text).collect();
    let names: Vec<String> = (1..=FILES).map(|number| format!("{number}_step.up.sql")).collect();
    let files: Vec<EmbeddedMigration<'_>> = (1..)
        .zip(&names)
        .zip(&texts)
        .map(|((version, file), sql)| EmbeddedMigration { version, name: "step", file, sql })
        .collect();
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for round in 0..ROUNDS {
        let ours = format!("migrations_{}_{round}", std::process::id());
        let theirs = format!("{ours}_golang");
        cluster.ensure_database(&ours)?;
        cluster.ensure_database(&theirs)?;
        runtime.block_on(async {
            let mut client = connect(&cluster.url(&ours, Cluster::SUPERUSER)).await?;
            let started = Instant::now();
            migrate(&mut client, &files, &Options::default()).await?;
            let first = started.elapsed();
            let started = Instant::now();
            migrate(&mut client, &files, &Options::default()).await?;
            let second = started.elapsed();
            let client = connect(&cluster.url(&theirs, Cluster::SUPERUSER)).await?;
            let started = Instant::now();
            golang_migrate(&client, &files).await?;
            for (times, time) in times.iter_mut().zip([first, second, started.elapsed()]) {
                times.push(time);
            }
            Ok::<_, Failure>(())
        })?;
        cluster.drop_database(&ours)?;
        cluster.drop_database(&theirs)?;
    }
    times.iter_mut().for_each(|times| times.sort());
    let [first, second, theirs] = &times;
    println!("| {FILES} migrations | median | least |\n|---|---|---|");
    crate::local::row(&format!("{FILES} files through the runner, the first time"), first);
    crate::local::row("again, when there is nothing to do", second);
    crate::local::row("the same files by the statements that golang-migrate sends", theirs);
    Ok(())
}

/// A table for each seven files, with what comes to it over the years.
fn text(number: u32) -> String {
    let table = format!("t{}", (number - 1) / 7);
    match number % 7 {
        1 => format!(
            "CREATE TABLE {table} (id bigserial PRIMARY KEY, title text NOT NULL, at timestamptz);"
        ),
        2 => format!("ALTER TABLE {table} ADD done boolean NOT NULL DEFAULT false;"),
        3 => format!("CREATE INDEX {table}_title ON {table} (title);"),
        4 => format!("ALTER TABLE {table} ADD CONSTRAINT {table}_title_check CHECK (title <> '');"),
        5 => (0..5).fold(String::new(), |mut rows, row| {
            let _ = writeln!(rows, "INSERT INTO {table} (title) VALUES ('item {row}');");
            rows
        }),
        6 => format!("UPDATE {table} SET done = true WHERE id = 1;"),
        _ => format!("CREATE VIEW v{number} AS SELECT id, title FROM {table} WHERE NOT done;"),
    }
}

async fn connect(url: &str) -> Result<Client, Failure> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// `migrate.go runMigrations` and `database/postgres/postgres.go SetVersion` of version 4.19.
async fn golang_migrate(client: &Client, files: &[EmbeddedMigration<'_>]) -> Result<(), Failure> {
    let table = r#""public"."schema_migrations""#;
    client
        .batch_execute(&format!(
            "CREATE TABLE IF NOT EXISTS {table} (version bigint not null primary key, dirty boolean not null)"
        ))
        .await?;
    for file in files {
        for dirty in [true, false] {
            client.batch_execute("BEGIN").await?;
            client.batch_execute(&format!("TRUNCATE {table}")).await?;
            let insert = format!("INSERT INTO {table} (version, dirty) VALUES ($1, $2)");
            client.execute(&insert, &[&file.version, &dirty]).await?;
            client.batch_execute("COMMIT").await?;
            if dirty {
                client.batch_execute(file.sql).await?;
            }
        }
    }
    Ok(())
}
