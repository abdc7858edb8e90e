//! What an extension makes, by the table of it that is generated from running servers.

use crate::catalog::extension::{Line, Table};
use crate::catalog::{
    AggregateKind, BaseType, CallNulls, CastMethod, Catalog, Column, Default, FunctionArgument,
    FunctionKind, Modifiers, NotNull, Order, QualifiedName, RelationKind, UserCast, UserFunction,
    UserOperator, UserTypeKind,
};
use crate::replay::Replay;
use crate::span::Span;
use crate::types::{Category, CoercionContext, TypeId, Typed, Typmod};

impl Replay<'_> {
    pub(in crate::replay) fn make_members(&mut self, table: Table, schema: &str) {
        let at = Span::default();
        // Types name each other: all are there before any is made out.
        let mut types: Vec<(Line, TypeId)> = Vec::new();
        for line in table.lines("type") {
            let name = QualifiedName::new(schema, line.field(0));
            let kind = UserTypeKind::Base(BaseType::plain());
            types.push((line, self.make_type(name, kind, at)));
        }
        for (line, id) in types {
            let kind = type_kind(self.catalog, schema, line);
            if let Some(mut found) = self.type_mut(id) {
                found.kind = kind;
            }
        }
        for line in table.lines("relation") {
            let name = QualifiedName::new(schema, line.field(0));
            let kind = match line.letter(1) {
                b'v' => RelationKind::View,
                _ => RelationKind::Table,
            };
            let origin = self.origin(at);
            let columns = fields(self.catalog, schema, line, 2).map(|(name, ty, not_null)| {
                Column { name, ty, not_null, default: Default::None, origin: origin.clone() }
            });
            let columns = columns.collect();
            self.make_relation(name, kind, columns, at);
        }
        let origin = self.origin(at);
        for line in table.lines("function") {
            let function = function(self.catalog, schema, line, origin.clone());
            self.catalog.functions.push(function);
        }
        for line in table.lines("operator") {
            let ty = |number| member_type(self.catalog, schema, line.field(number));
            let operator = UserOperator {
                name: QualifiedName::new(schema, line.field(0)),
                left: (line.field(1) != "0").then(|| ty(1)),
                right: ty(2),
                result: ty(3),
                strict: line.has(4, 's'),
                nulls: nulls(line, 4),
                origin: origin.clone(),
            };
            self.catalog.operators.push(operator);
        }
        for line in table.lines("cast") {
            let ty = |number| member_type(self.catalog, schema, line.field(number));
            let cast = UserCast {
                source: ty(0),
                target: ty(1),
                context: match line.letter(2) {
                    b'i' => CoercionContext::Implicit,
                    b'a' => CoercionContext::Assignment,
                    _ => CoercionContext::Explicit,
                },
                method: match line.letter(3) {
                    b'f' => CastMethod::Function(nulls(line, 4)),
                    b'b' => CastMethod::Binary,
                    _ => CastMethod::InputOutput,
                },
                origin: origin.clone(),
            };
            self.catalog.casts.push(cast);
        }
    }
}

/// The type of a field: PostgreSQL's own by its OID, or one by its name, in the extension's schema or
/// in that of an extension it requires.
fn member_type(catalog: &Catalog, schema: &str, field: &str) -> TypeId {
    if let Ok(oid) = field.parse() {
        return TypeId(oid);
    }
    let found = catalog.find_type(Some(schema), field);
    let anywhere = || catalog.types.iter().find(|ty| ty.name.name == field).map(|ty| ty.id);
    let own = || catalog.find_type(Some("pg_catalog"), field);
    found.or_else(anywhere).or_else(own).unwrap_or(TypeId::UNKNOWN)
}

/// `name type`, with `:typmod` and `!` behind.
fn fields(
    catalog: &Catalog,
    schema: &str,
    line: Line,
    number: usize,
) -> impl Iterator<Item = (String, Typed, NotNull)> {
    line.list(number).map(move |field| {
        let (field, not_null) = match field.strip_suffix('!') {
            Some(field) => (field, NotNull::Enforced),
            None => (field, NotNull::No),
        };
        let (name, ty) = field.rsplit_once(' ').unwrap_or((field, ""));
        let (ty, typmod) = ty.split_once(':').unwrap_or((ty, ""));
        let id = member_type(catalog, schema, ty);
        (name.to_owned(), Typed { id, typmod: typmod.parse().ok().map(Typmod) }, not_null)
    })
}

fn type_kind(catalog: &Catalog, schema: &str, line: Line) -> UserTypeKind {
    match line.letter(1) {
        b'c' => {
            let fields = fields(catalog, schema, line, 7);
            UserTypeKind::Composite(fields.map(|(name, ty, _)| (name, ty)).collect())
        }
        b'd' => {
            let base = member_type(catalog, schema, line.field(7)).into();
            UserTypeKind::Domain { base, default: false, constraints: Vec::new() }
        }
        b'e' => UserTypeKind::Enum(line.list(7).map(str::to_owned).collect()),
        _ => UserTypeKind::Base(BaseType {
            category: Category::of_letter(line.letter(2)),
            preferred: line.has(3, 'p'),
            subscript: match line.field(4) {
                "0" => None,
                element => Some(member_type(catalog, schema, element)),
            },
            modifiers: if line.has(5, 'm') { Modifiers::Own } else { Modifiers::None },
            order: match line.letter(6) {
                b's' => Order::Sorted,
                b'e' => Order::Equal,
                _ => Order::None,
            },
        }),
    }
}

fn function(catalog: &Catalog, schema: &str, line: Line, origin: crate::Origin) -> UserFunction {
    let ty = |field: &str| member_type(catalog, schema, field);
    let names: Vec<&str> = line.field(7).split(',').collect();
    let named = |name: &str| (!name.is_empty()).then(|| name.to_owned());
    let arguments = line.list(1).enumerate().map(|(at, field)| FunctionArgument {
        name: names.get(at).and_then(|name| named(name)),
        ty: ty(field),
    });
    let columns = fields(catalog, schema, line, 8)
        .map(|(name, ty, _)| FunctionArgument { name: named(&name), ty: ty.id });
    let direct = line.field(6).parse().unwrap_or(0);
    let (kind, aggregate) = match line.letter(3) {
        b'p' => (FunctionKind::Procedure, None),
        b'w' => (FunctionKind::Window, None),
        b'a' => (FunctionKind::Aggregate, Some(AggregateKind::Normal)),
        b'o' => (FunctionKind::Aggregate, Some(AggregateKind::OrderedSet(direct))),
        b'h' => (FunctionKind::Aggregate, Some(AggregateKind::HypotheticalSet(direct))),
        _ => (FunctionKind::Function, None),
    };
    UserFunction {
        name: QualifiedName::new(schema, line.field(0)),
        kind,
        arguments: arguments.collect(),
        variadic: line.has(4, 'v'),
        defaults: line.field(5).parse().unwrap_or(0),
        result: ty(line.field(2)),
        columns: columns.collect(),
        call: Vec::new(),
        returns_set: line.has(4, 'r'),
        strict: line.has(4, 's'),
        nulls: nulls(line, 4),
        aggregate,
        body: None,
        origin,
    }
}

/// `t`: proven to be NULL for NULL only.
fn nulls(line: Line, number: usize) -> CallNulls {
    if line.has(number, 't') { CallNulls::Total } else { CallNulls::Maybe }
}
