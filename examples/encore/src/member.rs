//! "Migrating from Express.js", and "API Errors": users by number, and what a client is told.

#[sqldb::database(name = "member", migrations = "./migrations/member")]
pub mod database {}

pub use database::{DB, Users as User};
use database::{constraints, sql};

/// What a request fails with.
#[derive(Debug)]
pub enum Failure {
    /// There is no such user.
    NotFound,
    /// There is one of that name.
    AlreadyExists,
    /// It might work later.
    Unavailable(sqldb::Error),
}

impl Failure {
    /// The status of an answer over HTTP.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            Failure::NotFound => 404,
            Failure::AlreadyExists => 409,
            Failure::Unavailable(_) => 503,
        }
    }
}

impl From<sqldb::Error> for Failure {
    fn from(error: sqldb::Error) -> Failure {
        match error.constraint() {
            Some(constraints::USERS_NAME_KEY) => Failure::AlreadyExists,
            _ => Failure::Unavailable(error),
        }
    }
}

/// One user.
///
/// # Errors
///
/// If there is none, or the database cannot be reached.
pub async fn get(id: i32) -> Result<User, Failure> {
    let user = DB.query_row(sql!("SELECT * FROM users WHERE id = <id>")).await?;
    user.ok_or(Failure::NotFound)
}

/// Adds a user.
///
/// # Errors
///
/// If the name is taken, or the database cannot be reached.
pub async fn add(name: &str) -> Result<User, Failure> {
    Ok(DB.query_one(sql!("INSERT INTO users (name) VALUES (<name>) RETURNING *")).await?)
}
