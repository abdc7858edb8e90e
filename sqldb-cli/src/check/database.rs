//! One database: its migrations, and the queries on it.

use std::collections::BTreeSet;
use std::path::Path;

use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::{Diagnostic, analyze, lint, replay};
use sqldb_migrate::source;
use sqldb_migrate::{Directory, build, extension_scripts};

use super::finding::{Findings, Found, Level, Rule, in_file};
use crate::Failure;
use crate::counted::counted;
use crate::workspace::{Database, Place, Query, QueryKind, shown};

/// A database as the sources have it.
pub(super) struct State<'w> {
    pub(super) database: &'w Database,
    /// The migrations, or all that is wrong with them.
    pub(super) directory: Result<Directory, Vec<String>>,
    /// The schema that they make.
    pub(super) catalog: Catalog,
    /// The queries on it.
    pub(super) queries: Vec<&'w Query>,
}

/// The files that an older version has, with their texts.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) files: BTreeSet<(String, String)>,
}

impl<'w> State<'w> {
    /// Reads the migrations, whose directory messages call `called`.
    ///
    /// # Errors
    ///
    /// If the scripts of extensions beside them cannot be read.
    pub(super) fn of(
        database: &'w Database,
        queries: &'w [Query],
        called: &Path,
    ) -> Result<State<'w>, Failure> {
        let directory = build::check(shown(&database.directory), database.settings);
        let catalog = match &directory {
            Ok(directory) => directory.catalog(database.settings.postgres, i64::MAX, called)?.0,
            Err(_) => Catalog::default(),
        };
        let queries =
            queries.iter().filter(|query| query.database.as_ref() == Some(&database.name));
        Ok(State { database, directory, catalog, queries: queries.collect() })
    }

    /// Looks at it; the migrations in `known` are as they were in the older version. Says what was
    /// looked at.
    pub(super) fn check(&self, known: Option<&Known>, findings: &mut Findings) -> String {
        let name = &self.database.name;
        let directory = match &self.directory {
            Ok(directory) => directory,
            Err(mistakes) => {
                mistakes.iter().for_each(|mistake| findings.mistake(name, mistake.clone()));
                return format!("{name}: no query was checked, for its migrations have mistakes");
            }
        };
        let path = shown(&self.database.directory);
        lints(directory, self.database.settings.postgres, path, known, name, findings);
        for query in &self.queries {
            // Of others the compiler takes what they say.
            if query.kind == QueryKind::Checked {
                let found = analyze(&self.catalog, &query.text);
                for mistake in found.err().unwrap_or_default() {
                    add(query, Rule::Mistake, Level::Error, name, &mistake, findings);
                }
            }
            for lint in lint::query(&self.catalog, &query.text) {
                let rule = Rule::Lint(lint.rule);
                add(query, rule, Level::Warning, name, &lint.diagnostic, findings);
            }
        }
        let migrations = counted(directory.migrations.len(), "migration", "migrations");
        format!("{name}: {migrations}, {}", counted(self.queries.len(), "query", "queries"))
    }
}

/// The lints of the migrations that are not known.
pub(super) fn lints(
    directory: &Directory,
    postgres: Major,
    path: &Path,
    known: Option<&Known>,
    database: &str,
    findings: &mut Findings,
) {
    let extension_scripts = extension_scripts(&directory.path, "").unwrap_or_default();
    let texts = directory.migrations.iter().map(|migration| migration.sql.as_str());
    let mut catalog = source::initial(postgres, extension_scripts, texts);
    for migration in &directory.migrations {
        let text = replay::Migration { file: &migration.file, sql: &migration.sql };
        let key = (migration.file.clone(), migration.sql.clone());
        if known.is_some_and(|known| known.files.contains(&key)) {
            replay::apply(&mut catalog, &text);
            continue;
        }
        for lint in lint::migration(&mut catalog, &text) {
            // The queries of the older version were asked themselves.
            if known.is_some() && lint.rule.is_about_queries() {
                continue;
            }
            let file = path.join(&migration.file);
            let found = Found {
                place: in_file(file, &migration.sql, lint.diagnostic.span.start),
                diagnostic: &lint.diagnostic,
                text: &migration.sql,
                of: None,
            };
            findings.add(Rule::Lint(lint.rule), Level::Warning, database, found);
        }
    }
}

/// Something about a query of this version.
pub(super) fn add(
    query: &Query,
    rule: Rule,
    level: Level,
    database: &str,
    diagnostic: &Diagnostic,
    findings: &mut Findings,
) {
    let place = place_in(query, diagnostic.span.start);
    let found = Found { diagnostic, text: &query.text, place, of: None };
    findings.add(rule, level, database, found);
}

/// The place of an offset in a query's text; that of the literal, where it has escapes.
pub(super) fn place_in(query: &Query, offset: u32) -> Place {
    exact(query, offset).unwrap_or_else(|| query.place.clone())
}

fn exact(query: &Query, offset: u32) -> Option<Place> {
    let source = std::fs::read_to_string(&query.place.file).ok()?;
    let before = source.split_inclusive('\n').take(query.place.line.checked_sub(1)?);
    let rest = source.get(before.map(str::len).sum()..)?;
    let literal = rest.char_indices().nth(query.place.column.checked_sub(1)?)?.0;
    let literal = rest.get(literal..)?;
    let quoted = literal.strip_prefix('r').unwrap_or(literal).trim_start_matches('#');
    let text = quoted.strip_prefix('"').filter(|text| text.starts_with(&query.text))?;
    let opening = literal.len() - text.len();
    let Place { file, mut line, mut column } = query.place.clone();
    for character in literal.get(..opening + offset as usize)?.chars() {
        match character {
            '\n' => (line, column) = (line + 1, 1),
            _ => column += 1,
        }
    }
    Some(Place { file, line, column })
}
