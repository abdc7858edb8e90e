//! What tokio-postgres sends: which answers are expected for it, and what may share a `Sync`.

use std::collections::BTreeSet;
use std::io;

use super::commands;
use super::described::{Descriptions, PROCESS};
use super::expected::{Answer, Delivery, End, Expectations, Expected, Sent};
use super::frame::{self, Header, Looked, take_text};
use super::run;

/// What is known of what was sent.
#[derive(Debug, Default)]
pub(super) struct Requests {
    startup: Startup,
    /// The prepared statements whose rows are handed out in runs, by the numbers in their names.
    in_runs: BTreeSet<u64>,
    /// How the rows of the request come that is being sent.
    delivery: Delivery,
    sent: Sent,
    /// The statement that was given its arguments, where that matters.
    bound: Option<u64>,
    /// The tag of the message before.
    before: u8,
}

/// How far the connection is.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Startup {
    /// The first message, which has no tag.
    #[default]
    ToCome,
    /// The server asks who is there, or has let him in.
    Sent,
    /// It was asked which process it is, ahead of the first request.
    IsOver,
}

/// What came of looking at what is to be sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Scanned {
    AsItIs,
    /// This takes the place of all of it.
    Rewritten(Vec<u8>),
}

const SYNC: &[u8] = b"S\0\0\0\x04";

impl Requests {
    /// Looks at what is `new`, behind what was looked at before and is still to be sent.
    ///
    /// # Errors
    /// The new bytes are not whole messages, as tokio-postgres writes them.
    pub(super) fn scan(
        &mut self,
        known: &[u8],
        new: &[u8],
        expected: &mut Expectations,
    ) -> io::Result<Scanned> {
        if let Some(delivery) = self.one_execution(new, expected) {
            self.before = b'S';
            expected.push(Expected { delivery, ..Expected::AS_IT_IS });
            return Ok(Scanned::AsItIs);
        }
        let mut rest = new;
        if self.startup == Startup::ToCome && !new.is_empty() {
            rest = behind_startup(new).ok_or_else(in_pieces)?;
            self.startup = Startup::Sent;
        }
        let mut rewriting = Rewriting { known, new, kept: 0, out: None };
        // Where the message before began.
        let mut before = 0;
        while !rest.is_empty() {
            let Looked::Message(message) = Header::at(rest) else { return Err(in_pieces()) };
            let Some((this, behind)) = rest.split_at_checked(message.length) else {
                return Err(in_pieces());
            };
            let start = new.len() - rest.len();
            rest = behind;
            // A password, or the end.
            if self.startup == Startup::Sent && !matches!(message.tag, b'p' | b'X') {
                self.startup = Startup::IsOver;
                ask_for_process(rewriting.replace(start, start), expected);
            }
            match message.tag {
                b'E' => {
                    if let Some(described) = &mut expected.described {
                        self.describe(start, described, &mut rewriting);
                    }
                }
                b'B' if self.in_runs.is_empty() && expected.described.is_none() => {}
                b'B' => self.bind(message.body(this)),
                b'S' if matches!(self.before, b'c' | b'f') => {
                    let end = new.len() - behind.len();
                    copy_end(before..end, &mut rewriting, expected);
                }
                b'S' => rest = self.sync(behind, &mut rewriting, expected),
                b'P' => self.parse(message.body(this)),
                b'C' => self.close(message.body(this), expected),
                b'D' => self.note(message.body(this), expected),
                b'Q' => {
                    let text = query(message.body(this));
                    simple_query(text, start, behind, &mut rewriting, expected);
                }
                _ => {}
            }
            self.before = message.tag;
            before = start;
        }
        Ok(rewriting.end())
    }

    /// How the rows come if all of it is one execution of a prepared statement of which nothing more is to be
    /// known, as most of what is sent is.
    #[inline]
    pub(super) fn one_execution(&self, new: &[u8], expected: &Expectations) -> Option<Delivery> {
        /// `Execute` of the portal without a name, to its end, and `Sync`.
        const BEHIND_BIND: &[u8] = b"E\0\0\0\x09\0\0\0\0\0S\0\0\0\x04";
        let Looked::Message(bind) = Header::at(new) else { return None };
        let is_one = bind.tag == b'B'
            && self.startup == Startup::IsOver
            && expected.described.is_none()
            && new.get(bind.length..) == Some(BEHIND_BIND);
        is_one.then(|| self.delivery_of(bound(bind.body(new))))
    }

    /// A request ends, with or without a `Sync` of its own. Returns what is behind it.
    fn sync<'b>(
        &mut self,
        behind: &'b [u8],
        rewriting: &mut Rewriting<'_>,
        expected: &mut Expectations,
    ) -> &'b [u8] {
        let delivery = std::mem::take(&mut self.delivery);
        let sent = std::mem::take(&mut self.sent);
        if self.before == b'E'
            && behind.first() == Some(&b'Q')
            && let Looked::Message(commit) = Header::at(behind)
            && commands::commits(query(commit.body(behind)))
        {
            expected.push(Expected { delivery, sent, end: End::Commands(1) });
            let commit_only =
                Expected { delivery: Delivery::RowByRow, sent: Sent::AsCommands, end: End::Ready };
            expected.push(commit_only);
            let after = behind.get(commit.length..).unwrap_or_default();
            let length = rewriting.new.len();
            let out = rewriting.replace(length - behind.len() - SYNC.len(), length - after.len());
            commands::put(query(commit.body(behind)), out);
            out.extend_from_slice(SYNC);
            return after;
        }
        expected.push(Expected { delivery, sent, end: End::Ready });
        behind
    }

    /// A statement is prepared.
    fn parse(&mut self, mut body: &[u8]) {
        let number = take_text(&mut body).and_then(number);
        let text = take_text(&mut body).unwrap_or_default();
        if let Some(number) = number {
            match run::is_marked(text) {
                true => self.in_runs.insert(number),
                false => self.in_runs.remove(&number),
            };
        }
    }

    /// It is given its arguments.
    fn bind(&mut self, body: &[u8]) {
        self.bound = bound(body);
        self.delivery = self.delivery_of(self.bound);
    }

    /// How the rows of a statement come.
    #[inline]
    fn delivery_of(&self, statement: Option<u64>) -> Delivery {
        match statement.is_some_and(|number| self.in_runs.contains(&number)) {
            true => Delivery::InRuns,
            false => Delivery::RowByRow,
        }
    }

    /// It is executed at `at`, and described before.
    fn describe(&mut self, at: usize, described: &mut Descriptions, rewriting: &mut Rewriting<'_>) {
        // `Describe`: the portal without a name.
        const DESCRIBE: [u8; 2] = *b"P\0";
        if let Some(number) = self.bound.take()
            && described.ask_again(number)
        {
            self.sent = Sent::Described;
            frame::put(b'D', &DESCRIBE, rewriting.replace(at, at));
        }
    }

    /// It is described when it is prepared.
    fn note(&mut self, body: &[u8], expected: &mut Expectations) {
        if let Some(described) = &mut expected.described
            && let Some(number) = statement(body)
        {
            described.ask(number);
            self.sent = Sent::Prepared;
        }
    }

    /// It is forgotten.
    fn close(&mut self, body: &[u8], expected: &mut Expectations) {
        if let Some(number) = statement(body) {
            self.in_runs.remove(&number);
            if let Some(described) = &mut expected.described {
                described.forget(number);
            }
        }
    }
}

/// The end of a copy, with a `Sync`, is part of the request that began it.
///
/// The server takes no `Sync` for one while it waits for rows. Where it has refused to copy, it has answered
/// the one of the request; tokio-postgres sends the end nevertheless, and knows nothing of a second answer.
fn copy_end(
    place: std::ops::Range<usize>,
    rewriting: &mut Rewriting<'_>,
    expected: &mut Expectations,
) {
    if expected.copy_ends() == Answer::HasCome {
        rewriting.replace(place.start, place.end);
    }
}

/// Asks which process of the server answers.
fn ask_for_process(out: &mut Vec<u8>, expected: &mut Expectations) {
    frame::put(b'Q', &[PROCESS.as_bytes(), b"\0"].concat(), out);
    let (delivery, sent) = (Delivery::RowByRow, Sent::ForProcess);
    expected.push(Expected { delivery, sent, end: End::Ready });
}

/// A simple query at `at`; what begins a transaction is sent with what is behind it.
fn simple_query(
    text: &[u8],
    at: usize,
    behind: &[u8],
    rewriting: &mut Rewriting<'_>,
    expected: &mut Expectations,
) {
    if !commands::begin(text) || !matches!(behind.first(), Some(b'P' | b'B')) {
        return expected.push(Expected::AS_IT_IS);
    }
    let end = rewriting.new.len() - behind.len();
    let count = commands::put(text, rewriting.replace(at, end));
    let (delivery, sent) = (Delivery::RowByRow, Sent::AsCommands);
    expected.push(Expected { delivery, sent, end: End::Commands(count) });
}

/// What is sent, where it differs from what tokio-postgres wants to send.
struct Rewriting<'b> {
    known: &'b [u8],
    new: &'b [u8],
    /// Where that begins which is to be sent as it is.
    kept: usize,
    out: Option<Vec<u8>>,
}

impl Rewriting<'_> {
    /// Where to write what takes the place of `new[from..to]`.
    fn replace(&mut self, from: usize, to: usize) -> &mut Vec<u8> {
        let out = self.out.get_or_insert_with(|| self.known.to_vec());
        out.extend_from_slice(self.new.get(self.kept..from).unwrap_or_default());
        self.kept = to;
        out
    }

    fn end(self) -> Scanned {
        match self.out {
            Some(mut out) => {
                out.extend_from_slice(self.new.get(self.kept..).unwrap_or_default());
                Scanned::Rewritten(out)
            }
            None => Scanned::AsItIs,
        }
    }
}

/// What follows the first message, which has a length and no tag.
fn behind_startup(bytes: &[u8]) -> Option<&[u8]> {
    let length = bytes.first_chunk::<4>()?;
    bytes.get(u32::from_be_bytes(*length) as usize..)
}

/// The number of the statement that is given its arguments.
fn bound(mut body: &[u8]) -> Option<u64> {
    let _portal = take_text(&mut body);
    take_text(&mut body).and_then(number)
}

/// The number of a statement that is closed or described, as portals are, too.
fn statement(body: &[u8]) -> Option<u64> {
    let (b'S', mut name) = body.split_first()? else { return None };
    take_text(&mut name).and_then(number)
}

/// The text of a simple query.
fn query(body: &[u8]) -> &[u8] {
    body.strip_suffix(&[0]).unwrap_or_default()
}

/// The number in the name that tokio-postgres gives a statement, such as `s12`.
fn number(name: &[u8]) -> Option<u64> {
    let (b's', digits) = name.split_first()? else { return None };
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |number, digit| {
        let digit = digit.checked_sub(b'0').filter(|digit| *digit < 10)?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

fn in_pieces() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "a message was to be sent in pieces")
}
