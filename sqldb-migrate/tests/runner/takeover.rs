//! Histories of other tools, as they leave them in the database, are taken over and gone on with.

use std::path::PathBuf;
use std::{env, fs, process};

use expect_test::expect;
use sqldb_migrate::runner::{Options, Target, down, migrate, plan_down, status, take_over};
use sqldb_migrate::source::Source;
use sqldb_migrate::{Directory, EmbeddedMigration, Migration, Settings};
use tokio_postgres::Client;

use crate::server::{Database, rows};

/// A directory of a test.
struct Files(PathBuf);

impl Files {
    fn new(name: &str, files: &[(&str, &str)]) -> Files {
        let path = env::temp_dir().join(format!("sqldb-takeover-{name}-{}", process::id()));
        let _ = fs::remove_dir_all(&path);
        for (file, sql) in files {
            let file = path.join(file);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, sql).unwrap();
        }
        Files(path)
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn taken(
    client: &mut Client,
    source: Source,
    migrations: &[EmbeddedMigration<'_>],
) -> String {
    match take_over(client, source, migrations, &Options::default()).await {
        Ok(files) => files.join(", "),
        Err(error) => error.to_string(),
    }
}

/// A tool that has three migrations, the first two of which it has applied.
struct Tool {
    source: Source,
    files: [&'static str; 3],
    /// What the files are here.
    migrations: [Named; 3],
    /// Files of the tool that are no migrations.
    others: &'static [(&'static str, &'static str)],
    /// What it wrote into its table.
    history: &'static str,
}

/// A number and a name.
type Named = (i64, &'static str);

const NUMBERED: [Named; 3] = [(1, "one"), (2, "two"), (3, "three")];
const DATED: [Named; 3] =
    [(20_240_101_000_000, "one"), (20_240_102_000_000, "two"), (20_240_103_000_000, "three")];

const TOOLS: [Tool; 7] = [
    Tool {
        source: Source::Sqlx,
        files: ["20240101000000_one.sql", "20240102000000_two.sql", "20240103000000_three.sql"],
        migrations: DATED,
        others: &[],
        history: "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES
            (20240101000000, 'one', TRUE, sha384('CREATE TABLE a\n(id int8);'), 1200), (20240102000000, 'two', TRUE, sha384('CREATE TABLE b\n(id int8);'), -1)",
    },
    Tool {
        source: Source::Diesel,
        files: [
            "00000000000000_diesel_initial_setup/up.sql",
            "2024-01-02-000000_two/up.sql",
            "2024-01-03-000000_three/up.sql",
        ],
        migrations: [(0, "diesel_initial_setup"), DATED[1], DATED[2]],
        others: &[
            ("00000000000000_diesel_initial_setup/down.sql", "DROP TABLE a"),
            ("2024-01-02-000000_two/down.sql", "DROP TABLE b"),
            ("2024-01-03-000000_three/down.sql", "DROP TABLE c"),
        ],
        history: "INSERT INTO __diesel_schema_migrations (version) VALUES ('00000000000000'), ('20240102000000')",
    },
    Tool {
        source: Source::Refinery,
        files: ["V1__one.sql", "V2__two.sql", "V3__three.sql"],
        migrations: NUMBERED,
        others: &[],
        // The checksums are those of refinery 0.10.1.
        history: "INSERT INTO refinery_schema_history (version, name, applied_on, checksum) VALUES
            (1, 'one', '2024-01-01T09:30:00.123Z', '2094970868297968429'),
            (2, 'two', '2024-01-02T09:30:00.123Z', '4953287705421543432')",
    },
    Tool {
        source: Source::Goose,
        files: ["00001_one.sql", "00002_two.sql", "00003_three.sql"],
        migrations: NUMBERED,
        others: &[],
        // Number 3 was applied and taken back.
        history: "INSERT INTO goose_db_version (version_id, is_applied) VALUES
            (0, true), (1, true), (2, true), (3, true), (3, false)",
    },
    Tool {
        source: Source::Dbmate,
        files: ["20240101000000_one.sql", "20240102000000_two.sql", "20240103000000_three.sql"],
        migrations: DATED,
        others: &[],
        history: "INSERT INTO schema_migrations (version) VALUES ('20240101000000'), ('20240102000000')",
    },
    Tool {
        source: Source::Prisma,
        files: [
            "20240101000000_one/migration.sql",
            "20240102000000_two/migration.sql",
            "20240103000000_three/migration.sql",
        ],
        migrations: DATED,
        others: &[("migration_lock.toml", "provider = \"postgresql\"")],
        // The second failed, was marked as rolled back, and was applied then.
        history: "INSERT INTO _prisma_migrations
            (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count)
         VALUES
            (gen_random_uuid(), encode(sha256('CREATE TABLE a\n(id int8);'), 'hex'), now(), '20240101000000_one', NULL, NULL, now(), 1),
            (gen_random_uuid(), repeat('b', 64), NULL, '20240102000000_two', 'ERROR', now(), now(), 0),
            (gen_random_uuid(), encode(sha256('CREATE TABLE b\n(id int8);'), 'hex'), now(), '20240102000000_two', NULL, NULL, now(), 1)",
    },
    Tool {
        source: Source::Drizzle,
        files: ["0000_one.sql", "0001_two.sql", "0002_three.sql"],
        migrations: [(0, "one"), (1, "two"), (2, "three")],
        others: &[("meta/_journal.json", "{}")],
        history: "INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES
            (encode(sha256('CREATE TABLE a\n(id int8);'), 'hex'), 1704067200000),
            (encode(sha256('CREATE TABLE b\n(id int8);'), 'hex'), 1704153600000)",
    },
];

impl Tool {
    /// The text of a file that makes a table, with the way back where the tool has it in that file.
    fn text(&self, table: &str) -> String {
        let (up, down) = (create(table), format!("DROP TABLE {table};"));
        match self.source {
            Source::Goose => format!("-- +goose Up\n{up}\n-- +goose Down\n{down}\n"),
            Source::Dbmate => format!("-- migrate:up\n{up}\n\n-- migrate:down\n{down}\n"),
            _ => up,
        }
    }

    fn directory(&self) -> (Files, Directory) {
        let texts = ["a", "b", "c"].map(|table| self.text(table));
        let texts = texts.iter().map(String::as_str);
        let files: Vec<(&str, &str)> =
            self.files.into_iter().zip(texts).chain(self.others.iter().copied()).collect();
        let files = Files::new(self.source.name(), &files);
        let settings = Settings { source: Some(self.source), ..Settings::default() };
        let directory = Directory::open(&files.0, settings).unwrap();
        (files, directory)
    }
}

fn create(table: &str) -> String {
    format!("CREATE TABLE {table}\n(id int8);")
}

/// Two are taken over, the third is applied; and all are taken back where there is a way.
#[tokio::test]
async fn histories_of_all_tools() {
    for tool in &TOOLS {
        let (_files, directory) = tool.directory();
        let migrations: Vec<EmbeddedMigration<'_>> =
            directory.migrations.iter().map(Migration::embedded).collect();
        let found: Vec<_> = migrations.iter().map(|one| (one.version, one.name)).collect();
        assert_eq!(found, tool.migrations);
        let database = Database::new();
        let mut client = database.connect().await;
        let name = tool.source.name();
        let without = taken(&mut client, tool.source, &migrations).await;
        assert!(without.contains("has no history of"), "{without}");
        let theirs = [create("a"), create("b"), tool.source.bookkeeping().into(), ";".into()];
        client.batch_execute(&(theirs.concat() + tool.history)).await.unwrap();
        // Who does not know of the baseline is told when the first table is there already.
        let error = migrate(&mut client, &migrations, &Options::default()).await.unwrap_err();
        let hint = match tool.source {
            Source::Dbmate => {
                "if it is dbmate's, `sqldb migrate baseline --from dbmate`".to_owned()
            }
            _ => format!("history of {name}: `sqldb migrate baseline --from {name}` takes it over"),
        };
        assert!(error.to_string().contains(&hint), "{error}");

        // Of a file that says something else now, those tools know it that keep checksums.
        let mut edited = migrations.clone();
        edited.first_mut().unwrap().sql = "CREATE TABLE a (id int4);";
        let [first, second, _] = tool.files;
        let keeps_checksums =
            !matches!(tool.source, Source::Diesel | Source::Goose | Source::Dbmate);
        if keeps_checksums {
            let told = taken(&mut client, tool.source, &edited).await;
            assert_eq!(
                told.lines().next().unwrap(),
                format!("changed since {name} applied it: `{first}`")
            );
        }
        // Line ends are the checkout's.
        let ends = migrations.first().unwrap().sql.replace('\n', "\r\n");
        edited.first_mut().unwrap().sql = &ends;
        assert_eq!(taken(&mut client, tool.source, &edited).await, format!("{first}, {second}"));
        let report = migrate(&mut client, &migrations, &Options::default()).await.unwrap();
        let applied: Vec<_> = report.applied.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(applied, ["three"], "{name}");
        let status = status(&client, &migrations).await.unwrap();
        let states: Vec<_> = (status.entries.iter())
            .map(|entry| (entry.version, &*entry.name, entry.state.word()))
            .collect();
        let [(one, first), (two, second), (three, third)] = tool.migrations;
        let expected = [
            (one, first, "applied elsewhere"),
            (two, second, "applied elsewhere"),
            (three, third, "applied"),
        ];
        assert_eq!(states, expected, "{name}");
        assert_eq!(rows(&client, "SELECT count(*) FROM c").await, "0");

        let reversible = directory.migrations.iter().all(|migration| migration.down.is_some());
        let expected = matches!(tool.source, Source::Diesel | Source::Goose | Source::Dbmate);
        assert_eq!(reversible, expected, "{name}");
        if reversible {
            let descent = plan_down(&client, &directory.migrations, Target::All).await.unwrap();
            down(&mut client, &descent, &Options::default()).await.unwrap();
            assert_eq!(rows(&client, "SELECT to_regclass('a')").await, "null");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_taken_over() {
    let database = Database::new();
    let mut client = database.connect().await;
    let migration = |version, file| EmbeddedMigration { version, name: "", file, sql: "SELECT 1" };
    let migrations = [migration(1, "1_a.sql"), migration(2, "2_b.sql"), migration(3, "3_c.sql")];
    client.batch_execute(Source::Sqlx.bookkeeping()).await.unwrap();
    let mut told = Vec::new();
    for (version, success) in [(3, true), (4, true), (1, false)] {
        let insert =
            format!("INSERT INTO _sqlx_migrations VALUES ({version}, '', now(), {success}, '', 0)");
        client.batch_execute(&format!("TRUNCATE _sqlx_migrations; {insert}")).await.unwrap();
        told.push(taken(&mut client, Source::Sqlx, &migrations).await);
    }
    let edited = "INSERT INTO _sqlx_migrations SELECT n, '', now(), true, sha384('SELECT 2'), 0 FROM generate_series(1, 2) n";
    client.batch_execute(&format!("TRUNCATE _sqlx_migrations; {edited}")).await.unwrap();
    told.push(taken(&mut client, Source::Sqlx, &migrations).await);
    client.batch_execute("TRUNCATE _sqlx_migrations").await.unwrap();
    told.push(format!("[{}]", taken(&mut client, Source::Sqlx, &migrations).await));
    told.push(taken(&mut client, Source::Sqldb, &migrations).await);
    // Another tool's table of the name of ours.
    client.batch_execute(Source::Dbmate.bookkeeping()).await.unwrap();
    let error = migrate(&mut client, &migrations, &Options::default()).await.unwrap_err();
    told.push(error.to_string());
    expect![[r#"
        sqlx did not apply `1_a.sql`, but later ones
          = help: apply it with sqlx first, or remove the file
        sqlx applied migration 4, for which there is no file
          = help: restore the file, so that the history is whole
        sqlx left migration 1 half-way
          = help: repair it with sqlx first
        changed since sqlx applied it: `1_a.sql`, `2_b.sql`
          = help: restore what was applied; or, if the database is as the files are now, `sqldb migrate baseline 2` takes them so
        []
        golang-migrate's table is ours: there is nothing to take over
          = help: `sqldb migrate up` goes on where it is
        `public.schema_migrations` is another tool's: it has no column `dirty`
          = help: if it is dbmate's, `sqldb migrate baseline --from dbmate` takes it over; else rename it"#]].assert_eq(&told.join("\n"));
}

/// A history that names the table of its tool finds it, also where the tool has never been.
#[tokio::test]
async fn a_history_that_names_the_table_of_its_tool() {
    let files = Files::new(
        "names-table",
        &[
            ("2024-01-01-000000_one/up.sql", "CREATE TABLE a (id int8);"),
            (
                "2024-01-02-000000_two/up.sql",
                "CREATE VIEW applied AS SELECT version FROM __diesel_schema_migrations;",
            ),
        ],
    );
    let settings = Settings { source: Some(Source::Diesel), ..Settings::default() };
    let directory = sqldb_migrate::build::check(&files.0, settings).unwrap();
    let migrations: Vec<EmbeddedMigration<'_>> =
        directory.migrations.iter().map(Migration::embedded).collect();
    let database = Database::new();
    let mut client = database.connect().await;
    migrate(&mut client, &migrations, &Options::default()).await.unwrap();
    assert_eq!(rows(&client, "SELECT count(*) FROM applied").await, "0");
}
