//! Reading connection strings: libpq's by tokio-postgres, and what it does not know by us.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::config::{Host, TargetSessionAttrs};

use crate::config::parse_pool_max;
use crate::error::{Error, Result};
use crate::session::Naming;
use crate::tls::{Certificates, ClientCertificate, Mode, Pem};

/// A connection string, read.
#[derive(Debug)]
pub(crate) struct Url {
    pub(crate) postgres: tokio_postgres::Config,
    pub(crate) mode: Mode,
    pub(crate) certificates: Certificates,
    pub(crate) pool_max: Option<usize>,
    pub(crate) pool_min: Option<usize>,
    pub(crate) naming: Naming,
    /// The servers, for messages: `db.example.com:5432`.
    pub(crate) place: String,
}

/// The parameters that tokio-postgres does not know, or not all values of.
#[derive(Default)]
struct Own {
    mode: Option<Mode>,
    root: Option<PathBuf>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    pool_max: Option<usize>,
    pool_min: Option<usize>,
    attributes: Option<TargetSessionAttrs>,
    naming: Naming,
}

impl Own {
    /// Takes a parameter; `false` when it is not one of ours.
    fn take(&mut self, key: &str, value: &str) -> Result<bool> {
        match key {
            "sslmode" => self.mode = Some(Mode::parse(value)?),
            "sslrootcert" => self.root = Some(PathBuf::from(value)),
            "sslcert" => self.certificate = Some(PathBuf::from(value)),
            "sslkey" => self.key = Some(PathBuf::from(value)),
            "pool_min" => self.pool_min = Some(parse_pool_max("pool_min", value)?),
            "pool_max" => self.pool_max = Some(parse_pool_max("pool_max", value)?),
            // The same as the next, for who asks at the time of connecting (libpq).
            "target_session_attrs" if value == "primary" => {
                self.attributes = Some(TargetSessionAttrs::ReadWrite);
            }
            "target_session_attrs" if value == "standby" => {
                self.attributes = Some(TargetSessionAttrs::ReadOnly);
            }
            "statements" => {
                self.naming = match value {
                    "named" => Naming::Named,
                    "unnamed" => Naming::Unnamed,
                    _ => {
                        return Err(Error::configuration(format!(
                            "`statements={value}` is not known; expected `named` or `unnamed`"
                        )));
                    }
                }
            }
            _ if NOT_YET.contains(&key) => {
                return Err(Error::configuration(format!("`{key}` is not supported yet")));
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// Parameters of libpq that neither tokio-postgres nor we know.
const NOT_YET: &[&str] = &[
    "sslpassword",
    "sslcrl",
    "sslcrldir",
    "passfile",
    "service",
    "gssencmode",
    "krbsrvname",
    "client_encoding",
    "fallback_application_name",
];

/// Reads a URL, or `key=value` pairs, that `origin` gave.
///
/// # Errors
/// It is neither. The message never quotes it, because it may hold a password.
pub(crate) fn parse(text: &str, origin: &str) -> Result<Url> {
    let mut own = Own::default();
    let rest = match text.contains("://") {
        true => strip_url(text, &mut own)?,
        false => strip_pairs(text, &mut own)?,
    };
    let mut postgres: tokio_postgres::Config =
        rest.parse().map_err(|error| invalid(origin, &error))?;
    let mode = own.mode.unwrap_or_default();
    postgres.ssl_mode(mode.negotiation());
    if let Some(attributes) = own.attributes {
        postgres.target_session_attrs(attributes);
    }
    if postgres.get_connect_timeout().is_none() {
        postgres.connect_timeout(Duration::from_secs(10));
    }
    if postgres.get_hosts().is_empty() && postgres.get_hostaddrs().is_empty() {
        postgres.host("localhost");
    }
    let client = match (own.certificate, own.key) {
        (None, None) => None,
        (Some(certificate), Some(key)) => {
            Some(ClientCertificate { certificate: Pem::File(certificate), key: Pem::File(key) })
        }
        (Some(_), None) => {
            return Err(Error::configuration("`sslcert` is given without its key, `sslkey`"));
        }
        (None, Some(_)) => {
            return Err(Error::configuration(
                "`sslkey` is given without its certificate, `sslcert`",
            ));
        }
    };
    let root = own.root.filter(|root| root.as_os_str() != "system").map(Pem::File);
    let certificates = Certificates { root, client };
    let place = format!("{} ({origin})", servers(&postgres));
    let Own { pool_max, pool_min, naming, .. } = own;
    Ok(Url { postgres, mode, certificates, pool_max, pool_min, naming, place })
}

fn servers(config: &tokio_postgres::Config) -> String {
    let ports = config.get_ports();
    let servers = config.get_hosts().iter().enumerate().map(|(index, host)| {
        // One port is that of all hosts (libpq, "Specifying Multiple Hosts").
        let port = ports.get(index).or(ports.first()).copied().unwrap_or(5432);
        match host {
            Host::Tcp(name) => format!("{name}:{port}"),
            #[cfg(unix)]
            Host::Unix(path) => format!("{}/.s.PGSQL.{port}", path.display()),
        }
    });
    servers.collect::<Vec<_>>().join(", ")
}

fn invalid(origin: &str, error: &tokio_postgres::Error) -> Error {
    // The cause may quote a piece of the string, and the string is not worth that risk.
    let _ = error;
    Error::configuration(format!(
        "the value of {origin} is no connection string of libpq; expected \
         `postgres://user:password@host:port/database?parameter=value`"
    ))
}

fn strip_url(text: &str, own: &mut Own) -> Result<String> {
    let Some((base, query)) = text.split_once('?') else {
        return Ok(text.to_owned());
    };
    let mut kept = Vec::new();
    for pair in query.split('&') {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        if !own.take(key, &percent_decode(value))? {
            kept.push(pair);
        }
    }
    Ok(match kept.is_empty() {
        true => base.to_owned(),
        false => format!("{base}?{}", kept.join("&")),
    })
}

/// Pairs are separated by blanks; values of ours need no quotes, and quoted ones pass as they are.
fn strip_pairs(text: &str, own: &mut Own) -> Result<String> {
    let mut kept = Vec::new();
    for pair in text.split_ascii_whitespace() {
        let taken = match pair.split_once('=') {
            Some((key, value)) => own.take(key, value)?,
            None => false,
        };
        if !taken {
            kept.push(pair);
        }
    }
    Ok(match kept.len() == text.split_ascii_whitespace().count() {
        // Nothing was ours: blanks within quotes must stay as they are.
        true => text.to_owned(),
        false => kept.join(" "),
    })
}

fn percent_decode(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).filter(|_| *first == b'%');
        let hex = hex.and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: Expect) {
        let text = match parse(text, "`SQLDB_TODO_URL`") {
            Ok(Url { postgres, mode, certificates, pool_max, pool_min, naming: _, place }) => {
                format!(
                    "{place} {:?} {:?} {mode:?} {certificates:?} {pool_min:?}..{pool_max:?}",
                    postgres.get_dbname(),
                    postgres.get_application_name()
                )
            }
            Err(error) => error.to_string(),
        };
        expected.assert_eq(&text);
    }

    #[test]
    fn ours_are_taken_out() {
        check(
            "postgres://u:secret@a,b/todo?sslmode=verify-full&sslrootcert=%2Fetc%2Fca.pem&application_name=x&pool_max=3",
            expect![[
                r#"a:5432, b:5432 (`SQLDB_TODO_URL`) Some("todo") Some("x") VerifyFull Certificates { root: Some(File("/etc/ca.pem")), client: None } None..Some(3)"#
            ]],
        );
        check(
            "host=/run/postgresql dbname=todo sslmode=disable",
            expect![[
                r#"/run/postgresql/.s.PGSQL.5432 (`SQLDB_TODO_URL`) Some("todo") None Disable Certificates { root: None, client: None } None..None"#
            ]],
        );
        check(
            "postgres:///todo",
            expect![[
                r#"localhost:5432 (`SQLDB_TODO_URL`) Some("todo") None Prefer Certificates { root: None, client: None } None..None"#
            ]],
        );
    }

    #[test]
    fn messages_do_not_quote_the_password() {
        check(
            "postgres://u:secret@a:port/todo",
            expect![
                "the value of `SQLDB_TODO_URL` is no connection string of libpq; expected `postgres://user:password@host:port/database?parameter=value`"
            ],
        );
        check(
            "postgres://u:secret@a/todo?sslmode=full",
            expect![
                "`sslmode=full` is not known; expected `disable`, `prefer`, `require`, `verify-ca` or `verify-full`"
            ],
        );
        check(
            "postgres://u:secret@a/todo?sslkey=x",
            expect!["`sslkey` is given without its certificate, `sslcert`"],
        );
        check("postgres://u:secret@a/todo?sslcrl=x", expect!["`sslcrl` is not supported yet"]);
        check(
            "postgres://u:secret@a/todo?pool_max=0",
            expect!["`pool_max=0`: expected a number greater than 0"],
        );
    }
}
