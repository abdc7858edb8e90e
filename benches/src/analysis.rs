//! What the analysis itself costs, stage by stage: a built-in function looked up, a history of
//! migrations replayed, a small, a medium and a long query typed.
//!
//! The figures are CPU times of one run, for whichever profile this is built in.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Duration;

use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::replay::{Migration, replay};

use crate::Failure;

/// How many migrations the history has.
const MIGRATIONS: usize = 350;

/// `analysis`: prints a line for each stage.
pub(crate) fn analysis() -> Result<(), Failure> {
    let profile = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!("{:<44} {:>12}", format!("stage ({profile})"), "CPU time");
    let history = history();
    let migrations: Vec<Migration<'_>> =
        history.iter().map(|(file, sql)| Migration { file, sql }).collect();
    let (catalog, mistakes) = replay(&migrations);
    if let Some(mistake) = mistakes.first() {
        return Err(format!("{}: {}", mistake.file, mistake.diagnostic.message).into());
    }
    line("an empty catalog", cpu(|| drop(black_box(Catalog::default())))?);
    let functions = ["lower", "count", "jsonb_agg", "no_such_function"];
    let lookup = cpu(|| {
        for name in functions {
            black_box(catalog.functions_named(None, name).count());
        }
    })?;
    line("a function looked up by its name", lookup / 4);
    line(&format!("{MIGRATIONS} migrations replayed"), cpu(|| drop(replay(&migrations)))?);
    for (name, query) in [
        ("a small query", SMALL.to_owned()),
        ("a medium query", MEDIUM.to_owned()),
        ("a query of 200 lines", long()),
    ] {
        sqldb_analyze::analyze(&catalog, &query)
            .map_err(|errors| errors.first().map_or(String::new(), |e| e.message.to_string()))?;
        line(name, cpu(|| drop(sqldb_analyze::analyze(&catalog, &query)))?);
    }
    Ok(())
}

fn line(stage: &str, time: Duration) {
    println!("{stage:<44} {time:>12.1?}");
}

/// The CPU time of one run: of so many that the kernel's clock, which ticks a hundred times a
/// second, has something to count. Other programs on the machine do not show in it.
fn cpu(mut run: impl FnMut()) -> Result<Duration, Failure> {
    run();
    let mut runs = 1_u32;
    loop {
        let before = crate::cpu::own()?;
        for _ in 0..runs {
            run();
        }
        let spent = crate::cpu::own()?.saturating_sub(before);
        if spent >= ENOUGH {
            return Ok(spent / runs);
        }
        runs = runs.saturating_mul(4);
    }
}

/// How much CPU time makes a figure.
const ENOUGH: Duration = Duration::from_millis(400);

/// A history as applications have one: a table, its indexes and keys, later columns, a view.
fn history() -> Vec<(String, String)> {
    (0..MIGRATIONS)
        .map(|number| {
            let table = number / 5;
            let sql = match number % 5 {
                0 => format!(
                    "CREATE TYPE state_{table} AS ENUM ('new', 'done');\n\
                     CREATE TABLE item_{table} (id bigserial PRIMARY KEY, title text NOT NULL, \
                     state state_{table} NOT NULL DEFAULT 'new', price numeric(10, 2), \
                     created_at timestamptz NOT NULL DEFAULT now(), tags text[] NOT NULL);"
                ),
                1 => format!("CREATE INDEX ON item_{table} (created_at) WHERE state = 'new';"),
                2 => format!(
                    "ALTER TABLE item_{table} ADD COLUMN note text, ADD COLUMN parent bigint \
                     REFERENCES item_{table};"
                ),
                3 => format!(
                    "CREATE VIEW open_{table} AS SELECT i.id, i.title, count(c.id) AS children \
                     FROM item_{table} i LEFT JOIN item_{table} c ON c.parent = i.id \
                     WHERE i.state = 'new' GROUP BY i.id;"
                ),
                _ => format!("UPDATE item_{table} SET note = '' WHERE note IS NULL;"),
            };
            (format!("{}_step.up.sql", number + 1), sql)
        })
        .collect()
}

const SMALL: &str = "SELECT id, title, note FROM item_0 WHERE id = <id>";

const MEDIUM: &str = "\
WITH recent AS (
    SELECT id, title, state, created_at FROM item_1
    WHERE created_at > now() - interval '7 days' AND title ILIKE '%' || <text> || '%'
)
SELECT r.id, upper(r.title) AS title, coalesce(sum(i.price), 0) AS total,
       count(*) FILTER (WHERE i.state = 'done') AS done, jsonb_agg(i.tags) AS tags
FROM recent r
LEFT JOIN item_2 i ON i.parent = r.id
WHERE r.state = ANY (<states>)
GROUP BY r.id, r.title
HAVING count(*) > <least>::int8
ORDER BY total DESC
LIMIT <limit> OFFSET <offset>";

/// A report over forty tables: five lines each.
fn long() -> String {
    let mut query = String::new();
    for table in 0..40 {
        let union = if table == 0 { "" } else { "UNION ALL\n" };
        let _ = write!(
            query,
            "{union}SELECT i.id, i.title, coalesce(i.note, 'none') AS note,\n       \
             CASE WHEN i.price > 100 THEN round(i.price * 1.19, 2) ELSE i.price END AS price\n\
             FROM item_{table} i JOIN open_{table} o USING (id)\n\
             WHERE i.created_at BETWEEN <since> AND <until> AND o.children > <children>\n"
        );
    }
    query
}
