//! The sites.

#[sqldb::database(name = "site", migrations = "./migrations/site")]
pub mod site {}

pub use site::{DB, Site};
use site::{constraints, sql};

/// Adds a site; [`None`] where it is known already.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn add(url: &str) -> sqldb::Result<Option<Site>> {
    let added = DB.query_one(sql!("INSERT INTO site (url) VALUES (<url>) RETURNING *"));
    match added.await {
        Ok(site) => Ok(Some(site)),
        Err(error) if error.constraint() == Some(constraints::SITE_URL_KEY) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Adds many at once, as a fixture does.
///
/// # Errors
///
/// If the database cannot be reached, or knows one of them.
pub async fn add_all(urls: &[&str]) -> sqldb::Result<u64> {
    let rows: Vec<(&str,)> = urls.iter().map(|url| (*url,)).collect();
    DB.exec(sql!("INSERT INTO site (url) VALUES <rows..>")).await
}

/// One site.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn find(id: i32) -> sqldb::Result<Option<Site>> {
    DB.query_row(sql!("SELECT * FROM site WHERE id = <id>")).await
}

/// All sites.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn list() -> sqldb::Result<Vec<Site>> {
    DB.query_all(sql!("SELECT * FROM site ORDER BY id")).await
}

/// Removes a site; whether it was there.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn remove(id: i32) -> sqldb::Result<bool> {
    Ok(DB.exec(sql!("DELETE FROM site WHERE id = <id>")).await? == 1)
}
