//! What lies between tokio-postgres and the socket: the messages of the protocol, looked at on their way.
//!
//! It does what tokio-postgres has no call for, and what costs little here:
//!
//! * Rows of one piece that was received are handed out as one row (`answers`, [`run`]), so that
//!   tokio-postgres allocates and counts once for all of them.
//! * `BEGIN` and `COMMIT` share the `Sync` of their neighbors (`requests`, `commands`), so that a
//!   transaction is answered, and its client woken, as often as it has statements. What the server skips then
//!   is answered as in a transaction that has failed (`answers`).
//! * The end of a copy that the server has refused to begin, which tokio-postgres sends nevertheless, is kept
//!   back, or its answer is (`requests`, `answers`).
//! * The server is asked which process answers, ahead of the first request, which tells a pool before it from
//!   the server itself (`described`).
//! * Behind a pool that keeps prepared statements each answer is described, and rows of other types than
//!   those that were prepared are an error (`described`).
//! * tokio-postgres is told, as of a setting of the server, that the wire is there ([`delivery`]).
//!
//! Everything else passes as it is. tokio-postgres sees the answer to each of its requests, in their
//! order, whatever was sent.
//!
//! Source: PostgreSQL 18, chapter 54 (Frontend/Backend Protocol), "Message Formats" and "Pipelining".

mod answers;
mod commands;
mod connectors;
mod described;
mod expected;
mod frame;
mod requests;
pub(crate) mod run;
#[cfg(test)]
mod tests;

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsStream};

pub(crate) use self::answers::ROUTINE;
use self::answers::{Answers, Step};
pub(crate) use self::commands::COMMIT;
#[cfg(feature = "tls")]
pub(crate) use self::connectors::Watched;
pub(crate) use self::connectors::{Plain, delivery, plain};
pub(crate) use self::expected::Delivery;
use self::expected::Expectations;
use self::requests::{Requests, Scanned};

/// Four of the pieces in which PostgreSQL sends (`pqcomm.c`, `PQ_SEND_BUFFER_SIZE`).
const BUFFER: usize = 32 * 1024;

/// The parameter by which the wire says that it is there, as a server says its settings.
pub(crate) const PARAMETER: &str = "sqldb.wire";

/// A stream to the server of which the messages are looked at.
pub(crate) struct Wire<S> {
    stream: S,
    binding: fn(&S) -> ChannelBinding,
    expected: Expectations,
    requests: Requests,
    /// How much of what tokio-postgres wants to send was looked at, and is still to be written.
    looked_at: usize,
    /// What is sent in place of what tokio-postgres wanted to.
    rewritten: Pending,
    answers: Answers,
    /// What was received: `received[start..end]` is still to be handed out.
    received: Box<[u8]>,
    start: usize,
    end: usize,
    /// What was made here, and is handed out before that.
    made: Pending,
    /// How much of what was received, or is still to be, is handed out as it is.
    passing: usize,
    /// How much of it is for nobody.
    skipping: usize,
}

/// Bytes on their way out.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    gone: usize,
}

impl Pending {
    fn rest(&self) -> &[u8] {
        self.bytes.get(self.gone..).unwrap_or_default()
    }

    /// Some of the rest is gone; when all is, there is room again.
    fn advance(&mut self, by: usize) {
        self.gone += by;
        if self.gone >= self.bytes.len() {
            self.bytes.clear();
            self.gone = 0;
        }
    }
}

impl<S> Wire<S> {
    /// A stream that is not encrypted.
    pub(crate) fn new(stream: S) -> Wire<S> {
        Wire::bound(stream, |_| ChannelBinding::none())
    }

    fn bound(stream: S, binding: fn(&S) -> ChannelBinding) -> Wire<S> {
        Wire {
            stream,
            binding,
            expected: Expectations::of_startup(),
            requests: Requests::default(),
            looked_at: 0,
            rewritten: Pending::default(),
            answers: Answers::default(),
            received: vec![0; BUFFER].into_boxed_slice(),
            start: 0,
            end: 0,
            made: Pending::default(),
            passing: 0,
            skipping: 0,
        }
    }

    /// Hands out what can be, without reading.
    fn hand_out(&mut self, out: &mut ReadBuf<'_>) {
        loop {
            let made = self.made.rest();
            if !made.is_empty() {
                let made = made.get(..out.remaining()).unwrap_or(made);
                out.put_slice(made);
                let length = made.len();
                self.made.advance(length);
                if out.remaining() == 0 {
                    return;
                }
            }
            let skipped = self.skipping.min(self.end - self.start);
            self.start += skipped;
            self.skipping -= skipped;
            let received = self.received.get(self.start..self.end).unwrap_or_default();
            if self.passing > 0 {
                let length = self.passing.min(received.len()).min(out.remaining());
                out.put_slice(received.get(..length).unwrap_or_default());
                self.start += length;
                self.passing -= length;
                if self.passing > 0 || out.remaining() == 0 {
                    return;
                }
            }
            let received = self.received.get(self.start..self.end).unwrap_or_default();
            if received.is_empty() && !self.answers.are_made() {
                return;
            }
            match self.answers.step(received, &mut self.expected, &mut self.made.bytes) {
                Step::Pass(length) => self.passing = length,
                Step::Skip(length) => self.skipping += length,
                Step::Read => return,
            }
        }
    }
}

impl<S: TlsStream> Wire<S> {
    /// A stream that is encrypted.
    #[cfg(feature = "tls")]
    fn encrypted(stream: S) -> Wire<S> {
        Wire::bound(stream, S::channel_binding)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream for Wire<S> {
    fn channel_binding(&self) -> ChannelBinding {
        (self.binding)(&self.stream)
    }
}

impl<S: AsyncRead + Unpin> Wire<S> {
    /// Whether nothing is to be handed out before what comes, and that as it is.
    #[inline]
    fn is_empty(&self) -> bool {
        self.answers.come_as_they_are(&self.expected)
            && self.start == self.end
            && self.passing == 0
            && self.skipping == 0
            && self.made.bytes.is_empty()
    }

    /// Reads more behind what is there; says whether there was any.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        // Less than the beginning of a message is left, if anything.
        if self.start < self.end {
            self.received.copy_within(self.start..self.end, 0);
        }
        (self.start, self.end) = (0, self.end - self.start);
        let mut room = ReadBuf::new(self.received.get_mut(self.end..).unwrap_or_default());
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut room))?;
        let length = room.filled().len();
        self.end += length;
        Poll::Ready(Ok(length > 0))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Wire<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        out: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        if wire.is_empty() {
            let mut room = ReadBuf::new(&mut wire.received);
            ready!(Pin::new(&mut wire.stream).poll_read(cx, &mut room))?;
            let received = room.filled();
            let end = answers::count(received, &mut wire.expected);
            if end == received.len() && end <= out.remaining() {
                // Whole messages, and room for them: there is nothing to be kept.
                out.put_slice(received);
                return Poll::Ready(Ok(()));
            }
            (wire.start, wire.end) = (0, received.len());
            wire.passing = end;
        }
        let before = out.filled().len();
        loop {
            wire.hand_out(out);
            if out.filled().len() > before || out.remaining() == 0 {
                return Poll::Ready(Ok(()));
            }
            if !ready!(wire.poll_fill(cx))? {
                // The stream has ended; within a message, if anything is left.
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> Wire<S> {
    fn poll_send_rewritten(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let rest = self.rewritten.rest();
            if rest.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let length = ready!(Pin::new(&mut self.stream).poll_write(cx, rest))?;
            if length == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.rewritten.advance(length);
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Wire<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let wire = self.get_mut();
        ready!(wire.poll_send_rewritten(cx))?;
        // What could not be written comes again, with more behind it.
        let (known, new) = bytes.split_at_checked(wire.looked_at).unwrap_or((bytes, &[]));
        match wire.requests.scan(known, new, &mut wire.expected)? {
            Scanned::AsItIs => {}
            Scanned::Rewritten(rewritten) => {
                wire.looked_at = 0;
                wire.rewritten = Pending { bytes: rewritten, gone: 0 };
                // What does not fit now is sent before anything else, and by `poll_flush`.
                if let Poll::Ready(Err(error)) = wire.poll_send_rewritten(cx) {
                    return Poll::Ready(Err(error));
                }
                return Poll::Ready(Ok(bytes.len()));
            }
        }
        wire.looked_at = bytes.len();
        let written = ready!(Pin::new(&mut wire.stream).poll_write(cx, bytes))?;
        wire.looked_at -= written;
        Poll::Ready(Ok(written))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.poll_send_rewritten(cx))?;
        Pin::new(&mut wire.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let wire = self.get_mut();
        ready!(wire.poll_send_rewritten(cx))?;
        Pin::new(&mut wire.stream).poll_shutdown(cx)
    }
}
