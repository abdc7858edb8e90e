//! Where a database is: what the program says, what the environment says, or a local PostgreSQL.
//!
//! [`choose`] is the whole decision, a function of its inputs.

use super::{Config, Migrate, Place};
use crate::definition::Definition;
use crate::error::{Error, Result};
use crate::tags::Tags;

/// How the program was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Build {
    Debug,
    Release,
}

impl Build {
    pub(crate) const THIS: Build =
        if cfg!(debug_assertions) { Build::Debug } else { Build::Release };
}

/// What the configuration comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// A URL, and who named it, for messages.
    Url { url: String, origin: String },
    /// What a file says, which `SQLDB_CONFIG` names.
    File { path: String },
    /// A local PostgreSQL.
    Local,
    /// The local PostgreSQL of tests.
    Test,
}

/// The variable that holds the URL of a database: `SQLDB_TODO_URL` for `todo`.
fn url_variable(name: &str) -> String {
    variable(name, "URL")
}

/// A variable of a database, such as `SQLDB_TODO_MIGRATE_URL`.
pub(crate) fn variable(name: &str, what: &str) -> String {
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' })
        .collect();
    format!("SQLDB_{name}_{what}")
}

/// Chooses by product order: the program, the environment, a file, a local PostgreSQL.
///
/// # Errors
/// Nothing says where the database is, and a local one is not for release builds.
pub(crate) fn choose(
    definition: &Definition,
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
    build: Build,
) -> Result<Choice> {
    if let Some(config) = configured {
        let origin = "`Database::configure`".to_owned();
        return Ok(match &config.place {
            Place::Url(url) => Choice::Url { url: url.clone(), origin },
            Place::Test => Choice::Test,
        });
    }
    let own = url_variable(definition.name);
    for variable in std::iter::once(own.as_str()).chain(definition.url_env) {
        if let Some(url) = environment(variable).filter(|url| !url.is_empty()) {
            return Ok(Choice::Url { url, origin: format!("`{variable}`") });
        }
    }
    if let Some(path) = environment("SQLDB_CONFIG").filter(|path| !path.is_empty()) {
        return Ok(Choice::File { path });
    }
    let wanted = environment("SQLDB_LOCAL").is_some_and(|value| value == "1");
    let refused = environment("SQLDB_LOCAL").is_some_and(|value| value == "0");
    if wanted || (build == Build::Debug && !refused) {
        return Ok(Choice::Local);
    }
    let also = definition.url_env.map_or(String::new(), |variable| format!(" or `{variable}`"));
    Err(Error::configuration(format!(
        "where the database `{name}` is was not said; set `{own}`{also} to \
         `postgres://user:password@host/{name}`, or `SQLDB_LOCAL=1` to use a local PostgreSQL as \
         debug builds do",
        name = definition.name,
    )))
}

/// What statements are tagged with.
pub(crate) fn tags(configured: Option<&Config>, postgres: &tokio_postgres::Config) -> Tags {
    match configured.is_some_and(|config| config.tagged) {
        true => {
            Tags::Source { application: postgres.get_application_name().unwrap_or_default().into() }
        }
        false => Tags::None,
    }
}

/// Where the replicas are, and who says so.
pub(crate) fn replica(
    definition: &Definition,
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let said = configured.and_then(|config| config.replica.clone());
    let said = said.map(|url| (url, "`Config::replica`".to_owned()));
    said.or_else(|| named(definition, "REPLICA_URL", environment))
}

/// Where the migrations are applied, if not where the queries are run, and who says so.
pub(crate) fn migrate_url(
    definition: &Definition,
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let said = configured.and_then(|config| config.migrate_url.clone());
    let said = said.map(|url| (url, "`Config::migrate_url`".to_owned()));
    said.or_else(|| named(definition, "MIGRATE_URL", environment))
}

/// What a variable of the database says, and its name.
fn named(
    definition: &Definition,
    what: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Option<(String, String)> {
    let variable = variable(definition.name, what);
    let url = environment(&variable).filter(|url| !url.is_empty())?;
    Some((url, format!("`{variable}`")))
}

/// Whether to migrate: the program, then `SQLDB_MIGRATE`.
///
/// # Errors
/// `SQLDB_MIGRATE` is neither `auto` nor `off`.
pub(crate) fn migrate(
    configured: Option<&Config>,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Migrate> {
    if let Some(migrate) = configured.and_then(|config| config.migrate) {
        return Ok(migrate);
    }
    match environment("SQLDB_MIGRATE").as_deref() {
        None | Some("" | "auto") => Ok(Migrate::Auto),
        Some("off") => Ok(Migrate::Off),
        Some(other) => Err(Error::configuration(format!(
            "`SQLDB_MIGRATE={other}` is not known; expected `auto` or `off`"
        ))),
    }
}

/// The value of `SQLDB_TODO_POOL_MAX`.
///
/// # Errors
/// It is no positive number.
pub(crate) fn pool_max(
    definition: &Definition,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<usize>> {
    let variable = variable(definition.name, "POOL_MAX");
    match environment(&variable) {
        None => Ok(None),
        Some(text) => positive(&variable, &text).map(Some),
    }
}

/// A number that is not 0.
pub(crate) fn positive(origin: &str, text: &str) -> Result<usize> {
    let number = text.parse::<usize>().ok().filter(|number| *number > 0);
    number.ok_or_else(|| {
        Error::configuration(format!("`{origin}={text}`: expected a number greater than 0"))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(
        variables: &[(&str, &str)],
        build: Build,
        url_env: Option<&'static str>,
        expected: Expect,
    ) {
        let definition = Definition { url_env, ..Definition::empty("todo-list") };
        let environment = |name: &str| {
            variables.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        let text = match choose(&definition, None, &environment, build) {
            Ok(choice) => format!("{choice:?}"),
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn own_variable_goes_before_the_named_one() {
        check(
            &[("SQLDB_TODO_LIST_URL", "postgres://a"), ("DATABASE_URL", "postgres://b")],
            Build::Release,
            Some("DATABASE_URL"),
            expect![[r#"Url { url: "postgres://a", origin: "`SQLDB_TODO_LIST_URL`" }"#]],
        );
        check(
            &[("SQLDB_TODO_LIST_URL", ""), ("DATABASE_URL", "postgres://b")],
            Build::Debug,
            Some("DATABASE_URL"),
            expect![[r#"Url { url: "postgres://b", origin: "`DATABASE_URL`" }"#]],
        );
    }

    #[test]
    fn local_is_for_debug_builds() {
        check(&[], Build::Debug, None, expect!["Local"]);
        check(&[("SQLDB_LOCAL", "1")], Build::Release, None, expect!["Local"]);
    }

    #[test]
    fn release_without_configuration_names_the_variable() {
        check(
            &[],
            Build::Release,
            Some("DATABASE_URL"),
            expect![
                "where the database `todo-list` is was not said; set `SQLDB_TODO_LIST_URL` or `DATABASE_URL` to `postgres://user:password@host/todo-list`, or `SQLDB_LOCAL=1` to use a local PostgreSQL as debug builds do"
            ],
        );
    }

    #[test]
    fn configuration_file_goes_before_a_local_server() {
        check(
            &[("SQLDB_CONFIG", "sqldb.json")],
            Build::Debug,
            None,
            expect![[r#"File { path: "sqldb.json" }"#]],
        );
    }
    #[test]
    fn what_the_program_does_not_say_the_environment_does() {
        let definition = Definition::empty("todo");
        let environment = |name: &str| match name {
            "SQLDB_TODO_MIGRATE_URL" => Some("postgres://owner@a".to_owned()),
            "SQLDB_TODO_REPLICA_URL" => Some("postgres://b".to_owned()),
            _ => None,
        };
        let silent = Config::url("postgres://app@a");
        let both = |configured: &Config| {
            let migrate = migrate_url(&definition, Some(configured), &environment).unwrap();
            (migrate.0, replica(&definition, Some(configured), &environment).unwrap().0)
        };
        let (owner, other) = ("postgres://owner@a".to_owned(), "postgres://b".to_owned());
        assert_eq!(both(&silent), (owner, other));
        let says = silent.migrate_url("postgres://c").replica("postgres://d");
        assert_eq!(both(&says), ("postgres://c".to_owned(), "postgres://d".to_owned()));
    }
}
