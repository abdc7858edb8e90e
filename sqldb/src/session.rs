//! One connection to the server and the statements prepared on it.
//!
//! Start at [`Session::drive`], which runs a command to its end, and [`Session::start`], which leaves
//! the rows to a stream. Neither is generic, so that a query costs little to compile.

mod command;
mod control;
mod prepared;
mod reading;
mod sending;
mod transaction;
mod unnamed;

use std::borrow::Cow;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use deadpool_postgres::ClientWrapper;
use tokio_postgres::RowStream;

pub(crate) use self::command::{Command, Emptiness, Sink, Within};
use self::prepared::Prepared;
use self::unnamed::Unnamed;
use crate::argument::Argument;
use crate::connect::{Connected, Way};
use crate::error::{Error, Result};
use crate::observe::Endpoint;
use crate::session_state::CLEAN;
use crate::tags::Tags;
use crate::wire::Delivery;

/// The rows of a command, on their way.
pub(crate) struct Answer {
    rows: RowStream,
    delivery: Delivery,
    described: Described,
}

/// Whether the server's description of the rows was compared with what was compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Described {
    Compared,
    /// It came with the rows.
    NotYet,
}

/// What came of collecting rows.
pub(crate) struct Collected {
    /// The number of rows affected.
    pub(crate) affected: Result<u64>,
    pub(crate) rest: Rest,
}

/// What is still to come of an answer of which nobody wants more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rest {
    Nothing,
    OnItsWay,
}

/// Whether statements are prepared under names, which live as long as their connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Naming {
    #[default]
    Named,
    /// A pool before the server gives each transaction another connection of it.
    Unnamed,
}

/// A connection, as the pool keeps it.
pub(crate) struct Session {
    client: ClientWrapper,
    /// How the rows of its prepared statements come.
    delivery: Delivery,
    way: Way,
    naming: Naming,
    tags: Tags,
    endpoint: Arc<Endpoint>,
    /// What is prepared, each at its [`Slot`](crate::statement::Slot).
    statements: Mutex<Vec<Prepared>>,
    unnamed: Unnamed,
    /// What begins a transaction, to be sent with its first statement.
    begin: Mutex<Option<Cow<'static, str>>>,
    /// Commands that were sent and whose answer nobody has read to its end.
    unfinished: AtomicUsize,
    /// A statement of the transaction failed so that all of it is to be tried again.
    wants_retry: AtomicBool,
    /// A savepoint was gone back to, and nothing was asked since: if what failed was in it, the program may yet
    /// return that error, or go on as if nothing had been.
    went_back: AtomicBool,
    /// The program has asked for a transaction that takes no writes.
    reads_only: AtomicBool,
    /// Something may be left on it that ends with no transaction.
    marked: AtomicBool,
    /// Whoever has it may go on, and nobody gets it after him.
    spent: AtomicBool,
    /// The connection ended, though the task that serves it may not have noticed yet.
    ended: AtomicBool,
    /// The tick of the pool in which it was last used.
    seen: AtomicU64,
    /// When it is too old to be used again.
    expires: Option<Instant>,
}

impl Session {
    pub(crate) fn new(
        connected: Connected,
        naming: Naming,
        tags: Tags,
        endpoint: Arc<Endpoint>,
    ) -> Session {
        let Connected { client, delivery, way } = connected;
        Session {
            client,
            delivery,
            way,
            naming,
            tags,
            endpoint,
            statements: Mutex::default(),
            unnamed: Unnamed::default(),
            begin: Mutex::default(),
            unfinished: AtomicUsize::new(0),
            wants_retry: AtomicBool::new(false),
            went_back: AtomicBool::new(false),
            reads_only: AtomicBool::new(false),
            marked: AtomicBool::new(false),
            spent: AtomicBool::new(false),
            ended: AtomicBool::new(false),
            seen: AtomicU64::new(0),
            expires: None,
        }
    }

    /// It is new in the given tick, and is used for so long.
    pub(crate) fn born(mut self, tick: u64, lifetime: Option<Duration>) -> Session {
        *self.seen.get_mut() = tick;
        // Those that are made at once are not all closed at once.
        let share = |lifetime: Duration| lifetime.mul_f64(0.9 + 0.1 * chance());
        self.expires = lifetime.and_then(|lifetime| Instant::now().checked_add(share(lifetime)));
        self
    }

    /// The tick in which it was last used.
    pub(crate) fn seen(&self) -> u64 {
        self.seen.load(Ordering::Relaxed)
    }

    /// It is used in that tick.
    pub(crate) fn see(&self, tick: u64) {
        self.seen.store(tick, Ordering::Relaxed);
    }

    /// Whether it has lived long enough.
    pub(crate) fn is_old(&self) -> bool {
        self.expires.is_some_and(|at| Instant::now() >= at)
    }

    pub(crate) fn client(&self) -> &ClientWrapper {
        &self.client
    }

    /// How it was made, which a request to cancel what is on it is, too.
    pub(crate) fn way(&self) -> Way {
        self.way
    }

    /// Where it leads.
    pub(crate) fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// Whether the server may be asked to end a statement. PgBouncer 1.18, which knows no prepared
    /// statements, crashes when a request meets the end of a connection (pgbouncer#846).
    pub(crate) fn can_be_canceled(&self) -> bool {
        self.naming == Naming::Named
    }

    /// Whether a statement may be sent before the one before it is answered. When the connection ends
    /// meanwhile, PgBouncer 1.18 hands the server's out too early, with answers that are still to come.
    pub(crate) fn takes_several(&self) -> bool {
        self.naming == Naming::Named
    }

    /// Whether something was sent and given up, so that its answer is still to come.
    pub(crate) fn is_busy(&self) -> bool {
        self.unfinished.load(Ordering::Relaxed) > 0
    }

    /// Its user is gone, who may have left anything on it.
    pub(crate) fn is_left(&self) {
        self.marked.store(true, Ordering::Relaxed);
    }

    /// Undoes what may be left on it, before anybody else gets it.
    pub(crate) fn clean(&self) {
        if self.marked.swap(false, Ordering::Relaxed) && !self.has_ended() {
            self.control_unread(CLEAN);
        }
    }

    /// Whether somebody else may have it, as far as is known.
    pub(crate) fn is_usable(&self) -> bool {
        !self.has_ended() && !self.is_spent() && !self.client.is_closed()
    }

    /// Whether whoever has it is its last user: it leads to a server that takes no writes, or has lost
    /// what was prepared on it.
    pub(crate) fn is_spent(&self) -> bool {
        self.spent.load(Ordering::Relaxed)
    }

    /// Waits until everything that was sent has been answered.
    pub(crate) async fn catch_up(&self) -> Result<()> {
        // The server answers in the order of the questions.
        if !self.read_left().await {
            self.control("").await?;
        }
        self.settle();
        Ok(())
    }

    /// Whether the connection is known to be of no use any more.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }

    /// Runs a command, hands its rows to `sink`, and returns the number of rows affected.
    pub(crate) async fn drive(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
        sink: Sink<'_>,
    ) -> Result<u64> {
        if let Command::Script(text) = command {
            return self.script(text).await.map(|()| 0).map_err(|error| command.blame(error));
        }
        let answer = self.ask(command, arguments, within).await?;
        self.collect(answer, command, sink).await.affected
    }

    /// The answer of a command has been read to its end.
    pub(crate) fn finish(&self) {
        self.unfinished.fetch_sub(1, Ordering::Relaxed);
    }

    /// The transaction has failed by a statement of which nobody has read why: it may have been for a
    /// reason to try again.
    pub(crate) fn failed_unread(&self) {
        self.wants_retry.store(true, Ordering::Relaxed);
    }

    pub(crate) fn refused(&self, error: tokio_postgres::Error) -> Error {
        let error = Error::postgres(error);
        if error.is_retryable() {
            self.wants_retry.store(true, Ordering::Relaxed);
        }
        if error.ends_connection() {
            self.ended.store(true, Ordering::Relaxed);
        }
        // A server that takes no writes may have been the primary: the next connection finds the one
        // that is now.
        let demoted = error.is_read_only() && !self.reads_only.load(Ordering::Relaxed);
        // tokio-postgres asks about types by statements that it prepares once, and cannot again.
        if demoted || error.is_lost_statement() {
            self.spent.store(true, Ordering::Relaxed);
        }
        error
    }
}

/// A number from 0 to 1, at random: each state has keys of its own.
fn chance() -> f64 {
    f64::from(RandomState::new().hash_one(()) as u32) / f64::from(u32::MAX)
}
