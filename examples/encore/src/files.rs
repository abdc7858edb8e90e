//! "Handling file uploads": files that are kept in a database.

#[sqldb::database(name = "files", migrations = "./migrations/files")]
pub mod database {}

use database::sql;
pub use database::{DB, Files as File};

/// Saves one file; one with the same name is replaced.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn save(name: &str, data: &[u8]) -> sqldb::Result<()> {
    save_all(&[(name, data)]).await?;
    Ok(())
}

/// Saves several files in one statement: all of them or none. Returns how many there were.
///
/// # Errors
///
/// If the database cannot be reached, or two files have the same name.
pub async fn save_all(files: &[(&str, &[u8])]) -> sqldb::Result<u64> {
    DB.exec(sql!(
        "INSERT INTO files (name, data) VALUES <files..>
         ON CONFLICT (name) DO UPDATE SET data = excluded.data"
    ))
    .await
}

/// What is in the file with this name.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn get(name: &str) -> sqldb::Result<Option<Vec<u8>>> {
    let row = DB.query_row(sql!("SELECT data FROM files WHERE name = <name>")).await?;
    Ok(row.map(|row| row.data))
}

/// The names of all files and their sizes, without what is in them.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn list() -> sqldb::Result<Vec<(String, i32)>> {
    let rows = DB.query_all(sql!("SELECT name, length(data) AS size FROM files ORDER BY name"));
    Ok(rows.await?.into_iter().map(|row| (row.name, row.size)).collect())
}
