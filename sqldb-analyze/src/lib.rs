//! Static analysis of PostgreSQL SQL: placeholders, catalog from migrations, types, nullability,
//! cardinality.
//!
//! Text goes in, a typed result or a list of [`Diagnostic`]s comes out: no IO, no async, no panic.
//! The stages are modules. Of a query: [`lex`] → [`syntax`], which builds the [`tree`] → `scope` and
//! [`infer`], with [`catalog`], [`types`], [`overload`] and `literal` → `nulls` and `rows` → `emit` →
//! [`statement`]. Of migrations: [`lex`] → `ddl` → [`replay`] → [`catalog`].

mod analyze;
pub mod catalog;
mod ddl;
pub mod diagnostic;
mod emit;
mod idiom;
pub mod infer;
pub mod lex;
pub mod lint;
mod literal;
mod nulls;
pub mod overload;
pub mod reading;
pub mod render;
pub mod replay;
mod rows;
mod scope;
pub mod session_state;
pub mod span;
pub mod split;
mod stack;
pub mod statement;
pub mod syntax;
pub mod tree;
pub mod types;
mod variants;

pub use analyze::{Analysis, Sent, analyze, analyze_all};
pub use diagnostic::{Diagnostic, Note, Refusal, SqlState};
pub use span::{LineColumn, Origin, Span};
