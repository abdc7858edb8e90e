//! A stream that remembers what was read, and that can be taken back from whom it was given to.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_postgres::tls::{ChannelBinding, TlsConnect, TlsStream};

/// A handle on a stream; all handles are on the same one.
pub(super) struct Tap<S>(Arc<Mutex<Tapped<S>>>);

struct Tapped<S> {
    /// None after it was taken back.
    stream: Option<S>,
    read: Vec<u8>,
}

impl<S> Clone for Tap<S> {
    fn clone(&self) -> Self {
        Tap(Arc::clone(&self.0))
    }
}

impl<S> Tap<S> {
    pub(super) fn new(stream: S) -> Tap<S> {
        Tap(Arc::new(Mutex::new(Tapped { stream: Some(stream), read: Vec::new() })))
    }

    /// The stream itself, and all that was read from it.
    pub(super) fn take(&self) -> Option<(S, Vec<u8>)> {
        let mut tapped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let read = std::mem::take(&mut tapped.read);
        tapped.stream.take().map(|stream| (stream, read))
    }

    /// Calls the stream, if it was not taken back.
    fn with<T>(
        &self,
        call: impl FnOnce(&mut S, &mut Vec<u8>) -> Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        let mut tapped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Tapped { stream, read } = &mut *tapped;
        match stream {
            Some(stream) => call(stream, read),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Tap<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        self.with(|stream, read| {
            let polled = Pin::new(stream).poll_read(context, buffer);
            read.extend_from_slice(buffer.filled().get(before..).unwrap_or_default());
            polled
        })
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Tap<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.with(|stream, _| Pin::new(stream).poll_write(context, bytes))
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream, _| Pin::new(stream).poll_flush(context))
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.with(|stream, _| Pin::new(stream).poll_shutdown(context))
    }
}

impl<S: TlsStream + Unpin> TlsStream for Tap<S> {
    fn channel_binding(&self) -> ChannelBinding {
        let tapped = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        tapped.stream.as_ref().map_or_else(ChannelBinding::none, TlsStream::channel_binding)
    }
}

/// A TLS connector whose streams are tapped; the tap is left in the slot.
pub(super) struct TappedTls<C, S> {
    pub(super) connector: C,
    pub(super) slot: Slot<S>,
}

/// Where the tap of a TLS stream is found once there is one.
pub(super) type Slot<S> = Arc<Mutex<Option<Tap<S>>>>;

type Connecting<S> =
    Pin<Box<dyn Future<Output = Result<Tap<S>, Box<dyn std::error::Error + Send + Sync>>>>>;

impl<C, T> TlsConnect<T> for TappedTls<C, C::Stream>
where
    C: TlsConnect<T>,
    C::Future: 'static,
    C::Stream: 'static,
    C::Error: 'static,
{
    type Stream = Tap<C::Stream>;
    type Error = Box<dyn std::error::Error + Send + Sync>;
    type Future = Connecting<C::Stream>;

    fn connect(self, stream: T) -> Self::Future {
        let connecting = self.connector.connect(stream);
        let slot = self.slot;
        Box::pin(async move {
            let tap = Tap::new(connecting.await.map_err(Into::into)?);
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(tap.clone());
            Ok(tap)
        })
    }
}
