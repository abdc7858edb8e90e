//! Checks the migrations, and has the crate rebuilt when one is added, changed or removed.

fn main() {
    sqldb_migrate::build::validate("./migrations/site");
    sqldb_migrate::build::validate("./migrations/monitor");
}
