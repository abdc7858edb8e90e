//! Who may be called.

#[sqldb::database(name = "users", migrations = "./migrations/users")]
pub mod database {}

use database::sql;
pub use database::{DB, Users as User};

/// Adds a user.
///
/// # Errors
///
/// If the database cannot be reached, or a name is longer than 255 characters.
pub async fn create(first_name: &str, last_name: &str, slack_handle: &str) -> sqldb::Result<User> {
    DB.query_one(sql!(
        "INSERT INTO users (first_name, last_name, slack_handle)
         VALUES (<first_name>, <last_name>, <slack_handle>)
         RETURNING *"
    ))
    .await
}

/// One user.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn get(id: i64) -> sqldb::Result<Option<User>> {
    DB.query_row(sql!("SELECT * FROM users WHERE id = <id>")).await
}

/// Several users, in one query.
///
/// # Errors
///
/// If the database cannot be reached.
pub async fn get_all(ids: &[i64]) -> sqldb::Result<Vec<User>> {
    DB.query_all(sql!("SELECT * FROM users WHERE id = ANY(<ids>)")).await
}
