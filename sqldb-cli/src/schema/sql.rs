//! A schema as the statements that make it, in an order in which they can be run.

use super::model::{Column, Model, Relation};

/// The statements.
pub(super) fn write(model: &Model) -> String {
    let mut script = vec![
        format!("-- The schema of `{}`, by `sqldb schema`.", model.database),
        // A function may name what comes later.
        "SET check_function_bodies = off;".to_owned(),
    ];
    script.extend(model.schemas.iter().map(|schema| {
        format!("CREATE SCHEMA {};", sqldb_analyze::catalog::quote_identifier(schema))
    }));
    for extension in &model.extensions {
        let quote = sqldb_analyze::catalog::quote_identifier;
        let (name, schema) = (quote(&extension.name), quote(&extension.schema));
        script.push(format!("CREATE EXTENSION {name} SCHEMA {schema};"));
    }
    for ty in &model.types {
        script.push(match ty.kind.as_str() {
            "domain" => format!("CREATE DOMAIN {} AS {};", ty.name, ty.definition),
            _ => format!("CREATE TYPE {} AS {};", ty.name, ty.definition),
        });
        script.extend(comment(
            if ty.kind == "domain" { "DOMAIN" } else { "TYPE" },
            &ty.name,
            &ty.comment,
        ));
    }
    for sequence in &model.sequences {
        script.push(format!("CREATE SEQUENCE {} {};", sequence.name, sequence.definition));
    }
    // Defaults, checks and views may call functions; functions name tables only when they run, unless
    // their signatures do.
    let of_tables = |name: &str, result: &Option<String>| {
        model.relations.iter().any(|relation| {
            let word = |text: &str| {
                text.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '.' && c != '"')
                    .any(|word| word == relation.name)
            };
            word(name) || result.as_deref().is_some_and(word)
        })
    };
    let (later, sooner): (Vec<_>, Vec<_>) =
        model.functions.iter().partition(|function| of_tables(&function.name, &function.result));
    let functions = |functions: Vec<&super::model::Function>, script: &mut Vec<String>| {
        for function in functions {
            if let Some(definition) = &function.definition {
                script.push(format!("{};", definition.trim_end()));
                script.extend(comment("ROUTINE", &function.name, &function.comment));
            } else {
                script.push(format!("-- The aggregate {} is left out.", function.name));
            }
        }
    };
    functions(sooner, &mut script);
    let tables = model.relations.iter().filter(|relation| relation.query.is_none());
    for table in tables.clone() {
        script.push(self::table(table));
    }
    for sequence in &model.sequences {
        if let Some(owner) = &sequence.owner {
            script.push(format!("ALTER SEQUENCE {} OWNED BY {owner};", sequence.name));
        }
    }
    functions(later, &mut script);
    // Keys before the foreign keys that need them.
    for foreign in [false, true] {
        for table in tables.clone() {
            for constraint in &table.constraints {
                if (constraint.kind == "foreign key") == foreign {
                    script.push(format!(
                        "ALTER TABLE {} ADD CONSTRAINT {} {};",
                        table.name, constraint.name, constraint.definition
                    ));
                }
            }
        }
    }
    for view in model.relations.iter() {
        if let Some(query) = &view.query {
            let kind = view.kind.to_uppercase();
            script.push(format!(
                "CREATE {kind} {} AS\n{};",
                view.name,
                query.trim_end().trim_end_matches(';')
            ));
        }
    }
    for relation in &model.relations {
        script.extend(relation.indexes.iter().map(|index| format!("{};", index.definition)));
        script.extend(relation.triggers.iter().map(|trigger| format!("{trigger};")));
        if relation.security {
            script.push(format!("ALTER TABLE {} ENABLE ROW LEVEL SECURITY;", relation.name));
        }
        script.extend(relation.policies.iter().map(|policy| format!("{policy};")));
        script.extend(comment(&relation.kind.to_uppercase(), &relation.name, &relation.comment));
        for column in &relation.columns {
            let name = format!("{}.{}", relation.name, column.name);
            script.extend(comment("COLUMN", &name, &column.comment));
        }
    }
    script.push(String::new());
    script.join("\n")
}

fn table(table: &Relation) -> String {
    let name = &table.name;
    if let Some(partition) = &table.partition {
        let key = table.partition_key.as_ref();
        let key = key.map_or(String::new(), |key| format!(" PARTITION BY {key}"));
        return format!(
            "CREATE TABLE {name} PARTITION OF {} {}{key};",
            partition.of, partition.bound
        );
    }
    let columns: Vec<String> =
        table.columns.iter().filter(|column| column.local).map(self::column).collect();
    let body = match columns.is_empty() {
        true => "()".to_owned(),
        false => format!("(\n    {}\n)", columns.join(",\n    ")),
    };
    let inherits = match table.inherits.as_slice() {
        [] => String::new(),
        parents => format!(" INHERITS ({})", parents.join(", ")),
    };
    let key = table.partition_key.as_ref();
    let key = key.map_or(String::new(), |key| format!(" PARTITION BY {key}"));
    format!("CREATE TABLE {name} {body}{inherits}{key};")
}

fn column(column: &Column) -> String {
    let mut text = format!("{} {}", column.name, column.ty);
    if let Some(collation) = &column.collation {
        text.push_str(&format!(" COLLATE {collation}"));
    }
    if let Some(default) = &column.default {
        text.push_str(&format!(" DEFAULT {default}"));
    }
    if let Some(identity) = &column.identity {
        text.push_str(&format!(" GENERATED {identity} AS IDENTITY"));
    }
    if let Some(generated) = &column.generated {
        text.push_str(&format!(" GENERATED ALWAYS AS ({generated}) STORED"));
    }
    if column.not_null {
        text.push_str(" NOT NULL");
    }
    text
}

fn comment(kind: &str, name: &str, comment: &Option<String>) -> Option<String> {
    let text = comment.as_ref()?.replace('\'', "''");
    Some(format!("COMMENT ON {kind} {name} IS '{text}';"))
}
