//! Statements that wait behind others, and what they mean for the task that serves their connection.
//!
//! That task is woken by each statement that is to be sent, and by each answer. In a crowd it lets those
//! go first that are about to send something, and then sends all of it in one piece: one system call
//! for several statements, here and on the server, which is woken once for them.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// Statements of a pool that were sent behind others and are not answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Crowd(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    statements: AtomicUsize,
    /// Told when a connection has ended.
    ended: Notify,
}

impl Crowd {
    pub(crate) fn join(&self) {
        self.0.statements.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn leave(&self) {
        self.0.statements.fetch_sub(1, Ordering::Relaxed);
    }

    /// Waits until a connection has ended, if none has since it was last waited for.
    pub(crate) async fn ended(&self) {
        self.0.ended.notified().await;
    }

    /// As if one had.
    pub(crate) fn wake(&self) {
        self.0.ended.notify_one();
    }

    /// Starts the task that moves a connection's messages; how it ended is told to those that wait.
    pub(crate) fn serve<F>(&self, connection: F) -> JoinHandle<()>
    where
        F: Future<Output = Result<(), tokio_postgres::Error>> + Send + 'static,
    {
        let connection = Box::pin(connection);
        tokio::spawn(Served { connection, crowd: self.clone(), others: Others::ToGo })
    }

    pub(crate) fn is_there(&self) -> bool {
        self.0.statements.load(Ordering::Relaxed) > 0
    }
}

/// A connection that serves a crowd in turns.
struct Served<F> {
    connection: Pin<Box<F>>,
    crowd: Crowd,
    others: Others,
}

impl<F> Drop for Served<F> {
    fn drop(&mut self) {
        self.crowd.0.ended.notify_one();
    }
}

/// The tasks that were ready when this one was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Others {
    ToGo,
    HaveGone,
}

impl<F: Future<Output = Result<(), tokio_postgres::Error>>> Future for Served<F> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let served = self.get_mut();
        if served.others == Others::ToGo && served.crowd.is_there() {
            served.others = Others::HaveGone;
            // tokio puts a task that wakes itself behind all that are ready.
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        served.others = Others::ToGo;
        served.connection.as_mut().poll(cx).map(drop)
    }
}
