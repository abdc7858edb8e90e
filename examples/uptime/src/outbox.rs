//! Messages that are written in the transaction that they tell of, and handed on afterwards.

use serde::{Deserialize, Serialize};
use sqldb::Json;

use crate::monitor::{DB, sql};

/// A site went down, or came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The site's number.
    pub site: i64,
    /// Where it is.
    pub url: String,
    /// Whether it is there again.
    pub up: bool,
}

const TOPIC: &str = "transition";

/// How many messages are handed on in one transaction.
const PORTION: i64 = 10;

/// Leaves a message, which is there only if the transaction is committed.
pub(crate) async fn leave(tx: impl sqldb::Executor, transition: Transition) -> sqldb::Result<()> {
    let data = Json(transition);
    tx.exec(sql!("INSERT INTO outbox (topic, data) VALUES (<TOPIC>, <data>)")).await?;
    Ok(())
}

/// Whether somebody took a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is not kept any longer.
    Yes,
    /// It stays, with all behind it.
    No,
}

/// Hands on what was left, in order, and returns how many were taken. Several relays at once do not get
/// the same ones; one that dies hands them on again.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn relay(mut publish: impl FnMut(&Transition) -> Taken) -> sqldb::Result<usize> {
    let tx = DB.begin().await?;
    let messages = tx
        .query_all(sql!(
            "SELECT id, data FROM outbox WHERE topic = <TOPIC> ORDER BY id
             LIMIT <PORTION> FOR UPDATE SKIP LOCKED"
        ))
        .await?;
    let taken = messages.iter().take_while(|message| publish(&message.data.0) == Taken::Yes);
    let ids: Vec<i64> = taken.map(|message| message.id).collect();
    tx.exec(sql!("DELETE FROM outbox WHERE id = ANY(<ids>)")).await?;
    tx.commit().await?;
    Ok(ids.len())
}
