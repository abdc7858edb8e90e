//! Who is on call when.

use jiff::Timestamp;

#[sqldb::database(name = "schedules", migrations = "./migrations/schedules")]
pub mod database {}

pub use database::{DB, Schedules as Schedule};
use database::{constraints, sql};

/// Puts a user on call; [`None`] if somebody is on call at that time. The server's constraint says so,
/// also to two who ask at once.
///
/// # Errors
///
/// If the database cannot be reached, or the shift ends before it begins.
pub async fn create(
    user_id: i64,
    start: Timestamp,
    end: Timestamp,
) -> sqldb::Result<Option<Schedule>> {
    let created = DB.query_one(sql!(
        "INSERT INTO schedules (user_id, start_time, end_time) VALUES (<user_id>, <start>, <end>)
         RETURNING *"
    ));
    match created.await {
        Ok(schedule) => Ok(Some(schedule)),
        Err(error) if error.constraint() == Some(constraints::SCHEDULES_ONE_AT_A_TIME) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Who is on call at a time. (`LIMIT 1`, because of the constraint PostgreSQL tells nobody that there is
/// one at most.)
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn scheduled_at(time: Timestamp) -> sqldb::Result<Option<Schedule>> {
    DB.query_row(sql!(
        "SELECT * FROM schedules WHERE tstzrange(start_time, end_time) @> <time>::timestamptz LIMIT 1"
    ))
    .await
}

/// The shifts within a time.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn list(start: Timestamp, end: Timestamp) -> sqldb::Result<Vec<Schedule>> {
    DB.query_all(sql!(
        "SELECT * FROM schedules WHERE start_time >= <start> AND end_time <= <end> ORDER BY start_time"
    ))
    .await
}

/// Deletes the shifts within a time, and returns them: those that were deleted, not those that were there
/// a moment before.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn delete(start: Timestamp, end: Timestamp) -> sqldb::Result<Vec<Schedule>> {
    DB.query_all(sql!(
        "DELETE FROM schedules WHERE start_time >= <start> AND end_time <= <end> RETURNING *"
    ))
    .await
}
