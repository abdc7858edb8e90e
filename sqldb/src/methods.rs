//! The query methods that [`Database`](crate::Database), [`Connection`](crate::Connection) and
//! [`Transaction`](crate::Transaction) share, written once.
//!
//! Each type brings `drive`, which runs a command to its end; what is generic here only decodes.

mod exclusive;
mod query;

pub(crate) use self::exclusive::exclusive_methods;
pub(crate) use self::query::query_methods;
use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::row::RawRow;

/// A query without its types.
pub(crate) fn parts<R, C, const N: usize>(
    query: &crate::Query<'_, R, C, N>,
) -> (crate::session::Command<'static>, fn(&RawRow<'_>) -> Result<R>) {
    (query.command(), query.decode)
}

/// Reads the only row; a second one is an error.
pub(crate) fn put<R>(
    only: &mut Option<R>,
    row: &RawRow<'_>,
    decode: fn(&RawRow<'_>) -> Result<R>,
) -> Result<()> {
    if only.is_some() {
        return Err(Error::too_many_rows());
    }
    *only = Some(decode(row)?);
    Ok(())
}

pub(crate) fn dynamic<'a>(
    arguments: &[&'a (dyn tokio_postgres::types::ToSql + Sync)],
) -> Vec<Argument<'a>> {
    arguments.iter().map(|value| Argument::dynamic(*value)).collect()
}
