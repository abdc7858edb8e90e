//! Generators of committed code and comparisons with a real PostgreSQL.

fn main() {}
