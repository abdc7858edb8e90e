//! What the server has said of the rows of prepared statements, where there is a pool before it.
//!
//! A pool that keeps prepared statements (PgBouncer from 1.21) prepares them on whatever connection of the
//! server it has at hand: on one that is new, a column whose type was changed meanwhile has its new type,
//! and nobody says so. So there each answer is preceded by a description, which is compared with what was
//! said when the statement was prepared. A server of one's own says it by itself (`plancache.c`,
//! `RevalidateCachedQuery`), and is not asked.
//!
//! Which of both is there is told by the process that serves the connection: a server names its own when it
//! lets a client in, so that statements can be canceled, and a pool, which serves its clients by one process or
//! by none that has a number, one that it makes up. So the server is asked for the number, ahead of the first
//! request. Until it has answered, and wherever it says another one, there may be a pool.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use super::frame::take_text;

/// What asks which process of the server answers.
pub(super) const PROCESS: &str = "SELECT pg_catalog.pg_backend_pid()";

/// What is known, and what is asked for.
#[derive(Debug, Default)]
pub(super) struct Descriptions {
    /// By the numbers in the names of statements; of those that have rows.
    known: BTreeMap<u64, Arc<Description>>,
    /// Those that are to come, in their order.
    asked: VecDeque<Asked>,
}

#[derive(Debug)]
enum Asked {
    /// Of the statement that is prepared.
    New(u64),
    /// Once more.
    Again(Arc<Description>),
}

/// The names and the types of columns.
#[derive(Debug, PartialEq, Eq)]
struct Description(Vec<u8>);

/// Whether a description is the one that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compared {
    Same,
    Changed,
}

/// The number of a process of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Process(u32);

impl Process {
    /// The one in `BackendKeyData`.
    pub(super) fn announced(body: &[u8]) -> Option<Process> {
        body.first_chunk::<4>().map(|process| Process(u32::from_be_bytes(*process)))
    }

    /// The one in a row that answers [`PROCESS`]: one column, the length of its text, and the text.
    pub(super) fn answered(body: &[u8]) -> Option<Process> {
        let text = str::from_utf8(body.get(6..)?).ok()?;
        text.parse::<i32>().ok().map(|number| Process(number.cast_unsigned()))
    }
}

impl Descriptions {
    /// A statement is prepared.
    pub(super) fn ask(&mut self, number: u64) {
        self.asked.push_back(Asked::New(number));
    }

    /// A statement is executed; says whether it has rows, which are to be described.
    pub(super) fn ask_again(&mut self, number: u64) -> bool {
        let known = self.known.get(&number).cloned();
        let has_rows = known.is_some();
        self.asked.extend(known.map(Asked::Again));
        has_rows
    }

    /// What was asked for first has been answered, by a description or not.
    pub(super) fn answered(&mut self) {
        self.asked.pop_front();
    }

    /// A statement is closed.
    pub(super) fn forget(&mut self, number: u64) {
        self.known.remove(&number);
    }

    /// The body of a `RowDescription`, which was asked for first.
    pub(super) fn note(&mut self, body: &[u8]) {
        if let Some(Asked::New(number)) = self.asked.front()
            && let Some(description) = Description::of(body)
        {
            self.known.insert(*number, Arc::new(description));
        }
    }

    /// The same; that of `NoData` is empty.
    pub(super) fn compare(&self, body: &[u8]) -> Compared {
        match (self.asked.front(), Description::of(body)) {
            (Some(Asked::Again(known)), Some(now)) if **known == now => Compared::Same,
            _ => Compared::Changed,
        }
    }
}

impl Description {
    fn of(body: &[u8]) -> Option<Description> {
        let mut description = Vec::with_capacity(body.len());
        let (count, mut fields) = body.split_first_chunk::<2>()?;
        for _ in 0..u16::from_be_bytes(*count) {
            description.extend_from_slice(take_text(&mut fields)?);
            // The OID of the table, the number of the column, then the OID of its type.
            let (of_column, rest) = fields.split_first_chunk::<10>()?;
            let (_, ty) = of_column.split_at(6);
            description.push(0);
            description.extend_from_slice(ty);
            // The length of the type, its modifier, and the format, which is not known beforehand.
            (_, fields) = rest.split_first_chunk::<8>()?;
        }
        Some(Description(description))
    }
}
