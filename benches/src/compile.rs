//! What a query costs the compiler: `cargo check` of generated crates with more and fewer queries.
//!
//! The slope between two numbers of queries is a query's cost; everything else cancels out.

mod author;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use author::Author;

use crate::Failure;

/// `compile`: prints CPU time a query, for `sql!`, its peers and hand-written code.
pub(crate) fn compile(options: &[String]) -> Result<(), Failure> {
    let numbers = match options {
        [] => vec![100, 500, 1000],
        [option, list] if option == "--queries" => {
            list.split(',').map(str::parse).collect::<Result<Vec<u32>, _>>()?
        }
        _ => return Err("`compile` takes `--queries N,…` alone".into()),
    };
    let home = std::env::temp_dir().join(format!("sqldb-bench-compile-{}", std::process::id()));
    println!("{:<28} {:>8} {:>14} {:>14}", "code", "queries", "CPU s", "ms a query");
    for author in Author::ALL {
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

/// The CPU time of `cargo check` of the package alone, its dependencies being checked before.
fn checked(package: &Path, home: &Path) -> Result<Duration, Failure> {
    let check = || -> Result<(), Failure> {
        let status = Command::new("cargo")
            .args(["check", "--quiet"])
            .env("SQLX_OFFLINE", "true")
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
    let before = crate::cpu::children()?;
    check()?;
    Ok(crate::cpu::children()?.saturating_sub(before))
}
