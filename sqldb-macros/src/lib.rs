//! The procedural macros of sqldb.
