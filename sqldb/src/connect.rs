//! How the connections of a pool are made, and how their statements are canceled.

use std::pin::Pin;

use deadpool_postgres::{Connect, Manager, ManagerConfig, RecyclingMethod};
use tokio::task::JoinHandle;
use tokio_postgres::{CancelToken, Client, Config, Error};

use crate::crowd::Crowd;
use crate::tls::Tls;

/// The way to the server.
#[derive(Clone)]
pub(crate) enum Route {
    /// As tokio-postgres goes: over TCP, to one of several servers, encrypted.
    Stock(Tls),
    /// To the one server of this machine that listens in a directory, by a socket of ours.
    #[cfg(unix)]
    Unix(local::Listener),
}

impl Route {
    pub(crate) fn of(config: &Config, tls: &Tls) -> Route {
        #[cfg(unix)]
        if let Some(listener) = local::Listener::of(config) {
            return Route::Unix(listener);
        }
        let _ = config;
        Route::Stock(tls.clone())
    }

    /// Connections that serve the statements of `crowd`.
    pub(crate) fn manager(&self, config: Config, crowd: Crowd) -> Manager {
        // Nothing is asked of a connection when it is handed out: a closed one is known as closed.
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        Manager::from_connect(config, Served { route: self.clone(), crowd }, recycling)
    }

    /// Asks the server to end the statement that runs; nobody is told whether it did.
    pub(crate) async fn cancel(&self, token: CancelToken) {
        match self {
            // The server ends the statement by itself when this fails.
            Route::Stock(tls) => drop(tls.cancel(token).await),
            #[cfg(unix)]
            Route::Unix(listener) => listener.cancel(token).await,
        }
    }
}

/// Connections by a route, with a task each.
struct Served {
    route: Route,
    crowd: Crowd,
}

impl Connect for Served {
    fn connect(
        &self,
        config: &Config,
    ) -> Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), Error>> + Send + '_>> {
        let config = config.clone();
        Box::pin(async move {
            match &self.route {
                Route::Stock(tls) => tls.serve(&config, &self.crowd).await,
                #[cfg(unix)]
                Route::Unix(listener) => listener.serve(config, &self.crowd).await,
            }
        })
    }
}

#[cfg(unix)]
mod local {
    use std::path::PathBuf;

    use tokio::task::JoinHandle;
    use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};
    use tokio_postgres::{CancelToken, Client, Config, Error, NoTls};

    use crate::crowd::Crowd;
    use crate::socket::Socket;

    /// Where a server listens.
    #[derive(Clone)]
    pub(crate) struct Listener {
        directory: PathBuf,
        port: u16,
    }

    impl Listener {
        /// That of a configuration, if there is nothing to choose and nothing to encrypt.
        pub(super) fn of(config: &Config) -> Option<Listener> {
            let [Host::Unix(directory)] = config.get_hosts() else { return None };
            let plain = matches!(config.get_ssl_mode(), SslMode::Disable | SslMode::Prefer);
            let any = config.get_target_session_attrs() == TargetSessionAttrs::Any;
            let port = config.get_ports().first().copied().unwrap_or(5432);
            (plain && any).then(|| Listener { directory: directory.clone(), port })
        }

        pub(super) async fn cancel(&self, token: CancelToken) {
            if let Ok(socket) = Socket::connect(&self.directory, self.port).await {
                // The server ends the statement by itself when this fails.
                let _ = token.cancel_query_raw(socket, NoTls).await;
            }
        }

        pub(super) async fn serve(
            &self,
            mut config: Config,
            crowd: &Crowd,
        ) -> Result<(Client, JoinHandle<()>), Error> {
            // As in libpq, nothing is encrypted that does not leave the machine.
            config.ssl_mode(SslMode::Disable);
            let Ok(socket) = Socket::connect(&self.directory, self.port).await else {
                // tokio-postgres fails likewise, and says why in its own error.
                let (client, connection) = config.connect(NoTls).await?;
                return Ok((client, crowd.serve(connection)));
            };
            let (client, connection) = config.connect_raw(socket, NoTls).await?;
            Ok((client, crowd.serve(connection)))
        }
    }
}
