//! Commands of ours, scripts and copies: what is sent as a text, or begins another protocol.

use std::borrow::Cow;
use std::pin::pin;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use tokio_postgres::{CopyInSink, CopyOutStream};

use super::{Naming, Session};
use crate::error::Result;
use crate::observe::{self, Subject};
use crate::wire::{Delivery, run};

impl Session {
    /// Runs a command of ours, such as `BEGIN`.
    ///
    /// It is in the queue when this is polled first, whether its answer is waited for or not.
    pub(crate) async fn control(&self, text: &str) -> Result<()> {
        self.read_left().await;
        self.unfinished.fetch_add(1, Ordering::Relaxed);
        let text = self.begun(text);
        let result = self.client.batch_execute(&text).await;
        self.finish();
        result.map_err(|error| {
            if let Cow::Owned(_) = text {
                // The transaction may not have begun: nothing is to be executed outside of it.
                self.ended.store(true, Ordering::Relaxed);
            }
            self.refused(error)
        })
    }

    /// The same, told as `subject`.
    pub(crate) async fn control_as(&self, subject: Subject, text: &str) -> Result<()> {
        let controlled = async {
            self.endpoint.tell();
            self.control(text).await.map(|()| 0)
        };
        observe::run_as(subject, controlled).await.map(drop)
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
