//! `LISTEN`, on a connection of its own that is made again when it breaks.
//!
//! The connection is served by whoever waits for the next event: there is no task, and nothing is read
//! that nobody asks for, so that memory is bounded.

use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use futures_core::Stream;
use futures_util::stream::unfold;
use tokio::time::{sleep, timeout};
use tokio_postgres::{AsyncMessage, Client};

use crate::attempt::pause;
use crate::boot::{Direct, Target};
use crate::config;
use crate::error::{Error, Result};
use crate::tls::Messages;

/// A server that says nothing for this long is asked whether it is there.
const SILENCE: Duration = Duration::from_secs(30);
/// How long it has for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What happened on the channels that [`listen`](crate::Database::listen) was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// Somebody sent `NOTIFY`.
    Notification(Notification),
    /// The connection broke, and there is a new one: notifications may have been lost. Look at what
    /// they would have told.
    Reconnected,
}

/// A message on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// The channel.
    pub channel: String,
    /// The text that was sent with it, which may be empty.
    pub payload: String,
    /// The process of the server that sent it.
    pub process_id: i32,
}

/// Notifications as they arrive, for as long as it lives; `LISTEN` survives restarts of the server.
///
/// ```no_run
/// use sqldb::Event;
///
/// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
/// let mut changes = db.listen(&["todo_changed"]).await?;
/// loop {
///     match changes.next().await? {
///         Event::Notification(change) => println!("{}", change.payload),
///         Event::Reconnected => println!("look at everything again"),
///     }
/// }
/// # }
/// ```
pub struct Listener {
    target: Arc<Target>,
    channels: Vec<String>,
    connection: Option<Connection>,
    /// Attempts to connect again that failed, since it broke.
    failures: u32,
}

struct Connection {
    client: Client,
    messages: Messages,
    arrived: VecDeque<Notification>,
}

impl Listener {
    pub(crate) async fn start(
        target: Arc<Target>,
        database: &str,
        channels: &[&str],
    ) -> Result<Listener> {
        if target.of_sessions().is_none() {
            return Err(Error::configuration(format!(
                "{} gives each transaction another connection, so that nothing would be heard there; \
                 say by `{}` or `Config::migrate_url` where the server itself is",
                target.place,
                config::variable(database, "MIGRATE_URL")
            )));
        }
        let channels: Vec<String> = channels.iter().map(|channel| (*channel).to_owned()).collect();
        let connection = Connection::open(&target, &channels).await?;
        Ok(Listener { target, channels, connection: Some(connection), failures: 0 })
    }

    /// The same events as a stream, which has no end.
    ///
    /// ```no_run
    /// use futures_util::TryStreamExt as _;
    ///
    /// # async fn f(db: &sqldb::Database) -> sqldb::Result<()> {
    /// let mut changes = std::pin::pin!(db.listen(&["todo_changed"]).await?.into_stream());
    /// while let Some(event) = changes.try_next().await? {
    ///     println!("{event:?}");
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_stream(self) -> impl Stream<Item = Result<Event>> + Send {
        unfold(self, |mut listener| async move {
            let event = listener.next().await;
            Some((event, listener))
        })
    }

    /// Listens on one more channel; what is sent there after this returns arrives.
    ///
    /// If the connection is broken, that is told by [`next`](Listener::next), and the channel is one of
    /// those of the next connection.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn listen(&mut self, channel: &str) -> Result<()> {
        if !self.channels.iter().any(|known| known == channel) {
            self.channels.push(channel.to_owned());
        }
        self.run(&format!("LISTEN {}", quoted(channel))).await
    }

    /// Listens on a channel no longer. What has arrived before is still told.
    ///
    /// # Errors
    /// The server refuses.
    pub async fn unlisten(&mut self, channel: &str) -> Result<()> {
        self.channels.retain(|known| known != channel);
        self.run(&format!("UNLISTEN {}", quoted(channel))).await
    }

    /// Runs a command, unless the connection is broken, or breaks.
    async fn run(&mut self, command: &str) -> Result<()> {
        let Some(connection) = &mut self.connection else { return Ok(()) };
        match connection.run(command).await {
            Err(error) if error.sqlstate().is_none() => {
                self.connection = None;
                Ok(())
            }
            answered => answered,
        }
    }

    /// The next event. It waits while the server is away, and tries to connect again with growing
    /// pauses of up to a second.
    ///
    /// Dropping the future loses nothing.
    ///
    /// # Errors
    /// The server refuses: the role may no longer log in, or the database is gone. A further call
    /// tries again.
    pub async fn next(&mut self) -> Result<Event> {
        loop {
            if let Some(connection) = &mut self.connection {
                match connection.next().await {
                    Ok(notification) => return Ok(Event::Notification(notification)),
                    Err(_) => self.connection = None,
                }
            }
            match Connection::open(&self.target, &self.channels).await {
                Ok(connection) => {
                    self.connection = Some(connection);
                    self.failures = 0;
                    return Ok(Event::Reconnected);
                }
                Err(error) if error.is_closed() || error.is_timeout() => {
                    self.failures = self.failures.saturating_add(1);
                    sleep(pause(self.failures)).await;
                }
                Err(error) => return Err(error),
            }
        }
    }
}

impl Connection {
    async fn open(target: &Target, channels: &[String]) -> Result<Connection> {
        let Some(Direct { tls, postgres, place }) = target.of_sessions() else {
            return Err(Error::disconnected());
        };
        let opened = async {
            let (client, messages) = tls.connect_unserved(postgres).await?;
            let mut connection = Connection { client, messages, arrived: VecDeque::new() };
            let commands: Vec<String> =
                channels.iter().map(|channel| format!("LISTEN {}", quoted(channel))).collect();
            connection.run(&commands.join("; ")).await?;
            Ok(connection)
        };
        match timeout(target.limits.connect, opened).await {
            Ok(opened) => opened.map_err(|error: Error| error.connecting(place)),
            Err(_) => Err(Error::late(place, target.limits.connect)),
        }
    }

    /// Runs commands of ours, and keeps what arrives meanwhile.
    async fn run(&mut self, commands: &str) -> Result<()> {
        let Connection { client, messages, arrived } = self;
        let mut run = pin!(client.batch_execute(commands));
        poll_fn(|cx| {
            loop {
                match messages.as_mut().poll_next(cx) {
                    Poll::Ready(Some(Ok(message))) => arrived.extend(notification(message)),
                    Poll::Ready(Some(Err(error))) => {
                        return Poll::Ready(Err(Error::postgres(error)));
                    }
                    Poll::Ready(None) => return Poll::Ready(Err(Error::disconnected())),
                    Poll::Pending => break,
                }
            }
            run.as_mut().poll(cx).map_err(Error::postgres)
        })
        .await
    }

    async fn next(&mut self) -> Result<Notification> {
        loop {
            if let Some(notification) = self.arrived.pop_front() {
                return Ok(notification);
            }
            let messages = &mut self.messages;
            match timeout(SILENCE, poll_fn(|cx| messages.as_mut().poll_next(cx))).await {
                Ok(Some(Ok(message))) => self.arrived.extend(notification(message)),
                Ok(Some(Err(error))) => return Err(Error::postgres(error)),
                Ok(None) => return Err(Error::disconnected()),
                Err(_) => match timeout(PATIENCE, self.run("")).await {
                    Ok(answer) => answer?,
                    Err(_) => return Err(Error::disconnected()),
                },
            }
        }
    }
}

/// A channel as an identifier.
fn quoted(channel: &str) -> String {
    format!("\"{}\"", channel.replace('"', "\"\""))
}

fn notification(message: AsyncMessage) -> Option<Notification> {
    match message {
        AsyncMessage::Notification(notification) => Some(Notification {
            channel: notification.channel().to_owned(),
            payload: notification.payload().to_owned(),
            process_id: notification.process_id(),
        }),
        _ => None,
    }
}

impl std::fmt::Debug for Listener {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Listener({:?})", self.channels)
    }
}
