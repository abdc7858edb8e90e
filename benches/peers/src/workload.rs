//! What is measured.

use crate::cores::Cores;

/// A task that every peer does in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workload {
    PointUnix,
    PointTcp,
    Load64x8,
    Load64x8Network,
    Load64x8Slow,
    InsertReturning,
    Transaction3,
    FirstUse,
    Rows10k,
    Rows10kBorrowed,
    Stream2m,
    CopyIn10k,
    Values10k,
}

/// How a workload is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// By one task, one after the other.
    One,
    /// By 64 tasks on 8 connections.
    Load,
    /// Once, in a process of its own, whose memory is looked at.
    Process,
}

/// How the server is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    Unix,
    Tcp,
    /// Over TCP, with a relay that takes 0.7 ms each way.
    Network,
}

impl Workload {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Workload; 13] = [
        Workload::PointUnix,
        Workload::PointTcp,
        Workload::Load64x8,
        Workload::Load64x8Network,
        Workload::Load64x8Slow,
        Workload::InsertReturning,
        Workload::Transaction3,
        Workload::FirstUse,
        Workload::Rows10k,
        Workload::Rows10kBorrowed,
        Workload::Stream2m,
        Workload::CopyIn10k,
        Workload::Values10k,
    ];

    /// The name on the command line and in the results.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Workload::PointUnix => "point_unix",
            Workload::PointTcp => "point_tcp",
            Workload::Load64x8 => "load_64x8",
            Workload::Load64x8Network => "load_64x8_1ms",
            Workload::Load64x8Slow => "load_64x8_slow",
            Workload::InsertReturning => "insert_returning",
            Workload::Transaction3 => "transaction3",
            Workload::FirstUse => "first_use",
            Workload::Rows10k => "rows_10k",
            Workload::Rows10kBorrowed => "rows_10k_borrowed",
            Workload::Stream2m => "stream_2m",
            Workload::CopyIn10k => "copy_in_10k",
            Workload::Values10k => "values_10k",
        }
    }

    /// One sentence about it, for the plot.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Workload::PointUnix => "one row by its key, one task, Unix socket",
            Workload::PointTcp => "one row by its key, one task, TCP",
            Workload::Load64x8 => "one row by its key, 64 tasks on 8 connections",
            Workload::Load64x8Network => "the same with a round trip of 1.4 ms",
            Workload::Load64x8Slow => "the same on a Unix socket, 1 in 1000 takes 10 ms",
            Workload::InsertReturning => "INSERT … RETURNING",
            Workload::Transaction3 => "a transaction of three statements",
            Workload::FirstUse => "the first use of a statement on a connection",
            Workload::Rows10k => "10 000 rows of 6 columns into structs",
            Workload::Rows10kBorrowed => "10 000 rows of 6 columns, text borrowed",
            Workload::Stream2m => "2 000 000 rows streamed",
            Workload::CopyIn10k => "10 000 rows inserted by COPY",
            Workload::Values10k => "10 000 rows inserted by one statement",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Workload> {
        Workload::ALL.into_iter().find(|workload| workload.name() == name)
    }

    pub(crate) fn shape(self) -> Shape {
        match self {
            Workload::Load64x8 | Workload::Load64x8Network | Workload::Load64x8Slow => Shape::Load,
            Workload::Stream2m => Shape::Process,
            _ => Shape::One,
        }
    }

    pub(crate) fn cores(self) -> Cores {
        match self {
            Workload::PointUnix
            | Workload::PointTcp
            | Workload::InsertReturning
            | Workload::Transaction3
            | Workload::FirstUse => Cores::One,
            _ => Cores::All,
        }
    }

    pub(crate) fn route(self) -> Route {
        match self {
            Workload::PointTcp => Route::Tcp,
            Workload::Load64x8Network => Route::Network,
            _ => Route::Unix,
        }
    }

    /// How often a round does it. Rounds are short, so that what else the machine does meets all
    /// clients of a round alike.
    pub(crate) fn repetitions(self) -> u32 {
        match self {
            Workload::PointUnix | Workload::PointTcp | Workload::InsertReturning => 1500,
            Workload::Load64x8 => 6400,
            Workload::Load64x8Network => 3200,
            // Enough that one in a thousand is there twelve times.
            Workload::Load64x8Slow => 12_800,
            Workload::Transaction3 | Workload::FirstUse => 400,
            Workload::Rows10k | Workload::Rows10kBorrowed => 6,
            Workload::CopyIn10k | Workload::Values10k => 3,
            Workload::Stream2m => 1,
        }
    }

    /// How often callgrind sees it done, in two runs whose difference counts; [`None`] where many
    /// tasks make the count a matter of chance.
    pub(crate) fn counted(self) -> Option<(u32, u32)> {
        match self {
            Workload::PointUnix
            | Workload::PointTcp
            | Workload::InsertReturning
            | Workload::Transaction3
            | Workload::FirstUse => Some((200, 700)),
            Workload::Rows10k
            | Workload::Rows10kBorrowed
            | Workload::CopyIn10k
            | Workload::Values10k => Some((2, 7)),
            _ => None,
        }
    }
}
