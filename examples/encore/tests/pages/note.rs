//! "Building a Meeting Notes App".

use encore_pages::note::{self, DB, Note};

#[tokio::test]
async fn a_note_is_saved_and_replaced() -> sqldb::Result<()> {
    DB.configure(sqldb::Config::test())?;
    assert_eq!(note::get("monday").await?, None);
    let mut monday =
        Note { id: "monday".to_owned(), text: Some("Who does what?".to_owned()), cover_url: None };
    note::save(&monday).await?;
    assert_eq!(note::get("monday").await?.as_ref(), Some(&monday));

    monday.cover_url = Some("https://example.com/cover.jpg".to_owned());
    note::save(&monday).await?;
    assert_eq!(note::get("monday").await?, Some(monday));

    // "Insert test data in a database": a file of SQL, which may be run again.
    for _ in 0..2 {
        DB.raw_script(include_str!("fixtures.sql")).await?;
    }
    let text = note::get("tuesday").await?.and_then(|note| note.text);
    assert_eq!(text.as_deref(), Some("Semicolons; and 'quotes'"));
    Ok(())
}
