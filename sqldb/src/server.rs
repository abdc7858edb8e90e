//! A server reached by its URL, for the command: without a pool, a local PostgreSQL or migrations.

use std::future::poll_fn;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_postgres::error::DbError;
use tokio_postgres::{AsyncMessage, Client, Config, Connection, NoTls};

use crate::error::{Error, Result};
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
        let url::Url { postgres, mode, certificates, place, .. } = url::parse(text, origin)?;
        Ok(Server { postgres, tls: Tls::new(mode, &certificates)?, place })
    }

    /// The same server, for another database or another role.
    pub fn with(&self, database: Option<&str>, role: Option<&str>) -> Server {
        let mut postgres = self.postgres.clone();
        if let Some(database) = database {
            postgres.dbname(database);
        }
        if let Some(role) = role {
            postgres.user(role);
        }
        Server { postgres, tls: self.tls.clone(), place: self.place.clone() }
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

    /// Connects, and hands the server's notices to `told`.
    ///
    /// # Errors
    /// As [`Server::connect`].
    pub async fn connect_and_listen(
        &self,
        told: impl FnMut(DbError) + Send + 'static,
    ) -> Result<Client> {
        let failed = |error| Error::postgres(error).connecting(&self.place);
        match &self.tls {
            Tls::None => {
                let (client, connection) = self.postgres.connect(NoTls).await.map_err(failed)?;
                tokio::spawn(listen(connection, told));
                Ok(client)
            }
            #[cfg(feature = "tls")]
            Tls::Rustls(tls) => {
                let connecting = self.postgres.connect(tls.clone());
                let (client, connection) = connecting.await.map_err(failed)?;
                tokio::spawn(listen(connection, told));
                Ok(client)
            }
        }
    }

    /// Ends the statement that runs on a connection.
    pub async fn cancel(&self, client: &Client) {
        // Whether it came in time is seen by the statement.
        let _ = self.tls.cancel(client.cancel_token()).await;
    }
}

async fn listen<S, T>(mut connection: Connection<S, T>, mut told: impl FnMut(DbError))
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    // How the connection ends is seen by the statement that was under way.
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notice(notice) = message {
            told(notice);
        }
    }
}

impl std::fmt::Debug for Server {
    /// Without the password.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Server").field("place", &self.place).finish_non_exhaustive()
    }
}
