//! The system catalogs, as far as migrations ask them.

use std::collections::HashSet;

use super::cell::{
    SYSTEM_SCHEMAS, begins, boolean, in_schema, make, named, names, object, of, of_unknown, schema,
    system_name, system_names, temporary_schemas, text, type_of,
};
use super::{Class, Known, Value};
use crate::catalog::builtin::system;
use crate::catalog::{
    Beginning, By, Catalog, Column, ConstraintKind, Default, FunctionKind, Generated, GoneThing,
    Identity, KeyKind, Major, Next, NotNull, QualifiedName, Relation, RelationId, RelationKind,
    TriggerForm, TypeKind, UserTypeKind, builtin,
};

/// Rows under column names.
pub(super) struct Table {
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<Vec<Value>>,
}

/// A system catalog; [`None`] where only a database knows it.
pub(super) fn table(catalog: &Catalog, schema: Option<&str>, name: &str) -> Option<Table> {
    match schema {
        None | Some("pg_catalog") => pg_catalog(catalog, name),
        Some("information_schema") => super::information_schema::table(catalog, name),
        Some(_) => None,
    }
}

pub(super) fn has_relation(catalog: &Catalog, schema: &str, name: &str) -> bool {
    let is = |found: &QualifiedName| found.schema == schema && found.name == name;
    let by = By::Name(name);
    catalog.relations.by(by).any(|relation| is(&relation.name))
        || catalog.indexes.by(by).any(|index| is(&index.name))
        || catalog
            .types
            .by(by)
            .any(|found| matches!(found.kind, UserTypeKind::Composite(_)) && is(&found.name))
}

pub(super) fn of_kind<'c>(
    catalog: &'c Catalog,
    kinds: &'static [RelationKind],
) -> impl Iterator<Item = &'c Relation> {
    catalog.relations.iter().filter(move |found| kinds.contains(&found.kind))
}

const TABLES: &[RelationKind] = &[RelationKind::Table, RelationKind::PartitionedTable];
pub(super) const VIEWS: &[RelationKind] = &[RelationKind::View];

/// The domains of `information_schema`.
const DOMAINS: [&str; 5] =
    ["cardinal_number", "character_data", "sql_identifier", "time_stamp", "yes_or_no"];

fn pg_catalog(catalog: &Catalog, name: &str) -> Option<Table> {
    match name {
        "pg_namespace" => {
            let own = catalog.schemas.iter().map(String::as_str);
            let names = own.chain(SYSTEM_SCHEMAS);
            let rows = names.map(|name| vec![schema(name), text(name)]);
            let temporary = temporary_schemas().map(|name| vec![None, name]);
            make(&["oid", "nspname"], rows.chain(temporary).collect())
        }
        "pg_class" => classes(catalog),
        "pg_type" => types(catalog),
        "pg_enum" => {
            let mut rows = Vec::new();
            for found in &catalog.types {
                let UserTypeKind::Enum(labels) = &found.kind else { continue };
                rows.extend(labels.iter().map(|l| vec![of(Class::Type, &found.name), text(l)]));
            }
            make(&["enumtypid", "enumlabel"], rows)
        }
        "pg_attribute" => attributes(catalog),
        "pg_constraint" => constraints(catalog),
        "pg_indexes" => {
            let rows = catalog.indexes.iter().filter_map(|index| {
                let table = catalog.relation(index.relation)?;
                let schema = text(&index.name.schema);
                Some(vec![schema, text(&table.name.name), text(&index.name.name)])
            });
            let unknown = of_unknown(catalog, |schema, name, _| vec![schema, name.clone(), name]);
            let system = vec![text("pg_catalog"), system_name(), system_name()];
            let rows = rows.chain(unknown).chain([system]);
            make(&["schemaname", "tablename", "indexname"], rows.collect())
        }
        "pg_index" => {
            let rows = catalog.indexes.iter().filter_map(|index| {
                let table = catalog.relation(index.relation)?;
                let primary = table
                    .keys
                    .iter()
                    .any(|key| key.kind == KeyKind::Primary && key.name == index.name.name);
                let (own, on) =
                    (of(Class::Relation, &index.name), of(Class::Relation, &table.name));
                Some(vec![own, on, boolean(index.unique), boolean(primary)])
            });
            let unknown = of_unknown(catalog, |_, _, id| vec![id.clone(), id, None, None]);
            let columns = ["indexrelid", "indrelid", "indisunique", "indisprimary"];
            make(&columns, rows.chain(unknown).collect())
        }
        "pg_tables" => {
            let own = of_kind(catalog, TABLES).map(named);
            let unknown = of_unknown(catalog, |schema, name, _| vec![schema, name]);
            let rows = own.chain(system_names(catalog, TABLES)).chain(unknown);
            make(&["schemaname", "tablename"], rows.collect())
        }
        "pg_views" => {
            let own = of_kind(catalog, VIEWS).map(named);
            make(&["schemaname", "viewname"], own.chain(system_names(catalog, VIEWS)).collect())
        }
        "pg_matviews" => {
            let views = of_kind(catalog, &[RelationKind::MaterializedView]);
            make(&["schemaname", "matviewname"], views.map(named).collect())
        }
        "pg_sequences" => {
            let sequences = of_kind(catalog, &[RelationKind::Sequence]);
            let unknown = of_unknown(catalog, |schema, name, _| vec![schema, name]);
            make(&["schemaname", "sequencename"], sequences.map(named).chain(unknown).collect())
        }
        "pg_proc" => {
            let own = catalog.functions.iter().map(|found| {
                let kind = match found.kind {
                    FunctionKind::Function => "f",
                    FunctionKind::Procedure => "p",
                    FunctionKind::Aggregate => "a",
                    FunctionKind::Window => "w",
                };
                vec![text(&found.name.name), schema(&found.name.schema), text(kind)]
            });
            let builtin = builtin::function_names(catalog.major);
            let builtin = builtin.map(|name| vec![text(name), schema("pg_catalog"), None]);
            let builtin = builtin.chain([vec![
                names(begins("_pg_")),
                schema("information_schema"),
                text("f"),
            ]]);
            make(&["proname", "pronamespace", "prokind"], own.chain(builtin).collect())
        }
        "pg_extension" => {
            let extensions = catalog.extensions.iter();
            let row = |name: &String| vec![object(Class::Extension, "", name), text(name)];
            make(&["oid", "extname"], extensions.map(row).collect())
        }
        _ => None,
    }
}

fn classes(catalog: &Catalog) -> Option<Table> {
    let columns = ["oid", "relname", "relnamespace", "relkind"];
    let row = |name: &QualifiedName, kind: &str| {
        let relation = of(Class::Relation, name);
        vec![relation, text(&name.name), schema(&name.schema), text(kind)]
    };
    let mut rows: Vec<_> = catalog
        .relations
        .iter()
        .map(|found| {
            let kind = match found.kind {
                RelationKind::Table => "r",
                RelationKind::PartitionedTable => "p",
                RelationKind::View => "v",
                RelationKind::MaterializedView => "m",
                RelationKind::ForeignTable => "f",
                RelationKind::Sequence => "S",
            };
            row(&found.name, kind)
        })
        .collect();
    for index in &catalog.indexes {
        let partitioned = catalog
            .relation(index.relation)
            .is_some_and(|found| found.kind == RelationKind::PartitionedTable);
        rows.push(row(&index.name, if partitioned { "I" } else { "i" }));
    }
    for found in &catalog.types {
        if let UserTypeKind::Composite(_) = found.kind {
            rows.push(row(&found.name, "c"));
        }
    }
    rows.extend(of_unknown(catalog, |schema, name, id| vec![id, name, in_schema(schema), None]));
    // Its indexes are among them.
    rows.push(vec![None, system_name(), schema("pg_catalog"), None]);
    rows.push(vec![None, system_name(), schema("pg_toast"), None]);
    for found in system::relations("information_schema", catalog.major) {
        rows.push(vec![None, text(&found.name.name), schema("information_schema"), None]);
    }
    make(&columns, rows)
}

fn types(catalog: &Catalog) -> Option<Table> {
    let columns = ["oid", "typname", "typnamespace", "typtype", "typnotnull"];
    let row = |info: crate::catalog::TypeInfo<'_>, not_null: bool| {
        let kind = match info.kind {
            TypeKind::Base | TypeKind::Array(_) => "b",
            TypeKind::Enum => "e",
            TypeKind::Domain(_) => "d",
            TypeKind::Composite | TypeKind::Row(_) => "c",
            TypeKind::Range { .. } => "r",
            TypeKind::Multirange(_) => "m",
            TypeKind::Pseudo => "p",
        };
        let id = object(Class::Type, info.schema, info.name);
        vec![id, text(info.name), schema(info.schema), text(kind), boolean(not_null)]
    };
    let mut rows = Vec::new();
    for found in &catalog.types {
        let not_null = found.kind.says_not_null();
        rows.extend(catalog.type_info(found.id).map(|info| row(info, not_null)));
    }
    let builtin = builtin::type_ids().filter_map(|id| catalog.type_info(id));
    rows.extend(builtin.map(|info| row(info, false)));
    // The row types of PostgreSQL's own relations, and the domains of `information_schema`.
    for name in ["pg_", "_pg_"] {
        rows.push(vec![None, names(begins(name)), schema("pg_catalog"), None, boolean(false)]);
    }
    let own = system::relations("information_schema", catalog.major);
    for name in own.map(|found| found.name.name.as_str()).chain(DOMAINS) {
        for name in [name.to_owned(), format!("_{name}")] {
            let schema = schema("information_schema");
            rows.push(vec![None, text(&name), schema, None, None]);
        }
    }
    // The row type, and the array over it, which is called `_` and the same.
    for found in &catalog.unknown_relations {
        let schema = found.schema.as_deref().and_then(schema);
        let Beginning { text, next } = &found.beginning;
        for text in [text.clone(), format!("_{text}")] {
            let name = Beginning { text, next: *next };
            rows.push(vec![None, Some(Known::Names(name)), schema.clone(), None, boolean(false)]);
        }
    }
    make(&columns, rows)
}

/// `pg_attribute.attnum`, and the name (`heap.c SysAtt`).
const SYSTEM_COLUMNS: [(i64, &str); 6] =
    [(-1, "ctid"), (-2, "xmin"), (-3, "cmin"), (-4, "xmax"), (-5, "cmax"), (-6, "tableoid")];

fn attributes(catalog: &Catalog) -> Option<Table> {
    let columns = [
        "attrelid",
        "attname",
        "attnum",
        "atttypid",
        "attnotnull",
        "atthasdef",
        "attidentity",
        "attgenerated",
        "attisdropped",
    ];
    let mut rows = Vec::new();
    // What an index or a composite type has is not modelled.
    let others = catalog.indexes.iter().map(|index| &index.name);
    let composite =
        |found: &&crate::catalog::UserType| matches!(found.kind, UserTypeKind::Composite(_));
    let types = catalog.types.iter().filter(composite).map(|found| &found.name);
    for name in others.chain(types) {
        let any = Beginning { text: String::new(), next: Next::Anything };
        let mut row = vec![of(Class::Relation, name), Some(Known::Names(any))];
        row.resize(columns.len(), None);
        rows.push(row);
    }
    let not_nulls = NotNulls::of(catalog);
    for relation in &catalog.relations {
        let view = relation.kind == RelationKind::View;
        for (number, name) in SYSTEM_COLUMNS.iter().filter(|_| !view) {
            let mut row = vec![of(Class::Relation, &relation.name), text(name)];
            row.extend([Some(Known::Integer(*number)), None, boolean(true), boolean(false)]);
            row.extend([text(""), text(""), boolean(false)]);
            rows.push(row);
        }
        for column in &relation.columns {
            let identity = match column.default {
                Default::Identity(Identity::Always) => "a",
                Default::Identity(Identity::ByDefault) => "d",
                _ => "",
            };
            let generated = match column.default {
                Default::Generated(Generated::Stored) => "s",
                Default::Generated(Generated::Virtual) => "v",
                _ => "",
            };
            let view = matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView);
            let not_null = not_nulls.says(relation, column);
            rows.push(vec![
                of(Class::Relation, &relation.name),
                text(&column.name),
                // Dropped columns keep their numbers, which are not counted here.
                None,
                type_of(catalog, column.ty.id),
                if view { boolean(false) } else { not_null.and_then(boolean) },
                match column.default {
                    Default::Expression => None,
                    Default::Generated(_) => boolean(true),
                    Default::None | Default::Identity(_) => boolean(false),
                },
                text(identity),
                text(generated),
                boolean(false),
            ]);
        }
    }
    for gone in &catalog.history {
        let (GoneThing::Column(id, _), None) = (&gone.what, &gone.renamed_to) else { continue };
        let Some(relation) = catalog.relation(*id) else { continue };
        // `........pg.dropped.2........` (`heap.c RemoveAttributeById`).
        let mut row =
            vec![of(Class::Relation, &relation.name), names(begins("........pg.dropped."))];
        row.resize(columns.len() - 1, None);
        row.push(boolean(true));
        rows.push(row);
    }
    rows.extend(of_unknown(catalog, |_, _, id| {
        let mut row = vec![id];
        row.resize(columns.len(), None);
        row
    }));
    make(&columns, rows)
}

/// The columns that say NOT NULL (`pg_attribute.attnotnull`): since 18 also those of which it is
/// `NOT VALID`, and those of foreign tables.
pub(super) struct NotNulls<'c> {
    major: Major,
    /// Those that have a constraint for it.
    named: HashSet<(RelationId, &'c str)>,
}

impl<'c> NotNulls<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> NotNulls<'c> {
        let named = catalog.constraints.iter().filter_map(|found| match &found.kind {
            ConstraintKind::NotNull { column, .. } => Some((found.relation, column.as_str())),
            _ => None,
        });
        NotNulls { major: catalog.major, named: named.collect() }
    }

    /// Whether a column does; [`None`] where only a database knows.
    pub(super) fn says(&self, relation: &Relation, column: &Column) -> Option<bool> {
        let enforced = column.not_null == NotNull::Enforced;
        match relation.kind {
            // What these declare is kept only since 18.
            RelationKind::ForeignTable if self.major < Major::V18 => None,
            _ => Some(enforced || self.named.contains(&(relation.id, column.name.as_str()))),
        }
    }
}

pub(super) fn constraints(catalog: &Catalog) -> Option<Table> {
    let columns = ["oid", "conname", "connamespace", "conrelid", "contype", "confrelid"];
    let row = |table: &Relation, name: &str, kind: &str, target: Value| {
        let id = format!("{}.{name}", table.name.name);
        let id = object(Class::Constraint, &table.name.schema, &id);
        let on = of(Class::Relation, &table.name);
        vec![id, text(name), schema(&table.name.schema), on, text(kind), target]
    };
    let none = || object(Class::Relation, "", "");
    let mut rows = Vec::new();
    for table in &catalog.relations {
        for key in &table.keys {
            match key.kind {
                KeyKind::Primary => rows.push(row(table, &key.name, "p", none())),
                KeyKind::Unique => rows.push(row(table, &key.name, "u", none())),
                KeyKind::UniqueIndex => {}
            }
        }
    }
    for found in &catalog.constraints {
        let Some(table) = catalog.relation(found.relation) else { continue };
        rows.push(match &found.kind {
            ConstraintKind::Check { .. } => row(table, &found.name, "c", none()),
            ConstraintKind::Exclude { .. } => row(table, &found.name, "x", none()),
            ConstraintKind::ForeignKey { target, .. } => {
                let target = catalog.relation(*target);
                let target = target.and_then(|target| of(Class::Relation, &target.name));
                row(table, &found.name, "f", target)
            }
            ConstraintKind::NotNull { .. } => row(table, &found.name, "n", none()),
        });
    }
    for trigger in &catalog.triggers {
        if let (TriggerForm::Constraint, Some(table)) =
            (trigger.form, catalog.relation(trigger.relation))
        {
            rows.push(row(table, &trigger.name, "t", none()));
        }
    }
    // Of checks of an extension's domains nobody knows; since 17 NOT NULLs are constraints, too.
    let domain =
        |found: &crate::catalog::UserType| matches!(found.kind, UserTypeKind::Domain { .. });
    if catalog.types.iter().any(domain) {
        rows.push(vec![None, None, None, none(), text("c"), none()]);
    }
    if catalog.major >= Major::V17 && catalog.types.iter().any(|found| found.kind.says_not_null()) {
        rows.push(vec![None, None, None, none(), text("n"), none()]);
    }
    rows.extend(of_unknown(catalog, |schema, _, id| {
        vec![None, None, in_schema(schema), id, None, None]
    }));
    make(&columns, rows)
}
