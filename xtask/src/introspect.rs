//! A catalog as a running server has it, read from its system tables.
//!
//! The engine's own way to a catalog is the replay of migrations. Where the engine is measured and
//! not the replay, the server's catalog stands in for it: ids are the server's OIDs, so that answers
//! are compared without names. Start with [`catalog`]; `query` holds the questions.

mod other;
mod query;
mod system;

pub(crate) use system::SystemTypes;

use sqldb_analyze::catalog::{
    AggregateKind, BaseType, CallNulls, CastMethod, Catalog, Column, Constraint, ConstraintKind,
    Default, DomainConstraint, DomainConstraintKind, FunctionArgument, FunctionKind, Generated,
    Identifies, Identity, Key, KeyKind, Major, Modifiers, NotNull, Order, QualifiedName, Relation,
    RelationId, RelationKind, UserCast, UserFunction, UserOperator, UserType, UserTypeKind,
    Validity, ViewBody,
};
use sqldb_analyze::lex::tokenize;
use sqldb_analyze::replay::{Migration, apply_in_session};
use sqldb_analyze::types::{Category, CoercionContext, TypeId, Typed, Typmod};
use sqldb_analyze::{LineColumn, Origin, syntax};

use crate::session::{Row, Session};

/// Reads all that is not PostgreSQL's own.
///
/// # Errors
///
/// If the server does not answer: for example, in a transaction that has failed.
pub(crate) fn catalog(
    session: &mut Session,
    major: Major,
    system: &SystemTypes,
) -> Result<Catalog, String> {
    let answers = session.answers(&QUESTIONS)?;
    let [
        schemas,
        search_path,
        relations,
        columns,
        keys,
        parents,
        exclusions,
        types,
        functions,
        operators,
        casts,
        extensions,
        rules,
        triggers,
        bodies,
        nondeterministic,
        typed_tables,
        others,
    ] = answers.as_slice()
    else {
        return Err(format!("{} answers to {} questions", answers.len(), QUESTIONS.len()));
    };
    let texts = |rows: &[Row]| rows.iter().map(|row| row.text(0).to_owned()).collect();
    let mut relations: Vec<Relation> =
        relations.iter().filter_map(|row| relation(row, system)).collect();
    // They come in the order of their OIDs, which is that of ids.
    let at = |relations: &[Relation], id: RelationId| {
        relations.binary_search_by_key(&id, |relation| relation.id).ok()
    };
    for (id, column) in columns.iter().filter_map(|row| column(row, system)) {
        if let Some(found) = at(&relations, id).and_then(|at| relations.get_mut(at)) {
            found.columns.push(column);
        }
    }
    for (id, key) in keys.iter().filter_map(key) {
        if let Some(found) = at(&relations, id).and_then(|at| relations.get_mut(at)) {
            found.keys.push(key);
        }
    }
    for row in parents {
        let (Some(child), Some(parent)) = (row.number(0), row.number(1)) else { continue };
        let child = at(&relations, RelationId(child));
        if let Some(found) = child.and_then(|at| relations.get_mut(at)) {
            found.parents.push(RelationId(parent));
        }
    }
    let search_path: Vec<String> = texts(search_path);
    let bodies = bodies.iter().filter_map(|row| body(row, &search_path)).collect();
    let mut catalog = Catalog {
        major,
        bodies,
        schemas: texts(schemas),
        search_path,
        relations: relations.into_iter().collect(),
        constraints: exclusions.iter().filter_map(exclusion).collect(),
        types: types.iter().filter_map(|row| user_type(row, system)).collect(),
        functions: functions.iter().filter_map(|row| function(row, system)).collect(),
        operators: operators.iter().filter_map(|row| operator(row, system)).collect(),
        casts: casts.iter().filter_map(|row| cast(row, system)).collect(),
        extensions: texts(extensions),
        others: others.iter().filter_map(|row| other::other(row, system)).collect(),
        own_operator_classes: true,
        typed_tables: typed_tables
            .iter()
            .filter_map(|row| Some((RelationId(row.number(0)?), system.id(row.number(1)?))))
            .collect(),
        nondeterministic_collations: !nondeterministic.is_empty(),
        ..Catalog::default()
    };
    for row in rules.iter().chain(triggers) {
        let sql = row.text(0);
        for mistake in apply_in_session(&mut catalog, &Migration { file: "the server", sql }) {
            // The catalog knows that it may be there. That it is not read is a mistake of ours.
            eprintln!("refused of the server: {}\n  {sql}", mistake.message);
        }
    }
    Ok(catalog)
}

/// In the order in which they are answered.
const QUESTIONS: [&str; 18] = [
    query::SCHEMAS,
    query::SEARCH_PATH,
    query::RELATIONS,
    query::COLUMNS,
    query::KEYS,
    query::PARENTS,
    query::EXCLUSIONS,
    query::TYPES,
    query::FUNCTIONS,
    query::OPERATORS,
    query::CASTS,
    query::EXTENSIONS,
    query::RULES,
    query::TRIGGERS,
    query::BODIES,
    query::NONDETERMINISTIC,
    query::TYPED_TABLES,
    other::OTHERS,
];

/// Nothing here was made by a migration.
fn origin() -> Origin {
    Origin { file: "the server".into(), place: LineColumn { line: 1, column: 1 } }
}

fn relation(row: &Row, system: &SystemTypes) -> Option<Relation> {
    Some(Relation {
        id: RelationId(row.number(0)?),
        name: QualifiedName::new(row.text(1), row.text(2)),
        kind: match row.text(3) {
            "r" => RelationKind::Table,
            "p" => RelationKind::PartitionedTable,
            "v" => RelationKind::View,
            "m" => RelationKind::MaterializedView,
            "f" => RelationKind::ForeignTable,
            "S" => RelationKind::Sequence,
            _ => return None,
        },
        columns: Vec::new(),
        keys: Vec::new(),
        row_type: match row.number(4)? {
            0 => TypeId::RECORD,
            oid => system.id(oid),
        },
        parents: Vec::new(),
        origin: origin(),
    })
}

fn typed(row: &Row, at: usize, system: &SystemTypes) -> Option<Typed> {
    let typmod = row.text(at + 1).parse().ok().filter(|typmod| *typmod >= 0).map(Typmod);
    Some(Typed { id: system.id(row.number(at)?), typmod })
}

fn column(row: &Row, system: &SystemTypes) -> Option<(RelationId, Column)> {
    let default = match (row.text(5), row.text(6), row.is(7)) {
        ("a", _, _) => Default::Identity(Identity::Always),
        ("d", _, _) => Default::Identity(Identity::ByDefault),
        (_, "s", _) => Default::Generated(Generated::Stored),
        (_, "v", _) => Default::Generated(Generated::Virtual),
        (_, _, true) => Default::Expression,
        (_, _, false) => Default::None,
    };
    let column = Column {
        name: row.text(1).to_owned(),
        ty: typed(row, 2, system)?,
        not_null: if row.is(4) { NotNull::Enforced } else { NotNull::No },
        default,
        origin: origin(),
    };
    Some((RelationId(row.number(0)?), column))
}

fn key(row: &Row) -> Option<(RelationId, Key)> {
    let key = Key {
        name: row.text(1).to_owned(),
        kind: match row.text(2) {
            "p" => KeyKind::Primary,
            "u" => KeyKind::Unique,
            _ => KeyKind::UniqueIndex,
        },
        columns: row.list(3),
        expressions: row.list(4),
        partial: row.is(5),
        nulls_not_distinct: row.is(6),
        without_overlaps: row.is(9),
        deferrable: row.is(7),
        identifies: match row.text(8) {
            "row" => Identifies::Row,
            "row of partition" => Identifies::RowOfPartition,
            _ => Identifies::Nothing,
        },
    };
    Some((RelationId(row.number(0)?), key))
}

fn exclusion(row: &Row) -> Option<Constraint> {
    Some(Constraint {
        name: row.text(1).to_owned(),
        relation: RelationId(row.number(0)?),
        kind: ConstraintKind::Exclude { columns: row.list(2), operators: Vec::new(), filter: None },
        validity: Validity::Valid,
        local: true,
        origin: origin(),
    })
}

/// A view's body, in which the server names everything as its `search_path` asks for it.
fn body(row: &Row, search_path: &[String]) -> Option<ViewBody> {
    let (query, _) = syntax::query(&tokenize(row.text(1)).ok()?).ok()?;
    Some(ViewBody {
        view: RelationId(row.number(0)?),
        query: Some(query.into()),
        search_path: search_path.to_vec(),
    })
}

fn user_type(row: &Row, system: &SystemTypes) -> Option<UserType> {
    let kind = match row.text(3) {
        "array" => UserTypeKind::Array(system.id(row.number(4)?)),
        "e" => UserTypeKind::Enum(row.list(8)),
        "d" => UserTypeKind::Domain {
            base: typed(row, 5, system)?,
            default: row.is(9),
            // Checks only lints of migrations ask for.
            constraints: match row.is(7) {
                true => vec![DomainConstraint {
                    name: String::new(),
                    kind: DomainConstraintKind::NotNull,
                }],
                false => Vec::new(),
            },
        },
        "composite" => {
            let (names, types, modifiers) = (row.list(8), row.list(10), row.list(11));
            let fields = names.into_iter().zip(types).zip(modifiers);
            let fields = fields.filter_map(|((name, ty), typmod)| {
                let typmod = typmod.parse().ok().filter(|typmod| *typmod >= 0).map(Typmod);
                Some((name, Typed { id: system.id(ty.parse().ok()?), typmod }))
            });
            UserTypeKind::Composite(fields.collect())
        }
        "row" => UserTypeKind::Row(RelationId(row.number(4)?)),
        "r" => UserTypeKind::Range {
            subtype: system.id(row.number(5)?),
            multirange: system.id(row.number(4)?),
        },
        "m" => UserTypeKind::Multirange(system.id(row.number(4)?)),
        "b" => UserTypeKind::Base(BaseType {
            category: Category::of_letter(row.text(12).bytes().next().unwrap_or(b'U')),
            preferred: row.is(13),
            subscript: row.number(4).filter(|oid| *oid != 0).map(|oid| system.id(oid)),
            modifiers: if row.is(14) { Modifiers::Own } else { Modifiers::None },
            order: match row.text(15) {
                "sorted" => Order::Sorted,
                "equal" => Order::Equal,
                _ => Order::None,
            },
        }),
        _ => return None,
    };
    Some(UserType {
        id: system.id(row.number(0)?),
        name: QualifiedName::new(row.text(1), row.text(2)),
        kind,
        array: row.number(16).filter(|oid| *oid != 0).map(|oid| system.id(oid)),
        origin: origin(),
    })
}

fn function(row: &Row, system: &SystemTypes) -> Option<UserFunction> {
    let argument = |(name, ty): (&String, &String)| {
        let name = Some(name.clone()).filter(|name| !name.is_empty());
        Some(FunctionArgument { name, ty: system.id(ty.parse().ok()?) })
    };
    let (names, types, modes) = (row.list(3), row.list(4), row.list(5));
    let of_modes = |wanted: &str| {
        let all = names.iter().zip(&types).zip(&modes);
        let chosen = all.filter(|(_, mode)| wanted.contains(mode.as_str()));
        chosen.filter_map(|(pair, _)| argument(pair)).collect::<Vec<FunctionArgument>>()
    };
    let kind = match row.text(2) {
        "p" => FunctionKind::Procedure,
        "a" => FunctionKind::Aggregate,
        "w" => FunctionKind::Window,
        _ => FunctionKind::Function,
    };
    let direct = row.number(12).and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
    Some(UserFunction {
        name: QualifiedName::new(row.text(0), row.text(1)),
        kind,
        arguments: of_modes("ibv"),
        variadic: row.is(6),
        defaults: row.number(7).and_then(|count| usize::try_from(count).ok())?,
        result: system.id(row.number(8)?),
        columns: of_modes("bot"),
        call: match kind == FunctionKind::Procedure && modes.iter().any(|mode| mode == "o") {
            true => of_modes("iobv").into_iter().map(|argument| argument.ty).collect(),
            false => Vec::new(),
        },
        returns_set: row.is(9),
        strict: row.is(10),
        nulls: CallNulls::Maybe,
        body: None,
        aggregate: match row.text(11) {
            "n" => Some(AggregateKind::Normal),
            "o" => Some(AggregateKind::OrderedSet(direct)),
            "h" => Some(AggregateKind::HypotheticalSet(direct)),
            _ => None,
        },
        origin: origin(),
    })
}

fn operator(row: &Row, system: &SystemTypes) -> Option<UserOperator> {
    Some(UserOperator {
        name: QualifiedName::new(row.text(0), row.text(1)),
        left: row.number(2).filter(|oid| *oid != 0).map(|oid| system.id(oid)),
        right: system.id(row.number(3)?),
        result: system.id(row.number(4)?),
        strict: row.is(5),
        nulls: CallNulls::Maybe,
        origin: origin(),
    })
}

fn cast(row: &Row, system: &SystemTypes) -> Option<UserCast> {
    Some(UserCast {
        source: system.id(row.number(0)?),
        target: system.id(row.number(1)?),
        context: match row.text(2) {
            "i" => CoercionContext::Implicit,
            "a" => CoercionContext::Assignment,
            _ => CoercionContext::Explicit,
        },
        method: match row.text(3) {
            "f" => CastMethod::Function(CallNulls::Maybe),
            "b" => CastMethod::Binary,
            _ => CastMethod::InputOutput,
        },
        origin: origin(),
    })
}
