//! What can be NULL: nothing is said to be free of NULL without a rule that proves it.
//!
//! The rules have numbers: 1 columns, 2 literals, 3 placeholders, 4 calls, 5 casts, 6 boolean
//! operators, 7 conditionals, 8 aggregates, 9 windows, 10 scalar sub-selects, 11 sets, 12 set
//! operations, 13 outer joins, 14 facts, 15 facts and writing. Start with [`Reader::nulls`].

mod aggregate;
mod facts;
mod group;
mod reader;
mod set;

pub(crate) use facts::Facts;
pub(crate) use group::{GroupedBy, GroupingSets, Groups};
pub(crate) use reader::Reader;
pub(crate) use set::set_column;
