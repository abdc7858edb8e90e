//! Watches sites, and tells when one goes down or comes back.
//!
//! [`site`] knows the sites, [`monitor`] what became of them; each has a database of its own.
//! [`outbox`] tells others of each change, at least once whatever happens in between.

pub mod monitor;
pub mod outbox;
pub mod site;
