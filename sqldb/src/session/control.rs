//! Commands of ours, scripts and copies: what is sent as a text, or begins another protocol.

use std::borrow::Cow;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use futures_core::Stream as _;
use tokio_postgres::{CopyInSink, CopyOutStream, SimpleQueryMessage, SimpleQueryStream};

use super::{Naming, Session};
use crate::error::{Error, Result};
use crate::observe::{self, Subject};
use crate::wire::{Delivery, run};

impl Session {
    /// Runs a command of ours, such as `BEGIN`.
    ///
    /// It is in the queue when this is polled first, whether its answer is waited for or not.
    pub(crate) async fn control(&self, text: &str) -> Result<()> {
        self.execute(text).await.map(drop)
    }

    /// Runs commands of ours of which it matters that they are done, such as `COMMIT`.
    ///
    /// # Errors
    /// The server refuses one, or says of fewer that they are complete.
    pub(crate) async fn complete(&self, text: &str) -> Result<()> {
        let executed = self.execute(text).await?;
        self.check_complete(text, executed)
    }

    /// The same, told as `subject`.
    pub(crate) async fn complete_as(&self, subject: Subject, text: &str) -> Result<()> {
        let completed = async {
            self.endpoint.tell();
            self.complete(text).await.map(|()| 0)
        };
        observe::run_as(subject, pin!(completed)).await.map(drop)
    }

    /// Compares the number of commands in a text of ours with that of which the server has said that they
    /// are complete.
    pub(super) fn check_complete(&self, text: &str, complete: usize) -> Result<()> {
        if complete >= text.split(';').count() {
            return Ok(());
        }
        self.ended.store(true, Ordering::Relaxed);
        Err(Error::malformed(format!("the server has not said that `{text}` is done")))
    }

    /// Returns how many commands are complete, those that begin a transaction included.
    async fn execute(&self, text: &str) -> Result<usize> {
        self.read_left().await;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let text = self.begun(text);
        let result = match self.client.simple_query_raw(&text).await {
            Ok(answer) => count_complete(answer).await,
            Err(error) => Err(error),
        };
        self.finish();
        result.map_err(|error| {
            if let Cow::Owned(_) = text {
                // The transaction may not have begun: nothing is to be executed outside of it.
                self.ended.store(true, Ordering::Relaxed);
            }
            self.refused(error)
        })
    }

    /// Sends a command of ours and leaves its answer unread. It is in the queue when this returns,
    /// so the server runs it before anything that is asked of the connection later.
    pub(crate) fn control_unread(&self, text: &str) {
        let text = self.begun(text);
        if !self.takes_several() {
            // The lease waits for the answer before anybody else gets the connection.
            self.unfinished.fetch_add(1, Ordering::Relaxed);
        }
        // It is sent when it is polled first, and waits for nothing.
        let send = pin!(self.client.simple_query_raw(&text));
        let sent = send.poll(&mut Context::from_waker(Waker::noop()));
        if let (Poll::Ready(Ok(answer)), Naming::Unnamed) = (sent, self.naming) {
            self.leave_unread(answer);
        }
    }

    /// Runs several statements, whose rows nobody wants.
    pub(super) async fn script(&self, text: &str) -> Result<()> {
        self.endpoint.tell();
        self.is_left();
        self.begin_now().await?;
        self.control(text).await.inspect_err(|error| {
            if error.sqlstate().is_none() {
                // The server waits for the rows of a `COPY … FROM STDIN`, perhaps.
                self.ended.store(true, Ordering::Relaxed);
            }
        })
    }

    /// Begins to copy in. Whoever ends it calls [`finish`](Session::finish).
    pub(crate) async fn copy_in(&self, text: &str) -> Result<CopyInSink<Bytes>> {
        self.begin_now().await?;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let unbegun = Unbegun(self);
        let copy = self.client.copy_in(&run::marked(text)).await.map_err(|error| {
            self.finish();
            self.refused(error)
        })?;
        unbegun.begins();
        Ok(copy)
    }

    /// Begins to copy out. Whoever reads to the end calls [`finish`](Session::finish).
    pub(crate) async fn copy_out(&self, text: &str) -> Result<CopyOutStream> {
        self.begin_now().await?;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        self.client.copy_out(text).await.map_err(|error| {
            self.finish();
            self.refused(error)
        })
    }
}

/// Reads an answer to its end, and counts the commands that are complete.
pub(super) async fn count_complete(
    answer: SimpleQueryStream,
) -> Result<usize, tokio_postgres::Error> {
    let mut answer = pin!(answer);
    let mut complete = 0;
    while let Some(message) = poll_fn(|cx| answer.as_mut().poll_next(cx)).await {
        if let SimpleQueryMessage::CommandComplete(_) = message? {
            complete += 1;
        }
    }
    Ok(complete)
}

/// A copy of which the server has not said that it begins.
///
/// If the server refuses, tokio-postgres sends the end of the copy nevertheless, and the server answers that,
/// too. The wire keeps the second answer to itself. Where there is none, it would be taken for that to what is
/// asked next, a `COMMIT` perhaps.
struct Unbegun<'s>(&'s Session);

impl Unbegun<'_> {
    fn begins(self) {
        std::mem::forget(self);
    }
}

impl Drop for Unbegun<'_> {
    fn drop(&mut self) {
        if self.0.delivery == Delivery::RowByRow {
            self.0.ended.store(true, Ordering::Relaxed);
        }
    }
}
