//! "Building an Incident Management Tool": users, who of them is on call, and what they are called for,
//! each a database of its own; and messages to a chat such as Slack.

pub mod incidents;
pub mod schedules;
pub mod users;
