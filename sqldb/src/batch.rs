//! Several statements in one flight: `batch`.

use std::pin::pin;

use futures_util::future::{join, join3, join4, join5};

use crate::error::{Error, Result};
use crate::methods;
use crate::observe;
use crate::rows::sealed::Cardinality;
use crate::session::Within;
use crate::session_state;
use crate::statement::Query;
use sealed::On;

/// Statements that do not depend on each other: a tuple of two to five queries, for
/// [`batch`](crate::Database::batch).
///
/// What each gives depends on its query: the row where there is always one, an `Option` where there is
/// one at most, the number of rows affected where there are none, else a `Vec`.
pub trait Batch: sealed::Run {}

impl<B: sealed::Run> Batch for B {}

pub(crate) mod sealed {
    use crate::error::Result;
    use crate::session::{Session, Within};

    /// Where a batch runs.
    #[derive(Clone, Copy)]
    pub struct On<'s> {
        pub(crate) session: &'s Session,
        pub(crate) within: Within,
    }

    pub trait Run: Send {
        type Output;

        #[doc(hidden)]
        fn run(self, on: On<'_>) -> impl Future<Output = Result<Self::Output>> + Send;
    }
}

/// Runs one of a batch; it is sent when this is polled first.
async fn one<R: Send, C: Cardinality, const N: usize>(
    on: On<'_>,
    query: Query<'_, R, C, N>,
) -> Result<C::Collected<R>> {
    let (command, decode) = methods::parts(&query);
    if on.within == Within::Autocommit {
        session_state::refuse(command)?;
    }
    let mut rows = Vec::new();
    let mut sink = |row: &crate::RawRow<'_>| {
        rows.push(decode(row)?);
        Ok(())
    };
    let driven = on.session.drive(command, query.arguments(), on.within, &mut sink);
    let affected = observe::run(command, pin!(driven)).await?;
    C::collected(rows, affected).map_err(|error| command.blame(error))
}

macro_rules! batch {
    ($($join:ident: $($query:ident $life:lifetime $row:ident $rows:ident $count:ident),+;)*) => {$(
        // Each with a lifetime of its own: else rustc does not see that a future with it is `Send`.
        impl<$($life,)+ $($row: Send, $rows: Cardinality + Send, const $count: usize),+> sealed::Run
            for ($(Query<$life, $row, $rows, $count>,)+)
        {
            type Output = ($($rows::Collected<$row>,)+);

            async fn run(self, on: On<'_>) -> Result<Self::Output> {
                let ($($query,)+) = self;
                let ($($query,)+) = match on.session.takes_several() {
                    true => $join($(one(on, $query)),+).await,
                    false => ($(one(on, $query).await,)+),
                };
                Ok(($($query?,)+))
            }
        }
    )*};
}

batch! {
    join: a 'a A X L, b 'b B Y M;
    join3: a 'a A X L, b 'b B Y M, c 'c D Z N;
    join4: a 'a A X L, b 'b B Y M, c 'c D Z N, d 'd E W O;
    join5: a 'a A X L, b 'b B Y M, c 'c D Z N, d 'd E W O, e 'e F V P;
}

/// The only row of what returns one always.
pub(crate) fn only<R>(rows: Vec<R>) -> Result<R> {
    at_most_one(rows)?.ok_or_else(Error::not_found)
}

/// The row, if there is one.
pub(crate) fn at_most_one<R>(rows: Vec<R>) -> Result<Option<R>> {
    let mut rows = rows.into_iter();
    match (rows.next(), rows.next()) {
        (row, None) => Ok(row),
        (_, Some(_)) => Err(Error::too_many_rows()),
    }
}
