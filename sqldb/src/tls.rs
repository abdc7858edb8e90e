//! Encrypted connections by rustls, as libpq's `sslmode` describes them.

use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio_postgres::config::SslMode;
use tokio_postgres::{AsyncMessage, CancelToken, Client, Config, NoTls};

use crate::crowd::Crowd;
use crate::error::{Error, Result};

#[cfg(feature = "tls")]
mod verify;

/// libpq's `sslmode`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Mode {
    Disable,
    #[default]
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

impl Mode {
    pub(crate) fn parse(text: &str) -> Result<Mode> {
        match text {
            "disable" => Ok(Mode::Disable),
            "prefer" => Ok(Mode::Prefer),
            "require" => Ok(Mode::Require),
            "verify-ca" => Ok(Mode::VerifyCa),
            "verify-full" => Ok(Mode::VerifyFull),
            "allow" => Err(Error::configuration(
                "`sslmode=allow` is not supported; write `prefer`, which tries TLS first",
            )),
            _ => Err(Error::configuration(format!(
                "`sslmode={text}` is not known; expected `disable`, `prefer`, `require`, \
                 `verify-ca` or `verify-full`"
            ))),
        }
    }

    /// What tokio-postgres must know of it: whether to ask for TLS, and whether to insist.
    pub(crate) fn negotiation(self) -> SslMode {
        match self {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
        }
    }
}

/// Certificates and keys, in PEM's form.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Pem {
    File(PathBuf),
    #[cfg_attr(
        not(feature = "serde_json"),
        allow(dead_code, reason = "it comes from the file of `SQLDB_CONFIG`")
    )]
    Text(String),
}

impl std::fmt::Debug for Pem {
    /// Without the text, which may be a key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Pem::File(path) => f.debug_tuple("File").field(path).finish(),
            Pem::Text(_) => f.write_str("Text(..)"),
        }
    }
}

/// Who is believed, and what the program shows of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Certificates {
    /// Without it the system's roots.
    pub(crate) root: Option<Pem>,
    pub(crate) client: Option<ClientCertificate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClientCertificate {
    pub(crate) certificate: Pem,
    pub(crate) key: Pem,
}

/// What a connection says that nobody asked for; polling it serves the connection.
pub(crate) type Messages =
    Pin<Box<dyn Stream<Item = Result<AsyncMessage, tokio_postgres::Error>> + Send>>;

/// How connections are encrypted.
#[derive(Clone)]
pub(crate) enum Tls {
    None,
    #[cfg(feature = "tls")]
    Rustls(tokio_postgres_rustls::MakeRustlsConnect),
}

impl Tls {
    /// # Errors
    /// A certificate or a key cannot be read, or TLS is required and the feature `tls` is off.
    #[cfg(feature = "tls")]
    pub(crate) fn new(mode: Mode, certificates: &Certificates) -> Result<Tls> {
        match mode {
            Mode::Disable => Ok(Tls::None),
            _ => verify::connector(mode, certificates).map(Tls::Rustls),
        }
    }

    #[cfg(not(feature = "tls"))]
    pub(crate) fn new(mode: Mode, _: &Certificates) -> Result<Tls> {
        match mode {
            Mode::Disable | Mode::Prefer => Ok(Tls::None),
            _ => Err(Error::configuration(
                "the URL requires TLS, but sqldb was built without its feature `tls`",
            )),
        }
    }

    /// Connects, and starts the task that serves the connection.
    pub(crate) async fn serve(
        &self,
        config: &Config,
        crowd: &Crowd,
    ) -> Result<(Client, JoinHandle<()>), tokio_postgres::Error> {
        match self {
            Tls::None => {
                let (client, connection) = config.connect(NoTls).await?;
                Ok((client, crowd.serve(connection)))
            }
            #[cfg(feature = "tls")]
            Tls::Rustls(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                Ok((client, crowd.serve(connection)))
            }
        }
    }

    /// Connects without a pool; the connection is served on the runtime that is running.
    pub(crate) async fn connect(&self, config: &Config) -> Result<Client> {
        let served = self.serve(config, &Crowd::default()).await;
        served.map(|(client, _)| client).map_err(Error::postgres)
    }

    /// Connects without a pool; whoever polls the messages serves the connection.
    pub(crate) async fn connect_unserved(&self, config: &Config) -> Result<(Client, Messages)> {
        match self {
            Tls::None => {
                let connected = config.connect(NoTls).await;
                let (client, connection) = connected.map_err(Error::postgres)?;
                Ok((client, Box::pin(Unserved(connection))))
            }
            #[cfg(feature = "tls")]
            Tls::Rustls(tls) => {
                let connected = config.connect(tls.clone()).await;
                let (client, connection) = connected.map_err(Error::postgres)?;
                Ok((client, Box::pin(Unserved(connection))))
            }
        }
    }

    pub(crate) async fn cancel(&self, token: CancelToken) -> Result<(), tokio_postgres::Error> {
        match self {
            Tls::None => token.cancel_query(NoTls).await,
            #[cfg(feature = "tls")]
            Tls::Rustls(tls) => token.cancel_query(tls.clone()).await,
        }
    }
}

/// A connection as the stream of what it says.
struct Unserved<S, T>(tokio_postgres::Connection<S, T>);

impl<S, T> Stream for Unserved<S, T>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    type Item = Result<AsyncMessage, tokio_postgres::Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_message(cx)
    }
}
