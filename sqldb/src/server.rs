//! A server reached by its URL, for the command: without a pool, a local PostgreSQL or migrations.

use tokio_postgres::{Client, Config};

use crate::error::Result;
use crate::tls::Tls;
use crate::url;

/// A server, not yet connected to.
pub struct Server {
    postgres: Config,
    tls: Tls,
    place: String,
}

impl Server {
    /// Reads a connection string; `origin` says in messages where it comes from.
    ///
    /// # Errors
    /// It is none, or asks for what is not known.
    pub fn parse(text: &str, origin: &str) -> Result<Server> {
        let url::Url { postgres, mode, root, place, .. } = url::parse(text, origin)?;
        Ok(Server { postgres, tls: Tls::new(mode, root)?, place })
    }

    /// What to connect with.
    pub fn config(&self) -> &Config {
        &self.postgres
    }

    /// How connections are encrypted, if they are.
    #[cfg(feature = "tls")]
    pub fn tls(&self) -> Option<tokio_postgres_rustls::MakeRustlsConnect> {
        match &self.tls {
            Tls::None => None,
            Tls::Rustls(tls) => Some(tls.clone()),
        }
    }

    /// Where it is, for messages.
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Connects; the connection is served on the runtime that is running.
    ///
    /// # Errors
    /// The server is not reached, or refuses.
    pub async fn connect(&self) -> Result<Client> {
        self.tls.connect(&self.postgres).await.map_err(|error| error.connecting(&self.place))
    }

    /// Ends the statement that runs on a connection.
    pub async fn cancel(&self, client: &Client) {
        // Whether it came in time is seen by the statement.
        let _ = self.tls.cancel(client.cancel_token()).await;
    }
}

impl std::fmt::Debug for Server {
    /// Without the password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Server").field("place", &self.place).finish_non_exhaustive()
    }
}
