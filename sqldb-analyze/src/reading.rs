//! Whether a statement only reads, so that executing it once more than it was asked for does no harm.
//!
//! [`only_reads`] must never say so of a statement that writes; the other mistake costs time only.

use crate::Origin;
use crate::catalog::{By, Catalog, QualifiedName, RelationKind};
use crate::statement::{Effect, Statement, Verb};

/// Functions of PostgreSQL that change something, or what the session has, or run text that may:
/// volatile ones, but for those that only compute (`random`, `gen_random_uuid`, `clock_timestamp` …),
/// and stable ones that read what they are told to. Those of [`DOING_BY_PREFIX`] count as such all
/// together.
const DOING: &[&str] = &[
    "currtid2",
    "currval",
    "cursor_to_xml",
    "cursor_to_xmlschema",
    "database_to_xml",
    "database_to_xml_and_xmlschema",
    "gin_clean_pending_list",
    "lastval",
    "loread",
    "lowrite",
    "nextval",
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "query_to_xmlschema",
    "schema_to_xml",
    "schema_to_xml_and_xmlschema",
    "set_config",
    "setseed",
    "setval",
    "table_to_xml",
    "table_to_xml_and_xmlschema",
    "ts_rewrite",
    "ts_stat",
    "txid_current",
    "txid_status",
];

/// How names of [`DOING`] begin.
const DOING_BY_PREFIX: &[&str] = &["binary_upgrade_", "brin_", "dblink", "lo_", "pg_"];

/// Whether `statement` reads tables by functions of PostgreSQL itself and does nothing else: it locks
/// no rows, calls no function of the migrations, be it by a policy, a cast or an operator, and reads
/// no view, whose functions nobody looks at.
pub fn only_reads(statement: &Statement, catalog: &Catalog) -> bool {
    statement.verb == Verb::Select
        && statement.effect == Effect::None
        && statement.tables.written.is_empty()
        && statement.tables.read.iter().all(|name| is_plain(name, catalog))
        && only_known_functions(catalog)
}

/// Whether a function of PostgreSQL only computes, by its name.
pub fn only_computes(name: &str) -> bool {
    !DOING.contains(&name) && !DOING_BY_PREFIX.iter().any(|prefix| name.starts_with(prefix))
}

/// Whether reading a relation calls nothing.
fn is_plain(name: &QualifiedName, catalog: &Catalog) -> bool {
    let Some(relation) = catalog.find_relation(Some(&name.schema), &name.name) else {
        return false;
    };
    if catalog.is_system(relation.id) {
        return true;
    }
    let stored = matches!(
        relation.kind,
        RelationKind::Table | RelationKind::PartitionedTable | RelationKind::MaterializedView
    );
    let mut policies = catalog.policies.by(By::Relation(relation.id));
    stored
        // There may be policies that nobody has listed.
        && !catalog.unlisted
        && policies.all(|policy| policy.effect == Effect::None)
}

/// Whether what is called without being named is known to compute only: functions behind casts,
/// behind operators (`LIKE`, `IN`, `ORDER BY` and `GROUP BY` use some), and behind base types.
fn only_known_functions(catalog: &Catalog) -> bool {
    let known = |origin: &Origin| is_of_known_extension(origin, catalog);
    catalog.casts.iter().all(|cast| known(&cast.origin))
        && catalog.operators.iter().all(|operator| known(&operator.origin))
        && catalog.types.by(By::BaseType).all(|found| known(&found.origin))
}

/// Whether something is of an extension whose members are known: its casts, operators and types only
/// compute. (Of their functions some do more, and nobody has told them apart.)
fn is_of_known_extension(origin: &Origin, catalog: &Catalog) -> bool {
    // What a script of the user's makes has the script's file as its origin.
    let name = origin.file.strip_prefix("extension ");
    name.is_some_and(|name| catalog.extensions.iter().any(|extension| extension == name))
}
