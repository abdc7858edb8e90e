//! What is measured.

/// A task that every peer does in its own way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workload {
    /// One row by its key, one task, over a Unix socket.
    PointUnix,
    /// 10 000 rows of six columns into structs.
    Rows10k,
}

impl Workload {
    /// All of them, in the order of the table.
    pub(crate) const ALL: [Workload; 2] = [Workload::PointUnix, Workload::Rows10k];

    /// The name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Workload::PointUnix => "point_unix",
            Workload::Rows10k => "rows_10k",
        }
    }

    /// How often a round repeats it, so that a round takes some tenths of a second.
    pub(crate) fn repetitions(self) -> u32 {
        match self {
            Workload::PointUnix => 4000,
            Workload::Rows10k => 20,
        }
    }
}
