//! `migrate status`.

use anstyle::AnsiColor;
use serde_json::json;
use sqldb_migrate::runner::{self, Entry, State};

use super::report::milliseconds;
use super::session::{Where, embedded};
use crate::Failure;
use crate::json::Json;
use crate::prepare::shown;
use crate::printed::styled;

/// Prints a line for each migration; nothing is changed.
///
/// # Errors
///
/// The files or the history cannot be read.
pub(super) fn status(place: &Where, json: Json) -> Result<(), Failure> {
    let (session, client) = place.connect()?;
    let files = session.files()?;
    let migrations = embedded(&files);
    let status = session.runtime.block_on(runner::status(&client, &migrations))?;
    match json {
        Json::Yes => {
            let entries: Vec<_> = status
                .entries
                .iter()
                .map(|entry| {
                    json!({
                        "version": entry.version,
                        "name": entry.name,
                        "state": entry.state.word(),
                        "applied_at": entry.applied_at,
                        "milliseconds": entry.duration.map(milliseconds),
                    })
                })
                .collect();
            println!("{}", json!({ "version": status.version, "migrations": entries }));
        }
        Json::No => people(&session.database.name, status.version, &status.entries),
    }
    Ok(())
}

fn people(database: &str, version: Option<i64>, entries: &[Entry]) {
    match version {
        Some(version) => println!("{database}: at migration {version}"),
        None => println!("{database}: no migration is applied"),
    }
    let widest = |width: &dyn Fn(&Entry) -> usize| entries.iter().map(width).max().unwrap_or(0);
    let number = widest(&|entry| entry.version.to_string().len());
    let name = widest(&|entry| entry.name.chars().count());
    let state = widest(&|entry| entry.state.word().len());
    for entry in entries {
        let style = style(entry.state);
        let when = entry.applied_at.as_deref().unwrap_or("");
        let took = entry.duration.map(shown).unwrap_or_default();
        let word = entry.state.word();
        let line = format!("{:>number$}  {:name$}", entry.version, entry.name);
        match when {
            "" => styled(format_args!("  {line}  {style}{word}{style:#}\n")),
            _ => styled(format_args!("  {line}  {style}{word:state$}{style:#}  {when}  {took}\n")),
        }
    }
    let advice: Vec<&str> = ADVICE
        .iter()
        .filter(|(state, _)| entries.iter().any(|entry| entry.state == *state))
        .map(|(_, advice)| *advice)
        .collect();
    for advice in advice {
        println!("  = help: {advice}");
    }
}

const ADVICE: [(State, &str); 5] = [
    (State::Pending, "`sqldb migrate up` applies what is pending"),
    (
        State::Changed,
        "changed: restore the file, or `sqldb migrate redo`, or `sqldb migrate repair`",
    ),
    (State::Missing, "missing: restore the file, or `sqldb migrate repair` forgets it"),
    (State::Late, "late: `sqldb migrate rebase` gives it a number behind all others"),
    (
        State::Dirty,
        "dirty: `sqldb migrate up` goes on with it, if it can; else `sqldb migrate repair`",
    ),
];

fn style(state: State) -> anstyle::Style {
    match state {
        State::Applied | State::AppliedElsewhere => AnsiColor::Green.on_default(),
        State::Pending => AnsiColor::Yellow.on_default(),
        State::Changed | State::Missing | State::Late | State::Dirty => {
            AnsiColor::Red.on_default().bold()
        }
    }
}
