//! PostgreSQL for Rust: SQL checked at compile time from the migrations, a database that is simply there.
