//! What of a server's catalog only the replay asks for: indexes, constraints, sequences of columns,
//! what views and generated columns read.

use sqldb_analyze::catalog::{
    BaseType, Catalog, Constraint, ConstraintKind, Dependent, Index, Major, OwnedSequence,
    QualifiedName, ReferenceTerms, RelationId, Use, UserType, UserTypeKind, Validity,
};
use sqldb_analyze::types::TypeId;
use sqldb_analyze::{LineColumn, Origin};

use crate::introspect::{self, SystemTypes};
use crate::session::{Row, Session};

const INDEXES: &str = "
SELECT i.indrelid, CASE n.oid WHEN pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END, x.relname,
       i.indisunique, i.indpred IS NOT NULL,
       (SELECT json_agg(coalesce(a.attname::text, '') ORDER BY k.at) FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY k(number, at)
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0
        WHERE k.at <= i.indnkeyatts),
       (SELECT coalesce(json_agg(a.attname ORDER BY pg_catalog.array_position(i.indkey::int2[], a.attnum), a.attnum), '[]')
        FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attnum > 0 AND (a.attnum = ANY (i.indkey::int2[]) OR EXISTS (
          SELECT FROM pg_catalog.pg_depend d
          WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
            AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.indrelid
            AND d.refobjsubid = a.attnum))),
       coalesce(h.nspname, ''), coalesce(h.relname, '')
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
JOIN pg_catalog.pg_namespace n ON n.oid = x.relnamespace
LEFT JOIN (SELECT inhrelid, relname, nspname FROM pg_catalog.pg_inherits JOIN pg_catalog.pg_class p ON p.oid = inhparent
           JOIN pg_catalog.pg_namespace s ON s.oid = p.relnamespace) h ON h.inhrelid = i.indexrelid
WHERE i.indrelid >= 16384 AND n.nspname !~ '^pg_toast'";

const CONSTRAINTS: &str = "
SELECT k.conrelid, k.conname, k.contype, k.confrelid, k.convalidated, k.condeferrable,
       (SELECT relname FROM pg_catalog.pg_class WHERE oid = k.conindid),
       (SELECT coalesce(json_agg(a.attname ORDER BY n.at), '[]') FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY n(number, at)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.number),
       (SELECT coalesce(json_agg(a.attname ORDER BY n.at), '[]') FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY n(number, at)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = n.number),
       k.conislocal, k.connoinherit, coalesce((pg_catalog.to_jsonb(k) ->> 'conenforced')::bool, true)
FROM pg_catalog.pg_constraint k WHERE k.conrelid >= 16384 AND k.contype IN ('c', 'f', 'x', 'n')
  AND NOT (k.contype = 'f' AND k.conparentid <> 0 AND k.conrelid = (SELECT p.conrelid FROM pg_catalog.pg_constraint p WHERE p.oid = k.conparentid))";

const SEQUENCES: &str = "
SELECT d.objid, d.refobjid, a.attname, a.attidentity <> ''
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_class c ON c.oid = d.objid AND c.relkind = 'S'
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i') AND d.objid >= 16384";

/// Names without a definition.
const SHELLS: &str = "
SELECT t.oid, n.nspname, t.typname FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE NOT t.typisdefined AND t.oid >= 16384";

const USES: &str = "
SELECT r.ev_class, '', d.refobjid, (SELECT coalesce(json_agg(DISTINCT a.attname), '[]') FROM pg_catalog.pg_depend e
        JOIN pg_catalog.pg_attribute a ON a.attrelid = e.refobjid AND a.attnum = e.refobjsubid
        WHERE e.classid = d.classid AND e.objid = d.objid AND e.refclassid = d.refclassid AND e.refobjid = d.refobjid AND e.refobjsubid > 0)
FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
WHERE d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
  AND r.ev_type = '1' AND r.ev_class >= 16384 AND d.refobjid <> r.ev_class AND d.refobjid >= 16384
GROUP BY r.ev_class, d.classid, d.objid, d.refclassid, d.refobjid
UNION ALL
SELECT f.adrelid, c.attname, d.refobjid, json_agg(DISTINCT a.attname)
FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_attribute c ON c.attrelid = f.adrelid AND c.attnum = f.adnum AND c.attgenerated <> ''
JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid AND d.refobjid = f.adrelid
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND a.attnum <> c.attnum
GROUP BY 1, 2, 3";

/// The server's catalog with all that the replay asks for.
pub(super) fn catalog(
    session: &mut Session,
    major: Major,
    system: &SystemTypes,
) -> Result<Catalog, String> {
    let mut catalog = introspect::catalog(session, major, system)?;
    let answers = session.answers(&[INDEXES, CONSTRAINTS, SEQUENCES, USES, SHELLS])?;
    let [indexes, constraints, sequences, uses, shells] = answers.as_slice() else {
        return Err("questions without answers".to_owned());
    };
    catalog.indexes = indexes.iter().filter_map(index).collect();
    catalog.constraints = constraints.iter().filter_map(constraint).collect();
    catalog.owned_sequences = sequences.iter().filter_map(sequence).collect();
    catalog.uses = uses.iter().filter_map(reads).collect();
    catalog.types.extend(shells.iter().filter_map(shell));
    // Above every OID of the server.
    catalog.next_relation = 1 << 30;
    catalog.next_type = 1 << 30;
    catalog.next_other = 1 << 30;
    Ok(catalog)
}

/// The server's indexes, which a `regclass` may name.
pub(crate) fn indexes(session: &mut Session) -> Result<Vec<Index>, String> {
    let answers = session.answers(&[INDEXES])?;
    Ok(answers.iter().flatten().filter_map(index).collect())
}

fn origin() -> Origin {
    Origin { file: "the server".into(), place: LineColumn { line: 1, column: 1 } }
}

fn shell(row: &Row) -> Option<UserType> {
    Some(UserType {
        id: TypeId(row.number(0)?),
        name: QualifiedName::new(row.text(1), row.text(2)),
        kind: UserTypeKind::Base(BaseType::plain()),
        array: None,
        origin: origin(),
    })
}

fn index(row: &Row) -> Option<Index> {
    let columns = row.list(5);
    Some(Index {
        name: QualifiedName::new(row.text(1), row.text(2)),
        relation: RelationId(row.number(0)?),
        labels: columns.clone(),
        columns: columns.into_iter().map(|name| (!name.is_empty()).then_some(name)).collect(),
        uses: row.list(6),
        unique: row.is(3),
        partial: row.is(4),
        definition: String::new(),
        attached_to: (!row.text(8).is_empty())
            .then(|| QualifiedName::new(row.text(7), row.text(8))),
        origin: origin(),
    })
}

fn constraint(row: &Row) -> Option<Constraint> {
    let columns = row.list(7);
    let kind = match row.text(2) {
        "c" => ConstraintKind::Check { columns, inherits: !row.is(10) },
        "n" => {
            ConstraintKind::NotNull { column: columns.into_iter().next()?, inherits: !row.is(10) }
        }
        "x" => ConstraintKind::Exclude { columns, operators: Vec::new(), filter: None },
        _ => ConstraintKind::ForeignKey {
            columns,
            target: RelationId(row.number(3)?),
            target_columns: row.list(8),
            key: row.text(6).to_owned(),
            deferrable: row.is(5),
            terms: ReferenceTerms::default(),
        },
    };
    Some(Constraint {
        name: row.text(1).to_owned(),
        relation: RelationId(row.number(0)?),
        kind,
        validity: match (row.is(11), row.is(4)) {
            (false, _) => Validity::NotEnforced,
            (true, false) => Validity::NotValid,
            (true, true) => Validity::Valid,
        },
        local: row.is(9),
        origin: origin(),
    })
}

fn sequence(row: &Row) -> Option<OwnedSequence> {
    Some(OwnedSequence {
        sequence: RelationId(row.number(0)?),
        table: RelationId(row.number(1)?),
        column: row.text(2).to_owned(),
        identity: row.is(3),
    })
}

fn reads(row: &Row) -> Option<Use> {
    let relation = RelationId(row.number(2)?);
    let dependent = match row.text(1) {
        "" => Dependent::View(RelationId(row.number(0)?)),
        column => Dependent::Default(relation, column.to_owned()),
    };
    Some(Use { dependent, relation, columns: row.list(3) })
}

/// What [`catalog`] adds, as lines.
pub(super) fn lines(catalog: &Catalog) -> Vec<String> {
    let name = |id| {
        let relation = catalog.relation(id);
        relation.map_or_else(|| "?".to_owned(), |found| found.name.name.clone())
    };
    let mut lines = Vec::new();
    for index in &catalog.indexes {
        let columns = index.columns.iter().map(|column| column.as_deref().unwrap_or("()"));
        lines.push(format!(
            "index {}.{} on {} ({})",
            index.name.schema,
            index.name.name,
            name(index.relation),
            columns.collect::<Vec<_>>().join(", ")
        ));
    }
    for found in &catalog.constraints {
        let what = match &found.kind {
            ConstraintKind::Check { inherits, .. } => {
                format!("check{}", inherited(found, *inherits))
            }
            ConstraintKind::NotNull { column, inherits } => {
                format!("not null ({column}){}", inherited(found, *inherits))
            }
            ConstraintKind::Exclude { .. } => "exclude".to_owned(),
            ConstraintKind::ForeignKey { columns, target, target_columns, .. } => format!(
                "({}) references {} ({})",
                columns.join(", "),
                name(*target),
                target_columns.join(", ")
            ),
        };
        let validity = match found.validity {
            Validity::Valid => "",
            Validity::NotValid => " not valid",
            Validity::NotEnforced => " not enforced",
        };
        lines.push(format!(
            "constraint {} on {} {what}{validity}",
            found.name,
            name(found.relation)
        ));
    }
    for found in &catalog.uses {
        let mut columns = found.columns.clone();
        columns.sort();
        let user = match &found.dependent {
            Dependent::View(view) => name(*view),
            Dependent::Default(table, column) => format!("{}.{column}", name(*table)),
            // The server is not asked for others.
            _ => continue,
        };
        lines.push(format!("{user} reads {} ({})", name(found.relation), columns.join(", ")));
    }
    lines
}

fn inherited(constraint: &Constraint, inherits: bool) -> &'static str {
    match (constraint.local, inherits) {
        (true, true) => "",
        (true, false) => " no inherit",
        (false, _) => " inherited",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::server::Server;

    #[test]
    fn what_an_index_uses_comes_in_its_order() {
        let Some(server) = Server::start_for_test(Major::default()) else { return };
        let mut session = Session::connect(&server.connection().parse().unwrap()).unwrap();
        let sql = "CREATE TABLE t (a int, b int, c int, d int, UNIQUE (d, b) INCLUDE (a));
            CREATE INDEX i ON t (c, (a + b)) INCLUDE (a) WHERE d > 0";
        for statement in sql.split(';') {
            session.run(statement).unwrap();
        }
        let mut uses: Vec<Vec<String>> =
            indexes(&mut session).unwrap().into_iter().map(|index| index.uses).collect();
        uses.sort();
        assert_eq!(uses, [vec!["c", "a", "b", "d"], vec!["d", "b", "a"]]);
    }
}
