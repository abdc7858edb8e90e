// The same file is a module, and its database is of the program only.

#[sqldb::database(
    migrations = "src/bin/archive/migrations",
    allow_gaps,      name = "archive"
)]
mod archive {}
