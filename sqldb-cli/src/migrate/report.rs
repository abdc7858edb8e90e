//! What was done, for people while it happens and for programs at the end.

use std::time::Duration;

use serde_json::{Value, json};
use sqldb_migrate::runner::{Applied, Progress, Report};

use crate::json::Json;
use crate::prepare::shown;

/// Tells people what happens; programs get all of it at the end.
pub(super) fn progress(json: Json) -> impl Fn(Progress<'_>) + Send + Sync {
    move |progress| {
        let line = match progress {
            Progress::Waiting(Some(holder)) => {
                format!("waiting for another session that migrates: {holder}")
            }
            Progress::Waiting(None) => "waiting for another session that migrates".to_owned(),
            Progress::Applied(migration, duration) => {
                format!("applied    {} ({})", migration.file, shown(duration))
            }
            Progress::Reverted(migration, duration) => {
                format!("took back  {} ({})", migration.file, shown(duration))
            }
            _ => return,
        };
        match json {
            Json::Yes => {}
            Json::No => println!("{line}"),
        }
    }
}

/// Says what was done in all.
pub(super) fn print(report: &Report, json: Json) {
    match json {
        Json::Yes => println!(
            "{}",
            json!({
                "reverted": report.reverted.iter().map(one).collect::<Vec<_>>(),
                "applied": report.applied.iter().map(one).collect::<Vec<_>>(),
                "version": report.version,
            })
        ),
        Json::No => {
            let nothing = report.reverted.is_empty() && report.applied.is_empty();
            let done = if nothing { "nothing to do: " } else { "" };
            match report.version {
                Some(version) => println!("{done}the database is at migration {version}"),
                None => println!("{done}the database has no migrations"),
            }
        }
    }
}

fn one(applied: &Applied) -> Value {
    json!({
        "version": applied.version,
        "name": applied.name,
        "milliseconds": milliseconds(applied.duration),
    })
}

/// With three digits, for programs.
pub(super) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1_000_000.0).round() / 1000.0
}
