//! Rows that follow each other in what was received, as one row of tokio-postgres: its last column holds
//! their messages, the others NULL.
//!
//! It is done for the statements whose text ends in a semicolon, which neither changes what they mean nor
//! is shown by `pg_stat_statements`. tokio-postgres' own questions have none. A copy has one, too, though it
//! has no rows of this kind: so the wire looks at what it is answered.

use std::borrow::Cow;
use std::cell::Cell;

use tokio_postgres::types::{FromSql, Type};
use tokio_postgres::{Column, Row};

use super::frame::{Header, Looked};
use crate::error::{Error, Result};
use crate::row::RawRow;
use crate::statement::Source;
use crate::value::NULL;

/// What the text of a statement ends in whose rows come in runs.
const MARK: u8 = b';';

/// Whether the rows of a statement come in runs.
pub(super) fn is_marked(text: &[u8]) -> bool {
    text.last() == Some(&MARK)
}

/// A text whose rows come in runs, if it is prepared.
pub(crate) fn marked(text: &str) -> String {
    format!("{text};")
}

/// A text whose rows come one by one.
pub(crate) fn unmarked(text: &str) -> Cow<'_, str> {
    match is_marked(text.as_bytes()) {
        true => Cow::Owned(format!("{text}\n")),
        false => Cow::Borrowed(text),
    }
}

/// Appends what makes one row of `length` bytes of rows.
pub(super) fn put_header(columns: u16, length: usize, out: &mut Vec<u8>) {
    let others = usize::from(columns.saturating_sub(1));
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_be_bytes();
    out.push(b'D');
    out.extend_from_slice(&size(4 + 2 + others * 4 + 4 + length));
    out.extend_from_slice(&columns.to_be_bytes());
    for _ in 0..others {
        out.extend_from_slice(&NULL.to_be_bytes());
    }
    out.extend_from_slice(&size(length));
}

/// The rows of a run, one after the other.
pub(crate) struct Run {
    row: Row,
    /// What has been read of them.
    read: usize,
}

impl Run {
    pub(crate) fn new(row: Row) -> Run {
        Run { row, read: 0 }
    }

    /// Hands each row to `sink`, until that refuses one.
    pub(crate) fn each(
        mut self,
        source: Option<Source>,
        mut sink: impl FnMut(&RawRow<'_>) -> Result<()>,
    ) -> Result<()> {
        while let Some(row) = self.next(source) {
            sink(&row?)?;
        }
        Ok(())
    }

    /// The next row; `None` after the last.
    #[inline]
    pub(crate) fn next(&mut self, source: Option<Source>) -> Option<Result<RawRow<'_>>> {
        let Run { row, read } = self;
        let columns = row.columns();
        let Some(last) = columns.len().checked_sub(1) else {
            // Rows without columns come one by one.
            let first = *read == 0;
            *read = 1;
            return first.then(|| Ok(RawRow::in_run(RunRow::new(columns, &[]), source)));
        };
        let Ok(Some(Messages(messages))) = row.try_get::<usize, Option<Messages<'_>>>(last) else {
            *read = usize::MAX;
            return Some(Err(malformed(source)));
        };
        let rest = messages.get(*read..).filter(|rest| !rest.is_empty())?;
        let Looked::Message(message) = Header::at(rest) else {
            *read = usize::MAX;
            return Some(Err(malformed(source)));
        };
        *read += message.length;
        Some(match message.body(rest).split_first_chunk::<2>() {
            Some((count, fields)) if usize::from(u16::from_be_bytes(*count)) == columns.len() => {
                Ok(RawRow::in_run(RunRow::new(columns, fields), source))
            }
            _ => Err(malformed(source)),
        })
    }
}

/// The fields of one row.
#[derive(Clone)]
pub(crate) struct RunRow<'a> {
    pub(crate) columns: &'a [Column],
    bytes: &'a [u8],
    /// The field that is read next, if they are read in their order, and where it begins.
    next: Cell<(usize, usize)>,
}

impl<'a> RunRow<'a> {
    fn new(columns: &'a [Column], bytes: &'a [u8]) -> RunRow<'a> {
        RunRow { columns, bytes, next: Cell::new((0, 0)) }
    }

    /// The type and the value of the field at `index`; `None` if there is none.
    #[inline]
    pub(crate) fn get(&self, index: usize) -> Option<(&'a Type, Option<&'a [u8]>)> {
        let column = self.columns.get(index)?;
        let (mut field, mut at) = self.next.get();
        if index < field {
            (field, at) = (0, 0);
        }
        loop {
            let (length, rest) = self.bytes.get(at..)?.split_first_chunk::<4>()?;
            let value = match i32::from_be_bytes(*length) {
                NULL => None,
                length => Some(rest.get(..usize::try_from(length).ok()?)?),
            };
            at += 4 + value.map_or(0, <[u8]>::len);
            field += 1;
            if field > index {
                if field == self.columns.len() && at != self.bytes.len() {
                    // A length is wrong, and nobody knows which.
                    return None;
                }
                self.next.set((field, at));
                return Some((column.type_(), value));
            }
        }
    }
}

#[cold]
fn malformed(source: Option<Source>) -> Error {
    let error = Error::malformed("the server has sent what is no row");
    match source {
        Some(source) => error.at(source),
        None => error,
    }
}

/// The bytes of a column, whatever its type.
struct Messages<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Messages<'a> {
    fn from_sql(
        _: &Type,
        raw: &'a [u8],
    ) -> std::result::Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Messages(raw))
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}
