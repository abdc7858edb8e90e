//! A schema as Markdown, and its diagram in the language of Mermaid.

use super::model::{Model, Relation};

/// A page with the diagram and a table for each relation.
pub(super) fn write(model: &Model) -> String {
    let mut page = format!("# {}\n\n```mermaid\n{}```\n", model.database, diagram(model));
    let enums: Vec<_> = model.types.iter().collect();
    if !enums.is_empty() {
        page.push_str("\n## Types\n\n| name | kind | definition |\n|---|---|---|\n");
        for ty in enums {
            let definition = match &ty.labels {
                Some(labels) => labels.join(", "),
                None => ty.definition.clone(),
            };
            page.push_str(&format!(
                "| {} | {} | {} |\n",
                cell(&ty.name),
                ty.kind,
                cell(&definition)
            ));
        }
    }
    for relation in &model.relations {
        page.push_str(&self::relation(relation));
    }
    if !model.functions.is_empty() {
        page.push_str("\n## Functions\n\n| name | result |\n|---|---|\n");
        for function in &model.functions {
            let result = function.result.as_deref().unwrap_or_default();
            page.push_str(&format!("| {} | {} |\n", cell(&function.name), cell(result)));
        }
    }
    page
}

fn relation(relation: &Relation) -> String {
    let Relation { name, kind, comment, columns, .. } = relation;
    let mut text = format!("\n## {name}\n\n");
    if kind != "table" {
        text.push_str(&format!("A {kind}.\n\n"));
    }
    if let Some(comment) = comment {
        text.push_str(&format!("{comment}\n\n"));
    }
    text.push_str("| column | type | null | default | |\n|---|---|---|---|---|\n");
    for column in columns {
        let nulls = if column.not_null { "no" } else { "yes" };
        let identity =
            column.identity.as_ref().map(|identity| format!("identity, {identity}").to_lowercase());
        let generated = column.generated.as_ref().map(|expression| format!("always {expression}"));
        let default = column.default.clone().or(identity).or(generated).unwrap_or_default();
        let comment = column.comment.as_deref().unwrap_or_default();
        text.push_str(&format!(
            "| {} | {} | {nulls} | {} | {} |\n",
            cell(&column.name),
            cell(&column.ty),
            cell(&default),
            cell(comment)
        ));
    }
    let constraints = relation.constraints.iter().map(|c| (&c.name, &c.definition));
    let indexes = relation.indexes.iter().map(|index| (&index.name, &index.definition));
    let rules: Vec<String> = constraints
        .chain(indexes)
        .map(|(name, definition)| format!("* `{name}`: `{definition}`\n"))
        .chain(relation.triggers.iter().map(|trigger| format!("* `{trigger}`\n")))
        .collect();
    if !rules.is_empty() {
        text.push_str(&format!("\n{}", rules.concat()));
    }
    if let Some(query) = &relation.query {
        text.push_str(&format!("\n```sql\n{}\n```\n", query.trim()));
    }
    text
}

/// A text in a cell, where a bar would end it.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The entities and relationships, as `erDiagram`.
pub(super) fn diagram(model: &Model) -> String {
    let mut text = "erDiagram\n".to_owned();
    let tables = model.relations.iter().filter(|relation| relation.partition.is_none());
    for table in tables.clone() {
        text.push_str(&format!("    {} {{\n", entity(&table.name)));
        for column in &table.columns {
            let foreign =
                table.references().any(|(constraint, _)| constraint.columns.contains(&column.name));
            let keys: Vec<&str> = [(table.is_key(&column.name), "PK"), (foreign, "FK")]
                .iter()
                .filter_map(|(holds, mark)| holds.then_some(*mark))
                .collect();
            let line =
                format!("        {} {} {}", word(&column.ty), word(&column.name), keys.join(", "));
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text.push_str("    }\n");
    }
    for table in tables {
        for (constraint, target) in table.references() {
            let optional = constraint.columns.iter().any(|name| {
                table.columns.iter().any(|column| column.name == *name && !column.not_null)
            });
            let unique = table.constraints.iter().any(|other| {
                ["primary key", "unique"].contains(&other.kind.as_str())
                    && other.columns == constraint.columns
            });
            let one = if optional { "|o" } else { "||" };
            let many = if unique { "o|" } else { "o{" };
            text.push_str(&format!(
                "    {} {one}--{many} {} : {}\n",
                entity(target),
                entity(&table.name),
                word(&constraint.columns.join("_"))
            ));
        }
    }
    text
}

/// An entity's name, in quotes where it is no word.
fn entity(name: &str) -> String {
    match name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        true => name.to_owned(),
        false => format!("\"{}\"", name.replace('"', "")),
    }
}

/// A word of Mermaid, which has no blanks and few signs in types and attributes.
fn word(text: &str) -> String {
    let letters = text.chars().filter(|c| *c != '"').map(|c| match c {
        c if c.is_ascii_alphanumeric() || "_-[]()".contains(c) => c,
        _ => '_',
    });
    letters.collect()
}
