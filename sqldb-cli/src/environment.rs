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
        let Contents { environments } = toml::from_str(&text)
            .map_err(|error| refused(format!("{shown} cannot be read: {error}")))?;
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
            refused(format!(
                "{shown} does not say how to {} `{database}` in `{environment}`; write `{name} = \
                 \"postgres://role@host/{{database}}\"` in `[env.{environment}]`",
                match access {
                    Access::Read => "read",
                    Access::Write => "write to",
                    Access::Admin => "administer",
                    Access::Superuser => "be a superuser of",
                },
            ))
        })?;
        fill(template, database, |variable| std::env::var(variable).ok()).map_err(|variable| {
            refused(format!(
                "`{variable}` is not set, which {shown} needs for `{name}` in `{environment}`"
            ))
        })
    }
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
    }
}
