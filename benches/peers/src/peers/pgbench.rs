//! pgbench, the limit from outside: C, libpq, and nothing done with the rows.

use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use crate::Failure;
use crate::peer::{Boxed, CONNECTIONS, Measured, Runner};
use crate::server::Server;
use crate::workload::{Route, Workload};

pub(crate) const NAME: &str = "pgbench";

/// pgbench with a script for a workload.
pub(crate) struct Pgbench {
    program: PathBuf,
    script: &'static str,
    arguments: Vec<String>,
    connections: usize,
}

/// pgbench, where it has the workload and is installed.
pub(crate) fn runner(server: &Server, workload: Workload) -> Option<Pgbench> {
    let program = server.binaries().join("pgbench");
    if !program.exists() || workload.route() == Route::Network {
        return None;
    }
    let (script, connections) = match workload {
        Workload::PointUnix | Workload::PointTcp => (POINT, 1),
        Workload::Load64x8 => (POINT, CONNECTIONS),
        Workload::InsertReturning => (INSERT, 1),
        Workload::Transaction3 => (TRANSACTION, 1),
        _ => return None,
    };
    let (port, database) = server.port_and_database();
    let host = match workload.route() {
        Route::Unix => server.socket().to_string_lossy().into_owned(),
        _ => "127.0.0.1".to_owned(),
    };
    let arguments = ["-n", "-M", "prepared", "-U", "postgres", "-h", &host, "-p", &port, database];
    let arguments = arguments.map(str::to_owned).to_vec();
    Some(Pgbench { program, script, arguments, connections })
}

const POINT: &str = "\\set id random(1, 10000)
SELECT id, title, note, weight, done, created FROM todo_item WHERE id = :id;
";
const INSERT: &str = "\\set account random(1, 1000)
INSERT INTO entry (account, amount) VALUES (:account, 7) RETURNING id;
";
const TRANSACTION: &str = "\\set account random(1, 1000)
BEGIN;
SELECT balance FROM account WHERE id = :account;
UPDATE account SET balance = balance + 7 WHERE id = :account;
INSERT INTO entry (account, amount) VALUES (:account, 7);
COMMIT;
";

impl Runner for Pgbench {
    fn name(&self) -> &'static str {
        NAME
    }

    fn run(&self, _: Workload, repetitions: u32) -> Boxed<'_, Result<Measured, Failure>> {
        Box::pin(async move {
            let script = std::env::temp_dir().join(format!("pgbench-{}.sql", std::process::id()));
            std::fs::write(&script, self.script)?;
            let connections = self.connections.to_string();
            let each = (repetitions as usize / self.connections).to_string();
            let output = Command::new(&self.program)
                .args(["-t", &each, "-c", &connections, "-j", "1", "-f"])
                .arg(&script)
                .args(&self.arguments)
                .output()?;
            std::fs::remove_file(&script)?;
            let text = String::from_utf8(output.stdout)?;
            let line = text.lines().find_map(|line| line.strip_prefix("tps = "));
            let rate = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
            let rate = rate.ok_or_else(|| {
                format!("pgbench failed: {}", String::from_utf8_lossy(&output.stderr))
            })?;
            Ok(Measured {
                wall: Duration::from_secs_f64(f64::from(repetitions) / rate),
                ..Measured::default()
            })
        })
    }

    fn close(&self) -> Boxed<'_, ()> {
        Box::pin(async {})
    }
}
