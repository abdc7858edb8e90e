//! `check`: migrations and queries of a workspace, without a database and without compiling.
//!
//! [`database`] looks at one database; with `--against`, [`against`] compares it with an older version,
//! which [`revision`] takes out of git. [`finding`] is what is found, and how it is printed.

mod against;
mod database;
mod finding;
mod revision;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use sqldb_migrate::source::History;
use sqldb_migrate::{Gaps, build};

use crate::Failure;
use crate::counted::counted;
use crate::json::Json;
use crate::workspace::{Database, Workspace};
use finding::{Finding, Findings, Level, Rule};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The names in `#[sqldb::database(name = …)]`; all of the workspace if there is none
    names: Vec<String>,
    /// A directory of migrations, of sqldb or another tool, instead of a workspace
    #[arg(long, value_name = "DIR", conflicts_with_all = ["names", "against"])]
    migrations: Option<PathBuf>,
    /// A version in git: whether its queries still work with the new schema, and the new queries with
    /// its schema; warnings are about migrations that it does not have
    #[arg(long, value_name = "GIT_REF")]
    against: Option<String>,
    /// Fail on warnings of this rule, or of `all`; `no-lock-timeout` is only looked for if it is named
    #[arg(long, value_name = "RULE", value_parser = rule)]
    deny: Vec<Selection>,
    /// Do not look for this rule
    #[arg(long, value_name = "RULE", value_parser = rule)]
    allow: Vec<Selection>,
}

/// One rule, or all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Selection {
    All,
    One(Rule),
}

fn rule(name: &str) -> Result<Selection, String> {
    if name == "all" {
        return Ok(Selection::All);
    }
    Rule::named(name).map(Selection::One).ok_or_else(|| {
        let known = Rule::names().collect::<Vec<_>>().join(", ");
        format!("the rules are all, {known}")
    })
}

/// Checks, and prints what is found.
///
/// The exit code is 0 if nothing is wrong, warnings aside, and 1 if something is.
///
/// # Errors
///
/// If the workspace, a file or the older version cannot be read.
pub(crate) fn check(options: &Options, json: Json) -> Result<ExitCode, Failure> {
    let mut findings = Findings::default();
    let mut checked = Vec::new();
    if let Some(directory) = &options.migrations {
        checked.push(bare(directory, &mut findings)?);
    } else {
        let workspace = Workspace::here()?;
        let databases: Vec<&Database> = match options.names.as_slice() {
            [] => workspace.databases.iter().collect(),
            names => {
                let found = names.iter().map(|name| workspace.database(Some(name)));
                found.collect::<Result<_, _>>()?
            }
        };
        if databases.is_empty() {
            let none = workspace.without_databases();
            let help = "  = help: `--migrations DIR` checks a directory";
            return Err(crate::failure::refused(format!("{none}\n{help}")));
        }
        let queries = workspace.queries()?;
        let old = match &options.against {
            Some(reference) => Some(revision::Revision::take(&workspace.root, reference)?),
            None => None,
        };
        for database in databases {
            let called = crate::workspace::shown(&database.directory);
            let state = database::State::of(database, &queries, called)?;
            let known = match &old {
                Some(old) => against::compare(&state, old, &mut findings)?,
                None => None,
            };
            checked.push(state.check(known.as_ref(), &mut findings));
        }
        let unknown = queries.iter().filter(|query| query.database.is_none()).count();
        if unknown > 0 {
            let queries = counted(unknown, "query was", "queries were");
            checked.push(format!("{queries} not checked: on which database cannot be told"));
        }
        let unread = workspace.unread.iter();
        checked.extend(unread.map(|source| format!("{source}; its queries were not checked")));
    }
    // Where migrations are run with a limit, no file has to have one.
    let is_limited = std::env::var_os("SQLDB_MIGRATE_LOCK_TIMEOUT").is_some();
    let denied = |finding: &Finding| {
        let chosen = |selections: &[Selection]| {
            selections.iter().any(|selection| match selection {
                Selection::All => true,
                Selection::One(rule) => *rule == finding.rule,
            })
        };
        match finding.level {
            _ if chosen(&options.allow) && finding.rule != Rule::Mistake => None,
            _ if finding.rule.is_on_request()
                && (is_limited || !options.deny.contains(&Selection::One(finding.rule))) =>
            {
                None
            }
            Level::Warning if chosen(&options.deny) => Some(Level::Error),
            level => Some(level),
        }
    };
    Ok(findings.print(denied, &checked, json))
}

/// A directory alone; other tools' are replayed as they are.
fn bare(directory: &Path, findings: &mut Findings) -> Result<String, Failure> {
    let history = History::read(directory);
    let is_ours = history
        .as_ref()
        .is_ok_and(|history| history.source == sqldb_migrate::source::Source::Sqldb);
    let settings = match &history {
        Ok(history) if !is_ours => {
            sqldb_migrate::Settings { source: Some(history.source), ..Default::default() }
        }
        _ => Gaps::Refused.into(),
    };
    match build::check(directory, settings) {
        Ok(found) => {
            database::lints(&found, settings.postgres, directory, None, "", findings);
            let count = counted(found.migrations.len(), "migration", "migrations");
            Ok(format!("{}: {count}", directory.display()))
        }
        Err(mistakes) => {
            mistakes.into_iter().for_each(|mistake| findings.mistake("", mistake));
            Ok(format!("{}", directory.display()))
        }
    }
}
