//! Encore's tutorial of an uptime monitor, its pages on fixtures and on a transactional outbox.

use uptime::monitor::Status;
use uptime::outbox::Taken;
use uptime::{monitor, outbox, site};

#[tokio::test]
async fn changes_are_told_once_and_in_order() -> sqldb::Result<()> {
    site::DB.configure(sqldb::Config::test())?;
    monitor::DB.configure(sqldb::Config::test())?;

    let first = site::add("https://example.com").await?.expect("it is new");
    assert_eq!(site::add("https://example.com").await?, None);
    assert_eq!(site::add_all(&["https://example.org", "https://example.net"]).await?, 2);
    let sites = site::list().await?;
    assert_eq!(sites.iter().map(|site| site.id).collect::<Vec<_>>(), [1, 3, 4]);
    assert_eq!(site::find(first.id).await?.as_ref(), Some(&first));
    assert!(site::remove(4).await?);
    assert!(!site::remove(4).await?);

    // Only the second and the third are news.
    for up in [true, false, true, true] {
        monitor::record(&first, up).await?;
    }
    let second = sites.get(1).expect("the second site");
    monitor::record(second, false).await?;
    let seen = [Status { site: 1, up: true }, Status { site: 3, up: false }];
    assert_eq!(monitor::status().await?, seen);

    // What is not taken stays.
    assert_eq!(outbox::relay(|_| Taken::No).await?, 0);
    let mut told = Vec::new();
    let relayed = outbox::relay(|transition| {
        told.push((transition.url.clone(), transition.up));
        Taken::Yes
    });
    assert_eq!(relayed.await?, 3);
    let told: Vec<_> = told.iter().map(|(url, up)| (url.as_str(), *up)).collect();
    let expected = [
        ("https://example.com", false),
        ("https://example.com", true),
        ("https://example.org", false),
    ];
    assert_eq!(told, expected);
    assert_eq!(outbox::relay(|_| Taken::Yes).await?, 0);

    site::DB.close().await;
    monitor::DB.close().await;
    Ok(())
}
