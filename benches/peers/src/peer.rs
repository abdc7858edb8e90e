//! What a client has to do, and how it is made to do it often.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::runtime::Handle;

use crate::workload::{Shape, Workload};
use crate::{Failure, usage};

/// The tasks that put load on a pool, and the connections of that pool.
pub(crate) const TASKS: u32 = 64;
pub(crate) const CONNECTIONS: usize = 8;

/// The result of one operation.
pub(crate) type Done = Result<(), Failure>;

/// A client. Each operation is written as its users would write it.
pub(crate) trait Peer: Sized + Send + Sync + 'static {
    const NAME: &'static str;
    /// What it has no way of its own for.
    const LEFT_OUT: &'static [Workload] = &[];
    /// What a task of a load is.
    const TASK: Task = Task::Async;

    /// Whether it takes part in a workload.
    fn does(workload: Workload) -> bool {
        !Self::LEFT_OUT.contains(&workload)
    }

    /// Connects, with `connections` of them if it has a pool.
    fn connect(url: &str, connections: usize)
    -> impl Future<Output = Result<Self, Failure>> + Send;

    /// The item of an id.
    fn point(&self, id: i64) -> impl Future<Output = Done> + Send;

    /// 10 ms in the server.
    fn slow(&self) -> impl Future<Output = Done> + Send {
        async { Err("not written".into()) }
    }

    /// Adds an entry, and returns its id.
    fn insert_returning(&self, account: i64) -> impl Future<Output = Done> + Send {
        let _ = account;
        async { Err("not written".into()) }
    }

    /// Reads a balance, changes it and adds an entry.
    fn transaction3(&self, account: i64) -> impl Future<Output = Done> + Send {
        let _ = account;
        async { Err("not written".into()) }
    }

    /// The item of an id, by a text that the connection has not seen.
    fn first_use(&self, id: i64) -> impl Future<Output = Done> + Send {
        let _ = id;
        async { Err("not written".into()) }
    }

    /// All items, into structs.
    fn rows(&self) -> impl Future<Output = Done> + Send {
        async { Err("not written".into()) }
    }

    /// All items, with text borrowed from what was received.
    fn rows_borrowed(&self) -> impl Future<Output = Done> + Send {
        self.rows()
    }

    /// 2 000 000 rows, one after the other.
    fn stream(&self) -> impl Future<Output = Done> + Send {
        async { Err("not written".into()) }
    }

    /// 10 000 items by COPY.
    fn copy_in(&self) -> impl Future<Output = Done> + Send {
        async { Err("not written".into()) }
    }

    /// 10 000 items by one statement.
    fn values(&self) -> impl Future<Output = Done> + Send {
        async { Err("not written".into()) }
    }

    /// Closes the connections.
    fn close(&self) -> impl Future<Output = ()> + Send {
        async {}
    }
}

/// What one of many that work at once is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Task {
    Async,
    /// A thread, for those who wait by blocking it.
    #[cfg_attr(not(feature = "diesel"), expect(dead_code, reason = "only Diesel blocks"))]
    Thread,
}

/// The text that [`Peer::first_use`] runs; none is like another.
pub(crate) fn new_text() -> String {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    format!(
        "SELECT id, title, note, weight, done, created FROM todo_item \
         WHERE id = $1 AND {number} = {number}"
    )
}

/// What one round took.
#[derive(Default)]
pub(crate) struct Measured {
    pub(crate) wall: Duration,
    pub(crate) cpu: Option<Duration>,
    /// Of each operation, in nanoseconds.
    pub(crate) latencies: Vec<u64>,
    /// The most memory, in bytes, where the round had a process of its own.
    pub(crate) memory: Option<u64>,
}

/// A client that is connected, whatever its type.
pub(crate) trait Runner: Send + Sync {
    fn name(&self) -> &'static str;
    fn run(&self, workload: Workload, repetitions: u32) -> Boxed<'_, Result<Measured, Failure>>;
    fn close(&self) -> Boxed<'_, ()>;
}

pub(crate) type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The only implementation of [`Runner`] for clients in this process.
pub(crate) struct Connected<P>(pub(crate) Arc<P>);

impl<P: Peer> Runner for Connected<P> {
    fn name(&self) -> &'static str {
        P::NAME
    }

    fn run(&self, workload: Workload, repetitions: u32) -> Boxed<'_, Result<Measured, Failure>> {
        let peer = self.0.clone();
        Box::pin(async move {
            let (start, cpu) = (Instant::now(), usage::cpu()?);
            let latencies = match workload.shape() {
                Shape::One | Shape::Process => {
                    tokio::spawn(repeat(peer, workload, 0, repetitions)).await??
                }
                Shape::Load => {
                    let tasks: Vec<_> = (0..TASKS)
                        .map(|task| {
                            let peer = peer.clone();
                            let work = repeat(peer, workload, task, repetitions / TASKS);
                            match P::TASK {
                                Task::Async => tokio::spawn(work),
                                Task::Thread => {
                                    let runtime = Handle::current();
                                    tokio::task::spawn_blocking(move || runtime.block_on(work))
                                }
                            }
                        })
                        .collect();
                    let mut latencies = Vec::new();
                    for task in tasks {
                        latencies.extend(task.await??);
                    }
                    latencies
                }
            };
            Ok(Measured {
                wall: start.elapsed(),
                cpu: Some(usage::cpu()?.saturating_sub(cpu)),
                latencies,
                memory: None,
            })
        })
    }

    fn close(&self) -> Boxed<'_, ()> {
        Box::pin(self.0.close())
    }
}

async fn repeat<P: Peer>(
    peer: Arc<P>,
    workload: Workload,
    task: u32,
    repetitions: u32,
) -> Result<Vec<u64>, Failure> {
    let mut latencies = Vec::with_capacity(repetitions as usize);
    for repetition in 0..repetitions {
        let number = i64::from(task * 997 + repetition);
        let (id, account) = (number % 10_000 + 1, number % 1000 + 1);
        let start = Instant::now();
        match workload {
            Workload::PointUnix | Workload::PointTcp => peer.point(id).await?,
            Workload::Load64x8 | Workload::Load64x8Network => peer.point(id).await?,
            Workload::Load64x8Slow if (task + repetition * TASKS) % 1000 == 999 => {
                // Its own time is no figure of this workload.
                peer.slow().await?;
                continue;
            }
            Workload::Load64x8Slow => peer.point(id).await?,
            Workload::InsertReturning => peer.insert_returning(account).await?,
            Workload::Transaction3 => peer.transaction3(account).await?,
            Workload::FirstUse => peer.first_use(id).await?,
            Workload::Rows10k => peer.rows().await?,
            Workload::Rows10kBorrowed => peer.rows_borrowed().await?,
            Workload::Stream2m => peer.stream().await?,
            Workload::CopyIn10k => peer.copy_in().await?,
            Workload::Values10k => peer.values().await?,
        }
        latencies.push(u64::try_from(start.elapsed().as_nanos())?);
    }
    Ok(latencies)
}
