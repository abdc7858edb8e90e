//! The file that `SQLDB_CONFIG` names: servers and their databases, in the shape of Encore's
//! `sql_servers`.

use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::percent::encoded;
use crate::tls::{Certificates, ClientCertificate, Pem};

/// Where a database is, as a file says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) url: String,
    pub(crate) replica: Option<String>,
    pub(crate) certificates: Certificates,
    pub(crate) max_connections: Option<usize>,
    pub(crate) min_connections: Option<usize>,
}

/// What is found of `database` in the text of the file at `path`.
///
/// # Errors
/// The text is not JSON, has no such database, or says something of it that cannot be.
pub(crate) fn find(
    text: &str,
    path: &str,
    database: &str,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Result<Place> {
    let wrong = |what: String| Error::configuration(format!("`SQLDB_CONFIG={path}`: {what}"));
    let file: Value = serde_json::from_str(text).map_err(|error| wrong(error.to_string()))?;
    let mut names = Vec::new();
    let servers = file.get("sql_servers").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for server in servers {
        let databases = server.get("databases").and_then(Value::as_object);
        if let Some(settings) = databases.and_then(|databases| databases.get(database)) {
            let read = Reading { server, settings, database, environment };
            return read.place().map_err(|what| wrong(format!("database `{database}`: {what}")));
        }
        names.extend(databases.into_iter().flat_map(Map::keys).map(|name| format!("`{name}`")));
    }
    Err(wrong(match names.is_empty() {
        true => format!(
            "it has no databases; expected `{{\"sql_servers\": [{{\"host\": \"…\", \"databases\": \
             {{\"{database}\": {{\"username\": \"…\"}}}}}}]}}`"
        ),
        false => format!("no server has the database `{database}`; there are {}", names.join(", ")),
    }))
}

/// A server and one of its databases.
struct Reading<'f> {
    server: &'f Value,
    settings: &'f Value,
    database: &'f str,
    environment: &'f dyn Fn(&str) -> Option<String>,
}

impl Reading<'_> {
    fn place(&self) -> Result<Place, String> {
        let Reading { server, settings, database, .. } = self;
        let host = self.text(server, "host")?.ok_or("its server has no `host`")?;
        let replicas = match server.get("replicas") {
            None => Vec::new(),
            Some(replicas) => {
                let replicas = replicas.as_array().ok_or("`replicas` is no list")?;
                let hosts = replicas.iter().map(|replica| {
                    self.text(replica, "host")?.ok_or_else(|| "a replica has no `host`".to_owned())
                });
                hosts.collect::<Result<Vec<String>, String>>()?
            }
        };
        let tls = server.get("tls_config").unwrap_or(&Value::Null);
        let own = settings.get("client_cert").or_else(|| tls.get("client_cert"));
        let certificates = Certificates {
            root: self.text(tls, "ca")?.map(Pem::Text),
            client: own.map(|own| self.client_certificate(own)).transpose()?,
        };
        let mode = if tls.is_null() {
            "prefer"
        } else if flag(tls, "disabled")? {
            "disable"
        } else if flag(tls, "disable_ca_validation")? {
            "require"
        } else if flag(tls, "disable_tls_hostname_verification")? {
            "verify-ca"
        } else {
            "verify-full"
        };
        let name = self.text(settings, "name")?.unwrap_or_else(|| (*database).to_owned());
        let user = self.text(settings, "username")?.ok_or("it has no `username`")?;
        let mut role = encoded(&user);
        if let Some(password) = self.text(settings, "password")? {
            role.push(':');
            role.push_str(&encoded(&password));
        }
        let url = |hosts: &[String]| {
            let hosts: Vec<String> = hosts.iter().map(|host| in_url(host)).collect();
            format!("postgres://{role}@{}/{}?sslmode={mode}", hosts.join(","), encoded(&name))
        };
        Ok(Place {
            url: url(&[host]),
            replica: (!replicas.is_empty()).then(|| url(&replicas)),
            certificates,
            max_connections: number(settings, "max_connections")?.filter(|most| *most > 0),
            min_connections: number(settings, "min_connections")?,
        })
    }

    fn client_certificate(&self, value: &Value) -> Result<ClientCertificate, String> {
        let part = |key: &str| {
            let text = self.text(value, key)?;
            text.map(Pem::Text).ok_or_else(|| format!("`client_cert` has no `{key}`"))
        };
        Ok(ClientCertificate { certificate: part("cert")?, key: part("key")? })
    }

    /// A text, or that of the variable in `{"$env": "VARIABLE"}`.
    fn text(&self, object: &Value, key: &str) -> Result<Option<String>, String> {
        match object.get(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(value) => {
                let variable = value.get("$env").and_then(Value::as_str).ok_or_else(|| {
                    format!("`{key}` is neither a text nor `{{\"$env\": \"VARIABLE\"}}`")
                })?;
                let found = (self.environment)(variable);
                found.map(Some).ok_or_else(|| {
                    format!("`{key}` is the value of the variable `{variable}`, which is not set")
                })
            }
        }
    }
}

fn flag(object: &Value, key: &str) -> Result<bool, String> {
    match object.get(key) {
        None => Ok(false),
        Some(value) => value.as_bool().ok_or_else(|| format!("`{key}` is neither true nor false")),
    }
}

fn number(object: &Value, key: &str) -> Result<Option<usize>, String> {
    let Some(value) = object.get(key) else { return Ok(None) };
    let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
    number.map(Some).ok_or_else(|| format!("`{key}` is no number of connections"))
}

/// A host and its port; the directory of a Unix socket has slashes.
fn in_url(host: &str) -> String {
    if !host.starts_with('/') {
        return host.to_owned();
    }
    match host.rsplit_once(':') {
        Some((directory, port)) => format!("{}:{port}", encoded(directory)),
        None => encoded(host),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: Expect) {
        let environment = |name: &str| (name == "PASSWORD").then(|| "p@ss/word".to_owned());
        let text = match find(text, "infra.json", "todo", &environment) {
            Ok(place) => {
                let Place { url, replica, certificates, max_connections, min_connections } = place;
                format!(
                    "{url} {replica:?} {certificates:?} {min_connections:?}..{max_connections:?}"
                )
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn servers_databases_and_replicas() {
        check(
            r#"{"metadata": {}, "sql_servers": [
                {"host": "a", "databases": {"other": {"username": "u"}}},
                {"host": "b:5433", "replicas": [{"host": "c"}, {"host": "d:1"}],
                 "databases": {"todo": {"username": "app", "password": {"$env": "PASSWORD"},
                    "name": "todo prod", "max_connections": 20, "min_connections": 2}}}]}"#,
            expect![[
                r#"postgres://app:p%40ss%2Fword@b:5433/todo%20prod?sslmode=prefer Some("postgres://app:p%40ss%2Fword@c,d:1/todo%20prod?sslmode=prefer") Certificates { root: None, client: None } Some(2)..Some(20)"#
            ]],
        );
    }

    #[test]
    fn encryption() {
        let with = |tls: &str| {
            format!(
                r#"{{"sql_servers": [{{"host": "a", "tls_config": {tls}, "databases": {{"todo": {{"username": "u"}}}}}}]}}"#
            )
        };
        for (tls, mode) in [
            ("{}", "verify-full"),
            (r#"{"disabled": true}"#, "disable"),
            (r#"{"disable_ca_validation": true}"#, "require"),
            (r#"{"disable_tls_hostname_verification": true}"#, "verify-ca"),
        ] {
            let place = find(&with(tls), "", "todo", &|_| None).unwrap();
            assert_eq!(place.url, format!("postgres://u@a/todo?sslmode={mode}"));
        }
        check(
            &with(r#"{"ca": "CA", "client_cert": {"cert": "CERT", "key": "KEY"}}"#),
            expect![[
                r#"postgres://u@a/todo?sslmode=verify-full None Certificates { root: Some(Text(..)), client: Some(ClientCertificate { certificate: Text(..), key: Text(..) }) } None..None"#
            ]],
        );
    }

    #[test]
    fn mistakes_name_the_place_and_no_password() {
        let with = |settings: &str| {
            format!(r#"{{"sql_servers": [{{"host": "a", "databases": {{"todo": {settings}}}}}]}}"#)
        };
        check(
            "{",
            expect!["`SQLDB_CONFIG=infra.json`: EOF while parsing an object at line 1 column 1"],
        );
        check(
            "{}",
            expect![[
                r#"`SQLDB_CONFIG=infra.json`: it has no databases; expected `{"sql_servers": [{"host": "…", "databases": {"todo": {"username": "…"}}}]}`"#
            ]],
        );
        check(
            r#"{"sql_servers": [{"host": "a", "databases": {"other": {}}}]}"#,
            expect![
                "`SQLDB_CONFIG=infra.json`: no server has the database `todo`; there are `other`"
            ],
        );
        check(
            &with(r#"{"password": "secret"}"#),
            expect!["`SQLDB_CONFIG=infra.json`: database `todo`: it has no `username`"],
        );
        check(
            &with(r#"{"username": "u", "password": {"$env": "GONE"}}"#),
            expect![
                "`SQLDB_CONFIG=infra.json`: database `todo`: `password` is the value of the variable `GONE`, which is not set"
            ],
        );
        check(
            &with(r#"{"username": "u", "max_connections": "many"}"#),
            expect![
                "`SQLDB_CONFIG=infra.json`: database `todo`: `max_connections` is no number of connections"
            ],
        );
    }
}
