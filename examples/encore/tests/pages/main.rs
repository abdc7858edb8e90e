//! The pages of Encore's documentation that use a SQL database, each on a database of this process' own.

mod booking;
mod existing;
mod files;
mod incident_management;
mod member;
mod note;
mod orms;
mod reference;
