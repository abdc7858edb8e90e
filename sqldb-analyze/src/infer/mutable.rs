//! What does not always yield the same for the same arguments, and may not be stored therefore: in
//! index expressions and generated columns.
//!
//! `clauses.c contain_mutable_functions_after_planning`. Where planning might fold something away,
//! or nobody here knows, nothing is said.

use super::node::{Builtin, CallForm, CallNode, CastKind, Node, NodeKind};
use super::{Analyzer, Definition};
use crate::catalog::builtin::rows::Mutable;
use crate::catalog::{By, Catalog, RoutineLanguage, TypeKind, Volatility, builtin};
use crate::diagnostic::{Diagnostic, SqlState};
use crate::tree::Literal;
use crate::types::{CoercionContext, CoercionPath, TypeId, coercion_pathway};

impl Analyzer<'_> {
    /// Refuses what is not immutable where a definition must be.
    pub(super) fn immutable(
        &self,
        node: &Node,
        definition: Definition<'_>,
    ) -> Result<(), Diagnostic> {
        let message = match definition {
            Definition::IndexElement => "functions in index expression must be marked IMMUTABLE",
            Definition::IndexPredicate => "functions in index predicate must be marked IMMUTABLE",
            Definition::Generated(_) => "generation expression is not immutable",
            Definition::Partition => {
                "functions in partition key expression must be marked IMMUTABLE"
            }
            Definition::Default(_)
            | Definition::Check
            | Definition::Statistics
            | Definition::Using(_)
            | Definition::Parameter(_)
            | Definition::Policy => return Ok(()),
        };
        let Some((found, why)) = first(self.catalog, node) else { return Ok(()) };
        let error = Diagnostic::new(SqlState::INVALID_OBJECT_DEFINITION, found.span, message);
        let (label, help) = why.told(self.catalog);
        let error = error.label(label);
        Err(match help {
            Some(help) => error.help(help),
            None => error,
        })
    }
}

/// Why a node is not immutable.
enum Why<'n> {
    /// A function or an operator of PostgreSQL.
    Builtin(&'n CallNode),
    /// A function of the migrations, by its name.
    User(&'n str),
    /// A change of type.
    Cast(TypeId, TypeId),
    /// `CURRENT_DATE` and its kin.
    Value,
}

/// The first node that is not immutable, from the outside in.
fn first<'n>(catalog: &Catalog, node: &'n Node) -> Option<(&'n Node, Why<'n>)> {
    let null = |child: &&Node| child.kind == NodeKind::Literal(Literal::Null);
    if node.children().iter().any(null) {
        return None;
    }
    let own = match &node.kind {
        NodeKind::Call(call) | NodeKind::Quantified(_, call) => call_is_mutable(catalog, call),
        NodeKind::Cast(operand, CastKind::Convert(_)) => {
            let (from, to) = (operand.ty.id, node.ty.id);
            cast_is_mutable(catalog, from, to).then_some(Why::Cast(from, to))
        }
        NodeKind::Value(_) => Some(Why::Value),
        _ => None,
    };
    if let Some(why) = own {
        return Some((node, why));
    }
    let children = node.children();
    // A constant among them may decide, and the rest is not computed.
    let folds = matches!(
        node.kind,
        NodeKind::And(_) | NodeKind::Or(_) | NodeKind::Coalesce(_) | NodeKind::Case(_)
    );
    let constant = |child: &&Node| matches!(child.kind, NodeKind::Literal(_));
    if folds && children.iter().any(constant) {
        return None;
    }
    children.into_iter().find_map(|child| first(catalog, child))
}

fn call_is_mutable<'n>(catalog: &Catalog, call: &'n CallNode) -> Option<Why<'n>> {
    let types: Vec<TypeId> =
        call.arguments.iter().map(|argument| catalog.base_type(argument.ty).id).collect();
    match (call.builtin, call.form) {
        (Builtin::Yes, CallForm::Operator) => {
            let operands = match types.as_slice() {
                [only] => vec![TypeId(0), *only],
                // `x = ANY (array)`.
                [left, right] if builtin::operator_is_none(&call.name, *left, *right) => {
                    vec![*left, catalog.element_of(*right).unwrap_or(*right)]
                }
                _ => types,
            };
            builtin::is_mutable(Mutable::Operator, &call.name, &operands, catalog.major)
                .then_some(Why::Builtin(call))
        }
        (Builtin::Yes, CallForm::Function) => {
            let major = catalog.major;
            let this = builtin::is_mutable(Mutable::Function, &call.name, &types, major);
            (this || builtin::is_mutable_by_name(&call.name, major)).then_some(Why::Builtin(call))
        }
        (Builtin::No, CallForm::Function) => {
            // SQL is inlined, and counts by what it does; other languages are not read here.
            let named: Vec<_> = catalog.functions.by(By::Name(&call.name)).collect();
            let mutable = !named.is_empty()
                && named.iter().all(|found| {
                    found.body.as_ref().is_some_and(|body| {
                        body.language == RoutineLanguage::PlPgSql
                            && body.volatility != Volatility::Immutable
                    })
                });
            mutable.then_some(Why::User(&call.name))
        }
        (Builtin::No, CallForm::Operator) => None,
    }
}

fn cast_is_mutable(catalog: &Catalog, from: TypeId, to: TypeId) -> bool {
    let (from, to) = (catalog.base_type(from).id, catalog.base_type(to).id);
    match coercion_pathway(catalog, from, to, CoercionContext::Explicit) {
        Some(CoercionPath::Function(_)) => {
            builtin::is_mutable(Mutable::Cast, "", &[from, to], catalog.major)
        }
        Some(CoercionPath::InputOutput) => {
            text_is_mutable(catalog, Mutable::Output, from)
                || text_is_mutable(catalog, Mutable::Input, to)
        }
        Some(CoercionPath::ArrayElements) => {
            match (catalog.element_of(from), catalog.element_of(to)) {
                (Some(from), Some(to)) => cast_is_mutable(catalog, from, to),
                _ => false,
            }
        }
        Some(CoercionPath::Relabel) | None => false,
    }
}

/// Whether a type's text depends on more than its value: labels of an enum may be renamed, and
/// arrays, ranges and rows call the functions of what is in them (`array_out`, `enum_out`,
/// `range_out`, `record_out` are stable).
fn text_is_mutable(catalog: &Catalog, way: Mutable, ty: TypeId) -> bool {
    match catalog.type_info(ty).map(|info| info.kind) {
        Some(
            TypeKind::Array(_)
            | TypeKind::Enum
            | TypeKind::Range { .. }
            | TypeKind::Multirange(_)
            | TypeKind::Composite
            | TypeKind::Row(_),
        ) => true,
        Some(TypeKind::Base) => builtin::is_mutable(way, "", &[ty], catalog.major),
        Some(TypeKind::Domain(_) | TypeKind::Pseudo) | None => false,
    }
}

impl Why<'_> {
    /// The words under the caret, and what to write instead.
    fn told(&self, catalog: &Catalog) -> (String, Option<String>) {
        match self {
            Why::Builtin(call) => {
                let name = call.name.as_str();
                let help = match name {
                    "to_tsvector"
                    | "to_tsquery"
                    | "plainto_tsquery"
                    | "phraseto_tsquery"
                    | "websearch_to_tsquery" => {
                        Some(format!("name the configuration: `{name}('english', …)`"))
                    }
                    "concat" | "concat_ws" => {
                        Some("write `coalesce(a, '') || coalesce(b, '')`".to_owned())
                    }
                    "date" | "date_trunc" | "date_part" | "extract" | "to_char" => {
                        Some("name the time zone: `x AT TIME ZONE 'UTC'` instead of `x`".to_owned())
                    }
                    _ => None,
                };
                (format!("`{name}` may yield something else another time"), help)
            }
            Why::User(name) => (
                format!("`{name}` is not marked IMMUTABLE"),
                Some(format!(
                    "write `ALTER FUNCTION {name} IMMUTABLE` if it yields the same for the same \
                     arguments, always"
                )),
            ),
            Why::Cast(from, to) => {
                let zoned = [TypeId::TIMESTAMPTZ, TypeId::TIMETZ].contains(from);
                let help = match *to {
                    TypeId::DATE | TypeId::TIME | TypeId::TIMESTAMP if zoned => Some(format!(
                        "name the time zone: `(x AT TIME ZONE 'UTC')::{}`",
                        catalog.format_type(*to)
                    )),
                    _ => None,
                };
                let (from, to) = (catalog.format_type(*from), catalog.format_type(*to));
                (format!("what {from} is as {to} depends on more than the value"), help)
            }
            Why::Value => ("this is another value another time".to_owned(), None),
        }
    }
}
