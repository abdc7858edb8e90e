//! What a query costs the compiler: `cargo check` of generated crates with more and fewer queries.
//!
//! The slope between two numbers of queries is a query's cost; everything else cancels out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::Failure;

/// `compile`: prints CPU time a query, for `sql!` and for hand-written code.
pub(crate) fn compile(options: &[String]) -> Result<(), Failure> {
    let numbers = match options {
        [] => vec![100, 500],
        [option, list] if option == "--queries" => {
            list.split(',').map(str::parse).collect::<Result<Vec<u32>, _>>()?
        }
        _ => return Err("`compile` takes `--queries N,…` alone".into()),
    };
    let home = std::env::temp_dir().join(format!("sqldb-bench-compile-{}", std::process::id()));
    println!("{:<28} {:>8} {:>14} {:>14}", "code", "queries", "CPU s", "ms a query");
    for author in [Author::Sqldb, Author::TokioPostgres] {
        let mut previous: Option<(u32, Duration)> = None;
        for &queries in &numbers {
            let package = author.write_package(&home, queries)?;
            let time = checked(&package, &home)?;
            let slope = previous.map(|(fewer, less)| {
                let more = time.as_secs_f64() - less.as_secs_f64();
                more * 1e3 / f64::from(queries - fewer).max(1.0)
            });
            let slope = slope.map_or("".to_owned(), |slope| format!("{slope:.2}"));
            let seconds = time.as_secs_f64();
            println!("{:<28} {queries:>8} {seconds:>14.2} {slope:>14}", author.name());
            previous = Some((queries, time));
        }
    }
    std::fs::remove_dir_all(&home)?;
    Ok(())
}

/// Who writes the queries.
#[derive(Clone, Copy)]
enum Author {
    /// `sql!`.
    Sqldb,
    /// A function a query, by hand.
    TokioPostgres,
}

impl Author {
    fn name(self) -> &'static str {
        match self {
            Author::Sqldb => "sql!",
            Author::TokioPostgres => "tokio-postgres by hand",
        }
    }

    /// Writes a package with `queries` functions and returns its folder.
    fn write_package(self, home: &Path, queries: u32) -> Result<PathBuf, Failure> {
        let folder = match self {
            Author::Sqldb => home.join(format!("sqldb_{queries}")),
            Author::TokioPostgres => home.join(format!("by_hand_{queries}")),
        };
        std::fs::create_dir_all(folder.join("src"))?;
        std::fs::create_dir_all(folder.join("migrations"))?;
        let migration = include_str!("../migrations/1_create_todo_item.up.sql");
        std::fs::write(folder.join("migrations/1_create_todo_item.up.sql"), migration)?;
        let sqldb = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sqldb").canonicalize()?;
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        std::fs::write(
            folder.join("Cargo.toml"),
            format!(
                "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
                 sqldb = {{ path = {sqldb:?} }}\ntokio-postgres = \"0.7\"\n"
            ),
        )?;
        let mut source = match self {
            Author::Sqldb => SQLDB_HEAD.to_owned(),
            Author::TokioPostgres => String::new(),
        };
        for number in 0..queries {
            let body = match self {
                Author::Sqldb => SQLDB_QUERY,
                Author::TokioPostgres => BY_HAND_QUERY,
            };
            writeln!(source, "{}", body.replace("NUMBER", &number.to_string()))?;
        }
        std::fs::write(folder.join("src/lib.rs"), source)?;
        Ok(folder)
    }
}

const SQLDB_HEAD: &str = "\
#![expect(dead_code, reason = \"only the compiler reads this\")]
#[sqldb::database(name = \"bench\", migrations = \"./migrations\")]
mod bench {}
use bench::{DB, sql};
";

const SQLDB_QUERY: &str = "\
async fn query_NUMBER(weight: i32) -> sqldb::Result<Vec<(i64, String)>> {
    let rows = DB.query_all(sql!(\"SELECT id, title, note FROM todo_item WHERE weight = <weight> AND id > NUMBER\")).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}";

const BY_HAND_QUERY: &str = "\
pub struct RowNUMBER { pub id: i64, pub title: String, pub note: Option<String> }
pub async fn query_NUMBER(client: &tokio_postgres::Client, weight: i32) -> Result<Vec<(i64, String)>, tokio_postgres::Error> {
    let statement = client.prepare(\"SELECT id, title, note FROM todo_item WHERE weight = $1 AND id > NUMBER\").await?;
    let rows = client.query(&statement, &[&weight]).await?;
    let rows: Vec<RowNUMBER> = rows.iter().map(|row| Ok(RowNUMBER { id: row.try_get(0)?, title: row.try_get(1)?, note: row.try_get(2)? })).collect::<Result<_, tokio_postgres::Error>>()?;
    Ok(rows.into_iter().map(|row| (row.id, row.title)).collect())
}";

/// The CPU time of `cargo check` of the package alone, its dependencies being checked before.
fn checked(package: &Path, home: &Path) -> Result<Duration, Failure> {
    let check = || -> Result<(), Failure> {
        let status = Command::new("cargo")
            .args(["check", "--quiet", "--offline"])
            .env("CARGO_TARGET_DIR", home.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            .current_dir(package)
            .status()?;
        if status.success() { Ok(()) } else { Err("`cargo check` failed".into()) }
    };
    check()?;
    let source = package.join("src/lib.rs");
    // The whole crate again: what changes is its text, not only its time.
    let text = std::fs::read_to_string(&source)?;
    std::fs::write(&source, format!("// again\n{text}"))?;
    let before = children_cpu()?;
    check()?;
    Ok(children_cpu()?.saturating_sub(before))
}

/// User and system time of the ended children, from the kernel's own account (`proc(5)`, fields 16
/// and 17 of `/proc/self/stat`, in ticks of a hundredth of a second).
fn children_cpu() -> Result<Duration, Failure> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> =
        stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks = |field: usize| -> Result<u64, Failure> {
        Ok(fields.get(field).ok_or("`/proc/self/stat` is too short")?.parse()?)
    };
    Ok(Duration::from_millis(10 * (ticks(13)? + ticks(14)?)))
}
