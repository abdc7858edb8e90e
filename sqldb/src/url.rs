//! Reading connection strings: libpq's by tokio-postgres, and what it does not know by us.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::config::{Host, TargetSessionAttrs};

use crate::config::positive;
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

/// What it says of the pool.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PoolParameters {
    pub(crate) most: Option<usize>,
    pub(crate) least: Option<usize>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_lifetime: Option<Duration>,
}

/// The `sslrootcert` that stands for the system's.
const SYSTEM: &str = "system";

/// The parameters that tokio-postgres does not know, or not all values of.
#[derive(Default)]
struct Own {
    mode: Option<Mode>,
    root: Option<PathBuf>,
    certificate: Option<PathBuf>,
    key: Option<PathBuf>,
    pool: PoolParameters,
    attributes: Option<TargetSessionAttrs>,
    naming: Naming,
    /// Those that are tokio-postgres'.
    theirs: Vec<String>,
}

/// How URLs begin; all else is pairs (libpq, `uri_prefix_length`).
const URLS: [&str; 2] = ["postgres://", "postgresql://"];

impl Own {
    /// `sslmode`, which with the system's roots is `verify-full` and nothing weaker, as in libpq
    /// (`pqConnectOptions2`): who names roots wants to know who is there.
    fn mode(&self) -> Result<Mode> {
        let system = self.root.as_ref().is_some_and(|root| root.as_os_str() == SYSTEM);
        match self.mode {
            None if system => Ok(Mode::VerifyFull),
            Some(mode) if system && mode != Mode::VerifyFull => Err(Error::configuration(
                "`sslrootcert=system` is for `sslmode=verify-full`, and not for a weaker one",
            )),
            mode => Ok(mode.unwrap_or_default()),
        }
    }

    /// Takes a parameter; `false` when it is not one of ours.
    fn take(&mut self, key: &str, value: &str) -> Result<bool> {
        match key {
            "sslmode" => self.mode = Some(Mode::parse(value)?),
            "sslrootcert" => self.root = Some(PathBuf::from(value)),
            "sslcert" => self.certificate = Some(PathBuf::from(value)),
            "sslkey" => self.key = Some(PathBuf::from(value)),
            // None is the same as not to say it.
            "pool_min" if value == "0" => {}
            "pool_min" => self.pool.least = Some(positive(key, value)?),
            "pool_max" => self.pool.most = Some(positive(key, value)?),
            "pool_idle_timeout" => self.pool.idle_timeout = Some(seconds(key, value)?),
            "pool_max_lifetime" => self.pool.max_lifetime = Some(seconds(key, value)?),
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
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// What tokio-postgres reads itself (0.7.18, `Config::param`).
const THEIRS: &[&str] = &[
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "hostaddr",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "load_balance_hosts",
    "options",
    "password",
    "port",
    "sslnegotiation",
    "target_session_attrs",
    "tcp_user_timeout",
    "user",
];

/// Parameters that others know, with what to write instead. Only these are named in messages: what
/// looks like a parameter may be a piece of a password with a `?` or a blank in it.
const NOT_OURS: &[(&str, &str)] = &[
    ("client_encoding", "leave it out, it is UTF8"),
    ("connection_limit", "write `pool_max`"),
    ("fallback_application_name", "write `application_name`"),
    ("gssdelegation", ""),
    ("gssencmode", ""),
    ("gsslib", ""),
    ("keepalives_count", "write `keepalives_retries`"),
    ("krbsrvname", ""),
    ("max_protocol_version", ""),
    ("min_protocol_version", ""),
    ("passfile", ""),
    ("pgbouncer", "write `statements=unnamed` where the pool knows no prepared statements"),
    ("pool_timeout", "write `Config::wait_timeout`"),
    ("replication", ""),
    ("require_auth", ""),
    ("requirepeer", ""),
    ("schema", "write `options=-csearch_path%3Dname`"),
    ("scram_client_key", ""),
    ("scram_server_key", ""),
    ("service", ""),
    ("servicefile", ""),
    ("socket_timeout", "write `Config::statement_timeout`"),
    ("ssl", "write `sslmode`"),
    ("ssl_max_protocol_version", "leave it out, it is TLS 1.2 or 1.3"),
    ("ssl_min_protocol_version", "leave it out, it is TLS 1.2 or 1.3"),
    ("sslaccept", "write `sslmode`"),
    ("sslcertmode", ""),
    ("sslcompression", ""),
    ("sslcrl", ""),
    ("sslcrldir", ""),
    ("sslkeylogfile", ""),
    ("sslpassword", ""),
    ("sslsni", ""),
    ("statement_cache_size", "leave it out, statements are prepared once per connection"),
];

/// A parameter that is neither ours nor tokio-postgres'.
fn unknown(key: &str, origin: &str) -> Error {
    match NOT_OURS.iter().find(|(name, _)| *name == key) {
        Some((name, "")) => Error::configuration(format!("`{name}` is not supported yet")),
        Some((name, instead)) => {
            Error::configuration(format!("`{name}` is not supported; {instead}"))
        }
        None => Error::configuration(format!(
            "the value of {origin} has a parameter that is not known; if it is a piece of the \
             password, write `?` as `%3F`, and quote blanks"
        )),
    }
}

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

/// Refuses a URL whose password ends at a `/` in it: else what is before that would be taken for a port, and
/// what is behind it for a database, both of which messages name.
fn refuse_pieces(url: &str, origin: &str) -> Result<()> {
    let (before_query, _) = url.split_once('?').unwrap_or((url, ""));
    match before_query.split_once('/') {
        Some((_, database)) if database.contains('@') => Err(Error::configuration(format!(
            "the database in the value of {origin} has an `@`; if a piece of the password is before it, write \
             the `/` in that as `%2F`, else the `@` as `%40`"
        ))),
        _ => Ok(()),
    }
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

fn seconds(key: &str, value: &str) -> Result<Duration> {
    Ok(Duration::from_secs(positive(key, value)?.try_into().unwrap_or(u64::MAX)))
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

/// The URL without the parameters that are ours.
fn strip_url(text: &str, origin: &str, own: &mut Own) -> Result<String> {
    let Some((base, query)) = text.split_once('?') else {
        return Ok(text.to_owned());
    };
    let mut kept = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        let key = percent_decode(key);
        if own.take(&key, &percent_decode(value))? {
            continue;
        }
        if !THEIRS.contains(&key.as_str()) {
            return Err(unknown(&key, origin));
        }
        kept.push(pair);
        own.theirs.push(key);
    }
    Ok(match kept.is_empty() {
        true => base.to_owned(),
        false => format!("{base}?{}", kept.join("&")),
    })
}

/// The pairs without those that are ours.
fn strip_pairs(text: &str, origin: &str, own: &mut Own) -> Result<String> {
    let mut kept = String::new();
    for (key, value) in pairs(text).ok_or_else(|| malformed(origin))? {
        if own.take(&key, &value)? {
            continue;
        }
        if !THEIRS.contains(&key.as_str()) {
            return Err(unknown(&key, origin));
        }
        let value = value.replace('\\', "\\\\").replace('\'', "\\'");
        kept.push_str(&format!("{key}='{value}' "));
        own.theirs.push(key);
    }
    Ok(kept)
}

/// Reads `key = value` as libpq does (`conninfo_parse`): blanks around `=`, values in quotes, and a
/// backslash before what is meant as it is. [`None`] where it is no such text.
fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (key, behind) = rest.split_once('=')?;
        let key = key.trim_end();
        if key.is_empty() || key.contains(char::is_whitespace) {
            return None;
        }
        let (value, behind) = value(behind.trim_start())?;
        pairs.push((key.to_owned(), value));
        rest = behind.trim_start();
    }
    Some(pairs)
}

/// A value, and what is behind it.
fn value(text: &str) -> Option<(String, &str)> {
    let (quoted, text) = match text.strip_prefix('\'') {
        Some(text) => (true, text),
        None => (false, text),
    };
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.extend(characters.next().map(|(_, escaped)| escaped)),
            '\'' if quoted => return Some((value, text.get(at + 1..)?)),
            blank if !quoted && blank.is_whitespace() => return Some((value, text.get(at..)?)),
            other => value.push(other),
        }
    }
    // A quote that nobody closed.
    (!quoted).then_some((value, ""))
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
