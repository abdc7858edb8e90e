//! The command line of sqldb.

fn main() {}
