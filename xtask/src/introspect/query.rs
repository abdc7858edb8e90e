//! What is asked of `pg_catalog`. Names are qualified, because a session's search path may be any;
//! lists come as JSON, which has one way to be read. The temporary schema of the session is `pg_temp`,
//! as the engine calls it; those of others are left out.

/// The schemas that are not PostgreSQL's own.
pub(super) const SCHEMAS: &str = "
SELECT CASE n.oid WHEN pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END
FROM pg_catalog.pg_namespace n
WHERE n.oid = pg_catalog.pg_my_temp_schema()
   OR (n.nspname !~ '^pg_' AND n.nspname <> 'information_schema')";

/// The schemas that are searched, without the implicit `pg_catalog`, with the implicit `pg_temp`.
pub(super) const SEARCH_PATH: &str = "
WITH path AS (
  SELECT CASE name WHEN (SELECT nspname FROM pg_catalog.pg_namespace WHERE oid = pg_catalog.pg_my_temp_schema())
         THEN 'pg_temp' ELSE name END AS name, at
  FROM pg_catalog.unnest(pg_catalog.current_schemas(true)::text[]) WITH ORDINALITY AS path(name, at)
)
SELECT name FROM path
WHERE name <> 'pg_catalog' OR name = ANY (pg_catalog.current_schemas(false)::text[])
ORDER BY at";

/// OID, schema, name, kind, row type.
pub(super) const RELATIONS: &str = "
SELECT c.oid, CASE n.oid WHEN pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END,
       c.relname, c.relkind, c.reltype
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND (n.nspname !~ '^pg_' OR n.oid = pg_catalog.pg_my_temp_schema())
ORDER BY c.oid";

/// Relation, name, type, modifier, whether NULL is kept out, identity, generated, default.
pub(super) const COLUMNS: &str = "
SELECT a.attrelid, a.attname, a.atttypid, a.atttypmod,
       a.attnotnull AND c.relkind IN ('r', 'p', 'S') AND NOT EXISTS (
         SELECT FROM pg_catalog.pg_constraint k
         WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum] AND NOT k.convalidated),
       a.attidentity, a.attgenerated,
       a.atthasdef OR (t.typtype = 'd' AND t.typdefault IS NOT NULL)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
WHERE a.attrelid >= 16384 AND a.attnum > 0 AND NOT a.attisdropped
  AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
ORDER BY a.attrelid, a.attnum";

/// Relation, name, kind, columns, expressions, partial, NULLS NOT DISTINCT, deferrable, what it
/// identifies.
pub(super) const KEYS: &str = "
SELECT i.indrelid, x.relname, coalesce(k.contype::text, ''),
       (SELECT coalesce(json_agg(a.attname ORDER BY n.at), '[]')
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY n(number, at)
        JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = n.number
        WHERE n.at <= i.indnkeyatts AND n.number > 0),
       (SELECT coalesce(json_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n.at::int, true) ORDER BY n.at), '[]')
        FROM pg_catalog.unnest(i.indkey::int2[]) WITH ORDINALITY n(number, at)
        WHERE n.at <= i.indnkeyatts AND n.number = 0),
       i.indpred IS NOT NULL, i.indnullsnotdistinct, coalesce(k.condeferrable, false),
       CASE WHEN EXISTS (
              SELECT FROM ROWS FROM (pg_catalog.unnest(i.indclass::oid[]),
                                     pg_catalog.unnest(i.indcollation::oid[]),
                                     pg_catalog.unnest(i.indkey::int2[]))
                            e(class, own_collation, number)
              JOIN pg_catalog.pg_opclass o ON o.oid = e.class
              LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = e.number
              WHERE NOT o.opcdefault OR e.own_collation <> a.attcollation) THEN 'nothing'
            WHEN i.indisvalid THEN 'row'
            WHEN x.relkind = 'I' THEN 'row of partition'
            ELSE 'nothing' END,
       i.indisexclusion
FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype IN ('p', 'u')
WHERE i.indisunique AND i.indrelid >= 16384";

/// Child, parent.
pub(super) const PARENTS: &str =
    "SELECT inhrelid, inhparent FROM pg_catalog.pg_inherits ORDER BY inhrelid, inhseqno";

/// A row if there is a collation that takes unequal texts for equal.
pub(super) const NONDETERMINISTIC: &str =
    "SELECT FROM pg_catalog.pg_collation WHERE NOT collisdeterministic LIMIT 1";

/// Table, its type.
pub(super) const TYPED_TABLES: &str =
    "SELECT oid, reloftype FROM pg_catalog.pg_class WHERE reloftype <> 0";

/// Relation, name, columns of exclusion constraints.
pub(super) const EXCLUSIONS: &str = "
SELECT k.conrelid, k.conname,
       (SELECT coalesce(json_agg(a.attname), '[]') FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey))
FROM pg_catalog.pg_constraint k WHERE k.contype = 'x'";

/// OID, schema, name, kind, other type or relation, base type and modifier (of a range: subtype),
/// NOT NULL, labels or field names, default, field types, field modifiers, category, preferred,
/// takes modifiers, order, array.
pub(super) const TYPES: &str = "
SELECT t.oid, CASE n.oid WHEN pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END,
       t.typname,
       CASE WHEN t.typtype = 'c' AND c.relkind = 'c' THEN 'composite'
            WHEN t.typtype = 'c' THEN 'row'
            WHEN t.typsubscript = 'pg_catalog.array_subscript_handler'::pg_catalog.regproc THEN 'array'
            ELSE t.typtype::text END,
       CASE t.typtype WHEN 'c' THEN t.typrelid
            WHEN 'r' THEN r.rngmultitypid WHEN 'm' THEN m.rngtypid ELSE t.typelem END,
       CASE t.typtype WHEN 'r' THEN r.rngsubtype ELSE t.typbasetype END, t.typtypmod, t.typnotnull,
       CASE WHEN t.typtype = 'e' THEN
                 (SELECT json_agg(e.enumlabel ORDER BY e.enumsortorder)
                  FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)
            WHEN c.relkind = 'c' THEN f.names END,
       t.typdefault IS NOT NULL, f.types, f.modifiers,
       t.typcategory, t.typispreferred, t.typmodin <> 0,
       CASE WHEN EXISTS (SELECT FROM pg_catalog.pg_opclass o
                         WHERE o.opcdefault AND o.opcintype = t.oid AND o.opcmethod = 403) THEN 'sorted'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_opclass o
                         WHERE o.opcdefault AND o.opcintype = t.oid AND o.opcmethod = 405) THEN 'equal'
            ELSE 'none' END,
       t.typarray
FROM pg_catalog.pg_type t
JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
LEFT JOIN pg_catalog.pg_range r ON r.rngtypid = t.oid
LEFT JOIN pg_catalog.pg_range m ON m.rngmultitypid = t.oid
LEFT JOIN LATERAL (
  SELECT json_agg(a.attname ORDER BY a.attnum) AS names,
         json_agg(a.atttypid::text ORDER BY a.attnum) AS types,
         json_agg(a.atttypmod::text ORDER BY a.attnum) AS modifiers
  FROM pg_catalog.pg_attribute a
  WHERE c.relkind = 'c' AND a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
) f ON true
WHERE t.oid >= 16384 AND t.typisdefined
  AND (n.nspname !~ '^pg_' OR n.oid = pg_catalog.pg_my_temp_schema())
ORDER BY t.oid";

/// Schema, name, kind, argument names, types, modes, variadic, defaults, result, returns a set,
/// strict, kind of aggregate, direct arguments.
pub(super) const FUNCTIONS: &str = "
SELECT CASE n.oid WHEN pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END, p.proname, p.prokind,
       (SELECT coalesce(json_agg(coalesce(p.proargnames[a.at], '') ORDER BY a.at), '[]')
        FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY a(ty, at)),
       (SELECT coalesce(json_agg(a.ty::text ORDER BY a.at), '[]')
        FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY a(ty, at)),
       (SELECT coalesce(json_agg(coalesce(p.proargmodes[a.at], 'i')::text ORDER BY a.at), '[]')
        FROM pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) WITH ORDINALITY a(ty, at)),
       p.provariadic <> 0, p.pronargdefaults, p.prorettype, p.proretset,
       p.proisstrict AND p.prokind <> 'a', g.aggkind, g.aggnumdirectargs
FROM pg_catalog.pg_proc p
JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
LEFT JOIN pg_catalog.pg_aggregate g ON g.aggfnoid = p.oid
WHERE p.oid >= 16384
  AND (n.nspname !~ '^pg_temp' OR n.oid = pg_catalog.pg_my_temp_schema())
ORDER BY p.oid";

/// Schema, symbol, left, right, result, strict.
pub(super) const OPERATORS: &str = "
SELECT n.nspname, o.oprname, o.oprleft, o.oprright, o.oprresult, coalesce(p.proisstrict, false)
FROM pg_catalog.pg_operator o
JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
LEFT JOIN pg_catalog.pg_proc p ON p.oid = o.oprcode
WHERE o.oid >= 16384 AND o.oprcode <> 0 AND o.oprright <> 0
ORDER BY o.oid";

/// Source, target, context, method.
pub(super) const CASTS: &str = "
SELECT castsource, casttarget, castcontext, castmethod FROM pg_catalog.pg_cast WHERE oid >= 16384";

/// The extensions that are installed.
pub(super) const EXTENSIONS: &str = "SELECT e.extname FROM pg_catalog.pg_extension e";

/// Rules, a view's own left out, as they would be written, and disabled.
pub(super) const RULES: &str = "
SELECT pg_catalog.pg_get_ruledef(oid) || CASE ev_enabled
    WHEN 'D' THEN pg_catalog.format(' ALTER TABLE %s DISABLE RULE %I', ev_class::pg_catalog.regclass, rulename)
    ELSE '' END
FROM pg_catalog.pg_rewrite
WHERE ev_class >= 16384 AND ev_type <> '1'";

/// Triggers that fire before rows are written or in place of that (`TRIGGER_TYPE_BEFORE`,
/// `TRIGGER_TYPE_INSTEAD`), as they would be written.
pub(super) const TRIGGERS: &str = "
SELECT pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger
WHERE NOT tgisinternal AND tgtype & 66 <> 0";

/// Views and their bodies.
pub(super) const BODIES: &str = "
SELECT oid, pg_catalog.pg_get_viewdef(oid) FROM pg_catalog.pg_class
WHERE relkind = 'v' AND oid >= 16384";
