//! The parameters of a connection string: those that are ours, and those that tokio-postgres reads.

use std::path::PathBuf;
use std::time::Duration;

use tokio_postgres::config::TargetSessionAttrs;

use crate::config::positive;
use crate::error::{Error, Result};
use crate::session::Naming;
use crate::tls::Mode;

/// What it says of the pool.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct PoolParameters {
    pub(crate) most: Option<usize>,
    pub(crate) least: Option<usize>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) max_lifetime: Option<Duration>,
}

/// The `sslrootcert` that stands for the system's.
pub(super) const SYSTEM: &str = "system";

/// The parameters that tokio-postgres does not know, or not all values of.
#[derive(Default)]
pub(super) struct Own {
    pub(super) mode: Option<Mode>,
    pub(super) root: Option<PathBuf>,
    pub(super) certificate: Option<PathBuf>,
    pub(super) key: Option<PathBuf>,
    pub(super) pool: PoolParameters,
    pub(super) attributes: Option<TargetSessionAttrs>,
    pub(super) naming: Naming,
    /// Those that are tokio-postgres'.
    pub(super) theirs: Vec<String>,
}

impl Own {
    /// `sslmode`, which with the system's roots is `verify-full` and nothing weaker, as in libpq
    /// (`pqConnectOptions2`): who names roots wants to know who is there.
    pub(super) fn mode(&self) -> Result<Mode> {
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
    pub(super) fn take(&mut self, key: &str, value: &str) -> Result<bool> {
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
pub(super) const THEIRS: &[&str] = &[
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
pub(super) const NOT_OURS: &[(&str, &str)] = &[
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
pub(super) fn unknown(key: &str, origin: &str) -> Error {
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

fn seconds(key: &str, value: &str) -> Result<Duration> {
    Ok(Duration::from_secs(positive(key, value)?.try_into().unwrap_or(u64::MAX)))
}
