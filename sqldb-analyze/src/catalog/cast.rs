//! A cast of `pg_cast`, built-in or of the migrations.

use super::{CallNulls, Catalog, builtin};
use crate::span::Origin;
use crate::types::{CoercionContext, TypeId};

/// A cast that a migration or an extension creates.
#[derive(Clone, Debug)]
pub struct UserCast {
    /// From which type.
    pub source: TypeId,
    /// To which type.
    pub target: TypeId,
    /// The first context that uses it (`castcontext`).
    pub context: CoercionContext,
    /// How it converts (`castmethod`).
    pub method: CastMethod,
    /// The statement that made it.
    pub origin: Origin,
}

/// `pg_cast.castmethod`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CastMethod {
    /// `WITH FUNCTION`, with when that is NULL.
    Function(CallNulls),
    /// `WITHOUT FUNCTION`: the value stays as it is.
    Binary,
    /// `WITH INOUT`: the value is written as text and read again.
    InputOutput,
}

impl Catalog {
    /// The cast from one type to another, with the first context that uses it. `pg_cast` has one for
    /// a pair of types at most, whoever made it.
    pub fn cast(&self, source: TypeId, target: TypeId) -> Option<(CoercionContext, CastMethod)> {
        let Some(row) = builtin::cast(source, target, self.major) else {
            let user = self.casts.iter();
            let mut found = user.filter(|cast| cast.source == source && cast.target == target);
            return found.next().map(|cast| (cast.context, cast.method));
        };
        let context = match row.2 {
            b'i' => CoercionContext::Implicit,
            b'a' => CoercionContext::Assignment,
            _ => CoercionContext::Explicit,
        };
        let method = match row.3 {
            b'f' => CastMethod::Function(row.4),
            b'b' => CastMethod::Binary,
            _ => CastMethod::InputOutput,
        };
        Some((context, method))
    }
}
