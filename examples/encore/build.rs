//! Checks the migrations, and has the crate rebuilt when one is added, changed or removed.

fn main() {
    for name in ["booking", "files", "incidents", "member", "note", "schedules", "totals", "users"]
    {
        sqldb_migrate::build::validate(format!("./migrations/{name}"));
    }
}
