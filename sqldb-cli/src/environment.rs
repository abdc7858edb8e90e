//! `sqldb.toml`: the environments that a workspace is deployed to, and who may connect there.
//!
//! ```toml
//! [env.production]
//! read = "postgres://reader:${READER_PASSWORD}@db.example.com/{database}?sslmode=verify-full"
//!
//! [env.production.databases.todo]
//! write = "postgres://todo:${TODO_PASSWORD}@db.example.com/todo?sslmode=verify-full"
//! ```
//!
//! `${NAME}` is a variable of the environment, so that no password need be in the file; `{database}` is
//! the database's name.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use sqldb_analyze::LineColumn;

use crate::Failure;
use crate::access::Access;
use crate::failure::refused;

/// The file beside the workspace's `Cargo.toml`.
pub(crate) const FILE: &str = "sqldb.toml";

/// The environments.
#[derive(Debug, Default)]
pub(crate) struct Environments {
    file: PathBuf,
    environments: BTreeMap<String, Environment>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Contents {
    #[serde(default, rename = "env")]
    environments: BTreeMap<String, Environment>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Environment {
    read: Option<String>,
    write: Option<String>,
    admin: Option<String>,
    superuser: Option<String>,
    /// What differs for some databases.
    #[serde(default)]
    databases: BTreeMap<String, Urls>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Urls {
    read: Option<String>,
    write: Option<String>,
    admin: Option<String>,
    superuser: Option<String>,
}

impl Environments {
    /// Reads the file of a workspace; none is an empty one.
    ///
    /// # Errors
    ///
    /// It cannot be read, or is not of that form.
    pub(crate) fn read(root: &Path) -> Result<Environments, Failure> {
        let file = root.join(FILE);
        if !file.exists() {
            return Ok(Environments { file, environments: BTreeMap::new() });
        }
        let shown = crate::workspace::shown(&file).display();
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{shown}: {error}"))?;
        let Contents { environments } = toml::from_str(&text).map_err(|error| {
            let place = error.span().map(|span| {
                let start = u32::try_from(span.start).unwrap_or(u32::MAX);
                let LineColumn { line, column } = LineColumn::at(&text, start);
                format!(":{line}:{column}")
            });
            let place = place.unwrap_or_default();
            refused(format!("{shown}{place}: {}", error.message().trim()))
        })?;
        Ok(Environments { file, environments })
    }

    /// The names.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.environments.keys().map(String::as_str)
    }

    /// The URL of a database in an environment, for those who may do as much.
    ///
    /// # Errors
    ///
    /// There is no such environment or URL in the file, or a variable in the URL is not set.
    pub(crate) fn url(
        &self,
        environment: &str,
        database: &str,
        access: Access,
    ) -> Result<String, Failure> {
        let shown = crate::workspace::shown(&self.file).display();
        let Some(found) = self.environments.get(environment) else {
            let known: Vec<String> = self.names().map(|name| format!("`{name}`")).collect();
            let known = match known.is_empty() {
                true => format!("write `[env.{environment}]` in {shown}"),
                false => format!("{shown} has {}", known.join(", ")),
            };
            return Err(refused(format!("there is no environment `{environment}`; {known}")));
        };
        let of = |read, write, admin, superuser| match access {
            Access::Read => read,
            Access::Write => write,
            Access::Admin => admin,
            Access::Superuser => superuser,
        };
        let Environment { read, write, admin, superuser, databases } = found;
        let own = databases.get(database);
        let own = own.and_then(|urls| {
            let Urls { read, write, admin, superuser } = urls;
            of(read, write, admin, superuser).as_ref()
        });
        let name = access.name();
        let template = own.or(of(read, write, admin, superuser).as_ref()).ok_or_else(|| {
            // A section of its own that nobody asks for has most often a slip in its name.
            let others: Vec<String> = databases
                .keys()
                .filter(|key| *key != database)
                .map(|key| format!("`[env.{environment}.databases.{key}]`"))
                .collect();
            let others = match others.is_empty() {
                true => String::new(),
                false => format!(" (there is {})", others.join(", ")),
            };
            refused(format!(
                "{shown} does not say how to {} `{database}` in `{environment}`{others}; write `{name} = \
                 \"postgres://role@host/{{database}}\"` in `[env.{environment}]`",
                match access {
                    Access::Read => "read",
                    Access::Write => "write to",
                    Access::Admin => "administer",
                    Access::Superuser => "be a superuser of",
                },
            ))
        })?;
        if let Some(unknown) = unknown(template) {
            return Err(refused(format!(
                "`{unknown}` in `{name}` of `{environment}` means nothing in {shown}: `{{database}}` is the \
                 database's name, `${{NAME}}` a variable"
            )));
        }
        fill(template, database, |variable| std::env::var(variable).ok()).map_err(|variable| {
            refused(format!(
                "`{variable}` is not set, which {shown} needs for `{name}` in `{environment}`; set it in \
                 the environment of this command"
            ))
        })
    }
}

/// What is in braces and no name that is filled in.
fn unknown(template: &str) -> Option<&str> {
    template.match_indices('{').find_map(|(at, _)| {
        let is_variable = template.get(..at)?.ends_with('$');
        let rest = template.get(at..)?;
        let inside = rest.get(..=rest.find('}')?)?;
        (!is_variable && inside != "{database}").then_some(inside)
    })
}

/// Fills in the names and the variables, or is the name of a variable that is not set. Values are
/// written as a URL has to have them.
fn fill(
    template: &str,
    database: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let template = template.replace("{database}", database);
    let mut parts = template.split("${");
    let mut url = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        let value = variable(name).filter(|value| !value.is_empty());
        let value = value.ok_or_else(|| name.to_owned())?;
        // A variable that is the whole URL is one already.
        match url.is_empty() {
            true => url.push_str(&value),
            false => url.push_str(&sqldb_local::percent_encoded(&value)),
        }
        url.push_str(rest);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_variables_are_filled_in() {
        let variable = |name: &str| match name {
            "PASSWORD" => Some("p@ss/w".to_owned()),
            "URL" => Some("postgres://u:p@h/d".to_owned()),
            _ => None,
        };
        let check = |template: &str, expected: Result<&str, &str>| {
            let found = fill(template, "todo", variable);
            assert_eq!(found.as_deref().map_err(String::as_str), expected);
        };
        check(
            "postgres://me:${PASSWORD}@h/{database}?x=1",
            Ok("postgres://me:p%40ss%2Fw@h/todo?x=1"),
        );
        check("${URL}", Ok("postgres://u:p@h/d"));
        check("postgres://${NOBODY}@h", Err("NOBODY"));
        assert_eq!(unknown("postgres://${USER}@h/{database}"), None);
        assert_eq!(unknown("postgres://${USER}@h/{databse}"), Some("{databse}"));
    }
}
