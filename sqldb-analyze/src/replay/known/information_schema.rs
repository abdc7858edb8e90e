//! The views of `information_schema`, as far as migrations ask them.

use super::cell::{
    SYSTEM_SCHEMAS, begins, make, named, names, of_unknown, system_name, system_names,
    temporary_schemas, text,
};
use super::tables::{NotNulls, Table, VIEWS, constraints, of_kind};
use super::{Known, Value};
use crate::catalog::builtin::{self, system};
use crate::catalog::{
    Beginning, Catalog, Column, ConstraintKind, Default, FunctionKind, KeyKind, Major, Next,
    Relation, RelationKind, TypeKind,
};

/// A view; [`None`] where only a database knows it.
pub(super) fn table(catalog: &Catalog, name: &str) -> Option<Table> {
    let database = || Some(Known::Database);
    match name {
        "schemata" => {
            let own = catalog.schemas.iter().map(String::as_str);
            let rows = own.chain(SYSTEM_SCHEMAS).map(|name| vec![database(), text(name)]);
            let rows = rows.chain(temporary_schemas().map(|name| vec![database(), name]));
            make(&["catalog_name", "schema_name"], rows.collect())
        }
        "tables" => {
            let mut rows = Vec::new();
            for found in &catalog.relations {
                let kind = match found.kind {
                    RelationKind::Table | RelationKind::PartitionedTable => "BASE TABLE",
                    RelationKind::View => "VIEW",
                    RelationKind::ForeignTable => "FOREIGN",
                    RelationKind::MaterializedView | RelationKind::Sequence => continue,
                };
                let name = &found.name;
                rows.push(vec![database(), text(&name.schema), text(&name.name), text(kind)]);
            }
            rows.push(vec![database(), text("pg_catalog"), system_name(), None]);
            rows.extend(of_unknown(catalog, |schema, name, _| {
                vec![Some(Known::Database), schema, name, None]
            }));
            for found in system::relations("information_schema", catalog.major) {
                let name = text(&found.name.name);
                rows.push(vec![database(), text("information_schema"), name, None]);
            }
            make(&["table_catalog", "table_schema", "table_name", "table_type"], rows)
        }
        "views" => {
            let own = of_kind(catalog, VIEWS).map(named);
            let rows = own.chain(system_names(catalog, VIEWS));
            let rows = rows.map(|row| std::iter::once(database()).chain(row).collect());
            make(&["table_catalog", "table_schema", "table_name"], rows.collect())
        }
        "sequences" => {
            // Those of identity columns are not shown (`information_schema.sql`).
            let identity = |found: &&Relation| {
                let mut owned = catalog.owned_sequences.iter();
                owned.any(|owned| owned.sequence == found.id && owned.identity)
            };
            let sequences = of_kind(catalog, &[RelationKind::Sequence]);
            let sequences = sequences.filter(|found| !identity(found));
            let row = |found: &Relation| {
                vec![database(), text(&found.name.schema), text(&found.name.name)]
            };
            let columns = ["sequence_catalog", "sequence_schema", "sequence_name"];
            let unknown =
                of_unknown(catalog, |schema, name, _| vec![Some(Known::Database), schema, name]);
            make(&columns, sequences.map(row).chain(unknown).collect())
        }
        "columns" => {
            let columns = [
                "table_catalog",
                "table_schema",
                "table_name",
                "column_name",
                "data_type",
                "udt_name",
                "is_nullable",
                "column_default",
                "is_identity",
                "is_generated",
                "character_maximum_length",
            ];
            let mut rows = Vec::new();
            let not_nulls = NotNulls::of(catalog);
            for relation in &catalog.relations {
                if matches!(relation.kind, RelationKind::MaterializedView | RelationKind::Sequence)
                {
                    continue;
                }
                rows.extend(
                    relation
                        .columns
                        .iter()
                        .map(|found| column(catalog, &not_nulls, relation, found)),
                );
            }
            let nameless = |schema: Value, name: Value, column: Value| {
                let mut row = vec![database(), schema, name, column];
                row.resize(columns.len(), None);
                row
            };
            rows.extend(of_unknown(catalog, |schema, name, _| nameless(schema, name, None)));
            let system =
                |schema: &str, name: Value, column: Value| nameless(text(schema), name, column);
            rows.push(system("pg_catalog", system_name(), None));
            for relation in system::relations("information_schema", catalog.major) {
                rows.extend(relation.columns.iter().map(|column| {
                    let name = text(&relation.name.name);
                    system("information_schema", name, text(&column.name))
                }));
            }
            make(&columns, rows)
        }
        "routines" => {
            let rows = catalog.functions.iter().map(|found| {
                let kind = match found.kind {
                    FunctionKind::Procedure => text("PROCEDURE"),
                    FunctionKind::Function => text("FUNCTION"),
                    FunctionKind::Aggregate | FunctionKind::Window => None,
                };
                vec![database(), text(&found.name.schema), text(&found.name.name), kind]
            });
            let builtin = builtin::function_names(catalog.major);
            let builtin =
                builtin.map(|name| vec![database(), text("pg_catalog"), text(name), None]);
            let own = [vec![database(), text("information_schema"), names(begins("_pg_")), None]];
            let columns = ["routine_catalog", "routine_schema", "routine_name", "routine_type"];
            make(&columns, rows.chain(builtin).chain(own).collect())
        }
        "table_constraints" => {
            let table = constraints(catalog)?;
            let rows = table.rows.into_iter().filter_map(|row| {
                let [_, name, _, on, kind, _] = row.as_slice() else { return None };
                let Some(Known::Object(on)) = on else { return None };
                let kind = match kind {
                    Some(Known::Text(kind)) => match kind.as_str() {
                        "p" => "PRIMARY KEY",
                        "u" => "UNIQUE",
                        "c" | "n" => "CHECK",
                        "f" => "FOREIGN KEY",
                        _ => return None,
                    },
                    _ => return None,
                };
                // The check of a domain is no table's.
                if on.name.is_empty() {
                    return None;
                }
                let (schema, table) = (text(&on.schema), text(&on.name));
                let names = [schema.clone(), name.clone(), schema, table, text(kind)];
                Some(std::iter::once(database()).chain(names).collect())
            });
            // NOT NULL counts as a check, up to 17 under a name made of numbers.
            let unnamed = vec![database(), None, text(" not null"), None, None, text("CHECK")];
            let unnamed = (catalog.major < Major::V18).then_some(unnamed);
            let unknown = of_unknown(catalog, |schema, name, _| {
                vec![Some(Known::Database), schema.clone(), None, schema, name, None]
            });
            let columns = [
                "constraint_catalog",
                "constraint_schema",
                "constraint_name",
                "table_schema",
                "table_name",
                "constraint_type",
            ];
            make(&columns, rows.chain(unnamed).chain(unknown).collect())
        }
        "key_column_usage" | "constraint_column_usage" => {
            let columns = [
                "constraint_schema",
                "constraint_name",
                "table_schema",
                "table_name",
                "column_name",
            ];
            let usage_of_keys = name == "key_column_usage";
            let mut rows = Vec::new();
            let mut add = |constraint: &str, by: &Relation, on: &Relation, column: &str| {
                let constraint = [text(&by.name.schema), text(constraint)];
                let table = [text(&on.name.schema), text(&on.name.name), text(column)];
                rows.push(constraint.into_iter().chain(table).collect());
            };
            for table in &catalog.relations {
                for key in table.keys.iter().filter(|key| key.kind != KeyKind::UniqueIndex) {
                    key.columns.iter().for_each(|column| add(&key.name, table, table, column));
                }
            }
            for found in &catalog.constraints {
                let Some(by) = catalog.relation(found.relation) else { continue };
                match &found.kind {
                    ConstraintKind::ForeignKey { target, target_columns, .. } => {
                        if usage_of_keys {
                            found.columns().iter().for_each(|c| add(&found.name, by, by, c));
                        } else if let Some(on) = catalog.relation(*target) {
                            target_columns.iter().for_each(|c| add(&found.name, by, on, c));
                        }
                    }
                    ConstraintKind::Check { columns, .. } if !usage_of_keys => {
                        columns.iter().for_each(|column| add(&found.name, by, by, column));
                    }
                    _ => {}
                }
            }
            // Its foreign keys are on tables that are known.
            rows.extend(of_unknown(catalog, |schema, name, _| {
                let table = if usage_of_keys { name } else { None };
                let uncertain =
                    Some(Known::Names(Beginning { text: String::new(), next: Next::Anything }));
                vec![schema.clone(), uncertain, schema, table, None]
            }));
            make(&columns, rows)
        }
        _ => None,
    }
}

/// A row of `information_schema.columns`.
fn column(
    catalog: &Catalog,
    not_nulls: &NotNulls<'_>,
    relation: &Relation,
    found: &Column,
) -> Vec<Value> {
    let base = catalog.base_type(found.ty);
    let info = catalog.type_info(base.id);
    let data_type = match info.map(|info| (info.kind, info.schema)) {
        Some((TypeKind::Array(_), _)) => text("ARRAY"),
        Some((_, "pg_catalog")) => text(&catalog.format_type(base.id)),
        Some(_) => text("USER-DEFINED"),
        None => None,
    };
    let view = relation.kind == RelationKind::View;
    let nullable = match not_nulls.says(relation, found) {
        Some(true) if !view => text("NO"),
        None => None,
        _ => text("YES"),
    };
    let default = match found.default {
        Default::None | Default::Identity(_) | Default::Generated(_) => Some(Known::Null),
        Default::Expression => None,
    };
    let yes = |value: bool| text(if value { "YES" } else { "NO" });
    let generated = matches!(found.default, Default::Generated(_));
    let length = match base.typmod {
        Some(typmod) if info.is_some_and(|info| matches!(info.name, "varchar" | "bpchar")) => {
            Some(Known::Integer(i64::from(typmod.0) - 4))
        }
        _ => Some(Known::Null),
    };
    vec![
        Some(Known::Database),
        text(&relation.name.schema),
        text(&relation.name.name),
        text(&found.name),
        data_type,
        info.and_then(|info| text(info.name)),
        // A domain that refuses NULL says so here.
        if found.ty.id == base.id { nullable } else { None },
        default,
        yes(matches!(found.default, Default::Identity(_))),
        text(if generated { "ALWAYS" } else { "NEVER" }),
        length,
    ]
}
