//! "Building a Meeting Notes App": notes that are saved under an id of the client's.

#[sqldb::database(name = "note", migrations = "./migrations/note")]
pub mod database {}

use database::sql;
pub use database::{DB, Note};

/// Saves a note; one with the same id is replaced.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn save(note: &Note) -> sqldb::Result<()> {
    DB.exec(sql!(
        "INSERT INTO note (id, text, cover_url) VALUES (<note.id>, <note.text>, <note.cover_url>)
         ON CONFLICT (id) DO UPDATE SET text = excluded.text, cover_url = excluded.cover_url"
    ))
    .await?;
    Ok(())
}

/// The note with this id.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn get(id: &str) -> sqldb::Result<Option<Note>> {
    DB.query_row(sql!("SELECT * FROM note WHERE id = <id>")).await
}
