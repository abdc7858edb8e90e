//! The catalog that a directory of migrations makes.

use std::path::PathBuf;

use sqldb_analyze::catalog::{Catalog, Major};
use sqldb_analyze::lex::{TokenKind, tokenize};
use sqldb_analyze::render::render;
use sqldb_analyze::replay::{Migration, MigrationDiagnostic, replay_onto};
use sqldb_analyze::{LineColumn, SqlState};
use sqldb_migrate::extension_scripts;
use sqldb_migrate::source::{self, History};

use crate::Failure;
use crate::workspace::{self, Workspace};

/// Which database is meant.
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// The directory of migrations, of sqldb, golang-migrate, sqlx, diesel, refinery, goose,
    /// dbmate, prisma or drizzle; else that of the database of the current directory
    #[arg(long, value_name = "DIR")]
    pub(crate) migrations: Option<PathBuf>,
    /// The major version of PostgreSQL: 15, 16, 17 or 18; else the one of the database, or 17
    #[arg(long, value_name = "N", value_parser = major)]
    pub(crate) postgres: Option<Major>,
    /// The schemas that are searched for names, as in `SET search_path`
    #[arg(long, value_name = "SCHEMAS", value_parser = search_path)]
    search_path: Option<SearchPath>,
}

/// Schemas, in order.
#[derive(Clone, Debug)]
struct SearchPath(Vec<String>);

/// The catalog; [`None`] where a migration does not apply, which is said on stderr.
pub(crate) fn load(options: &Schema) -> Result<Option<Catalog>, Failure> {
    let (directory, postgres) = match &options.migrations {
        Some(directory) => (directory.clone(), options.postgres.unwrap_or_default()),
        None => {
            let workspace = Workspace::here()?;
            let database = workspace.database(None)?;
            let postgres = options.postgres.unwrap_or(database.settings.postgres);
            (workspace::shown(&database.directory).to_owned(), postgres)
        }
    };
    let history = match History::read(&directory) {
        Ok(history) => history,
        Err(mistakes) => {
            for mistake in &mistakes {
                eprintln!("error: {mistake}\n");
            }
            return Ok(None);
        }
    };
    let steps = history.steps.iter().map(|step| Migration { file: &step.file, sql: &step.sql });
    let migrations: Vec<Migration<'_>> = steps.collect();
    let shown = directory.display().to_string();
    let extension_scripts = extension_scripts(&directory, &shown)?;
    let texts = migrations.iter().map(|migration| migration.sql);
    let empty = source::initial(postgres, extension_scripts, texts);
    let (mut catalog, mistakes) = replay_onto(empty, &migrations);
    for MigrationDiagnostic { file, diagnostic } in &mistakes {
        let text = history.steps.iter().find(|step| step.file == **file);
        let text = text.map_or("", |step| &step.sql);
        let LineColumn { line, column } = LineColumn::at(text, diagnostic.span.start);
        let place = format!("{}:{line}:{column}", directory.join(&**file).display());
        eprintln!("error: {}\n", render(diagnostic, text, Some(&place)));
    }
    if let Some(SearchPath(path)) = &options.search_path {
        catalog.search_path.clone_from(path);
    }
    Ok(mistakes.is_empty().then_some(catalog))
}

fn major(text: &str) -> Result<Major, String> {
    let found = text.parse().ok().and_then(Major::of);
    found.ok_or_else(|| "the versions 15, 16, 17 and 18 are known".to_owned())
}

/// The names of a `search_path` (`varlena.c SplitIdentifierString`).
fn search_path(text: &str) -> Result<SearchPath, String> {
    let wrong =
        || format!("{}: write names with commas between them", SqlState::INVALID_NAME.code());
    let tokens = tokenize(text).map_err(|mistake| mistake.message)?;
    let mut names = Vec::new();
    for part in tokens.split(|token| token.kind == TokenKind::Comma) {
        match part {
            [token] => match &token.kind {
                // A schema named for the user is made by no migration.
                TokenKind::QuotedWord(name) if name == "$user" => {}
                TokenKind::Word(name) | TokenKind::QuotedWord(name) => names.push(name.clone()),
                _ => return Err(wrong()),
            },
            [] if tokens.is_empty() => {}
            _ => return Err(wrong()),
        }
    }
    Ok(SearchPath(names))
}
