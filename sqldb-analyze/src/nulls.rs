//! What can be NULL: nothing is said to be free of NULL without a rule that proves it.
//!
//! The rules have numbers; `tests/queries/rules.sql` has queries for each. Start with
//! [`Reader::nulls`].
//!
//! | rule | is about | in |
//! |---|---|---|
//! | 1 | columns | `Family::nulls`, `Reader::column` |
//! | 2 | literals | [`rule::of_literal`] |
//! | 3 | placeholders | [`rule::of_placeholder`] |
//! | 4 | calls | `Reader::call` |
//! | 5 | casts | `Reader::cast` |
//! | 6 | boolean operators | `Reader::every`, `Reader::quantified` |
//! | 7 | conditionals | `Reader::case`, [`rule::of_any`] |
//! | 8 | aggregates | `aggregate::of_group`, `Reader::left_out` |
//! | 9 | windows | `aggregate::of_window` |
//! | 10 | sub-selects in expressions | `Reader::sublink` |
//! | 11 | sets | [`set_column`], [`rule::of_set`] |
//! | 12 | set operations | [`rule::of_set_operation`], `Analyzer::recursive` |
//! | 13 | outer joins | [`rule::of_merged_column`], `Analyzer::condition_holds` |
//! | 14 | facts | [`Facts::proven`] |
//! | 15 | facts and writing | `Analyzer::written_facts`, `Analyzer::target_item` |

mod aggregate;
mod facts;
mod group;
mod reader;
pub(crate) mod rule;
mod set;

pub(crate) use facts::Facts;
pub(crate) use group::{GroupedBy, GroupingSets, Groups};
pub(crate) use reader::Reader;
pub(crate) use set::set_column;
