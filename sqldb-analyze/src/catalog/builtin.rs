//! PostgreSQL's own objects, generated from running servers.

mod keywords;

pub use keywords::keyword;
