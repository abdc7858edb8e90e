//! What a build script calls.
//!
//! ```no_run
//! // In `fn main` of build.rs:
//! sqldb_migrate::build::validate("./migrations");
//! ```
//!
//! With it, a migration that is added, changed or removed rebuilds the crate, and what is wrong
//! with the migrations is said before anything else is compiled.

use std::env;
use std::path::{Path, PathBuf};

use sqldb_analyze::catalog::ExtensionScript;
use sqldb_analyze::render::render;
use sqldb_analyze::{Diagnostic, LineColumn, replay};

use crate::directory::{Directory, Migration};
use crate::extension::{EXTENSIONS, extension_scripts};
use crate::fingerprint;
use crate::settings::Settings;
use crate::source;

/// Checks the migrations directory `path`, relative to the directory of `Cargo.toml`.
///
/// All mistakes become errors of Cargo, which fails the build when the script is done, so that
/// several directories can be checked one after the other. The script must not fail itself:
/// then Cargo would show all it printed a second time.
pub fn validate(path: impl AsRef<Path>) {
    validate_with(path, Settings::default());
}

/// [`validate`] for a directory whose numbers may leave some out, or for another version of
/// PostgreSQL; what the attribute `#[sqldb::database]` says of both.
///
/// ```no_run
/// use sqldb_migrate::{Major, Settings, build};
///
/// let settings = Settings { postgres: Major::V16, ..Settings::default() };
/// build::validate_with("./migrations", settings);
/// ```
pub fn validate_with(path: impl AsRef<Path>, settings: impl Into<Settings>) {
    run(path.as_ref(), settings.into()).iter().for_each(|line| println!("{line}"));
}

/// The environment variable by which the build script tells the compiler, and with it the
/// attribute `#[sqldb::database]`, that it watches the directory `path`; both write the path as
/// they were given it. Its value is a fingerprint of all that the directory holds.
pub fn variable(path: &str) -> String {
    let mut name = String::from("SQLDB_MIGRATIONS");
    for part in path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".") {
        name.push('_');
        name.extend(part.chars().map(|character| match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' => character.to_ascii_uppercase(),
            _ => '_',
        }));
    }
    name
}

/// The lines for Cargo.
fn run(path: &Path, settings: Settings) -> Vec<String> {
    // Cargo runs a build script in the directory of `Cargo.toml`, and reads paths relative to
    // it; the variable matters where the script is run by something else.
    let absolute = match env::var_os("CARGO_MANIFEST_DIR") {
        Some(manifest) => PathBuf::from(manifest).join(path),
        None => path.to_owned(),
    };
    lines(&absolute, path, settings)
}

fn lines(absolute: &Path, path: &Path, settings: Settings) -> Vec<String> {
    // A directory is watched with all files in it. One that is not there yet is watched too.
    let watch = format!("cargo::rerun-if-changed={}", path.display());
    match check_shown(absolute, path, settings) {
        Ok((directory, warnings)) => {
            let variable = variable(&path.to_string_lossy());
            let scripts = extension_scripts(absolute, "").unwrap_or_default();
            let fingerprint = fingerprint(&directory, &scripts);
            let warnings = warnings.iter().flat_map(|message| message.lines());
            [watch, format!("cargo::rustc-env={variable}={fingerprint:016x}")]
                .into_iter()
                .chain(warnings.map(|line| format!("cargo::warning={line}")))
                .collect()
        }
        Err(messages) => {
            let errors = messages.iter().flat_map(|message| message.lines());
            std::iter::once(watch)
                .chain(errors.map(|line| format!("cargo::error={line}")))
                .collect()
        }
    }
}

/// Reads the migrations directory `path`, checks its names, numbers and texts, and that each
/// migration applies to the schema that those before it leave.
///
/// ```no_run
/// use sqldb_migrate::{Gaps, build};
///
/// for mistake in build::check("./migrations", Gaps::Refused).err().unwrap_or_default() {
///     eprintln!("error: {mistake}");
/// }
/// ```
///
/// # Errors
///
/// A message for each mistake, of several lines, with file, line, caret and help.
pub fn check(
    path: impl AsRef<Path>,
    settings: impl Into<Settings>,
) -> Result<Directory, Vec<String>> {
    let path = path.as_ref();
    check_shown(path, path, settings.into()).map(|(directory, _)| directory)
}

/// [`check`], with messages that name the files as the user named the directory, and with what
/// PostgreSQL refuses only where rows are.
fn check_shown(
    absolute: &Path,
    shown: &Path,
    settings: Settings,
) -> Result<(Directory, Vec<String>), Vec<String>> {
    let directory = Directory::open(absolute, settings).map_err(|errors| -> Vec<String> {
        errors.into_iter().map(|error| error.shown_as(absolute, shown).to_string()).collect()
    })?;
    let refusals = directory.migrations.iter().flat_map(Migration::refusals);
    let mut refused: Vec<String> =
        refusals.map(|(file, sql, diagnostic)| drawn(&diagnostic, sql, shown, file)).collect();
    let mut warnings = Vec::new();
    match extension_scripts(absolute, &shown.to_string_lossy()) {
        Ok(scripts) => {
            let (mistakes, lints) = replayed(&directory, shown, settings, scripts);
            refused.extend(mistakes);
            warnings.extend(lints);
        }
        Err(error) => refused.push(format!("`{EXTENSIONS}` cannot be read: {error}")),
    }
    if refused.is_empty() { Ok((directory, warnings)) } else { Err(refused) }
}

/// What does not apply to the schema before it, and what does not to rows that are there by then.
fn replayed(
    directory: &Directory,
    shown: &Path,
    settings: Settings,
    extension_scripts: Vec<ExtensionScript>,
) -> (Vec<String>, Vec<String>) {
    let texts: Vec<replay::Migration<'_>> = directory
        .migrations
        .iter()
        .map(|migration| replay::Migration { file: &migration.file, sql: &migration.sql })
        .collect();
    let sql = texts.iter().map(|text| text.sql);
    let empty = source::initial(settings.postgres, extension_scripts, sql);
    let (catalog, mistakes) = replay::replay_onto(empty, &texts);
    let told = |file: &str, diagnostic: &Diagnostic| {
        let text = texts.iter().find(|text| text.file == file);
        drawn(diagnostic, text.map_or("", |text| text.sql), shown, file)
    };
    let mistakes = mistakes.iter().map(|found| told(&found.file, &found.diagnostic));
    let lints = catalog.lints.iter().map(|(file, lint)| told(file, lint));
    (mistakes.collect(), lints.collect())
}

/// A mistake in a file, with its place.
fn drawn(diagnostic: &Diagnostic, sql: &str, shown: &Path, file: &str) -> String {
    let LineColumn { line, column } = LineColumn::at(sql, diagnostic.span.start);
    let place = format!("{}:{line}:{column}", shown.join(file).display());
    render(diagnostic, sql, Some(&place))
}

/// It only has to differ when the directory does.
fn fingerprint(directory: &Directory, scripts: &[ExtensionScript]) -> u64 {
    let scripts = scripts.iter().flat_map(|script| [&*script.file, &*script.sql]);
    let migrations = directory.migrations.iter().flat_map(|migration| {
        let down = migration.down.as_ref();
        [
            migration.file.as_str(),
            migration.sql.as_str(),
            down.map_or("", |down| &down.file),
            down.map_or("", |down| &down.sql),
        ]
    });
    fingerprint::fingerprint(migrations.chain(scripts))
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::{fs, process};

    use expect_test::{Expect, expect};

    use super::*;

    #[test]
    fn the_variable_does_not_depend_on_how_the_path_is_written() {
        assert_eq!(variable("./migrations"), "SQLDB_MIGRATIONS_MIGRATIONS");
        assert_eq!(variable("migrations/"), "SQLDB_MIGRATIONS_MIGRATIONS");
        assert_eq!(variable("src/db\\todo-items"), "SQLDB_MIGRATIONS_SRC_DB_TODO_ITEMS");
    }

    #[track_caller]
    fn check_lines(files: &[(&str, &str)], expected: Expect) {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let scratch =
            env::temp_dir().join(format!("sqldb-migrate-build-{}-{number}", process::id()));
        let path = scratch.join("migrations");
        fs::create_dir_all(&path).unwrap();
        for (file, sql) in files {
            fs::write(path.join(file), sql).unwrap();
        }
        let lines = lines(&path, Path::new("./migrations"), Settings::default());
        let _ = fs::remove_dir_all(&scratch);
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn what_cargo_is_told() {
        check_lines(
            &[("1_a.up.sql", "SELECT 1")],
            expect![[r#"
            cargo::rerun-if-changed=./migrations
            cargo::rustc-env=SQLDB_MIGRATIONS_MIGRATIONS=e96b42171711de50"#]],
        );
        check_lines(
            &[("1_a.up.sql", ""), ("2_b.sql", "SELECT 1"), ("2_b.up.sql", "COMMIT")],
            expect![[r#"
                cargo::rerun-if-changed=./migrations
                cargo::error=the file holds no statement
                cargo::error=  --> ./migrations/1_a.up.sql
                cargo::error=  = help: write what it changes, remove it, or write `SELECT 1;` to keep its number
                cargo::error=`2_b.sql` is no name of a migration: it ends neither in `.up.sql` nor in `.down.sql`
                cargo::error=  --> ./migrations/2_b.sql
                cargo::error=  = help: rename it to `2_b.up.sql`"#]],
        );
        check_lines(
            &[
                ("1_a.up.sql", "SELECT 1;\n  COMMIT; SELECT 2"),
                ("1_a.down.sql", "VACUUM; SELECT 1"),
            ],
            expect![[r#"
                cargo::rerun-if-changed=./migrations
                cargo::error=`COMMIT` cannot stand here: a migration is one transaction
                cargo::error= --> ./migrations/1_a.up.sql:2:3
                cargo::error=  |
                cargo::error=2 |   COMMIT; SELECT 2
                cargo::error=  |   ^^^^^^ what is done before would stay when what follows fails
                cargo::error=  = help: remove it, or split the file into one migration for each transaction
                cargo::error=`VACUUM` cannot run in a transaction, the other statements of the file do
                cargo::error= --> ./migrations/1_a.down.sql:1:1
                cargo::error=  |
                cargo::error=1 | VACUUM; SELECT 1
                cargo::error=  | ^^^^^^ move this to a migration of its own
                cargo::error=  = help: a migration of only such statements is run outside a transaction"#]],
        );
    }

    #[test]
    fn a_migration_that_does_not_apply_to_the_schema_before_it_is_drawn() {
        let files = [
            ("1_create.up.sql", "CREATE TABLE todo_item (id bigint PRIMARY KEY);\n"),
            (
                "2_alter.up.sql",
                "-- Items can be done.\nALTER TABLE todo_itme ADD COLUMN done boolean;\n",
            ),
        ];
        check_lines(
            &files,
            expect![[r#"
            cargo::rerun-if-changed=./migrations
            cargo::error=relation `todo_itme` does not exist
            cargo::error= --> ./migrations/2_alter.up.sql:2:13
            cargo::error=  |
            cargo::error=2 | ALTER TABLE todo_itme ADD COLUMN done boolean;
            cargo::error=  |             ^^^^^^^^^
            cargo::error=  = help: did you mean `todo_item`?"#]],
        );
    }
}
