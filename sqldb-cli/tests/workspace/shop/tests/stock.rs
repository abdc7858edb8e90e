// A test is a crate of its own, and declares the database once more.
#[sqldb::database(name = "stock", migrations = "./migrations/stock")]
mod stock {}
