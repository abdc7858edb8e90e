//! What became of the sites.

use crate::outbox::{self, Transition};
use crate::site::Site;

#[sqldb::database(
    name = "monitor",
    migrations = "./migrations/monitor",
    types("outbox.data" = sqldb::Json<crate::outbox::Transition>)
)]
pub mod monitor {}

pub use monitor::{DB, sql};

/// What was seen of a site at last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The site's number.
    pub site: i64,
    /// Whether it answered.
    pub up: bool,
}

/// Records whether a site answered, and leaves a message where that is news: both or neither.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn record(site: &Site, up: bool) -> sqldb::Result<()> {
    let id = i64::from(site.id);
    DB.transaction(async |tx| {
        let last = tx
            .query_row(sql!(
                "SELECT up FROM checks WHERE site_id = <id> ORDER BY checked_at DESC, id DESC LIMIT 1"
            ))
            .await?;
        tx.exec(sql!("INSERT INTO checks (site_id, up, checked_at) VALUES (<id>, <up>, now())"))
            .await?;
        // Of a site that was never looked at, nobody thinks that it is down.
        if last.is_none_or(|last| last.up) != up {
            outbox::leave(tx, Transition { site: id, url: site.url.clone(), up }).await?;
        }
        Ok(())
    })
    .await
}

/// What was seen of each site at last.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn status() -> sqldb::Result<Vec<Status>> {
    let rows = DB.query_all(sql!(
        "SELECT DISTINCT ON (site_id) site_id, up FROM checks ORDER BY site_id, checked_at DESC, id DESC"
    ));
    Ok(rows.await?.into_iter().map(|row| Status { site: row.site_id, up: row.up }).collect())
}
