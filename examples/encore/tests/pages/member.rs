//! "Migrating from Express.js", and "API Errors".

use encore_pages::member::{self, DB, Failure};

#[tokio::test]
async fn a_client_is_told_what_failed() -> Result<(), Failure> {
    DB.configure(sqldb::Config::test())?;
    let ada = member::add("Ada").await?;
    assert_eq!(member::get(ada.id).await?, ada);

    let failed = [member::get(ada.id + 1).await.err(), member::add("Ada").await.err()];
    let statuses = failed.map(|failure| failure.map(|failure| failure.status()));
    assert_eq!(statuses, [Some(404), Some(409)]);
    Ok(())
}
