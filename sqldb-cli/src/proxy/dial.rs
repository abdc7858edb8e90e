//! The server's side: connect, log in, and take the stream out of the driver's hands.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sqldb::__private::Server;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres::tls::MakeTlsConnect;
use tokio_postgres::{CancelToken, Config, NoTls};

use super::client::Startup;
use super::tap::{Slot, Tap, TappedTls};
use crate::Failure;
use crate::failure::{told, unreachable};
use crate::target::Target;

/// A connection that is logged in.
pub(super) struct Dialed {
    pub(super) stream: Box<dyn Stream>,
    /// What the server said from its "authentication is right" to its first "ready".
    pub(super) greeting: Vec<u8>,
    /// The process and the secret that cancel its statements.
    pub(super) key: (i32, i32),
    pub(super) cancel: CancelToken,
}

/// Any stream of bytes.
pub(super) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// Connects to the database of `target` with what the client asked for.
pub(super) async fn dial(target: &Target, startup: &Startup) -> Result<Dialed, Failure> {
    let server = target.server()?;
    let mut config = server.config().clone();
    if let Some(name) = startup.parameter("application_name") {
        config.application_name(name);
    }
    let options = startup.options(config.get_options());
    if !options.is_empty() {
        config.options(options);
    }
    let mut reasons = Vec::new();
    for (host, port) in hosts(&config) {
        match log_in(&server, &config, &host, port).await {
            Ok(dialed) => return Ok(dialed),
            Err(failure) => reasons.push(failure.to_string()),
        }
    }
    Err(unreachable(format!("{}: {}", server.place(), reasons.join("; "))))
}

/// Cancels a statement.
pub(super) async fn cancel(target: &Target, token: &CancelToken) -> Result<(), Failure> {
    let server = target.server()?;
    for (host, port) in hosts(server.config()) {
        let Ok(stream) = connect(&host, port).await else { continue };
        match tls(&server, &host)? {
            Some(connector) => token.cancel_query_raw(stream, connector).await?,
            None => token.cancel_query_raw(stream, NoTls).await?,
        }
    }
    Ok(())
}

fn hosts(config: &Config) -> Vec<(Host, u16)> {
    let ports = config.get_ports();
    let port = |at: usize| ports.get(at).or(ports.first()).copied().unwrap_or(5432);
    let hosts = config.get_hosts().iter().cloned().enumerate();
    hosts.map(|(at, host)| (host, port(at))).collect()
}

async fn connect(host: &Host, port: u16) -> io::Result<Box<dyn Stream>> {
    match host {
        Host::Tcp(name) => {
            let stream = TcpStream::connect((name.as_str(), port)).await?;
            stream.set_nodelay(true)?;
            Ok(Box::new(stream))
        }
        Host::Unix(directory) => Ok(Box::new(UnixStream::connect(socket(directory, port)).await?)),
    }
}

fn socket(directory: &Path, port: u16) -> std::path::PathBuf {
    directory.join(format!(".s.PGSQL.{port}"))
}

type Connector = <tokio_postgres_rustls::MakeRustlsConnect as MakeTlsConnect<Raw>>::TlsConnect;
type Encrypted = <tokio_postgres_rustls::MakeRustlsConnect as MakeTlsConnect<Raw>>::Stream;
type Raw = Tap<Box<dyn Stream>>;

/// As libpq, no TLS over a socket of this machine.
fn tls(server: &Server, host: &Host) -> Result<Option<Connector>, Failure> {
    match (host, server.tls()) {
        (Host::Tcp(name), Some(mut tls)) => {
            Ok(Some(MakeTlsConnect::<Raw>::make_tls_connect(&mut tls, name)?))
        }
        _ => Ok(None),
    }
}

async fn log_in(
    server: &Server,
    config: &Config,
    host: &Host,
    port: u16,
) -> Result<Dialed, Failure> {
    let raw: Raw = Tap::new(connect(host, port).await?);
    let slot: Slot<Encrypted> = Arc::new(Mutex::new(None));
    let cancel = match tls(server, host)? {
        Some(connector) => {
            let connector = TappedTls { connector, slot: Arc::clone(&slot) };
            let (client, _connection) =
                config.connect_raw(raw.clone(), connector).await.map_err(refusal)?;
            client.cancel_token()
        }
        None => {
            let mut config = config.clone();
            config.ssl_mode(SslMode::Disable);
            let (client, _connection) =
                config.connect_raw(raw.clone(), NoTls).await.map_err(refusal)?;
            client.cancel_token()
        }
    };
    let encrypted = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    let lost = || unreachable("the connection was lost");
    let (stream, read): (Box<dyn Stream>, _) = match encrypted {
        Some(tap) => {
            let (stream, read) = tap.take().ok_or_else(lost)?;
            (Box::new(stream), read)
        }
        None => raw.take().ok_or_else(lost)?,
    };
    let (greeting, key) = greeting(&read).ok_or_else(lost)?;
    Ok(Dialed { stream, greeting, key, cancel })
}

fn refusal(error: tokio_postgres::Error) -> Failure {
    unreachable(told(&error))
}

/// From "authentication is right" on, with the key in it.
fn greeting(read: &[u8]) -> Option<(Vec<u8>, (i32, i32))> {
    let mut rest = read;
    let mut greeting = None;
    let mut key = None;
    while let Some((kind, after)) = rest.split_first() {
        let (length, _) = after.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let body = after.get(4..length)?;
        match kind {
            b'R' if body == [0; 4] => greeting = Some(rest.to_vec()),
            b'K' => {
                let (process, secret) = body.split_first_chunk::<4>()?;
                let (secret, _) = secret.split_first_chunk::<4>()?;
                key = Some((i32::from_be_bytes(*process), i32::from_be_bytes(*secret)));
            }
            _ => {}
        }
        rest = after.get(length..)?;
    }
    Some((greeting?, key.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_greeting_begins_where_the_client_is_let_in() {
        let sasl = b"R\0\0\0\x08\0\0\0\x0a".as_slice();
        let right =
            b"R\0\0\0\x08\0\0\0\0S\0\0\0\x08a\0b\0K\0\0\0\x0c\0\0\0\x07\0\0\0\x09Z\0\0\0\x05I";
        let read = [sasl, right].concat();
        assert_eq!(greeting(&read), Some((right.to_vec(), (7, 9))));
        assert_eq!(greeting(&read[..20]), None);
    }
}
