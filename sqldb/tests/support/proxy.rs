//! A TCP proxy between a client and the test's PostgreSQL that cuts, delays and corrupts.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream, UnixStream};

/// What is done to the bytes of the connections that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Nothing.
    None,
    /// The connection ends after so many more bytes from the server.
    CutAnswer(u64),
    /// The connection ends after so many more bytes from the client.
    CutQuestion(u64),
    /// The byte behind so many more from the server is another one, by the bits of the mask.
    Corrupt(u64, u8),
    /// The same of those from the client.
    CorruptQuestion(u64, u8),
    /// Each piece waits for so long.
    Delay(Duration),
    /// What comes from the server is passed on in small pieces, of so many bytes at most.
    Pieces(usize),
    /// Nothing goes through any more, and nothing is closed.
    Silence,
}

/// The proxy. Faults are of the whole of it; each cut or corruption happens once.
#[derive(Clone)]
pub(crate) struct Proxy {
    state: Arc<State>,
    port: u16,
}

struct State {
    fault: Mutex<Fault>,
    connections: AtomicUsize,
    accepted: AtomicUsize,
    /// Connections of which nothing is passed on any more: those that came until then.
    forgotten: AtomicUsize,
    /// What came from the server since the last fault was set.
    heard: Mutex<Vec<u8>>,
    /// What came from the client since then.
    asked: Mutex<Vec<u8>>,
    cut: tokio::sync::Notify,
}

impl Proxy {
    /// A proxy for the server whose Unix socket is at `socket`, or that listens at an address of TCP.
    pub(crate) async fn start(socket: String) -> Proxy {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(State {
            fault: Mutex::new(Fault::None),
            connections: AtomicUsize::new(0),
            accepted: AtomicUsize::new(0),
            forgotten: AtomicUsize::new(0),
            heard: Mutex::default(),
            asked: Mutex::default(),
            cut: tokio::sync::Notify::new(),
        });
        let serving = state.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = serving.accepted.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(serve(client, socket.clone(), number, serving.clone()));
            }
        });
        Proxy { state, port }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn set(&self, fault: Fault) {
        *self.state.fault.lock().unwrap() = fault;
        self.state.heard.lock().unwrap().clear();
        self.state.asked.lock().unwrap().clear();
    }

    /// Whether the cut or the corruption has happened.
    pub(crate) fn is_spent(&self) -> bool {
        *self.state.fault.lock().unwrap() == Fault::None
    }

    /// Bytes from the server since the last fault was set.
    pub(crate) fn answered(&self) -> u64 {
        self.heard().len() as u64
    }

    /// The bytes themselves, as they came.
    pub(crate) fn heard(&self) -> Vec<u8> {
        self.state.heard.lock().unwrap().clone()
    }

    /// Bytes from the client since the last fault was set.
    pub(crate) fn asked(&self) -> u64 {
        self.said().len() as u64
    }

    /// The bytes themselves, as they came.
    pub(crate) fn said(&self) -> Vec<u8> {
        self.state.asked.lock().unwrap().clone()
    }

    /// Passes on nothing any more of the connections that there are; new ones work.
    pub(crate) fn forget(&self) {
        self.state.forgotten.store(self.accepted(), Ordering::SeqCst);
    }

    /// Ends all connections.
    pub(crate) fn cut_all(&self) {
        self.state.cut.notify_waiters();
    }

    /// Connections that there ever were.
    pub(crate) fn accepted(&self) -> usize {
        self.state.accepted.load(Ordering::SeqCst)
    }

    /// Connections that are open.
    pub(crate) fn connections(&self) -> usize {
        self.state.connections.load(Ordering::SeqCst)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Question,
    Answer,
}

async fn serve(client: TcpStream, socket: String, number: usize, state: Arc<State>) {
    let _ = client.set_nodelay(true);
    if !socket.starts_with('/') {
        let Ok(server) = TcpStream::connect(&socket).await else { return };
        return relay(client, server, number, &state).await;
    }
    loop {
        match UnixStream::connect(&socket).await {
            Ok(server) => return relay(client, server, number, &state).await,
            // The server's queue is full.
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            Err(_) => return,
        }
    }
}

/// Passes bytes on in both directions until one ends.
async fn relay(
    client: TcpStream,
    server: impl tokio::io::AsyncRead + tokio::io::AsyncWrite,
    number: usize,
    state: &State,
) {
    state.connections.fetch_add(1, Ordering::SeqCst);
    let (client_read, client_write) = client.into_split();
    let (server_read, server_write) = tokio::io::split(server);
    tokio::select! {
        () = pump(client_read, server_write, Direction::Question, number, state) => {}
        () = pump(server_read, client_write, Direction::Answer, number, state) => {}
        () = state.cut.notified() => {}
    }
    state.connections.fetch_sub(1, Ordering::SeqCst);
}

/// Passes bytes on; returns when the connection is to end.
async fn pump(
    mut from: impl tokio::io::AsyncRead + Unpin,
    mut to: impl tokio::io::AsyncWrite + Unpin,
    direction: Direction,
    number: usize,
    state: &State,
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        let Ok(length @ 1..) = from.read(&mut buffer).await else { return };
        let piece = buffer.get_mut(..length).unwrap();
        let kept = match direction {
            Direction::Question => &state.asked,
            Direction::Answer => &state.heard,
        };
        let before = {
            let mut kept = kept.lock().unwrap();
            kept.extend_from_slice(piece);
            (kept.len() - length) as u64
        };
        if number < state.forgotten.load(Ordering::SeqCst) {
            std::future::pending().await
        }
        let fault = *state.fault.lock().unwrap();
        let spent = || *state.fault.lock().unwrap() = Fault::None;
        let within = |at: u64| {
            (before..before + length as u64).contains(&at).then(|| (at - before) as usize)
        };
        match (fault, direction) {
            (Fault::Delay(delay), _) => tokio::time::sleep(delay).await,
            (Fault::Silence, _) => std::future::pending().await,
            (Fault::CutAnswer(at), Direction::Answer)
            | (Fault::CutQuestion(at), Direction::Question) => {
                if let Some(rest) = within(at) {
                    spent();
                    let _ = to.write_all(piece.get(..rest).unwrap()).await;
                    let _ = to.flush().await;
                    return;
                }
            }
            (Fault::Corrupt(at, mask), Direction::Answer)
            | (Fault::CorruptQuestion(at, mask), Direction::Question) => {
                if let Some(at) = within(at) {
                    spent();
                    *piece.get_mut(at).unwrap() ^= mask;
                }
            }
            (Fault::Pieces(most), Direction::Answer) => {
                // Of all lengths, so that each kind of message is cut everywhere.
                let mut rest = &*piece;
                for length in (1..=most).cycle() {
                    let (one, others) = rest.split_at(length.min(rest.len()));
                    if to.write_all(one).await.is_err() {
                        return;
                    }
                    rest = others;
                    if rest.is_empty() {
                        break;
                    }
                    tokio::task::yield_now().await;
                }
                continue;
            }
            _ => {}
        }
        if to.write_all(piece).await.is_err() {
            return;
        }
    }
}
