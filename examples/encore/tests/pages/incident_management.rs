//! "Building an Incident Management Tool".

use encore_pages::incident_management::{incidents, schedules, users};
use jiff::{SignedDuration, Timestamp};

#[tokio::test]
async fn incidents_go_to_who_is_on_call() -> sqldb::Result<()> {
    users::DB.configure(sqldb::Config::test())?;
    schedules::DB.configure(sqldb::Config::test())?;
    incidents::DB.configure(sqldb::Config::test())?;

    let katy = users::create("Katy", "Smith", "katy").await?;
    assert_eq!(users::get(katy.id).await?.as_ref(), Some(&katy));
    assert_eq!(users::get(katy.id + 1).await?, None);

    let monday = Timestamp::UNIX_EPOCH;
    let hours = |count| monday + SignedDuration::from_hours(count);
    let shift = schedules::create(katy.id, hours(8), hours(16)).await?.expect("nobody else");
    // The end of a shift is the beginning of the next; more than that two do not have in common.
    assert_eq!(schedules::create(katy.id, hours(15), hours(20)).await?, None);
    let late = schedules::create(katy.id, hours(16), hours(20)).await?.expect("the next shift");
    assert_eq!(schedules::scheduled_at(hours(9)).await?.as_ref(), Some(&shift));
    assert_eq!(schedules::scheduled_at(hours(16)).await?.as_ref(), Some(&late));
    assert_eq!(schedules::scheduled_at(hours(20)).await?, None);

    let mut told = Vec::new();
    let mut notify = |message| told.push(message);
    let unassigned = incidents::create("The lights are out", hours(7), &mut notify).await?;
    let assigned = incidents::create("The door is open", hours(9), &mut notify).await?;
    assert_eq!((unassigned.assignee, assigned.assignee), (None, Some(katy.clone())));

    incidents::remind(&mut notify).await?;
    assert_eq!(incidents::assign_unassigned(hours(7)).await?, 0);
    assert_eq!(incidents::assign_unassigned(hours(9)).await?, 1);
    assert_eq!(incidents::assign_unassigned(hours(9)).await?, 0);
    let open = incidents::list().await?;
    assert!(open.iter().all(|incident| incident.assignee.as_ref() == Some(&katy)), "{open:?}");

    for incident in &open {
        let taken = incidents::acknowledge(incident.id, &mut notify).await?.expect("it was open");
        assert!(taken.acknowledged_at >= Some(taken.created_at));
        assert_eq!(incidents::acknowledge(incident.id, &mut notify).await?, None);
    }
    incidents::remind(&mut notify).await?;
    let expected = [
        "Incident #1 created and unassigned",
        "Incident #2 created and assigned to Katy Smith (<@katy>)",
        "These incidents have not been acknowledged yet:\n\
         [Unassigned] [#1] The lights are out\n\
         [Katy Smith (<@katy>)] [#2] The door is open",
        "Incident #1 has been acknowledged",
        "Incident #2 has been acknowledged",
    ];
    assert_eq!(told, expected);

    assert_eq!(schedules::list(hours(0), hours(16)).await?, std::slice::from_ref(&shift));
    assert_eq!(schedules::delete(hours(0), hours(24)).await?, [shift, late]);
    assert_eq!(schedules::list(hours(0), hours(24)).await?, []);
    Ok(())
}
