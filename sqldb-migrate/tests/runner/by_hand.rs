//! What people do by hand, against a real PostgreSQL: down, redo, repair, baseline, status.

use std::time::Duration;

use expect_test::expect;
use sqldb_migrate::runner::{
    Again, Error, HalfWay, Options, Report, Target, Timeouts, baseline, down, migrate, plan_down,
    redo, repair, status,
};
use sqldb_migrate::{Down, EmbeddedMigration, Migration};
use tokio_postgres::Client;

use crate::check;
use crate::server::{Database, rows};

/// A migration; without a way down where that is empty.
fn file(version: i64, up: &str, down: &str) -> Migration {
    let name = format!("step_{version}");
    Migration {
        version,
        file: format!("{version}_{name}.up.sql"),
        down: (!down.is_empty())
            .then(|| Down { file: format!("{version}_{name}.down.sql"), sql: down.to_owned() }),
        name,
        sql: up.to_owned(),
    }
}

fn three() -> Vec<Migration> {
    vec![
        file(1, "CREATE TABLE todo_item (id int8 PRIMARY KEY)", "DROP TABLE todo_item"),
        file(2, "ALTER TABLE todo_item ADD done bool", "ALTER TABLE todo_item DROP done"),
        file(3, "CREATE INDEX CONCURRENTLY i ON todo_item (id)", "DROP INDEX CONCURRENTLY i"),
    ]
}

fn embedded(files: &[Migration]) -> Vec<EmbeddedMigration<'_>> {
    files.iter().map(Migration::embedded).collect()
}

fn told(result: Result<Report, Error>) -> String {
    let versions = |list: &[sqldb_migrate::runner::Applied]| {
        list.iter().map(|applied| applied.version).collect::<Vec<_>>()
    };
    match result {
        Ok(report) => format!(
            "reverted {:?}, applied {:?}, now at {:?}",
            versions(&report.reverted),
            versions(&report.applied),
            report.version
        ),
        Err(error) => error.to_string(),
    }
}

async fn up(client: &mut Client, files: &[Migration]) -> String {
    told(migrate(client, &embedded(files), &Options::default()).await)
}

async fn go_down(client: &mut Client, files: &[Migration], target: Target) -> String {
    match plan_down(client, files, target).await {
        Ok(descent) => told(down(client, &descent, &Options::default()).await),
        Err(error) => error.to_string(),
    }
}

async fn shown(client: &Client, files: &[Migration]) -> String {
    let status = status(client, &embedded(files)).await.unwrap();
    let entries = status.entries.iter().map(|entry| {
        let known = if entry.applied_at.is_some() { "" } else { "?" };
        format!("{} {}{known}", entry.version, entry.state.word())
    });
    format!("{}; at {:?}", entries.collect::<Vec<_>>().join(", "), status.version)
}

async fn repaired(client: &mut Client, files: &[Migration], half_way: HalfWay) -> String {
    match repair(client, &embedded(files), half_way, &Options::default()).await {
        Ok(repaired) => format!("{repaired:?}"),
        Err(error) => error.to_string(),
    }
}

async fn history(client: &Client) -> String {
    let versions = rows(client, "SELECT version, dirty FROM schema_migrations ORDER BY 1").await;
    let records = rows(client, "SELECT version FROM _sqldb_migrations ORDER BY 1").await;
    format!("{versions}; {records}")
}

#[tokio::test]
async fn down_by_one_and_to_a_version() {
    let database = Database::new();
    let mut client = database.connect().await;
    let files = three();
    check(
        &go_down(&mut client, &files, Target::Last).await,
        &expect!["reverted [], applied [], now at None"],
    );
    check(
        &up(&mut client, &files).await,
        &expect!["reverted [], applied [1, 2, 3], now at Some(3)"],
    );
    check(
        &go_down(&mut client, &files, Target::Last).await,
        &expect!["reverted [3], applied [], now at Some(2)"],
    );
    check(&history(&client).await, &expect!["2 f; 1, 2"]);
    check(&shown(&client, &files).await, &expect!["1 applied, 2 applied, 3 pending?; at Some(2)"]);
    check(
        &go_down(&mut client, &files, Target::To(7)).await,
        &expect![[r#"
            there is no migration 7 to go down to: the database is at 2
              = help: name one that `sqldb migrate status` shows as applied"#]],
    );
    check(&up(&mut client, &files).await, &expect!["reverted [], applied [3], now at Some(3)"]);
    check(
        &go_down(&mut client, &files, Target::All).await,
        &expect!["reverted [3, 2, 1], applied [], now at None"],
    );
    check(&history(&client).await, &expect!["; "]);
    check(&rows(&client, "SELECT to_regclass('todo_item')").await, &expect!["null"]);
    check(
        &up(&mut client, &files).await,
        &expect!["reverted [], applied [1, 2, 3], now at Some(3)"],
    );
}

#[tokio::test]
async fn a_way_down_that_fails_or_is_missing() {
    let database = Database::new();
    let mut client = database.connect().await;
    let mut files = three();
    files.push(file(4, "SELECT 4", "DROP TABLE todo_item;\nSELECT 1/0;"));
    files.push(file(5, "SELECT 5", ""));
    assert!(up(&mut client, &files[..4]).await.starts_with("reverted"));
    check(
        &go_down(&mut client, &files, Target::To(2)).await,
        &expect![[r#"
        migration `4_step_4.down.sql` failed: division by zero (SQLSTATE 22012)
         --> 4_step_4.down.sql:2:1
          |
        2 | SELECT 1/0;
          | ^^^^^^^^^^
          = note: nothing of the file is applied
          = help: correct the file and start again"#]],
    );
    check(&history(&client).await, &expect!["4 f; 1, 2, 3, 4"]);
    check(&up(&mut client, &files).await, &expect!["reverted [], applied [5], now at Some(5)"]);
    check(
        &go_down(&mut client, &files, Target::Last).await,
        &expect![[r#"
        `5_step_5.up.sql` has no file that takes it back
          = help: write `5_step_5.down.sql`"#]],
    );
    // Somebody migrates between the question and the answer.
    files.pop();
    files.push(file(5, "SELECT 5", "SELECT 6"));
    let descent = plan_down(&client, &files, Target::Last).await.unwrap();
    client.batch_execute("UPDATE schema_migrations SET version = 4").await.unwrap();
    check(
        &told(down(&mut client, &descent, &Options::default()).await),
        &expect![[r#"
        somebody migrated the database in the meantime
          = help: look again at what would be lost, and start again"#]],
    );
}

#[tokio::test]
async fn changed_is_found_and_resolved() {
    let database = Database::new();
    let mut client = database.connect().await;
    let mut files = three();
    assert!(up(&mut client, &files).await.ends_with("now at Some(3)"));
    files[1] = file(
        2,
        "ALTER TABLE todo_item ADD done bool, ADD more int4",
        "ALTER TABLE todo_item DROP done",
    );
    check(
        &up(&mut client, &files).await,
        &expect![[r#"
            `2_step_2.up.sql` is not what was applied under its number
              = help: restore the file, and write a new migration
              = help: if the change makes no difference: `sqldb migrate repair` records it
              = help: in a database of your own: `sqldb migrate redo 2` takes it back and runs it again, `sqldb reset` begins anew"#]],
    );
    check(&shown(&client, &files).await, &expect!["1 applied, 2 changed, 3 applied; at Some(3)"]);
    let descent = plan_down(&client, &files, Target::To(1)).await.unwrap();
    let again = Again::DownAndUp(&descent);
    check(
        &told(redo(&mut client, &files, again, &Options::default()).await),
        &expect!["reverted [3, 2], applied [2, 3], now at Some(3)"],
    );
    check(&shown(&client, &files).await, &expect!["1 applied, 2 applied, 3 applied; at Some(3)"]);

    files[1] = file(2, "ALTER TABLE todo_item ADD COLUMN done bool, ADD more int4", "");
    check(
        &repaired(&mut client, &files, HalfWay::Unknown).await,
        &expect![[
            r#"Repaired { recorded: ["2_step_2.up.sql"], forgotten: [], settled: None, late: [], version: Some(3) }"#
        ]],
    );
    check(&up(&mut client, &files).await, &expect!["reverted [], applied [], now at Some(3)"]);
    check(&shown(&client, &files).await, &expect!["1 applied, 2 applied, 3 applied; at Some(3)"]);

    client.batch_execute("DROP INDEX i").await.unwrap();
    let again = Again::UpOnly { version: 3 };
    check(
        &told(redo(&mut client, &files, again, &Options::default()).await),
        &expect!["reverted [], applied [3], now at Some(3)"],
    );
}

#[tokio::test]
async fn missing_and_late_are_found_and_resolved() {
    let database = Database::new();
    let mut client = database.connect().await;
    let mut files = three();
    assert!(up(&mut client, &files).await.ends_with("now at Some(3)"));
    let second = files.remove(1);
    check(
        &up(&mut client, &files).await,
        &expect![[r#"
            migration 2 (`step_2`) was applied, but its file is gone
              = help: restore the file
              = help: if it is gone for good: `sqldb migrate repair` forgets it"#]],
    );
    check(&shown(&client, &files).await, &expect!["1 applied, 2 missing, 3 applied; at Some(3)"]);
    check(
        &go_down(&mut client, &files, Target::To(1)).await,
        &expect![[r#"
            migration 2 (`step_2`) was applied, but its file is gone
              = help: restore the file
              = help: if it is gone for good: `sqldb migrate repair` forgets it"#]],
    );
    check(
        &repaired(&mut client, &files, HalfWay::Unknown).await,
        &expect![[
            r#"Repaired { recorded: [], forgotten: ["2 (`step_2`)"], settled: None, late: [], version: Some(3) }"#
        ]],
    );
    check(&up(&mut client, &files).await, &expect!["reverted [], applied [], now at Some(3)"]);
    files.insert(1, second);
    check(
        &up(&mut client, &files).await,
        &expect![[r#"
        `2_step_2.up.sql` is not applied, but the database is at migration 3 already
          = help: `sqldb migrate rebase` gives it a number above all others, so that it is applied last"#]],
    );
    check(&shown(&client, &files).await, &expect!["1 applied, 2 late?, 3 applied; at Some(3)"]);
    check(
        &repaired(&mut client, &files, HalfWay::Unknown).await,
        &expect![[
            r#"Repaired { recorded: [], forgotten: [], settled: None, late: ["2_step_2.up.sql"], version: Some(3) }"#
        ]],
    );

    // The last one is gone: it is as if the database were at the one before.
    files.remove(1);
    files.pop();
    check(
        &up(&mut client, &files).await,
        &expect![[r#"
            the database is at migration 3, but the last file is `1_step_1.up.sql` (number 1)
              = help: run the version of the program that has its file, or restore the file
              = help: in a database of your own: `sqldb reset` begins anew"#]],
    );
    check(
        &repaired(&mut client, &files, HalfWay::Unknown).await,
        &expect![[
            r#"Repaired { recorded: [], forgotten: ["3 (`step_3`)"], settled: None, late: [], version: Some(1) }"#
        ]],
    );
    check(&history(&client).await, &expect!["1 f; 1"]);
}

#[tokio::test]
async fn dirty_is_settled_by_what_people_say() {
    let database = Database::new();
    let mut client = database.connect().await;
    let files = three();
    assert!(up(&mut client, &files).await.ends_with("now at Some(3)"));
    // As golang-migrate leaves it.
    let dirty = "UPDATE schema_migrations SET dirty = true";
    client.batch_execute(dirty).await.unwrap();
    check(&shown(&client, &files).await, &expect!["1 applied, 2 applied, 3 dirty; at Some(3)"]);
    check(
        &repaired(&mut client, &files, HalfWay::Unknown).await,
        &expect![[r#"
            migration `3_step_3.up.sql` was left half-way (`dirty`)
              = help: look at what of it is there
              = help: if all of it is, or once you have completed it: `sqldb migrate repair --completed` (`UPDATE schema_migrations SET dirty = false`)
              = help: if none of it is, or once you have undone it: `sqldb migrate repair --undone` (`UPDATE schema_migrations SET version = 2, dirty = false`)"#]],
    );
    check(
        &repaired(&mut client, &files, HalfWay::Completed).await,
        &expect![
            "Repaired { recorded: [], forgotten: [], settled: Some(3), late: [], version: Some(3) }"
        ],
    );
    check(&history(&client).await, &expect!["3 f; 1, 2, 3"]);
    client.batch_execute(dirty).await.unwrap();
    check(
        &repaired(&mut client, &files, HalfWay::Undone).await,
        &expect![
            "Repaired { recorded: [], forgotten: [], settled: Some(3), late: [], version: Some(2) }"
        ],
    );
    check(&history(&client).await, &expect!["2 f; 1, 2"]);
}

#[tokio::test]
async fn baselines() {
    let database = Database::new();
    let mut client = database.connect().await;
    let files = three();
    let migrations = embedded(&files);
    client.batch_execute("CREATE TABLE todo_item (id int8 PRIMARY KEY, done bool)").await.unwrap();
    let options = Options::default();
    let error = baseline(&mut client, &migrations, 4, &options).await.unwrap_err();
    check(
        &error.to_string(),
        &expect![[r#"
        there is no migration 4
          = help: name the number of the last file whose changes are in the database"#]],
    );
    let applied = baseline(&mut client, &migrations, 2, &options).await.unwrap();
    check(&applied.join(", "), &expect!["1_step_1.up.sql, 2_step_2.up.sql"]);
    check(
        &shown(&client, &files).await,
        &expect!["1 applied elsewhere?, 2 applied elsewhere?, 3 pending?; at Some(2)"],
    );
    check(&up(&mut client, &files).await, &expect!["reverted [], applied [3], now at Some(3)"]);
    let error = baseline(&mut client, &migrations, 2, &options).await.unwrap_err();
    check(
        &error.to_string(),
        &expect![[r#"
        the database has a history already: it is at migration 3
          = help: a baseline begins one; `sqldb migrate status` shows what is there"#]],
    );
}

#[tokio::test]
async fn time_is_limited() {
    let database = Database::new();
    let mut client = database.connect().await;
    let files = three();
    assert!(up(&mut client, &files).await.ends_with("now at Some(3)"));
    let other = database.connect().await;
    other.batch_execute("BEGIN; LOCK TABLE todo_item").await.unwrap();
    let slow = [files, vec![file(4, "SELECT 1;\nALTER TABLE todo_item ADD x int4", "")]].concat();
    let milliseconds = Duration::from_millis(50);
    let timeouts = Timeouts { lock: Some(milliseconds), ..Timeouts::default() };
    let options = Options { timeouts, ..Options::default() };
    check(
        &told(migrate(&mut client, &embedded(&slow), &options).await),
        &expect![[r#"
        migration `4_step_4.up.sql` failed: canceling statement due to lock timeout (SQLSTATE 55P03)
         --> 4_step_4.up.sql:2:1
          |
        2 | ALTER TABLE todo_item ADD x int4
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = note: nothing of the file is applied
          = help: start again"#]],
    );
    check(&rows(&client, "SHOW lock_timeout").await, &expect!["0"]);
    let timeouts = Timeouts { statement: Some(milliseconds), ..Timeouts::default() };
    let options = Options { timeouts, ..Options::default() };
    check(
        &told(migrate(&mut client, &embedded(&slow), &options).await),
        &expect![[r#"
        migration `4_step_4.up.sql` failed: canceling statement due to statement timeout (SQLSTATE 57014)
         --> 4_step_4.up.sql:2:1
          |
        2 | ALTER TABLE todo_item ADD x int4
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          = note: nothing of the file is applied
          = help: start again"#]],
    );
    other.batch_execute("ROLLBACK").await.unwrap();
    check(
        &told(migrate(&mut client, &embedded(&slow), &options).await),
        &expect!["reverted [], applied [4], now at Some(4)"],
    );
    check(&rows(&client, "SHOW statement_timeout").await, &expect!["0"]);
    check(&history(&client).await, &expect!["4 f; 1, 2, 3, 4"]);
}
