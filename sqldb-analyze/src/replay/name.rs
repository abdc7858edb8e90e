//! The names that PostgreSQL makes itself (`indexcmds.c makeObjectName`, `ChooseRelationName`).

use crate::catalog::{By, Catalog, Major, RelationId, UserType, UserTypeKind};

/// The longest name, in bytes: `NAMEDATALEN - 1`.
const LONGEST: usize = 63;

/// `name1_name2_label`, the two names shortened until it fits.
pub(super) fn object_name(name1: &str, name2: Option<&str>, label: &str) -> String {
    let mut length1 = name1.len();
    let mut length2 = name2.map_or(0, str::len);
    let mut overhead = usize::from(name2.is_some());
    if !label.is_empty() {
        overhead += label.len() + 1;
    }
    let available = LONGEST.saturating_sub(overhead);
    while length1 + length2 > available {
        if length1 > length2 {
            length1 -= 1;
        } else {
            length2 -= 1;
        }
    }
    let mut name = clip(name1, length1).to_owned();
    if let Some(name2) = name2 {
        name.push('_');
        name.push_str(clip(name2, length2));
    }
    if !label.is_empty() {
        name.push('_');
        name.push_str(label);
    }
    name
}

/// Whole characters only (`pg_mbcliplen`).
fn clip(name: &str, length: usize) -> &str {
    let mut end = length.min(name.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    name.get(..end).unwrap_or_default()
}

/// The first free of `n1_n2_label`, `n1_n2_label1`, ….
pub(super) fn first_free(
    name1: &str,
    name2: Option<&str>,
    label: &str,
    taken: impl Fn(&str) -> bool,
) -> String {
    let mut name = object_name(name1, name2, label);
    let mut pass = 0_u32;
    while taken(&name) {
        pass += 1;
        name = object_name(name1, name2, &format!("{label}{pass}"));
    }
    name
}

/// The columns of an index or a foreign key as a part of its name
/// (`ChooseIndexNameAddition`): no longer than a name.
pub(super) fn columns_part(columns: &[String]) -> String {
    let mut part = String::new();
    for column in columns {
        if !part.is_empty() {
            part.push('_');
        }
        part.push_str(column);
        if part.len() > LONGEST {
            break;
        }
    }
    part
}

/// The name of a relation that PostgreSQL makes: a sequence, an index (`ChooseRelationName`).
pub(super) fn relation_name(
    catalog: &Catalog,
    schema: &str,
    name1: &str,
    name2: Option<&str>,
    label: &str,
) -> String {
    first_free(name1, name2, label, |name| relation_taken(catalog, schema, name))
}

/// The name of an index behind a constraint, which is a constraint's name too.
pub(super) fn key_name(
    catalog: &Catalog,
    schema: &str,
    name1: &str,
    name2: Option<&str>,
    label: &str,
) -> String {
    first_free(name1, name2, label, |name| {
        relation_taken(catalog, schema, name) || constraint_taken_in_schema(catalog, schema, name)
    })
}

/// The name of a constraint without an index (`ChooseConstraintName`).
pub(super) fn constraint_name(
    catalog: &Catalog,
    schema: &str,
    name1: &str,
    name2: Option<&str>,
    label: &str,
) -> String {
    first_free(name1, name2, label, |name| constraint_taken_in_schema(catalog, schema, name))
}

/// Whether a table, an index or another relation has this name.
pub(super) fn relation_taken(catalog: &Catalog, schema: &str, name: &str) -> bool {
    let by = By::Name(name);
    catalog.relations.by(by).any(|relation| relation.name.is(schema, name))
        || catalog.indexes.by(by).any(|index| index.name.is(schema, name))
        || catalog.types.by(by).any(|user_type| {
            matches!(user_type.kind, UserTypeKind::Composite(_)) && user_type.name.is(schema, name)
        })
}

fn constraint_taken_in_schema(catalog: &Catalog, schema: &str, name: &str) -> bool {
    let in_schema = |id| catalog.relation(id).is_some_and(|found| found.name.schema == schema);
    let domain = |found: &UserType| match &found.kind {
        UserTypeKind::Domain { constraints, .. } => {
            found.name.schema == schema && constraints.iter().any(|own| own.name == name)
        }
        _ => false,
    };
    let with_constraint = By::Constraint(name);
    let mut named = catalog.constraints.by(By::Name(name));
    named.any(|found| found.name == name && in_schema(found.relation))
        || catalog.types.by(with_constraint).any(domain)
        || catalog.relations.by(with_constraint).any(|relation| {
            relation.name.schema == schema
                && relation.keys.iter().any(|key| is_constraint(key, name))
        })
}

/// Whether a table has a constraint of this name.
pub(super) fn constraint_taken(catalog: &Catalog, relation: RelationId, name: &str) -> bool {
    let mut own = catalog.constraints.by(By::Relation(relation));
    own.any(|found| found.relation == relation && found.name == name)
        || catalog
            .relation(relation)
            .is_some_and(|found| found.keys.iter().any(|key| is_constraint(key, name)))
}

fn is_constraint(key: &crate::catalog::Key, name: &str) -> bool {
    key.name == name && key.kind != crate::catalog::KeyKind::UniqueIndex
}

/// The name of the array over a type: up to 15 as many underscores in front as make it new, since 16
/// one, and a number behind (`pg_type.c makeArrayTypeName`).
pub(super) fn array_name(catalog: &Catalog, schema: &str, name: &str) -> String {
    if catalog.major >= Major::V16 {
        let mut made = object_name("", Some(name), "");
        let mut pass = 0_u32;
        while catalog.find_type(Some(schema), &made).is_some() {
            pass += 1;
            made = object_name("", Some(name), &pass.to_string());
        }
        return made;
    }
    let underscored = |count: usize| {
        let underscores = "_".repeat(count);
        format!("{underscores}{}", clip(name, LONGEST.saturating_sub(count)))
    };
    let free = |name: &String| catalog.find_type(Some(schema), name).is_none();
    (1..LONGEST).map(underscored).find(free).unwrap_or_else(|| underscored(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_shortened_where_they_are_longest() {
        let long = "a".repeat(60);
        assert_eq!(object_name(&long, Some("b"), "key").len(), 63);
        assert!(object_name(&long, Some("b"), "key").ends_with("a_b_key"));
        assert_eq!(object_name("t", Some("a_b"), "idx"), "t_a_b_idx");
        assert_eq!(object_name("", Some("x"), ""), "_x");
    }
}
