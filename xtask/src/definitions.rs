//! PostgreSQL's regression suite against the replay of definitions.
//!
//! Each statement of the suite that is no query runs on a server; the replay applies it to the
//! server's catalog as it was before, and what comes out is compared with the server's catalog
//! behind it. So a difference is the statement's own, whatever came before. Start with [`run`].

pub(crate) mod dependents;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use sqldb_analyze::Refusal;
use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::replay::{Migration, apply_in_session};
use tokio_postgres::Config;

use crate::apps::listing::listing;
use crate::introspect::SystemTypes;
use crate::regress::script::{Backslashes, Item, Script};
use crate::regress::{prepare, schedule};
use crate::server::Server;
use crate::session::Session;

/// What was found, by what it is about.
#[derive(Default)]
struct Report {
    statements: usize,
    same: usize,
    both_refuse: usize,
    findings: BTreeMap<String, Vec<String>>,
}

/// Statements that no definition is in.
const QUERIES: [&str; 22] = [
    "select",
    "insert",
    "update",
    "delete",
    "merge",
    "values",
    "with",
    "table",
    "explain",
    "show",
    "fetch",
    "move",
    "close",
    "declare",
    "copy",
    "vacuum",
    "analyze",
    "prepare",
    "execute",
    "deallocate",
    "lock",
    "call",
];

/// Runs the suite in a directory, or some files of it behind `test_setup`, and prints what differs.
///
/// # Errors
///
/// If the suite cannot be read or the server is lost.
pub(crate) fn run(major: Major, suite: &Path, only: &[&str]) -> Result<(), String> {
    let server = Server::start(major)?;
    let mut config: Config =
        server.connection().parse().map_err(|error| format!("the server's address: {error}"))?;
    prepare(&mut config)?;
    let mut report = Report::default();
    for name in schedule(suite)? {
        if !only.is_empty() && name != "test_setup" && !only.contains(&name.as_str()) {
            continue;
        }
        let file = suite.join("sql").join(format!("{name}.sql"));
        let Ok(bytes) = std::fs::read(&file) else { continue };
        let text = String::from_utf8_lossy(&bytes);
        eprintln!("{name}");
        play(&config, major, &name, &text, &mut report)?;
    }
    let Report { statements, same, both_refuse, findings } = report;
    println!("definitions: {statements}, of them {same} the same, {both_refuse} refused by both");
    for (what, places) in &findings {
        println!("\n{} {what}", places.len());
        places.iter().for_each(|place| println!("    {place}"));
    }
    Ok(())
}

fn play(
    config: &Config,
    major: Major,
    name: &str,
    text: &str,
    report: &mut Report,
) -> Result<(), String> {
    let mut session = Session::connect(config)?;
    let system = SystemTypes::of(&mut session, major)?;
    let mut script = Script::new(text);
    let mut catalog: Option<Catalog> = None;
    while let Some(item) = script.next() {
        let Item::Statement { line, text, .. } = item else { continue };
        let words = text.trim_start_matches(['(', ' ', '\n', '\t']).to_ascii_lowercase();
        let first = words.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if first == "copy" && words.contains("stdin") {
            let data = script.data();
            let _ = session.copy_in(&text, data);
            continue;
        }
        let into = words.split_whitespace().any(|word| word == "into");
        let query = QUERIES.contains(&first) && !(first == "select" && into);
        if query || script.backslashes == Backslashes::Escape || text.contains('\u{fffd}') {
            let _ = session.run(&text);
            if !matches!(first, "insert" | "update" | "delete" | "explain") {
                catalog = None;
            }
            continue;
        }
        if words.starts_with("set") && words.contains("standard_conforming_strings") {
            let off = words.trim_end().ends_with("off");
            script.backslashes = if off { Backslashes::Escape } else { Backslashes::Plain };
        }
        let before = match catalog.take() {
            Some(catalog) => Some(catalog),
            None => dependents::catalog(&mut session, major, &system).ok(),
        };
        let run = session.run(&text);
        if matches!(&run, Err(refused) if refused.code == "25P02") {
            continue;
        }
        let after = dependents::catalog(&mut session, major, &system).ok();
        let transaction = matches!(
            first,
            "begin" | "start" | "commit" | "end" | "rollback" | "abort" | "savepoint"
        );
        if let (Some(mut before), false) = (before, transaction) {
            report.statements += 1;
            let mistakes = apply_in_session(&mut before, &Migration { file: name, sql: &text });
            let run = run.as_ref().map(|_| ()).map_err(|refused| refused.code.as_str());
            let place = format!("{name}.sql:{line} {}", one_line(&text));
            let found = compare(&before, &mistakes, run, after.as_ref());
            match found {
                Ok(Agreement::Same) => report.same += 1,
                Ok(Agreement::BothRefuse) => report.both_refuse += 1,
                Err((what, detail)) => {
                    report.findings.entry(what).or_default().push(format!("{place}{detail}"));
                }
            }
        }
        catalog = after;
    }
    Ok(())
}

enum Agreement {
    Same,
    BothRefuse,
}

/// Whether both did the same; what differs, with its details, otherwise.
fn compare(
    ours: &Catalog,
    mistakes: &[sqldb_analyze::Diagnostic],
    run: Result<(), &str>,
    after: Option<&Catalog>,
) -> Result<Agreement, (String, String)> {
    let first = mistakes.first();
    match (first, run) {
        (Some(mistake), Err(code)) if mistake.code.code() == code => Ok(Agreement::BothRefuse),
        (Some(mistake), _) if mistake.refusal == Refusal::Unsupported => {
            Err((format!("UNSUPPORTED {}", mistake.message), String::new()))
        }
        (Some(mistake), Err(code)) => Err((
            format!("CODE ours {}, the server's {code}", mistake.code.code()),
            format!("\n        {}", mistake.message),
        )),
        (Some(mistake), Ok(())) => {
            let notes = mistake.notes.iter().map(|note| format!("; {}", note.message));
            let notes: String = notes.collect();
            Err((
                format!("REFUSED {}", mistake.code.code()),
                format!("\n        {}{notes}", mistake.message),
            ))
        }
        (None, Err(code)) => Err((format!("accepted; {code}"), String::new())),
        (None, Ok(())) => {
            let Some(after) = after else { return Ok(Agreement::Same) };
            let (ours, theirs) = (lines(ours), lines(after));
            let mut detail = String::new();
            for line in ours.difference(&theirs) {
                detail.push_str(&format!("\n        engine {line}"));
            }
            for line in theirs.difference(&ours) {
                detail.push_str(&format!("\n        server {line}"));
            }
            if detail.is_empty() {
                Ok(Agreement::Same)
            } else {
                Err(("DIFFERS".to_owned(), detail))
            }
        }
    }
}

fn lines(catalog: &Catalog) -> BTreeSet<String> {
    let mut lines: BTreeSet<String> = listing(catalog, &[]).into_iter().collect();
    lines.extend(dependents::lines(catalog));
    lines
}

fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().take(200).collect()
}
