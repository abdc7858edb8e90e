//! All databases of a workspace, made ready at once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;

use sqldb_local::{Cluster, Creation, Purpose, Role};

use crate::Failure;
use crate::json::Json;
use crate::prepare::{self, Prepared, shown};
use crate::rename;
use crate::target;
use crate::workspace::{Database, Workspace};

/// What the program needs.
pub(super) struct Ready {
    /// The servers; they go on as long as these live.
    pub(super) clusters: Vec<Arc<Cluster>>,
    /// The variables that say where the databases are.
    pub(super) variables: BTreeMap<String, String>,
}

/// How many databases are made ready at a time.
const AT_ONCE: usize = 8;

/// Creates and migrates the local databases, and says for each what was done.
///
/// # Errors
///
/// All that went wrong.
pub(super) fn make(workspace: &Workspace, json: Json) -> Result<Ready, Failure> {
    let mut ready = Ready { clusters: Vec::new(), variables: BTreeMap::new() };
    if workspace.databases.is_empty() {
        super::say(json, "no source of this workspace declares a database yet");
    }
    let mut wanted = Vec::new();
    for database in &workspace.databases {
        if let Some((variable, _)) = target::from_variable(database) {
            let sentence = format!("{}: at `{variable}`, and left as it is", database.name);
            super::say(json, &sentence);
            continue;
        }
        // One server for each major version that is asked for; to join it takes milliseconds.
        let cluster = Arc::new(target::local(&workspace.root, database, Purpose::Run)?);
        let url = cluster.url(&database.name, Role::Service.name());
        ready.variables.extend(database.url_env.clone().map(|variable| (variable, url.clone())));
        ready.variables.insert(target::url_variable(&database.name), url);
        ready.clusters.push(Arc::clone(&cluster));
        wanted.push((database, cluster));
    }
    let mut mistakes = Vec::new();
    for some in wanted.chunks(AT_ONCE) {
        thread::scope(|scope| {
            let started: Vec<_> = some
                .iter()
                .map(|(database, cluster)| {
                    scope.spawn(move || {
                        let prepared = prepare::prepare(cluster, database);
                        prepared.map_err(|failure| failure.to_string())
                    })
                })
                .collect();
            for ((database, cluster), thread) in some.iter().zip(started) {
                match thread.join() {
                    Ok(Ok(prepared)) => {
                        show(database, &prepared, json);
                        if prepared.creation == Creation::Created {
                            offer(database, cluster, workspace, json);
                        }
                    }
                    Ok(Err(mistake)) => mistakes.push(format!("{}: {mistake}", database.name)),
                    Err(_) => mistakes.push(format!("{}: its thread ended", database.name)),
                }
            }
        });
    }
    match mistakes.is_empty() {
        true => Ok(ready),
        false => Err(mistakes.join("\n").into()),
    }
}

/// A database that is new may be one that was called otherwise.
fn offer(database: &Database, cluster: &Cluster, workspace: &Workspace, json: Json) {
    let others = rename::undeclared(cluster, &workspace.databases);
    if let [old] = others.as_slice() {
        let new = &database.name;
        let sentence = format!(
            "nobody declares `{old}` any more; if it is `{new}` now: `sqldb rename {old} {new} --replace`"
        );
        super::say(json, &sentence);
    }
}

fn show(database: &Database, prepared: &Prepared, json: Json) {
    let name = &database.name;
    if json == Json::Yes {
        eprintln!("{}", prepared.json(name));
        return;
    }
    let Prepared { creation, applied, duration } = prepared;
    let created = match creation {
        Creation::Created => "created, ",
        Creation::Existed => "",
    };
    let files: Vec<String> =
        applied.iter().map(|(file, duration)| format!("{file} {}", shown(*duration))).collect();
    let files = match files.len() {
        1..=3 => format!(" ({})", files.join(", ")),
        _ => String::new(),
    };
    let (summary, spent) = (prepared.summary(), shown(*duration));
    super::say(json, &format!("{name}: {created}{summary}{files}, ready in {spent}"));
}
