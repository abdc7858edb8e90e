//! `doctor`: what keeps the databases of a workspace from being there, and what to do about it.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use sqldb::__private::Server;
use sqldb_local::{Cluster, Purpose, Role};
use sqldb_migrate::build;
use sqldb_migrate::runner::{self, State};
use tokio_postgres::Client;

use crate::Failure;
use crate::access::Access;
use crate::environment::Environments;
use crate::json::Json;
use crate::prepare::{self, shown};
use crate::target;
use crate::workspace::{self, Database, Workspace};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The name in `#[sqldb::database(name = …)]`; else all databases of the workspace
    name: Option<String>,
    /// Look at an environment of `sqldb.toml`, too
    #[arg(short, long, value_name = "NAME")]
    env: Option<String>,
}

/// What was looked at.
struct Finding {
    what: String,
    outcome: Outcome,
}

enum Outcome {
    /// All is well; with what was found.
    Well(String),
    /// It works, and something better is to be had.
    Advice { found: String, help: String },
    /// It does not work.
    Wrong { found: String, help: String },
}

/// Looks at everything, and says what it found.
///
/// The exit code is 1 if something is wrong.
///
/// # Errors
///
/// Nothing can be printed.
pub(crate) fn examine(options: &Options, json: Json) -> Result<ExitCode, Failure> {
    let mut findings = Vec::new();
    match Workspace::here() {
        Ok(workspace) => of_workspace(options, &workspace, &mut findings),
        Err(failure) => findings.push(wrong(
            "workspace",
            failure.to_string(),
            "run `sqldb doctor` in the directory of the program's Cargo.toml",
        )),
    }
    findings.push(psql());
    let mut healthy = true;
    for finding in &findings {
        healthy &= !matches!(finding.outcome, Outcome::Wrong { .. });
        match json {
            Json::Yes => println!("{}", finding.json()),
            Json::No => crate::printed::styled(format_args!("{}", finding.text())),
        }
    }
    Ok(if healthy { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn of_workspace(options: &Options, workspace: &Workspace, findings: &mut Vec<Finding>) {
    let databases: Vec<&Database> = match &options.name {
        None => workspace.databases.iter().collect(),
        Some(name) => match workspace.database(Some(name)) {
            Ok(database) => vec![database],
            Err(failure) => {
                let help = "declare it by `#[sqldb::database(name = \"…\", migrations = \
                            \"./migrations\")]`, or correct the name";
                findings.push(wrong("database", failure.to_string(), help));
                return;
            }
        },
    };
    let what = format!("workspace {}", workspace.root.display());
    findings.push(match databases.is_empty() {
        false => well(&what, format!("declares {}", workspace.names())),
        true => wrong(
            &what,
            workspace.without_databases(),
            "`sqldb new todo` makes a package that has one",
        ),
    });
    for database in &databases {
        findings.push(migrations(database));
        findings.extend(build_script(database));
    }
    let locals: Vec<&&Database> =
        databases.iter().filter(|database| target::from_variable(database).is_none()).collect();
    if !locals.is_empty() {
        local(workspace, &locals, findings);
    }
    for database in &databases {
        if let Some((variable, url)) = target::from_variable(database) {
            findings.push(connection(
                &format!("{} at `{variable}`", database.name),
                database,
                &url,
                &variable,
            ));
        }
        if let Some(environment) = &options.env {
            findings.push(in_environment(workspace, database, environment));
        }
    }
}

fn migrations(database: &Database) -> Finding {
    let directory = workspace::shown(&database.directory);
    let what = format!("{}: migrations", database.name);
    match build::check(directory, database.settings) {
        Ok(found) => well(&what, format!("{} in {}", found.migrations.len(), directory.display())),
        Err(mistakes) => {
            wrong(&what, mistakes.join("\n\n"), "correct them; the compiler refuses them, too")
        }
    }
}

/// Without a build script cargo does not notice a migration that is added.
fn build_script(database: &Database) -> Option<Finding> {
    let script = database.package_directory.join("build.rs");
    let text = std::fs::read_to_string(&script).unwrap_or_default();
    (!text.contains("validate")).then(|| Finding {
        what: format!("{}: build script", database.name),
        outcome: Outcome::Advice {
            found: format!("{} does not check the migrations", workspace::shown(&script).display()),
            help: format!(
                "write `fn main() {{ sqldb_migrate::build::validate(\"{}\") }}` in it, so that new files \
                 are noticed",
                database.migrations
            ),
        },
    })
}

/// The local PostgreSQL: found, started, and each database reached as the program reaches it.
fn local(workspace: &Workspace, databases: &[&&Database], findings: &mut Vec<Finding>) {
    for database in databases {
        let name = &database.name;
        let request = target::request(&workspace.root, database, Purpose::Run);
        let what = format!("{name}: PostgreSQL");
        match Cluster::binaries(&request) {
            Ok(bin) => findings.push(well(&what, format!("is in {}", bin.display()))),
            Err(error) => {
                let help =
                    "install it as said above; or set the variable of the database to a server";
                findings.push(wrong(&what, error.to_string(), help));
                continue;
            }
        }
        let started = Instant::now();
        let what = format!("{name}: local server");
        let cluster = match Cluster::ensure(&request) {
            Ok(cluster) => cluster,
            Err(error) => {
                let help = "the lines above are the server's own; a data directory that is damaged is made \
                            anew after it was removed";
                findings.push(wrong(&what, error.to_string(), help));
                continue;
            }
        };
        let version = cluster.server_version();
        let spent = shown(started.elapsed());
        findings.push(well(&what, format!("PostgreSQL {version} answers after {spent}")));
        let existed = format!("SELECT FROM pg_database WHERE datname = '{name}'");
        match cluster.query_as("postgres", Role::Superuser, &existed) {
            Ok(rows) if rows.is_empty() => findings.push(well(
                &format!("{name}: database"),
                "is not there yet; the first run of the program creates it",
            )),
            _ => {
                let url = cluster.url(name, Role::Service.name());
                let what = format!("{name}: database");
                findings.push(connection(&what, database, &url, "the local PostgreSQL"));
            }
        }
    }
}

fn in_environment(workspace: &Workspace, database: &Database, environment: &str) -> Finding {
    let what = format!("{} in `{environment}`", database.name);
    let url = Environments::read(&workspace.root)
        .and_then(|environments| environments.url(environment, &database.name, Access::Read));
    match url {
        Ok(url) => connection(&what, database, &url, &format!("`read` of `{environment}`")),
        Err(failure) => wrong(
            &what,
            failure.to_string(),
            "correct it as said; `sqldb.toml` is described in the README of sqldb",
        ),
    }
}

/// Connects, and asks how far the migrations are.
fn connection(what: &str, database: &Database, url: &str, origin: &str) -> Finding {
    let attempt = || -> Result<(String, Standing), Failure> {
        let server = Server::parse(url, origin)?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let client = server.connect().await?;
            let row = client.query_one("SELECT current_user::text, version()", &[]).await?;
            let (role, version): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            let version = version.split(" on ").next().unwrap_or_default().to_owned();
            Ok((format!("{version} lets `{role}` in"), standing(&client, database).await))
        })
    };
    match attempt() {
        Ok((found, Standing { at, troubles })) if troubles.is_empty() => {
            well(what, format!("{found}; {at}"))
        }
        Ok((found, Standing { at, troubles })) => wrong(
            what,
            format!("{found}; {at}, but {}", troubles.join(", ")),
            "`sqldb migrate status` says what to do about it",
        ),
        Err(failure) => {
            let found = causes(&*failure);
            let help = advice(&found);
            wrong(what, found, help)
        }
    }
}

/// How the files stand to the database.
struct Standing {
    at: String,
    /// What keeps anything from being applied.
    troubles: Vec<String>,
}

/// Mistakes in the files themselves are told elsewhere.
async fn standing(client: &Client, database: &Database) -> Standing {
    let Ok(directory) = prepare::read(database) else {
        return Standing { at: "its migrations have mistakes".to_owned(), troubles: Vec::new() };
    };
    let migrations: Vec<_> = directory.migrations.iter().map(|one| one.embedded()).collect();
    let Ok(status) = runner::status(client, &migrations).await else {
        return Standing { at: "its history cannot be read".to_owned(), troubles: Vec::new() };
    };
    let pending = status.entries.iter().filter(|entry| entry.state == State::Pending).count();
    let mut at = match status.version {
        Some(version) => format!("migrated to {version}"),
        None => "not migrated yet".to_owned(),
    };
    if status.version.is_some() && pending > 0 {
        at += &format!(", {pending} pending");
    }
    let troubles = status.entries.iter().filter(|entry| !entry.state.is_in_order());
    let troubles = troubles
        .map(|entry| format!("{} (`{}`) is {}", entry.version, entry.name, entry.state.word()));
    Standing { at, troubles: troubles.collect() }
}

/// The error with what caused it, where that says more.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        if !text.contains(&more) {
            let _ = write!(text, ": {more}");
        }
        cause = error.source();
    }
    text
}

/// What to do about an error of a connection.
fn advice(error: &str) -> &'static str {
    let error = error.to_ascii_lowercase();
    let about = |words: &[&str]| words.iter().any(|word| error.contains(word));
    if about(&["certificate", "unknownissuer", "invalid peer", "root"]) {
        "the authority that signed the server's certificate is not known to this machine: install the \
         package `ca-certificates`, or name the authority's file by `sslrootcert=FILE` in the URL"
    } else if about(&["does not exist"]) && about(&["database"]) {
        "create the database on that server, or correct its name in the URL"
    } else if about(&["password", "authentication", "role"]) {
        "correct the role and the password in the URL; special characters are written as `%40`"
    } else if about(&["pg_hba", "tls", "ssl"]) {
        "the server wants another kind of connection: try `sslmode=require` or `sslmode=disable`"
    } else if about(&["lookup", "resolve", "name or service"]) {
        "the host's name is not known: correct it in the URL, or look at the network"
    } else {
        "nobody answers there: start the server, correct host and port in the URL, or look at the firewall"
    }
}

fn psql() -> Finding {
    let found = Command::new("psql").arg("--version").stdin(Stdio::null()).output();
    match found {
        Ok(output) if output.status.success() => {
            well("psql", String::from_utf8_lossy(&output.stdout).trim().to_owned())
        }
        _ => Finding {
            what: "psql".to_owned(),
            outcome: Outcome::Advice {
                found: "is not installed; `sqldb shell` uses a shell of its own".to_owned(),
                help: match Path::new("/etc/debian_version").exists() {
                    true => "`apt-get install postgresql-client`".to_owned(),
                    false => "install PostgreSQL's client programs to have it".to_owned(),
                },
            },
        },
    }
}

fn well(what: &str, found: impl Into<String>) -> Finding {
    Finding { what: what.to_owned(), outcome: Outcome::Well(found.into()) }
}

fn wrong(what: &str, found: impl Into<String>, help: impl Into<String>) -> Finding {
    let outcome = Outcome::Wrong { found: found.into(), help: help.into() };
    Finding { what: what.to_owned(), outcome }
}

impl Finding {
    fn text(&self) -> String {
        use anstyle::AnsiColor::{Green, Red, Yellow};
        let Finding { what, outcome } = self;
        let (color, mark, found, help) = match outcome {
            Outcome::Well(found) => (Green, "✓", found, None),
            Outcome::Advice { found, help } => (Yellow, "!", found, Some(help)),
            Outcome::Wrong { found, help } => (Red, "✗", found, Some(help)),
        };
        let style = color.on_default().bold();
        let found = found.replace('\n', "\n    ");
        let mut text = format!("{style}{mark}{style:#} {what}: {found}\n");
        if let Some(help) = help {
            let _ = writeln!(text, "    help: {help}");
        }
        text
    }

    fn json(&self) -> serde_json::Value {
        let Finding { what, outcome } = self;
        let (state, found, help) = match outcome {
            Outcome::Well(found) => ("well", found, None),
            Outcome::Advice { found, help } => ("advice", found, Some(help)),
            Outcome::Wrong { found, help } => ("wrong", found, Some(help)),
        };
        serde_json::json!({ "what": what, "state": state, "found": found, "help": help })
    }
}
