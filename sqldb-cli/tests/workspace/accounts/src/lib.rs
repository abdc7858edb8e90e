use sqldb::database;

/// A comment that mentions `#[sqldb::database(name = "no", migrations = "no")]`.
#[cfg_attr(not(feature = "off"), database(name = "users", migrations = "./migrations/"))]
pub mod users {}

fn one() {
    let _ = (users::DB, 1);
    // The only database of the package.
    sql!("SELECT 1");
}
