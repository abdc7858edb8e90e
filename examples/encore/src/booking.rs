//! "Building a Booking System": slots of an hour, which can be booked once.

use jiff::civil::{Date, DateTime};

#[sqldb::database(name = "booking", migrations = "./migrations/booking")]
pub mod database {}

pub use database::{Availability, Booking, DB};
use database::{constraints, sql};

/// What became of the wish for a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is the caller's, under this number.
    Booked(i64),
    /// It is no slot that can be booked, or somebody else has it.
    Unavailable,
}

/// When the slots begin that can be booked in the seven days from `from`, for someone who asks at `now`.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn bookable_slots(from: Date, now: DateTime) -> sqldb::Result<Vec<DateTime>> {
    let slots = DB.query_all(sql!(
        "SELECT slot
         FROM generate_series(<from>::date::timestamp, <from>::date + interval '6 days', interval '1 day') AS day
         JOIN availability ON weekday = extract(dow FROM day)
         CROSS JOIN LATERAL generate_series(
             day + start_time, day + end_time - interval '1 hour', interval '1 hour') AS slot
         WHERE slot >= <now> AND NOT EXISTS (
             SELECT FROM booking AS b
             WHERE tsrange(b.start_time, b.end_time) && tsrange(slot, slot + interval '1 hour'))
         ORDER BY slot"
    ));
    Ok(slots.await?.into_iter().map(|row| row.slot).collect())
}

/// Books a slot. Of two who want the same one the server's constraint refuses the second, so nobody has
/// to look first.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn book(start: DateTime, email: &str, now: DateTime) -> sqldb::Result<Outcome> {
    // Not all times are slots; what is booked already is refused below.
    if start < now {
        return Ok(Outcome::Unavailable);
    }
    let booked = DB.query_row(sql!(
        "INSERT INTO booking (start_time, end_time, email)
         SELECT <start>::timestamp, <start>::timestamp + interval '1 hour', <email>
         FROM availability
         WHERE weekday = extract(dow FROM <start>::timestamp)
             AND <start>::timestamp::time >= start_time AND <start>::timestamp::time <= end_time - interval '1 hour'
         LIMIT 1
         RETURNING id"
    ));
    match booked.await {
        Ok(Some(row)) => Ok(Outcome::Booked(row.id)),
        Ok(None) => Ok(Outcome::Unavailable),
        Err(error) if error.constraint() == Some(constraints::BOOKING_SLOT_IS_FREE) => {
            Ok(Outcome::Unavailable)
        }
        Err(error) => Err(error),
    }
}

/// All bookings.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn list() -> sqldb::Result<Vec<Booking>> {
    DB.query_all(sql!("SELECT * FROM booking ORDER BY start_time")).await
}

/// Deletes a booking; whether it was there.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn delete(id: i64) -> sqldb::Result<bool> {
    Ok(DB.exec(sql!("DELETE FROM booking WHERE id = <id>")).await? == 1)
}

/// The opening hours, from Sunday on.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn availability() -> sqldb::Result<Vec<Availability>> {
    DB.query_all(sql!("SELECT * FROM availability ORDER BY weekday")).await
}

/// Sets the opening hours of some days, all or none.
///
/// # Errors
///
/// If the database cannot be reached, or a day is there twice.
pub async fn set_availability(days: &[Availability]) -> sqldb::Result<u64> {
    DB.exec(sql!(
        "INSERT INTO availability (weekday, start_time, end_time) VALUES <days..>
         ON CONFLICT (weekday) DO UPDATE
         SET start_time = excluded.start_time, end_time = excluded.end_time"
    ))
    .await
}
