use sqldb::database;

/// A comment that mentions `#[sqldb::database(name = "no", migrations = "no")]`.
#[database(name = "users", migrations = "./migrations/")]
pub mod users {}
