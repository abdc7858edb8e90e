//! A catalog as sorted lines, in which ids do not occur.

use sqldb_analyze::catalog::{
    BaseType, Catalog, Default, Identity, KeyKind, Modifiers, NotNull, QualifiedName, Relation,
    RelationKind, UserTypeKind,
};
use sqldb_analyze::types::Typed;

use crate::session::Session;

/// The names of what extensions brought: whether they are in a catalog is another question.
pub(crate) fn members(session: &mut Session) -> Result<Vec<String>, String> {
    let rows = session.rows(
        "SELECT pg_catalog.pg_identify_object_as_address(classid, objid, 0)::text,
                coalesce(p.proname, c.relname, t.typname)
         FROM pg_catalog.pg_depend d
         LEFT JOIN pg_catalog.pg_proc p ON d.classid = 'pg_proc'::regclass AND p.oid = d.objid
         LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_class'::regclass AND c.oid = d.objid
         LEFT JOIN pg_catalog.pg_type t ON d.classid = 'pg_type'::regclass AND t.oid = d.objid
         WHERE d.deptype = 'e' AND d.objid >= 16384",
    )?;
    let names = rows.iter().map(|row| row.text(1).to_owned());
    Ok(names.filter(|name| !name.is_empty()).collect())
}

/// The lines: relations, columns, keys, types, routines.
pub(crate) fn listing(catalog: &Catalog, members: &[String]) -> Vec<String> {
    let theirs = |name: &QualifiedName| {
        let bare = name.name.trim_start_matches('_').to_owned();
        members.contains(&name.name) || members.contains(&bare)
    };
    let mut lines = Vec::new();
    for relation in catalog.relations.iter().filter(|relation| !theirs(&relation.name)) {
        of_relation(catalog, relation, &mut lines);
    }
    for user_type in catalog.types.iter().filter(|user_type| !theirs(&user_type.name)) {
        let name = shown(&user_type.name);
        lines.push(format!("type {name} {}", kind(catalog, &user_type.kind)));
    }
    for function in catalog.functions.iter().filter(|function| !theirs(&function.name)) {
        let arguments: Vec<String> =
            function.arguments.iter().map(|argument| catalog.format_type(argument.ty)).collect();
        lines.push(format!(
            "routine {}({}) {}{}",
            shown(&function.name),
            arguments.join(", "),
            if function.returns_set { "setof " } else { "" },
            catalog.format_type(function.result),
        ));
    }
    lines.sort();
    lines
}

fn shown(name: &QualifiedName) -> String {
    format!("{}.{}", name.schema, name.name)
}

/// What a type's own function makes of its modifiers, such as `vector(3)`, the engine does not know:
/// no query depends on it.
fn shown_type(catalog: &Catalog, ty: Typed) -> String {
    let base = catalog.user_type(ty.id).map(|user_type| &user_type.kind);
    match base {
        Some(UserTypeKind::Base(BaseType { modifiers: Modifiers::Own, .. })) => {
            catalog.format_type(ty.id)
        }
        _ => catalog.format_type(ty),
    }
}

fn of_relation(catalog: &Catalog, relation: &Relation, lines: &mut Vec<String>) {
    let name = shown(&relation.name);
    lines.push(format!("{:?} {name}", relation.kind));
    let view = matches!(relation.kind, RelationKind::View | RelationKind::MaterializedView);
    if relation.kind == RelationKind::Sequence {
        return;
    }
    for (at, column) in relation.columns.iter().enumerate() {
        // What a view's body proves is not in `pg_attribute`.
        let not_null = column.not_null == NotNull::Enforced && !view;
        lines.push(format!(
            "column {name}.{} {} {}{}{}",
            column.name,
            at + 1,
            shown_type(catalog, column.ty),
            if not_null { " not null" } else { "" },
            match column.default {
                Default::None => "",
                Default::Expression => " default",
                Default::Identity(Identity::Always) => " identity always",
                Default::Identity(Identity::ByDefault) => " identity by default",
                Default::Generated(_) => " generated",
            }
        ));
    }
    for key in &relation.keys {
        let kind = match key.kind {
            KeyKind::Primary => "primary key",
            KeyKind::Unique => "unique",
            KeyKind::UniqueIndex => "unique index",
        };
        lines.push(format!(
            "key {name} {} {kind} ({}){}{}{}{}",
            key.name,
            key.columns.join(", "),
            if key.expressions.is_empty() { "" } else { " expressions" },
            if key.partial { " partial" } else { "" },
            if key.nulls_not_distinct { " nulls not distinct" } else { "" },
            if key.deferrable { " deferrable" } else { "" },
        ));
    }
}

fn kind(catalog: &Catalog, kind: &UserTypeKind) -> String {
    let ty = |ty| shown_type(catalog, ty);
    match kind {
        UserTypeKind::Base(_) => "base".to_owned(),
        UserTypeKind::Enum(labels) => format!("enum ({})", labels.join(", ")),
        UserTypeKind::Domain { base, default, constraints: _ } => format!(
            "domain {}{}{}",
            ty(*base),
            if kind.says_not_null() { " not null" } else { "" },
            if *default { " default" } else { "" },
        ),
        UserTypeKind::Composite(fields) => {
            let fields: Vec<String> =
                fields.iter().map(|(name, field)| format!("{name} {}", ty(*field))).collect();
            format!("composite ({})", fields.join(", "))
        }
        UserTypeKind::Row(id) => {
            let relation = catalog.relation(*id).map(|relation| shown(&relation.name));
            format!("row of {}", relation.unwrap_or_default())
        }
        UserTypeKind::Range { subtype, .. } => format!("range of {}", ty((*subtype).into())),
        UserTypeKind::Multirange(range) => format!("multirange of {}", ty((*range).into())),
        UserTypeKind::Array(element) => format!("array of {}", ty((*element).into())),
    }
}
