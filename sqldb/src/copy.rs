//! `COPY` in binary form, typed at compile time: into a table, and out of a query.
//!
//! The server does not say which types the bytes of a `COPY` have, and takes four bytes of an `int4`
//! for a `float4` without a word. So each is preceded by a statement with the same columns, which
//! is only prepared: the server describes its types, and keeps the tables as they are until the end
//! of the transaction.

use tokio_postgres::Statement;
use tokio_postgres::types::Type;

use crate::begun::Begun;
use crate::error::Result;
use crate::observe::{Endpoint, Observed, Subject};
use crate::options::TransactionOptions;
use crate::pool::Lease;
use crate::schema;
use crate::session::{Session, Within};
use crate::statement::{ColumnTy, Source};

mod incoming;
mod outgoing;

pub(crate) use incoming::write_all;
pub use incoming::{CopyIn, CopyInWriter, CopyRow, copy_in};
pub use outgoing::{CopyOut, CopyOutRows, copy_out};

/// What begins every binary copy: the signature, no flags, no extension (PostgreSQL, "COPY").
const HEADER: &[u8; 19] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

/// A `COPY` without its rows, known at compile time.
#[derive(Debug)]
pub struct CopyPlan {
    text: &'static str,
    columns: &'static [ColumnTy],
    /// A statement with these columns: as its parameters, or as its result.
    described: &'static str,
    source: Source,
}

impl CopyPlan {
    /// The text of the `COPY`, its columns, and the statement that is prepared in its place.
    pub const fn new(
        text: &'static str,
        columns: &'static [ColumnTy],
        described: &'static str,
        source: Source,
    ) -> CopyPlan {
        CopyPlan { text, columns, described, source }
    }
}

impl CopyPlan {
    /// The span of a copy that begins.
    fn observed(&self, copying: &Copying<'_>) -> Observed {
        let CopyPlan { text, source, .. } = *self;
        let endpoint = copying.endpoint();
        Observed::begin(
            Some(Subject { summary: "COPY", text, source: Some(source) }),
            endpoint.unwrap_or(&Endpoint::default()),
        )
    }
}

/// The connection that copies.
pub(crate) enum Copying<'a> {
    /// In a transaction of its own.
    Alone(Begun),
    /// In somebody's transaction, or on a held connection.
    Within(&'a Session, Within),
}

impl Copying<'_> {
    pub(crate) async fn alone(lease: Lease) -> Result<Copying<'static>> {
        let options = TransactionOptions::new();
        let begun = Begun::start(std::sync::Arc::new(lease), &options)?;
        Ok(Copying::Alone(begun))
    }

    fn session(&self) -> Result<&Session> {
        match self {
            Copying::Alone(begun) => begun.session(),
            Copying::Within(session, _) => Ok(session),
        }
    }

    fn within(&self) -> Within {
        match self {
            Copying::Alone(_) => Within::Transaction,
            Copying::Within(_, within) => *within,
        }
    }

    fn endpoint(&self) -> Option<&Endpoint> {
        self.session().ok().map(Session::endpoint)
    }

    async fn commit(self) -> Result<()> {
        match self {
            Copying::Alone(mut begun) => begun.commit().await,
            Copying::Within(..) => Ok(()),
        }
    }
}

/// The types of the columns, after they have been compared with what was compiled.
async fn describe(
    copying: &Copying<'_>,
    plan: &CopyPlan,
    columns: impl Fn(&Statement) -> Vec<Type>,
) -> Result<Vec<Type>> {
    let statement = copying.session()?.describe(plan.described, copying.within()).await?;
    let found = columns(&statement);
    schema::compare_copied(&found, plan.columns)?;
    Ok(found)
}
