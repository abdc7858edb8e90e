//! PostgreSQL's own tables and views: those of `pg_catalog` and of `information_schema`.
//!
//! A generated row says their columns in a text, which is read when a query names the relation. Their
//! row types, and the domains of `information_schema`, have OIDs that differ between databases; here
//! they have ids of ours, from 10000 up, where PostgreSQL keeps none fixed.

use std::sync::OnceLock;

use super::relations::RELATIONS;
use super::rows::RelationRow;
use crate::catalog::{
    Column, Default, Identifies, Key, KeyKind, Major, NotNull, QualifiedName, Relation, RelationId,
    RelationKind, TypeInfo, TypeKind,
};
use crate::span::{LineColumn, Origin};
use crate::types::{Category, TypeId, Typed, Typmod};

/// What has been read of each row.
static READ: [OnceLock<Box<Read>>; 512] = [const { OnceLock::new() }; 512];

/// What a row says, once somebody has asked.
#[derive(Debug)]
struct Read {
    relation: Relation,
    /// The name of the array over its row type.
    array: String,
}

/// The domains of `information_schema` and the arrays over them: names, base type and modifier
/// (`information_schema.sql`).
const DOMAINS: [(&str, &str, Typed); 5] = [
    ("cardinal_number", "_cardinal_number", Typed { id: TypeId::INT4, typmod: None }),
    ("character_data", "_character_data", Typed { id: TypeId::VARCHAR, typmod: None }),
    ("sql_identifier", "_sql_identifier", Typed { id: TypeId::NAME, typmod: None }),
    ("time_stamp", "_time_stamp", Typed { id: TypeId::TIMESTAMPTZ, typmod: Some(Typmod(2)) }),
    ("yes_or_no", "_yes_or_no", Typed { id: TypeId::VARCHAR, typmod: Some(Typmod(7)) }),
];

/// The first id of a domain; the array over each has the next one.
const FIRST_DOMAIN: u32 = 10_000;
/// The first id of a row type; the array over each has the next one.
const FIRST_ROW: u32 = 10_100;
/// The first relation's id, above all that migrations make.
const FIRST_RELATION: u32 = 0x8000_0000;

/// Whether an id is a system relation's.
pub(crate) fn is_system(id: RelationId) -> bool {
    id.0 >= FIRST_RELATION
}

/// The system relation of an id.
pub(crate) fn relation_of(id: RelationId) -> Option<&'static Relation> {
    let place = usize::try_from(id.0.checked_sub(FIRST_RELATION)?).ok()?;
    read(place).map(|read| &read.relation)
}

/// The system relation of a name.
pub(crate) fn find(schema: &str, name: &str, major: Major) -> Option<&'static Relation> {
    read(place(schema, name, major)?).map(|read| &read.relation)
}

/// The system relations of a schema.
pub(crate) fn relations(schema: &str, major: Major) -> impl Iterator<Item = &'static Relation> {
    let rows = RELATIONS.iter().enumerate();
    let places = rows.filter(move |(_, row)| row.schema == schema && row.versions.holds(major));
    places.filter_map(|(at, _)| read(at).map(|read| &read.relation))
}

/// The type of a name: a domain, the row type of a relation, or the array over one of these.
pub(crate) fn type_of_name(schema: &str, name: &str, major: Major) -> Option<TypeId> {
    let of = |name: &str| {
        let domain = DOMAINS.iter().position(|domain| domain.0 == name);
        match domain.filter(|_| schema == "information_schema") {
            Some(at) => Some(FIRST_DOMAIN + 2 * u32::try_from(at).ok()?),
            None => Some(FIRST_ROW + 2 * u32::try_from(place(schema, name, major)?).ok()?),
        }
    };
    // Some relations begin with an underscore themselves.
    let array = || of(name.strip_prefix('_')?).map(|id| id + 1);
    of(name).or_else(array).map(TypeId)
}

/// What is known of one of these types.
pub(crate) fn type_info(id: TypeId) -> Option<TypeInfo<'static>> {
    let offset = id.0.checked_sub(FIRST_DOMAIN)?;
    let (schema, names, kind, category) = match id.0.checked_sub(FIRST_ROW) {
        Some(offset) => {
            let at = usize::try_from(offset / 2).ok()?;
            let row = RELATIONS.get(at)?;
            let names = (row.name, read(at)?.array.as_str());
            let kind = TypeKind::Row(RelationId(FIRST_RELATION + offset / 2));
            (row.schema, names, kind, Category::Composite)
        }
        None => {
            let (name, array, base) = *DOMAINS.get(usize::try_from(offset / 2).ok()?)?;
            let base_row = super::type_row(base.id, Major::default())?;
            let category = Category::of_letter(base_row.3);
            ("information_schema", (name, array), TypeKind::Domain(base), category)
        }
    };
    let info = TypeInfo {
        id,
        schema,
        name: names.0,
        kind,
        category,
        preferred: false,
        subscript: None,
        array: Some(TypeId(id.0 + 1)),
    };
    // Both first ids are even, so that an odd one is an array's.
    if id.0.is_multiple_of(2) {
        return Some(info);
    }
    let element = TypeId(id.0 - 1);
    Some(TypeInfo {
        name: names.1,
        kind: TypeKind::Array(element),
        category: Category::Array,
        subscript: Some(element),
        array: None,
        ..info
    })
}

/// The place of a relation in the table.
fn place(schema: &str, name: &str, major: Major) -> Option<usize> {
    let key = (schema, name);
    let start = RELATIONS.partition_point(|row| (row.schema, row.name) < key);
    let rest = RELATIONS.get(start..)?.iter();
    let mut versions = rest.take_while(|row| (row.schema, row.name) == key);
    versions.position(|row| row.versions.holds(major)).map(|at| start + at)
}

fn read(at: usize) -> Option<&'static Read> {
    let row = RELATIONS.get(at)?;
    let number = u32::try_from(at).ok()?;
    let read =
        || Box::new(Read { relation: row.relation(number), array: format!("_{}", row.name) });
    Some(READ.get(at)?.get_or_init(read))
}

impl RelationRow {
    fn relation(&self, number: u32) -> Relation {
        let place = LineColumn { line: 1, column: 1 };
        let origin = Origin { file: self.schema.into(), place };
        let columns = self.columns.split(',').map(|column| {
            let (column, not_null) = match column.strip_suffix('!') {
                Some(column) => (column, NotNull::Enforced),
                None => (column, NotNull::No),
            };
            let (name, ty) = column.split_once(' ').unwrap_or((column, ""));
            let (id, typmod) = ty.split_once(':').unwrap_or((ty, ""));
            let of_rows = || {
                let major = Major::ALL.into_iter().find(|major| self.versions.holds(*major))?;
                type_of_name("pg_catalog", id, major)
            };
            let id = id.parse().ok().map(TypeId).or_else(of_rows).unwrap_or(TypeId::UNKNOWN);
            Column {
                name: name.to_owned(),
                ty: Typed { id, typmod: typmod.parse().ok().map(Typmod) },
                not_null,
                default: Default::None,
                origin: origin.clone(),
            }
        });
        let keys = self.keys.split(';').filter(|key| !key.is_empty()).map(|key| {
            let (kind, columns) = match key.strip_prefix('=') {
                Some(columns) => (KeyKind::Primary, columns),
                None => (KeyKind::UniqueIndex, key),
            };
            Key {
                name: format!("{}_{}_index", self.name, columns.replace(',', "_")),
                kind,
                columns: columns.split(',').map(str::to_owned).collect(),
                expressions: Vec::new(),
                partial: false,
                nulls_not_distinct: false,
                without_overlaps: false,
                deferrable: false,
                identifies: Identifies::Row,
            }
        });
        Relation {
            id: RelationId(FIRST_RELATION + number),
            name: QualifiedName::new(self.schema, self.name),
            kind: if self.kind == b'v' { RelationKind::View } else { RelationKind::Table },
            columns: columns.collect(),
            keys: keys.collect(),
            row_type: TypeId(FIRST_ROW + 2 * number),
            parents: Vec::new(),
            origin: origin.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_have_their_columns_and_row_types() {
        let class = find("pg_catalog", "pg_class", Major::V17).unwrap();
        assert_eq!(class.columns.first().map(|column| column.name.as_str()), Some("oid"));
        assert!(class.keys.iter().any(|key| key.columns == ["relname", "relnamespace"]));
        assert_eq!(relation_of(class.id).map(|found| &found.name), Some(&class.name));
        assert_eq!(type_info(class.row_type).map(|info| info.name), Some("pg_class"));
        assert_eq!(type_of_name("pg_catalog", "pg_class", Major::V17), Some(class.row_type));
        let array = type_of_name("pg_catalog", "_pg_class", Major::V17).unwrap();
        assert_eq!(type_info(array).map(|i| i.kind), Some(TypeKind::Array(class.row_type)));
        assert!(find("pg_catalog", "columns", Major::V17).is_none());
        assert!(find("information_schema", "columns", Major::V15).is_some());
    }

    #[test]
    fn versions_have_their_own_columns() {
        let has = |major| {
            let relation = find("pg_catalog", "pg_stat_io", major);
            relation.is_some_and(|relation| relation.column("read_bytes").is_some())
        };
        assert_eq!(Major::ALL.map(has), [false, false, false, true]);
    }

    #[test]
    fn rows_are_sorted_and_readable() {
        assert!(RELATIONS.is_sorted_by(|a, b| (a.schema, a.name) <= (b.schema, b.name)));
        assert!(RELATIONS.len() <= READ.len());
        for at in 0..RELATIONS.len() {
            for column in &read(at).unwrap().relation.columns {
                assert_ne!(column.ty.id, TypeId::UNKNOWN, "{}", column.name);
            }
        }
    }
}
