//! The rows of the generated tables, and the one-letter words that they are written with.
//!
//! Types are OIDs, 0 for none; all that the tables name are below 10000, where PostgreSQL keeps
//! them fixed.

use crate::catalog::function::CallNulls;
pub(crate) use crate::catalog::major::In;
pub(crate) use crate::catalog::type_info::Order;
use crate::lex::Keyword;

/// A word, how the grammar treats it, and the versions that do.
#[derive(Debug)]
pub(crate) struct KeywordRow(pub(crate) &'static str, pub(crate) Keyword, pub(crate) In);

/// The name of a setting, and the versions that have it.
#[derive(Debug)]
pub(crate) struct SettingRow(pub(crate) &'static str, pub(crate) In);

/// The name of a function that takes `internal`, and the versions that have it.
#[derive(Debug)]
pub(crate) struct InternalRow(pub(crate) &'static str, pub(crate) In);

/// The name of a final function over `internal`, its other arguments, its result, and the versions that
/// have it.
#[derive(Debug)]
pub(crate) struct FinalRow(
    pub(crate) &'static str,
    pub(crate) &'static [u16],
    pub(crate) u16,
    pub(crate) In,
);

/// OID, name, `typtype`, `typcategory`, whether preferred, element of a true array, what a
/// subscript yields, the array over it, how values compare,
/// and the versions that have it.
#[derive(Debug)]
pub(crate) struct TypeRow(
    pub(crate) u16,
    pub(crate) &'static str,
    pub(crate) u8,
    pub(crate) u8,
    pub(crate) bool,
    pub(crate) u16,
    pub(crate) u16,
    pub(crate) u16,
    pub(crate) Order,
    pub(crate) In,
);

/// Range, subtype, multirange, and the versions.
#[derive(Debug)]
pub(crate) struct RangeRow(pub(crate) u16, pub(crate) u16, pub(crate) u16, pub(crate) In);

/// Name, argument types, result, kind (`f`, `w`, `p`; aggregates are `a`, `o` ordered-set, `h`
/// hypothetical-set), how it is called, whether variadic, number of defaults, number of direct
/// arguments, when it is NULL, argument names, result columns, and the versions.
#[derive(Debug)]
pub(crate) struct FunctionRow(
    pub(crate) &'static str,
    pub(crate) &'static [u16],
    pub(crate) u16,
    pub(crate) u8,
    pub(crate) Called,
    pub(crate) bool,
    pub(crate) u8,
    pub(crate) u8,
    pub(crate) CallNulls,
    pub(crate) &'static [&'static str],
    pub(crate) &'static [(&'static str, u16)],
    pub(crate) In,
);

/// Symbol, left argument, right argument, result, how it is called, when it is NULL, and the
/// versions.
#[derive(Debug)]
pub(crate) struct OperatorRow(
    pub(crate) &'static str,
    pub(crate) u16,
    pub(crate) u16,
    pub(crate) u16,
    pub(crate) Called,
    pub(crate) CallNulls,
    pub(crate) In,
);

/// Source, target, `castcontext`, `castmethod`, when the result is NULL, and the versions.
#[derive(Debug)]
pub(crate) struct CastRow(
    pub(crate) u16,
    pub(crate) u16,
    pub(crate) u8,
    pub(crate) u8,
    pub(crate) CallNulls,
    pub(crate) In,
);

/// Access method, name, type, whether it is the type's default, and the versions.
#[derive(Debug)]
pub(crate) struct OperatorClassRow(
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) u16,
    pub(crate) bool,
    pub(crate) In,
);

/// What kind of thing is not immutable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mutable {
    /// A function: its name and its arguments' types.
    Function,
    /// An operator: its symbol and its arguments' types, 0 before a prefix operator's.
    Operator,
    /// A cast by a function: from and to.
    Cast,
    /// The reading of a type's text.
    Input,
    /// The writing of a type's text.
    Output,
}

/// What it is, its name, its types, and the versions.
#[derive(Debug)]
pub(crate) struct MutableRow(
    pub(crate) Mutable,
    pub(crate) &'static str,
    pub(crate) &'static [u16],
    pub(crate) In,
);

/// A system relation: see `system.rs`.
#[derive(Debug)]
pub(crate) struct RelationRow {
    pub(crate) schema: &'static str,
    pub(crate) name: &'static str,
    pub(crate) kind: u8,
    /// `name type` with `:typmod` and `!` for NOT NULL behind, separated by commas. The type is an
    /// OID, or the name of a row type of `pg_catalog`, or of an array of one.
    pub(crate) columns: &'static str,
    /// Columns of unique indexes with commas between, separated by semicolons; `=` before those of
    /// the primary key.
    pub(crate) keys: &'static str,
    pub(crate) versions: In,
}

/// What the generated file writes.
pub(super) const fn relation(
    schema: &'static str,
    name: &'static str,
    kind: u8,
    columns: &'static str,
    keys: &'static str,
    versions: In,
) -> RelationRow {
    RelationRow { schema, name, kind, columns, keys, versions }
}

/// What a call does with NULL arguments, and how many rows it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Called {
    /// `proisstrict`: a NULL argument makes the result NULL, without a call.
    pub(crate) strict: bool,
    /// `proretset`.
    pub(crate) returns_set: bool,
}

/// All versions.
pub(super) const ALL: In = In(15, 18);
/// Strict.
pub(super) const S: Called = Called { strict: true, returns_set: false };
/// Called on NULL input.
pub(super) const C: Called = Called { strict: false, returns_set: false };
/// Strict, returns a set.
pub(super) const SR: Called = Called { strict: true, returns_set: true };
/// Called on NULL input, returns a set.
pub(super) const CR: Called = Called { strict: false, returns_set: true };
/// Preferred.
pub(super) const P: bool = true;
/// Not preferred.
pub(super) const N: bool = false;
/// Variadic.
pub(super) const V: bool = true;
/// A fixed number of arguments.
pub(super) const F: bool = false;
/// May be NULL.
pub(super) const M: CallNulls = CallNulls::Maybe;
/// NULL only if an argument is.
pub(super) const T: CallNulls = CallNulls::Total;
/// NULL only if the first argument is.
pub(super) const A: CallNulls = CallNulls::FirstArgument;
/// Never NULL.
pub(super) const Z: CallNulls = CallNulls::Never;
