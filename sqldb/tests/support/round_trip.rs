//! A value there and back: what the server prints of what was sent, and what is read of its text.

use std::fmt::Debug;

use expect_test::Expect;
use sqldb::{Database, Decode, Encode};

/// Sends a value through tokio-postgres by our `Encode`.
#[derive(Debug)]
pub(crate) struct Sent<T>(pub(crate) T);

impl<T: Encode + Debug> sqldb::types::ToSql for Sent<T> {
    fn to_sql(
        &self,
        ty: &sqldb::types::Type,
        out: &mut sqldb::types::BytesMut,
    ) -> Result<tokio_postgres::types::IsNull, Box<dyn std::error::Error + Sync + Send>> {
        if self.0.is_null() {
            return Ok(tokio_postgres::types::IsNull::Yes);
        }
        self.0.encode(ty, out)?;
        Ok(tokio_postgres::types::IsNull::No)
    }

    fn accepts(_: &sqldb::types::Type) -> bool {
        true
    }

    tokio_postgres::types::to_sql_checked!();
}

/// The value is sent as `ty`, the server prints it as `printed`, and prints are read as the value.
pub(crate) async fn check<T>(db: &Database, ty: &str, value: T, printed: &str)
where
    T: Encode + Decode + Debug + PartialEq + Send,
{
    let value = Sent(value);
    let sent = db.raw_query_row(&format!("SELECT $1::{ty}::text"), &[&value]).await.unwrap();
    assert_eq!(sent.unwrap().get::<String>(0).unwrap(), printed, "{value:?} sent as {ty}");
    let text = format!("SELECT '{}'::{ty}, NULL::{ty}", printed.replace('\'', "''"));
    let read = db.raw_query_row(&text, &[]).await.unwrap().unwrap();
    assert_eq!(read.get::<T>(0).unwrap(), value.0, "{printed} of {ty} read");
    if T::null().is_none() {
        assert_eq!(read.get::<Option<T>>(1).unwrap(), None);
        let error = read.get::<T>(1).unwrap_err().to_string();
        assert!(error.contains("it is NULL"), "{error}");
    }
}

/// What is read of an expression, or why it is not.
pub(crate) async fn check_read<T: Decode + Debug>(
    db: &Database,
    expression: &str,
    expected: Expect,
) {
    let row = db.raw_query_row(&format!("SELECT {expression} AS value"), &[]).await.unwrap();
    match row.unwrap().get::<T>("value") {
        Ok(value) => expected.assert_eq(&format!("{value:?}")),
        Err(error) => expected.assert_eq(&error.to_string()),
    }
}
