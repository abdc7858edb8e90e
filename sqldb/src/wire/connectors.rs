//! How the wire gets between tokio-postgres and a stream that tokio-postgres has opened.

use std::convert::Infallible;
use std::future::{Ready, ready};

use tokio_postgres::config::{Config, Host, SslMode, SslNegotiation};
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{Connection, Socket};

use super::{Delivery, PARAMETER, Wire};

/// A configuration with which [`Plain`] can connect, if it can: tokio-postgres lets a stream be wrapped
/// where it would be encrypted, and not before a server that it knows no name of.
pub(crate) fn plain(config: &Config) -> Option<Config> {
    let named = |host: &Host| matches!(host, Host::Tcp(_));
    let hosts = config.get_hosts();
    let all_named = !hosts.is_empty() && hosts.iter().all(named);
    all_named.then(|| {
        let mut config = config.clone();
        config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
        config
    })
}

/// How the rows of a connection come: it says so if the wire is there.
pub(crate) fn delivery<S, T>(connection: &Connection<S, T>) -> Delivery
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    T: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    match connection.parameter(PARAMETER) {
        Some(_) => Delivery::InRuns,
        None => Delivery::RowByRow,
    }
}

/// Wraps a stream, and encrypts nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plain;

impl MakeTlsConnect<Socket> for Plain {
    type Stream = Wire<Socket>;
    type TlsConnect = Plain;
    type Error = Infallible;

    fn make_tls_connect(&mut self, _: &str) -> Result<Plain, Infallible> {
        Ok(Plain)
    }
}

impl TlsConnect<Socket> for Plain {
    type Stream = Wire<Socket>;
    type Error = Infallible;
    type Future = Ready<Result<Wire<Socket>, Infallible>>;

    fn connect(self, socket: Socket) -> Self::Future {
        ready(Ok(Wire::new(socket)))
    }
}

#[cfg(feature = "tls")]
pub(crate) use self::encrypted::Watched;

#[cfg(feature = "tls")]
mod encrypted {
    use std::convert::Infallible;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use tokio_postgres::Socket;
    use tokio_postgres::tls::{MakeTlsConnect, TlsConnect, TlsStream};
    use tokio_postgres_rustls::MakeRustlsConnect;

    use super::Wire;

    type Encrypted = <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream;
    type Handshake = <MakeRustlsConnect as MakeTlsConnect<Socket>>::TlsConnect;

    /// Wraps what another connector has encrypted.
    #[derive(Clone)]
    pub(crate) struct Watched<C>(pub(crate) C);

    impl MakeTlsConnect<Socket> for Watched<MakeRustlsConnect> {
        type Stream = Wire<Encrypted>;
        type TlsConnect = Watched<Handshake>;
        type Error = Infallible;

        fn make_tls_connect(&mut self, host: &str) -> Result<Watched<Handshake>, Infallible> {
            MakeTlsConnect::<Socket>::make_tls_connect(&mut self.0, host).map(Watched)
        }
    }

    impl TlsConnect<Socket> for Watched<Handshake> {
        type Stream = Wire<Encrypted>;
        type Error = <Handshake as TlsConnect<Socket>>::Error;
        type Future = Wrapping<<Handshake as TlsConnect<Socket>>::Future>;

        fn connect(self, socket: Socket) -> Self::Future {
            Wrapping(Box::pin(self.0.connect(socket)))
        }
    }

    /// A handshake of which the stream is wrapped.
    pub(crate) struct Wrapping<F>(Pin<Box<F>>);

    impl<F, S, E> Future for Wrapping<F>
    where
        F: Future<Output = Result<S, E>>,
        S: TlsStream,
    {
        type Output = Result<Wire<S>, E>;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
            self.0.as_mut().poll(cx).map(|stream| stream.map(Wire::encrypted))
        }
    }
}
