//! PostgreSQL's types: their identity here, their conversions in the modules below.
//!
//! Start with [`coercion_pathway`], which says how a value of one type becomes one of another, and
//! [`select_common_type`], which `CASE`, `UNION` and their kin ask.

mod category;
mod coerce;
mod common;
mod id;
mod polymorphic;
pub mod typmod;

pub use category::Category;
pub use coerce::{
    CoercionContext, CoercionPath, can_coerce, can_coerce_type, coercion_pathway,
    is_binary_coercible,
};
pub(crate) use coerce::{category, is_preferred};
pub use common::{CommonTypeError, select_common_type};
pub use id::{TypeId, Typed, Typmod};
pub use polymorphic::{PolymorphicError, is_polymorphic};
pub(crate) use polymorphic::{enforce_consistency, is_family_1};
