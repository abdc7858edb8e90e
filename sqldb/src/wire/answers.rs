//! What the server sends: handed to tokio-postgres as the answers to what it asked.

use super::PARAMETER;
use super::described::{Compared, Process};
use super::expected::{Answer, Delivery, End, Expectations, Expected, Sent};
use super::frame::{self, Header, Looked};
use super::run;

/// What was made up, and when it is handed out.
#[derive(Debug, Default)]
pub(super) struct Answers {
    announced: Announced,
    /// What follows that which is passing.
    behind: Vec<u8>,
}

/// Whether tokio-postgres was told that the wire is there.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Announced {
    #[default]
    No,
    Yes,
}

/// What to do next with what was received.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// So much is handed out as it is, behind what was made up; it may be more than is there.
    Pass(usize),
    /// So much is not for tokio-postgres; it may be more than is there.
    Skip(usize),
    /// More is needed.
    Read,
}

/// What the errors of the wire name where a server names one of its functions.
pub(crate) const ROUTINE: &str = "sqldb_wire";

/// As long may a description be of which it matters that it is there as a whole.
const MOST: usize = 16 * 1024;

/// Everything from here on.
const ALL: usize = usize::MAX;

impl Answers {
    /// Whether something was made up that is still to be handed out.
    pub(super) fn are_made(&self) -> bool {
        !self.behind.is_empty()
    }

    /// Whether what comes needs only be counted.
    #[inline]
    pub(super) fn come_as_they_are(&self, expected: &Expectations) -> bool {
        expected.are_as_they_come() && self.announced == Announced::Yes && !self.are_made()
    }

    /// Looks at the messages at the beginning of `received`, up to the first that is not to be handed
    /// out as it is. What is to be handed out before is appended to `made`.
    pub(super) fn step(
        &mut self,
        received: &[u8],
        expected: &mut Expectations,
        made: &mut Vec<u8>,
    ) -> Step {
        if !self.behind.is_empty() {
            made.append(&mut self.behind);
            return Step::Skip(0);
        }
        let mut at = 0;
        let mut current = expected.current();
        loop {
            let header = match Header::at(received.get(at..).unwrap_or_default()) {
                Looked::Message(header) => header,
                Looked::TooShort if at > 0 => return Step::Pass(at),
                Looked::TooShort => return Step::Read,
                // tokio-postgres says what is wrong with it.
                Looked::Malformed => return Step::Pass(ALL),
            };
            match header.tag {
                b'D' if current.is_some_and(|current| current.delivery == Delivery::InRuns) => {
                    return match at {
                        0 => rows(header, received, made),
                        _ => Step::Pass(at),
                    };
                }
                b'K' if self.announced == Announced::No => {
                    if at + header.length > received.len() {
                        return before(at);
                    }
                    let body = header.body(received.get(at..).unwrap_or_default());
                    expected.note_announced(Process::announced(body));
                }
                b'D' if is_sent(current, Sent::ForProcess) => {
                    if at > 0 || header.length > received.len() {
                        return before(at);
                    }
                    expected.note_answered(Process::answered(header.body(received)));
                    return Step::Skip(header.length);
                }
                b'Z' if is_sent(current, Sent::ForProcess) => {
                    if at == 0 {
                        expected.pop();
                    }
                    return skip(at, header);
                }
                b'E' if is_sent(current, Sent::ForProcess) => {
                    if at > 0 || header.length > received.len() {
                        return before(at);
                    }
                    if !ends_connection(header.body(received)) {
                        return Step::Skip(header.length);
                    }
                }
                b'T' | b'C' if is_sent(current, Sent::ForProcess) => return skip(at, header),
                b'T' if is_sent(current, Sent::Prepared) => {
                    if at + header.length > received.len() && header.length <= MOST {
                        return before(at);
                    }
                    if let Some(described) = &mut expected.described {
                        described.note(header.body(received.get(at..).unwrap_or_default()));
                    }
                }
                // It is handed out when the description is the same.
                b'2' if is_sent(current, Sent::Described) => return skip(at, header),
                b'T' | b'n' if is_sent(current, Sent::Described) => {
                    if at > 0 || header.length > received.len() {
                        return before(at);
                    }
                    compare(header.body(received), expected, made);
                    return Step::Skip(header.length);
                }
                tag if is_sent(current, Sent::Outdated)
                    && !matches!(tag, b'Z' | b'N' | b'S' | b'A') =>
                {
                    match tag {
                        _ if at > 0 => {}
                        b'C' | b'I' if ends(current) => self.complete(expected),
                        b'E' if ends(current) => self.fail(expected),
                        _ => {}
                    }
                    return skip(at, header);
                }
                // The server waits for rows that are copied in.
                b'G' => {
                    expected.copy_begins();
                    current = expected.current();
                }
                b'Z' if is_again(current) => {
                    if at == 0 {
                        expected.pop();
                    }
                    return skip(at, header);
                }
                b'Z' => {
                    if self.announced == Announced::No {
                        if at > 0 {
                            return Step::Pass(at);
                        }
                        self.announced = Announced::Yes;
                        frame::put(b'S', &[PARAMETER.as_bytes(), b"\0on\0"].concat(), made);
                    }
                    expected.pop();
                    current = expected.current();
                }
                // `ParseComplete`, `BindComplete` of what was a simple query.
                b'1' | b'2' if current.is_some_and(|current| current.sent == Sent::AsCommands) => {
                    return skip(at, header);
                }
                // `CommandComplete`, `EmptyQueryResponse`.
                b'C' | b'I' if ends(current) => {
                    self.complete(expected);
                    return Step::Pass(at + header.length);
                }
                b'E' if ends(current) => {
                    self.fail(expected);
                    return Step::Pass(at + header.length);
                }
                _ => {}
            }
            at += header.length;
            if at > received.len() {
                return Step::Pass(at);
            }
        }
    }

    /// A command is complete: if it is the last that was asked for, the server is ready.
    fn complete(&mut self, expected: &mut Expectations) {
        if expected.complete() == Answer::HasCome {
            ready(b'T', &mut self.behind);
        }
    }

    /// The server skips all up to the `Sync`: what tokio-postgres has asked for behind what was refused
    /// is answered as the server answers it in a transaction that has failed.
    fn fail(&mut self, expected: &mut Expectations) {
        const SKIPPED: &[u8] =
            b"SERROR\0VERROR\0C25P02\0Mcurrent transaction is aborted, commands \
                                 ignored until end of transaction block\0\0";
        while ends(expected.current()) {
            ready(b'E', &mut self.behind);
            expected.pop();
            frame::put(b'E', SKIPPED, &mut self.behind);
        }
    }
}

/// Counts the answers in what was received as they come. Returns where the last message ends, which
/// may be behind what is there, and before it if only a part of its header is.
#[inline]
pub(super) fn count(received: &[u8], expected: &mut Expectations) -> usize {
    let mut at = 0;
    while let Some(rest) = received.get(at..)
        && let Looked::Message(header) = Header::at(rest)
    {
        if header.tag == b'Z' {
            expected.pop();
        }
        at += header.length;
    }
    at
}

/// Whether an answer ends with its commands.
fn ends(current: Option<Expected>) -> bool {
    current.is_some_and(|current| matches!(current.end, End::Commands(_)))
}

/// The message at `at` is not for tokio-postgres; those before it are.
fn skip(at: usize, message: Header) -> Step {
    match at {
        0 => Step::Skip(message.length),
        _ => Step::Pass(at),
    }
}

/// The message at `at` is needed as a whole.
fn before(at: usize) -> Step {
    match at {
        0 => Step::Read,
        _ => Step::Pass(at),
    }
}

fn is_sent(current: Option<Expected>, sent: Sent) -> bool {
    current.is_some_and(|current| current.sent == sent)
}

/// Rows are described: as they were when their statement was prepared, or that is out of date.
fn compare(body: &[u8], expected: &mut Expectations, made: &mut Vec<u8>) {
    const OUTDATED: &[u8] = b"SERROR\0VERROR\0C0A000\0Mcached plan must not change result type\0R";
    let compared = expected.described.as_ref().map(|described| described.compare(body));
    if let Some(Compared::Changed) = compared {
        expected.outdate();
        return frame::put(b'E', &[OUTDATED, ROUTINE.as_bytes(), b"\0\0"].concat(), made);
    }
    // `BindComplete`, which was kept back.
    frame::put(b'2', &[], made);
}

/// Whether an error is the last that the server says, which is for tokio-postgres, whatever was asked.
fn ends_connection(body: &[u8]) -> bool {
    body.split(|byte| *byte == 0).any(|field| matches!(field, b"VFATAL" | b"VPANIC"))
}

/// Whether that the server is ready is told once too often.
fn is_again(current: Option<Expected>) -> bool {
    current.is_some_and(|current| current.end == End::ReadyAgain)
}

/// Appends a `ReadyForQuery`.
fn ready(status: u8, out: &mut Vec<u8>) {
    frame::put(b'Z', &[status], out);
}

/// The rows at the beginning of `received`, of which `first` is the first.
fn rows(first: Header, received: &[u8], made: &mut Vec<u8>) -> Step {
    let Some(columns) = first.body(received).first_chunk::<2>() else {
        return match first.length <= received.len() {
            // tokio-postgres says that it is none.
            true => Step::Pass(first.length),
            false => Step::Read,
        };
    };
    let columns = u16::from_be_bytes(*columns);
    if columns == 0 {
        return Step::Pass(first.length);
    }
    let mut length = first.length;
    // What is not there as a whole is waited for only if nothing else is there.
    while let Some(rest) = received.get(length..)
        && let Looked::Message(Header { tag: b'D', length: next }) = Header::at(rest)
        && next <= rest.len()
    {
        length += next;
    }
    run::put_header(columns, length, made);
    Step::Pass(length)
}
