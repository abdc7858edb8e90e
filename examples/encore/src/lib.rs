//! The programs of the pages of Encore's documentation that use a SQL database, one module each.
//!
//! What they serve over HTTP are functions here: `examples/url-shortener` shows a web service. The page
//! "Using SQL databases" is `examples/todo`, the uptime monitor and the outbox are `examples/uptime`.

pub mod booking;
pub mod files;
pub mod incident_management;
pub mod member;
pub mod note;
pub mod totals;
