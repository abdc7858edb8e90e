//! What somebody is called for.

use jiff::Timestamp;

use super::users::User;
use super::{schedules, users};

#[sqldb::database(name = "incidents", migrations = "./migrations/incidents")]
pub mod database {}

pub use database::DB;
use database::{Incidents as Stored, sql};

/// An incident, with who is to look at it.
#[derive(Clone, Debug, PartialEq)]
pub struct Incident {
    /// Its number.
    pub id: i64,
    /// What happened.
    pub body: String,
    /// When it was told.
    pub created_at: Timestamp,
    /// When somebody took it.
    pub acknowledged_at: Option<Timestamp>,
    /// Who is to look at it.
    pub assignee: Option<User>,
}

impl Incident {
    /// `[Katy Smith (<@katy>)] [#1] it is down`, as it stands in a list.
    fn line(&self) -> String {
        let assignee = self.assignee.as_ref().map_or_else(|| "Unassigned".to_owned(), named);
        format!("[{assignee}] [#{}] {}", self.id, self.body)
    }
}

fn named(user: &User) -> String {
    format!("{} {} (<@{}>)", user.first_name, user.last_name, user.slack_handle)
}

/// Tells of an incident, which goes to who is on call at `now`.
///
/// # Errors
///
/// If a database cannot be reached.
pub async fn create(
    body: &str,
    now: Timestamp,
    notify: &mut impl FnMut(String),
) -> sqldb::Result<Incident> {
    let assigned = schedules::scheduled_at(now).await?.map(|schedule| schedule.user_id);
    let stored = DB.query_one(sql!(
        "INSERT INTO incidents (assigned_user_id, body) VALUES (<assigned?>, <body>) RETURNING *"
    ));
    let incident = with_assignee(stored.await?).await?;
    notify(match &incident.assignee {
        Some(user) => format!("Incident #{} created and assigned to {}", incident.id, named(user)),
        None => format!("Incident #{} created and unassigned", incident.id),
    });
    Ok(incident)
}

/// What nobody has taken yet.
///
/// # Errors
///
/// If a database cannot be reached.
pub async fn list() -> sqldb::Result<Vec<Incident>> {
    let stored =
        DB.query_all(sql!("SELECT * FROM incidents WHERE acknowledged_at IS NULL ORDER BY id"));
    with_assignees(stored.await?).await
}

/// Takes an incident; [`None`] if there is none, or it is taken.
///
/// # Errors
///
/// If a database cannot be reached.
pub async fn acknowledge(
    id: i64,
    notify: &mut impl FnMut(String),
) -> sqldb::Result<Option<Incident>> {
    let stored = DB.query_row(sql!(
        "UPDATE incidents SET acknowledged_at = now()
         WHERE acknowledged_at IS NULL AND id = <id>
         RETURNING *"
    ));
    let Some(stored) = stored.await? else { return Ok(None) };
    let incident = with_assignee(stored).await?;
    notify(format!("Incident #{} has been acknowledged", incident.id));
    Ok(Some(incident))
}

/// Reminds of what nobody has taken yet; run every ten minutes.
///
/// # Errors
///
/// If a database cannot be reached.
pub async fn remind(notify: &mut impl FnMut(String)) -> sqldb::Result<()> {
    let open = list().await?;
    if !open.is_empty() {
        let lines: Vec<String> = open.iter().map(Incident::line).collect();
        notify(format!("These incidents have not been acknowledged yet:\n{}", lines.join("\n")));
    }
    Ok(())
}

/// Gives to who is on call at `now` what nobody has to look at, in one statement, and returns how many
/// those were; run every minute.
///
/// # Errors
///
/// If a database cannot be reached.
pub async fn assign_unassigned(now: Timestamp) -> sqldb::Result<u64> {
    let Some(schedule) = schedules::scheduled_at(now).await? else { return Ok(0) };
    let user = schedule.user_id;
    DB.exec(sql!(
        "UPDATE incidents SET assigned_user_id = <user>
         WHERE acknowledged_at IS NULL AND assigned_user_id IS NULL"
    ))
    .await
}

async fn with_assignee(stored: Stored) -> sqldb::Result<Incident> {
    let assignee = match stored.assigned_user_id {
        Some(id) => users::get(id).await?,
        None => None,
    };
    Ok(incident(stored, assignee))
}

/// The users are in a database of their own: one query finds those of all incidents.
async fn with_assignees(stored: Vec<Stored>) -> sqldb::Result<Vec<Incident>> {
    let ids: Vec<i64> = stored.iter().filter_map(|stored| stored.assigned_user_id).collect();
    let users = users::get_all(&ids).await?;
    let assigned = |stored: Stored| {
        let assignee = users.iter().find(|user| Some(user.id) == stored.assigned_user_id).cloned();
        incident(stored, assignee)
    };
    Ok(stored.into_iter().map(assigned).collect())
}

fn incident(stored: Stored, assignee: Option<User>) -> Incident {
    Incident {
        id: stored.id,
        body: stored.body,
        created_at: stored.created_at,
        acknowledged_at: stored.acknowledged_at,
        assignee,
    }
}
