//! What was done, for people while it happens and for programs at the end.

use std::io::{IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use sqldb_migrate::runner::{Applied, Progress, Report};

use crate::json::Json;
use crate::prepare::shown;
use crate::printed::Standard;

/// Tells people what happens; programs get all of it at the end. On a terminal, what is being done
/// is shown until it is done.
pub(super) fn progress(json: Json) -> impl Fn(Progress<'_>) + Send + Sync {
    let output = match std::io::stdout().is_terminal() {
        true => Output::Terminal(AtomicBool::new(false)),
        false => Output::Text,
    };
    move |progress| {
        if json == Json::Yes {
            return;
        }
        let line = match progress {
            Progress::Waiting(Some(holder)) => {
                format!("waiting for another session that migrates: {holder}")
            }
            Progress::Waiting(None) => "waiting for another session that migrates".to_owned(),
            Progress::Applying(migration) => return output.begin("applying", migration.file),
            Progress::Reverting(migration) => {
                return output.begin("taking back", migration.file);
            }
            Progress::Applied(migration, duration) => {
                format!("applied    {} ({})", migration.file, shown(duration))
            }
            Progress::Reverted(migration, duration) => {
                format!("took back  {} ({})", migration.file, shown(duration))
            }
            _ => return,
        };
        output.line(&line);
    }
}

/// Where lines go.
enum Output {
    /// Whether there is a line that the next one takes the place of.
    Terminal(AtomicBool),
    Text,
}

impl Output {
    /// Goes to the start of the line and empties it.
    const CLEAR: &str = "\r\u{1b}[2K";

    fn begin(&self, doing: &str, file: &str) {
        if let Output::Terminal(open) = self {
            open.store(true, Ordering::Relaxed);
            print!("{}{doing} {file} …", Output::CLEAR);
            // It is only for the eye.
            let _ = Standard.flush();
        }
    }

    fn line(&self, line: &str) {
        self.close();
        println!("{line}");
    }

    fn close(&self) {
        if let Output::Terminal(open) = self
            && open.swap(false, Ordering::Relaxed)
        {
            print!("{}", Output::CLEAR);
            let _ = Standard.flush();
        }
    }
}

impl Drop for Output {
    /// An error is told on a line of its own.
    fn drop(&mut self) {
        self.close();
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
                None => println!("{done}no migration is applied"),
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
