//! A read that gives back its argument, which shows whose answer it is.

use sqldb::__private::{ColumnTy, Source, Statement, Ty, argument, query};
use sqldb::rows::ExactlyOne;
use sqldb::{Database, RawRow, Result, pg};

pub(crate) const INT8: Ty = Ty { schema: "pg_catalog", name: "int8" };
pub(crate) const N: &[ColumnTy] = &[ColumnTy { name: "n", ty: INT8 }];

const PLACE: Source = Source { file: file!(), line: line!(), column: 1 };

pub(crate) static NUMBER: Statement<i64, ExactlyOne> =
    Statement::new_with(number, "SELECT $1::int8 AS n", &[INT8], N, PLACE).only_reads();

pub(crate) fn number(row: &RawRow<'_>) -> Result<i64> {
    row.column(0)
}

pub(crate) async fn ask(db: &Database, n: i64) -> Result<i64> {
    db.query_one(query(&NUMBER, [argument::<pg::int8, _>(&n)])).await
}
