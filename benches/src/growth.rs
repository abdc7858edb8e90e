//! How the time of the analysis grows with a history of migrations, and with a query: hardly anything may
//! grow with the square of what there is many of.

mod history;
mod query;

use std::time::Duration;

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay};

use crate::Failure;

/// How many tables the histories have.
const TABLES: [usize; 5] = [250, 500, 1_000, 2_000, 4_000];

/// `growth`: prints a line for each history and each form of query.
pub(crate) fn growth() -> Result<(), Failure> {
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("{:<34} {:>8} {:>12} {:>12}", format!("what ({profile})"), "many", "CPU time", "each");
    for tables in TABLES {
        line("tables in a history", tables, replayed(tables)?);
    }
    let catalog = catalog(&query::schema())?;
    for form in query::FORMS {
        for part in [4, 2, 1] {
            line(form.name, form.most / part, analysed(&catalog, form, form.most / part)?);
        }
    }
    Ok(())
}

fn line(what: &str, many: usize, time: Duration) {
    let each = time / u32::try_from(many).unwrap_or(u32::MAX);
    println!("{what:<34} {many:>8} {time:>12.1?} {each:>12.1?}");
}

fn replayed(tables: usize) -> Result<Duration, Failure> {
    let history = history::history(tables);
    spent(|| catalog(&history).map(drop))
}

/// The CPU time of one run: of so many that the kernel's clock has something to count. What needs more stack
/// than is usual runs in a thread of its own, so that it is the time of the whole process.
fn spent(run: impl Fn() -> Result<(), Failure>) -> Result<Duration, Failure> {
    let before = crate::cpu::own()?;
    let mut runs = 0;
    loop {
        run()?;
        runs += 1;
        let spent = crate::cpu::own()?.saturating_sub(before);
        if spent >= ENOUGH {
            return Ok(spent / runs);
        }
    }
}

/// How much CPU time makes a figure.
const ENOUGH: Duration = Duration::from_millis(200);

fn analysed(catalog: &Catalog, form: query::Form, many: usize) -> Result<Duration, Failure> {
    let query = (form.query)(many);
    spent(|| match sqldb_analyze::analyze(catalog, &query) {
        Ok(_) => Ok(()),
        Err(mistakes) => {
            let first = mistakes.first().map(|mistake| mistake.message.to_string());
            Err(format!("{many} {}: {}", form.name, first.unwrap_or_default()).into())
        }
    })
}

fn catalog(history: &[(String, String)]) -> Result<Catalog, Failure> {
    let migrations: Vec<Migration<'_>> =
        history.iter().map(|(file, sql)| Migration { file, sql }).collect();
    let (catalog, mistakes) = replay(&migrations);
    match mistakes.first() {
        Some(mistake) => Err(format!("{}: {}", mistake.file, mistake.diagnostic.message).into()),
        None => Ok(catalog),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How long it takes is for `growth` to say: a machine that does something else is no mistake.
    #[test]
    fn histories_and_queries_of_many_parts_are_answered() {
        catalog(&history::history(40)).unwrap();
        let catalog = catalog(&query::schema()).unwrap();
        for form in query::FORMS {
            let query = (form.query)(form.most);
            assert!(sqldb_analyze::analyze(&catalog, &query).is_ok(), "{}", form.name);
        }
    }
}
