//! Reading connection strings: libpq's by tokio-postgres, and what it does not know by us.

mod parameters;
mod text;

use std::time::Duration;

use tokio_postgres::config::Host;

use self::parameters::{Own, PoolParameters, SYSTEM};
use self::text::{refuse_pieces, strip_pairs, strip_url};
use crate::error::{Error, Result};
use crate::session::Naming;
use crate::tls::{Certificates, ClientCertificate, Mode, Pem};

/// A connection string, read.
#[derive(Debug)]
pub(crate) struct Url {
    pub(crate) postgres: tokio_postgres::Config,
    pub(crate) mode: Mode,
    pub(crate) certificates: Certificates,
    pub(crate) pool: PoolParameters,
    pub(crate) naming: Naming,
    /// The servers, for messages: `db.example.com:5432`.
    pub(crate) place: String,
}

/// How URLs begin; all else is pairs (libpq, `uri_prefix_length`).
const URLS: [&str; 2] = ["postgres://", "postgresql://"];

/// Reads a URL, or `key=value` pairs, that `origin` gave.
///
/// # Errors
/// It is neither. The message never quotes it, because it may hold a password.
pub(crate) fn parse(text: &str, origin: &str) -> Result<Url> {
    let mut own = Own::default();
    let rest = match URLS.iter().find_map(|scheme| text.strip_prefix(scheme)) {
        Some(rest) => {
            refuse_pieces(rest, origin)?;
            strip_url(text, origin, &mut own)?
        }
        None => strip_pairs(text, origin, &mut own)?,
    };
    let mut postgres: tokio_postgres::Config =
        rest.parse().map_err(|error| invalid(origin, &error))?;
    // Messages name the hosts.
    if postgres.get_hosts().iter().any(|host| matches!(host, Host::Tcp(name) if name.contains('@')))
    {
        return Err(Error::configuration(format!(
            "the host in the value of {origin} has an `@`; if it is a piece of the password, write it as `%40`"
        )));
    }
    let mode = own.mode()?;
    postgres.ssl_mode(mode.negotiation());
    if let Some(attributes) = own.attributes {
        postgres.target_session_attrs(attributes);
    }
    if postgres.get_connect_timeout().is_none() {
        postgres.connect_timeout(Duration::from_secs(10));
    }
    keep_alive(&mut postgres, &own.theirs);
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
    let root = own.root.filter(|root| root.as_os_str() != SYSTEM).map(Pem::File);
    let certificates = Certificates { root, client };
    let place = format!("{} ({origin})", servers(&postgres));
    let Own { pool, naming, .. } = own;
    Ok(Url { postgres, mode, certificates, pool, naming, place })
}

/// Has a server that is gone without a word noticed: the system's own limits are hours.
///
/// What stands between here and a server (NAT, a load balancer) forgets connections on which nothing is
/// said, after some minutes usually.
fn keep_alive(postgres: &mut tokio_postgres::Config, said: &[String]) {
    let is_said = |key: &str| said.iter().any(|said| said == key);
    if !is_said("keepalives_idle") {
        postgres.keepalives_idle(Duration::from_secs(60));
    }
    if !is_said("keepalives_interval") {
        postgres.keepalives_interval(Duration::from_secs(10));
    }
    if !is_said("keepalives_retries") {
        postgres.keepalives_retries(3);
    }
    if !is_said("tcp_user_timeout") {
        postgres.tcp_user_timeout(Duration::from_secs(30));
    }
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
    malformed(origin)
}

fn malformed(origin: &str) -> Error {
    Error::configuration(format!(
        "the value of {origin} is no connection string of libpq; expected \
         `postgres://user:password@host:port/database?parameter=value`"
    ))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn check(text: &str, expected: Expect) {
        let text = match parse(text, "`SQLDB_TODO_URL`") {
            Ok(Url { postgres, mode, certificates, pool, naming: _, place }) => {
                let PoolParameters { least, most, .. } = pool;
                format!(
                    "{place} {:?} {:?} {mode:?} {certificates:?} {least:?}..{most:?}",
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
        check(
            "postgres://u:sec@ret@a/todo",
            expect![
                "the host in the value of `SQLDB_TODO_URL` has an `@`; if it is a piece of the password, write it as `%40`"
            ],
        );
        // A port and a database, of which messages would tell.
        check(
            "postgres://u:1234/secret@a/todo",
            expect![
                "the database in the value of `SQLDB_TODO_URL` has an `@`; if a piece of the password is before it, write the `/` in that as `%2F`, else the `@` as `%40`"
            ],
        );
        check("postgres://u:secret@a/todo?sslcrl=x", expect!["`sslcrl` is not supported yet"]);
        check(
            "postgres://u@a/todo?schema=public",
            expect!["`schema` is not supported; write `options=-csearch_path%3Dname`"],
        );
        check(
            "postgres://u@a/todo?require_auth=scram-sha-256",
            expect!["`require_auth` is not supported yet"],
        );
        check(
            "postgres://u@a/todo?sslmode=allow",
            expect!["`sslmode=allow` is not supported; write `prefer`, which tries TLS first"],
        );
        for text in ["postgres://u:12?secret=1@a/todo", "host=a password=my secret=1"] {
            check(
                text,
                expect![
                    "the value of `SQLDB_TODO_URL` has a parameter that is not known; if it is a piece of the password, write `?` as `%3F`, and quote blanks"
                ],
            );
        }
        check(
            "postgres://u:secret@a/todo?pool_max=0",
            expect!["`pool_max=0`: expected a number greater than 0"],
        );
    }
    #[test]
    fn pairs_are_read_as_libpq_does() {
        for (text, password) in [
            ("host=a password='x  y' pool_max=3", "x  y"),
            ("host=a password='x pool_max=3 y' pool_min=1", "x pool_max=3 y"),
            ("pool_max = 3 host = a password = x", "x"),
            (r"host=a password='it\'s \\' pool_max=3", r"it's \"),
            (r"host=a password=x\ y pool_max=3", "x y"),
            ("host=a pool_max=3 password='a://b'", "a://b"),
            ("host=a password='' pool_max=3", ""),
        ] {
            let Url { postgres, pool, .. } = parse(text, "here").unwrap();
            assert_eq!(postgres.get_password(), Some(password.as_bytes()), "{text}");
            assert_eq!(pool.most.is_some(), !text.contains("pool_min"), "{text}");
        }
        for text in ["host", "host=a password='x", "host a=b", "=x"] {
            assert!(parse(text, "here").is_err(), "{text}");
        }
    }

    #[test]
    fn server_that_says_nothing_is_noticed_unless_said_otherwise() {
        let of = |text: &str| {
            let Url { postgres, .. } = parse(text, "here").unwrap();
            let timeout = postgres.get_tcp_user_timeout().copied().unwrap_or_default();
            (postgres.get_keepalives_idle(), postgres.get_keepalives_retries(), timeout)
        };
        let seconds = Duration::from_secs;
        assert_eq!(of("postgres://u@a/d"), (seconds(60), Some(3), seconds(30)));
        assert_eq!(of("host=a"), (seconds(60), Some(3), seconds(30)));
        assert_eq!(
            of("postgres://u@a/d?keepalives_idle=7200&tcp_user_timeout=0&keepalives_retries=9"),
            (seconds(7200), Some(9), seconds(0))
        );
    }

    #[test]
    fn limits_of_the_pool() {
        let pool = |text: &str| parse(text, "here").map(|url| url.pool);
        let said = pool("postgres://u@a/d?pool_min=0&pool_idle_timeout=600&pool_max_lifetime=1800");
        let said = said.unwrap();
        assert_eq!((said.least, said.most), (None, None));
        assert_eq!(said.idle_timeout, Some(Duration::from_secs(600)));
        assert_eq!(said.max_lifetime, Some(Duration::from_secs(1800)));
        let error = pool("host=a pool_idle_timeout=10min").unwrap_err().to_string();
        assert_eq!(error, "`pool_idle_timeout=10min`: expected a number greater than 0");
    }

    #[test]
    fn roots_of_the_system_are_for_nothing_but_verify_full() {
        let mode = |text: &str| parse(text, "here").map(|url| url.mode);
        for text in [
            "postgres://u@h/d?sslrootcert=system",
            "postgres://u@h/d?sslrootcert=system&sslmode=verify-full",
            "host=h sslrootcert=system",
        ] {
            assert_eq!(mode(text).unwrap(), Mode::VerifyFull, "{text}");
        }
        for weaker in ["disable", "prefer", "require", "verify-ca"] {
            let error = mode(&format!("postgres://u@h/d?sslmode={weaker}&sslrootcert=system"));
            let error = error.unwrap_err().to_string();
            assert!(error.contains("`sslrootcert=system` is for `sslmode=verify-full`"), "{error}");
        }
    }
}
