//! "Building a Booking System".

use encore_pages::booking::{self, Availability, DB, Outcome};
use jiff::civil::{DateTime, date, time};

#[tokio::test]
async fn a_slot_is_booked_once() -> sqldb::Result<()> {
    DB.configure(sqldb::Config::test())?;
    let sunday = date(2024, 12, 1);
    let now = sunday.at(12, 0, 0, 0);

    // 09:30 to 17:00 are seven slots, of which three have begun.
    let hours: Vec<_> = booking::availability().await?;
    assert_eq!(hours.first().and_then(|day| day.start_time), Some(time(9, 30, 0, 0)));
    let on_sunday = |slots: Vec<DateTime>| -> Vec<(i8, i8)> {
        let slots = slots.into_iter().filter(|slot| slot.date() == sunday);
        slots.map(|slot| (slot.hour(), slot.minute())).collect()
    };
    let slots = booking::bookable_slots(sunday, now).await?;
    // 8 on Monday, 9 on Tuesday and so on: whole hours within the opening hours.
    assert_eq!(slots.len(), 4 + 8 + 9 + 9 + 8 + 8 + 7);
    assert_eq!(on_sunday(slots), [(12, 30), (13, 30), (14, 30), (15, 30)]);

    // Ten want the same slot at once.
    let wanted = sunday.at(13, 30, 0, 0);
    let wishes = (0..10).map(|number| {
        let email = format!("{number}@example.com");
        tokio::spawn(async move { booking::book(wanted, &email, now).await })
    });
    let mut booked = Vec::new();
    for wish in wishes.collect::<Vec<_>>() {
        if let Outcome::Booked(id) = wish.await.expect("no panic")? {
            booked.push(id);
        }
    }
    let stored: Vec<i64> = booking::list().await?.iter().map(|booking| booking.id).collect();
    assert_eq!((stored.len(), &stored), (1, &booked));
    let slots = booking::bookable_slots(sunday, now).await?;
    assert_eq!(on_sunday(slots), [(12, 30), (14, 30), (15, 30)]);

    // In the past, before and after the opening hours, half in the slot that is taken.
    for (hour, minute) in [(11, 30), (8, 0), (16, 30), (14, 0)] {
        let start = sunday.at(hour, minute, 0, 0);
        assert_eq!(booking::book(start, "a@example.com", now).await?, Outcome::Unavailable);
    }
    assert!(matches!(
        booking::book(sunday.at(14, 30, 0, 0), "a@example.com", now).await?,
        Outcome::Booked(_)
    ));

    for id in booked {
        assert!(booking::delete(id).await?);
        assert!(!booking::delete(id).await?);
    }
    // A day off has no hours.
    let off = Availability { weekday: 0, start_time: None, end_time: None };
    assert_eq!(booking::set_availability(std::slice::from_ref(&off)).await?, 1);
    assert_eq!(booking::availability().await?.first(), Some(&off));
    assert_eq!(on_sunday(booking::bookable_slots(sunday, now).await?), []);
    Ok(())
}
