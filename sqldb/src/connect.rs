//! How the connections of a pool are made, and how their statements are canceled.

use deadpool_postgres::ClientWrapper;
use tokio::task::JoinHandle;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{CancelToken, Client, Config, Error, NoTls, Socket};

use crate::crowd::Crowd;
use crate::later::Later;
use crate::session::Naming;
use crate::tls::Tls;
use crate::wire::{self, Delivery};

/// The way to the server.
#[derive(Clone)]
pub(crate) enum Route {
    /// As tokio-postgres goes.
    Stock(Tls, Config),
    /// Over TCP, to one of several servers, not encrypted.
    Plain(Config),
    /// The same, encrypted if the server does.
    #[cfg(feature = "tls")]
    Encrypted(wire::Watched<tokio_postgres_rustls::MakeRustlsConnect>, Config),
    /// To the one server of this machine that listens in a directory, by a socket of ours.
    #[cfg(unix)]
    Unix(local::Listener),
}

/// A connection with a task of its own.
pub(crate) struct Connected {
    pub(crate) client: ClientWrapper,
    /// How its rows come.
    pub(crate) delivery: Delivery,
    pub(crate) way: Way,
}

/// Which way of its route a connection has taken: a request to cancel its statement takes the same, because the
/// token says how to negotiate, and not with what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Way {
    #[default]
    Usual,
    /// That of a server which encrypts nothing, where encryption was only preferred.
    #[cfg(feature = "tls")]
    Plain,
}

impl Route {
    /// The one of a configuration. A pool before the server that knows no prepared statements gets what
    /// tokio-postgres sends, as it is.
    pub(crate) fn of(config: &Config, tls: &Tls, naming: Naming) -> Route {
        #[cfg(unix)]
        if let Some(listener) = local::Listener::of(config, naming) {
            return Route::Unix(listener);
        }
        match (naming, tls) {
            (Naming::Unnamed, tls) => Route::Stock(tls.clone(), config.clone()),
            (Naming::Named, Tls::None) => match wire::plain(config) {
                Some(config) => Route::Plain(config),
                None => Route::Stock(Tls::None, config.clone()),
            },
            #[cfg(feature = "tls")]
            (Naming::Named, Tls::Rustls(tls)) => {
                Route::Encrypted(wire::Watched(tls.clone()), config.clone())
            }
        }
    }

    /// Connects, and starts a task that serves the connection, which may have statements of `crowd`.
    ///
    /// # Errors
    /// No server takes the connection.
    pub(crate) fn connect<'c>(&'c self, crowd: &'c Crowd) -> Later<'c, Connected, Error> {
        Box::pin(self.connect_by_it(crowd))
    }

    async fn connect_by_it(&self, crowd: &Crowd) -> Result<Connected, Error> {
        match self {
            Route::Stock(Tls::None, config) => serve(config, NoTls, crowd).await,
            #[cfg(feature = "tls")]
            Route::Stock(Tls::Rustls(tls), config) => serve(config, tls.clone(), crowd).await,
            Route::Plain(config) => serve(config, wire::Plain, crowd).await,
            #[cfg(feature = "tls")]
            Route::Encrypted(tls, config) => {
                let connected = serve(config, tls.clone(), crowd).await?;
                // The server encrypts nothing, and tokio-postgres lets no stream be wrapped then: a way
                // that is plain from its beginning has the wire.
                let plain = match (connected.delivery, config.get_hosts()) {
                    (Delivery::RowByRow, [_]) => wire::plain(config),
                    _ => None,
                };
                let Some(plain) = plain else { return Ok(connected) };
                match serve(&plain, wire::Plain, crowd).await {
                    Ok(plainly) => Ok(Connected { way: Way::Plain, ..plainly }),
                    Err(_) => Ok(connected),
                }
            }
            #[cfg(unix)]
            Route::Unix(listener) => listener.serve(crowd).await,
        }
    }

    /// Asks the server to end the statement that runs; nobody is told whether it did.
    pub(crate) async fn cancel(&self, token: CancelToken, way: Way) {
        // The server ends the statement by itself when this fails.
        drop(match (self, way) {
            (Route::Stock(tls, _), Way::Usual) => tls.cancel(token).await,
            (Route::Plain(_), Way::Usual) => token.cancel_query(wire::Plain).await,
            #[cfg(feature = "tls")]
            (Route::Encrypted(wire::Watched(tls), _), Way::Usual) => {
                token.cancel_query(tls.clone()).await
            }
            #[cfg(feature = "tls")]
            (_, Way::Plain) => token.cancel_query(wire::Plain).await,
            #[cfg(unix)]
            (Route::Unix(listener), Way::Usual) => listener.cancel(token).await,
        });
    }
}

async fn serve<T>(config: &Config, tls: T, crowd: &Crowd) -> Result<Connected, Error>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
    T::TlsConnect: Send,
    <T::TlsConnect as TlsConnect<Socket>>::Future: Send,
{
    let (client, connection) = config.connect(tls).await?;
    let delivery = wire::delivery(&connection);
    Ok(connected(client, crowd.serve(connection), delivery))
}

fn connected(client: Client, task: JoinHandle<()>, delivery: Delivery) -> Connected {
    Connected { client: ClientWrapper::new(client, task), delivery, way: Way::Usual }
}

#[cfg(unix)]
mod local {
    use std::path::PathBuf;

    use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
    use tokio_postgres::{CancelToken, Config, Error, NoTls};

    use super::{Connected, connected, serve};
    use crate::crowd::Crowd;
    use crate::session::Naming;
    use crate::socket::Socket;
    use crate::wire::{self, Wire};

    /// Where a server listens.
    #[derive(Clone)]
    pub(crate) struct Listener {
        directory: PathBuf,
        port: u16,
        config: Config,
        naming: Naming,
    }

    impl Listener {
        /// That of a configuration, if there is nothing to choose and nothing to encrypt.
        pub(super) fn of(config: &Config, naming: Naming) -> Option<Listener> {
            let [Host::Unix(directory)] = config.get_hosts() else { return None };
            let plain = matches!(config.get_ssl_mode(), SslMode::Disable | SslMode::Prefer);
            let any = config.get_target_session_attrs() == TargetSessionAttrs::Any;
            let port = config.get_ports().first().copied().unwrap_or(5432);
            // As in libpq, nothing is encrypted that does not leave the machine.
            let mut plainly = config.clone();
            plainly.ssl_mode(SslMode::Disable);
            (plain && any).then(|| Listener {
                directory: directory.clone(),
                port,
                config: plainly,
                naming,
            })
        }

        pub(super) async fn cancel(&self, token: CancelToken) -> Result<(), Error> {
            match Socket::connect(&self.directory, self.port).await {
                Ok(socket) => token.cancel_query_raw(socket, NoTls).await,
                Err(_) => Ok(()),
            }
        }

        pub(super) async fn serve(&self, crowd: &Crowd) -> Result<Connected, Error> {
            let Ok(socket) = Socket::connect(&self.directory, self.port).await else {
                // tokio-postgres fails likewise, and says why in its own error.
                return serve(&self.config, NoTls, crowd).await;
            };
            match self.naming {
                Naming::Named => {
                    let (client, connection) =
                        self.config.connect_raw(Wire::new(socket), NoTls).await?;
                    let delivery = wire::delivery(&connection);
                    Ok(connected(client, crowd.serve(connection), delivery))
                }
                Naming::Unnamed => {
                    let (client, connection) = self.config.connect_raw(socket, NoTls).await?;
                    let delivery = wire::delivery(&connection);
                    Ok(connected(client, crowd.serve(connection), delivery))
                }
            }
        }
    }
}
