//! Which function or operator a name means, given the types of its arguments.
//!
//! Start with [`resolve_operator`] and [`resolve_function`]; `select` holds the rule by which both
//! choose among candidates.

mod candidate;
mod decoration;
mod error;
mod function;
mod operator;
mod select;

pub use decoration::Decoration;
pub use error::{OverloadError, OverloadErrorKind};
pub use function::{
    CallShape, FirstArgument, FunctionCall, FunctionTarget, Variadic, resolve_function,
};
pub use operator::{OperatorCall, resolve_operator};
