//! What is expected of the server, for each request of tokio-postgres.

use std::collections::VecDeque;

use super::described::{Descriptions, Process};

/// How the rows of an answer are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Delivery {
    /// As they are.
    #[default]
    RowByRow,
    /// Those that follow each other in what was received, as one.
    InRuns,
}

/// How the messages are sent of which the answer is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Sent {
    #[default]
    AsAsked,
    /// The description of a statement that is prepared is to be noted.
    Prepared,
    /// Its rows are to be described as they were then.
    Described,
    /// They are not, and their answer is not for tokio-postgres.
    Outdated,
    /// tokio-postgres asked for a simple query, and its commands were prepared and executed.
    AsCommands,
    /// The wire itself asks which process of the server answers.
    ForProcess,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// With the server's `ReadyForQuery`.
    Ready,
    /// With so many commands more: the server is ready only when the request behind it, which was sent with
    /// the same `Sync`, is answered.
    Commands(usize),
    /// With the `ReadyForQuery` that follows the end of a copy, for the rows of which the server waits.
    OfCopy,
    /// With a `ReadyForQuery` behind which another one comes: the end of a copy was sent, which the server,
    /// for all that is known, has not begun.
    ReadyTwice,
    /// With a `ReadyForQuery` that is not for tokio-postgres.
    ReadyAgain,
}

/// The answer to one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expected {
    pub(super) delivery: Delivery,
    pub(super) sent: Sent,
    pub(super) end: End,
}

impl Expected {
    /// Handed out as it comes.
    pub(super) const AS_IT_IS: Expected =
        Expected { delivery: Delivery::RowByRow, sent: Sent::AsAsked, end: End::Ready };
}

/// Whether the answer to a request has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    HasCome,
    IsToCome,
}

/// The answers that are still to come, in their order.
#[derive(Debug)]
pub(super) struct Expectations {
    /// Those before the others that are handed out as they come, which most are.
    as_they_come: usize,
    others: VecDeque<Expected>,
    /// Unless it is known that no pool is before the server.
    pub(super) described: Option<Descriptions>,
    /// The process that is said to serve the connection.
    process: Option<Process>,
}

impl Expectations {
    /// The server is ready for the first request when it has let us in.
    pub(super) fn of_startup() -> Expectations {
        Expectations {
            as_they_come: 1,
            others: VecDeque::new(),
            described: Some(Descriptions::default()),
            process: None,
        }
    }

    /// The connection is said to be served by this process.
    pub(super) fn note_announced(&mut self, process: Option<Process>) {
        self.process = process;
    }

    /// A request was answered by this process: if it is the same, no pool is between.
    pub(super) fn note_answered(&mut self, process: Option<Process>) {
        if process.is_some() && process == self.process {
            self.described = None;
        }
    }

    /// Whether all are handed out as they come.
    #[inline]
    pub(super) fn are_as_they_come(&self) -> bool {
        self.others.is_empty()
    }

    #[inline]
    pub(super) fn push(&mut self, expected: Expected) {
        match expected == Expected::AS_IT_IS && self.others.is_empty() {
            true => self.as_they_come += 1,
            false => self.others.push_back(expected),
        }
    }

    /// The one that is answered now.
    #[inline]
    pub(super) fn current(&self) -> Option<Expected> {
        match self.as_they_come {
            0 => self.others.front().copied(),
            _ => Some(Expected::AS_IT_IS),
        }
    }

    /// The rows that come now are other ones than those of the statement that was prepared.
    pub(super) fn outdate(&mut self) {
        if let (0, Some(current)) = (self.as_they_come, self.others.front_mut()) {
            (current.delivery, current.sent) = (Delivery::RowByRow, Sent::Outdated);
        }
    }

    /// The server waits for rows.
    pub(super) fn copy_begins(&mut self) {
        if let (0, Some(current)) = (self.as_they_come, self.others.front_mut()) {
            current.end = End::OfCopy;
        }
    }

    /// A command is complete; says whether it was the last of the answer, which is over then.
    pub(super) fn complete(&mut self) -> Answer {
        if let (0, Some(Expected { end: End::Commands(more @ 2..), .. })) =
            (self.as_they_come, self.others.front_mut())
        {
            *more -= 1;
            return Answer::IsToCome;
        }
        self.pop();
        Answer::HasCome
    }

    /// The end of a copy is sent, the last that was asked for; says whether that is still to be answered.
    pub(super) fn copy_ends(&mut self) -> Answer {
        match self.others.back_mut() {
            Some(Expected { end: end @ End::Ready, .. }) => *end = End::ReadyTwice,
            Some(_) => {}
            None if self.as_they_come == 0 => return Answer::HasCome,
            None => {}
        }
        Answer::IsToCome
    }

    /// It has been.
    #[inline]
    pub(super) fn pop(&mut self) {
        match self.as_they_come.checked_sub(1) {
            Some(rest) => self.as_they_come = rest,
            None => self.pop_other(),
        }
    }

    fn pop_other(&mut self) {
        if let Some(Expected { end: end @ End::ReadyTwice, .. }) = self.others.front_mut() {
            *end = End::ReadyAgain;
            return;
        }
        let popped = self.others.pop_front();
        if let Some(Sent::Prepared | Sent::Described | Sent::Outdated) = popped.map(|it| it.sent)
            && let Some(described) = &mut self.described
        {
            described.answered();
        }
    }
}
