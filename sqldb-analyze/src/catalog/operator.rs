//! An operator, built-in or of the migrations.
//!
//! Start with [`Operator`]; `overload` chooses one by its symbol and the types of its operands.

use super::builtin::rows::OperatorRow;
use super::{By, CallNulls, Catalog, Needed, QualifiedName, builtin};
use crate::span::Origin;
use crate::types::TypeId;

/// An operator that a migration or an extension creates.
#[derive(Clone, Debug)]
pub struct UserOperator {
    /// Its schema and its symbol.
    pub name: QualifiedName,
    /// What its left operand is; [`None`] for a prefix operator.
    pub left: Option<TypeId>,
    /// What its right operand is.
    pub right: TypeId,
    /// What it yields.
    pub result: TypeId,
    /// Whether its function returns NULL for a NULL operand without running.
    pub strict: bool,
    /// When it is NULL.
    pub nulls: CallNulls,
    /// The statement that made it.
    pub origin: Origin,
}

/// An operator, wherever it comes from.
#[derive(Clone, Copy, Debug)]
pub struct Operator<'c>(Inner<'c>);

#[derive(Clone, Copy, Debug)]
enum Inner<'c> {
    Builtin(&'static OperatorRow),
    User(&'c UserOperator),
}

impl Catalog {
    /// The operators of a symbol: those of the schema, or those along the search path in its order,
    /// each with its place in it. Temporary objects are not looked for (`namespace.c
    /// OpernameGetCandidates`).
    pub fn operators_named<'c>(
        &'c self,
        schema: Option<&'c str>,
        symbol: &'c str,
    ) -> impl Iterator<Item = (usize, Operator<'c>)> {
        let schemas: Vec<&str> = match schema {
            Some(schema) => vec![schema],
            None => self.search_schemas().filter(|schema| *schema != "pg_temp").collect(),
        };
        schemas.into_iter().enumerate().flat_map(move |(place, schema)| {
            let builtin = (schema == "pg_catalog").then(|| {
                builtin::operators(symbol, self.major).map(|row| Operator(Inner::Builtin(row)))
            });
            let user = self.operators.by(By::Name(symbol));
            let user =
                user.filter(move |user| user.name.name == symbol && user.name.schema == schema);
            builtin
                .into_iter()
                .flatten()
                .chain(user.map(|user| Operator(Inner::User(user))))
                .map(move |o| (place, o))
        })
    }
}

impl<'c> Operator<'c> {
    /// The operator of the migrations, if it is one.
    pub fn user(&self) -> Option<&'c UserOperator> {
        match self.0 {
            Inner::Builtin(_) => None,
            Inner::User(user) => Some(user),
        }
    }

    /// What its left operand is; [`None`] for a prefix operator.
    pub fn left(&self) -> Option<TypeId> {
        match self.0 {
            Inner::Builtin(row) => (row.1 != 0).then_some(TypeId(u32::from(row.1))),
            Inner::User(user) => user.left,
        }
    }

    /// What its right operand is.
    pub fn right(&self) -> TypeId {
        match self.0 {
            Inner::Builtin(row) => TypeId(u32::from(row.2)),
            Inner::User(user) => user.right,
        }
    }

    /// Its declared result.
    pub fn result(&self) -> TypeId {
        match self.0 {
            Inner::Builtin(row) => TypeId(u32::from(row.3)),
            Inner::User(user) => user.result,
        }
    }

    /// Whether a NULL operand makes it NULL, without a call.
    pub fn is_strict(&self) -> bool {
        match self.0 {
            Inner::Builtin(row) => row.4.strict,
            Inner::User(user) => user.strict,
        }
    }

    /// When it is NULL.
    pub fn nulls(&self) -> CallNulls {
        match self.0 {
            Inner::Builtin(row) => row.5,
            Inner::User(user) => user.nulls,
        }
    }
}

impl UserOperator {
    /// What notes of definitions know it by.
    pub(crate) fn as_needed(&self) -> Needed {
        Needed::Operator(self.name.name.clone(), self.left, self.right)
    }
}
