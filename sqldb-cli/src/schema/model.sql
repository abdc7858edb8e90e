-- A database as one JSON value: what its migrations made, without what extensions and we made.
-- Names come with their schema unless that is `public`, and quoted where they must be.
WITH ours AS (
    SELECT oid, nspname FROM pg_namespace
    WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_namespace'::regclass
            AND objid = pg_namespace.oid AND deptype = 'e')
), relation AS (
    SELECT c.oid, c.relname, c.relkind, c.relnamespace, n.nspname, obj_description(c.oid, 'pg_class') AS comment
    FROM pg_class AS c JOIN ours AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        AND relname NOT IN ('schema_migrations', '_sqldb_migrations')
        AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid
            AND deptype = 'e')
)
SELECT json_build_object(
    'database', current_database(),
    'schemas', (SELECT coalesce(json_agg(nspname ORDER BY nspname), '[]') FROM ours WHERE nspname <> 'public'),
    'extensions', (
        SELECT coalesce(json_agg(json_build_object('name', extname, 'schema', nspname) ORDER BY extname), '[]')
        FROM pg_extension JOIN pg_namespace AS n ON n.oid = extnamespace WHERE extname <> 'plpgsql'),
    'types', (
        SELECT coalesce(json_agg(json_build_object(
            'name', format_type(t.oid, NULL),
            'comment', obj_description(t.oid, 'pg_type'),
            'kind', CASE typtype WHEN 'e' THEN 'enum' WHEN 'd' THEN 'domain' WHEN 'c' THEN 'composite'
                ELSE 'range' END,
            'labels', (SELECT json_agg(enumlabel ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
            'definition', CASE typtype
                WHEN 'e' THEN 'ENUM (' || (SELECT string_agg(quote_literal(enumlabel), ', '
                    ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid) || ')'
                WHEN 'd' THEN concat_ws(' ', format_type(typbasetype, typtypmod),
                    'DEFAULT ' || typdefault, CASE WHEN typnotnull THEN 'NOT NULL' END,
                    (SELECT string_agg(format('CONSTRAINT %I %s', conname, pg_get_constraintdef(oid)), ' '
                        ORDER BY conname) FROM pg_constraint WHERE contypid = t.oid AND contype = 'c'))
                WHEN 'c' THEN (SELECT '(' || string_agg(format('%I %s', attname,
                    format_type(atttypid, atttypmod)), ', ' ORDER BY attnum) || ')' FROM pg_attribute
                    WHERE attrelid = typrelid AND attnum > 0 AND NOT attisdropped)
                ELSE (SELECT format('RANGE (SUBTYPE = %s)', format_type(rngsubtype, NULL)) FROM pg_range
                    WHERE rngtypid = t.oid) END
            ) ORDER BY t.oid), '[]')
        FROM pg_type AS t JOIN ours AS n ON n.oid = typnamespace
        WHERE typtype IN ('e', 'd', 'c', 'r')
            AND (typtype <> 'c' OR (SELECT relkind FROM pg_class WHERE oid = typrelid) = 'c')
            AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = t.oid
                AND deptype = 'e')),
    'sequences', (
        SELECT coalesce(json_agg(json_build_object(
            'name', r.oid::regclass,
            'definition', format('AS %s INCREMENT BY %s MINVALUE %s MAXVALUE %s START WITH %s CACHE %s%s',
                format_type(seqtypid, NULL), seqincrement, seqmin, seqmax, seqstart, seqcache,
                CASE WHEN seqcycle THEN ' CYCLE' ELSE '' END),
            'owner', (SELECT refobjid::regclass || '.' || quote_ident(attname) FROM pg_depend
                JOIN pg_attribute ON attrelid = refobjid AND attnum = refobjsubid
                WHERE classid = 'pg_class'::regclass AND objid = r.oid AND deptype = 'a')
            ) ORDER BY r.oid), '[]')
        FROM relation AS r JOIN pg_sequence ON seqrelid = r.oid
        WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = r.oid
            AND deptype = 'i')),
    'relations', (
        SELECT coalesce(json_agg(json_build_object(
            'name', r.oid::regclass,
            'kind', CASE relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
                WHEN 'f' THEN 'foreign table' ELSE 'table' END,
            'comment', r.comment,
            'partition_key', pg_get_partkeydef(r.oid),
            'partition', (SELECT json_build_object('of', inhparent::regclass,
                'bound', pg_get_expr(relpartbound, c.oid)) FROM pg_class AS c JOIN pg_inherits ON inhrelid = c.oid
                WHERE c.oid = r.oid AND relispartition),
            'inherits', (SELECT coalesce(json_agg(inhparent::regclass ORDER BY inhseqno), '[]')
                FROM pg_inherits JOIN pg_class AS c ON c.oid = inhrelid
                WHERE inhrelid = r.oid AND NOT relispartition),
            'query', CASE WHEN relkind IN ('v', 'm') THEN pg_get_viewdef(r.oid) END,
            'columns', (SELECT coalesce(json_agg(json_build_object(
                    'name', quote_ident(attname),
                    'type', format_type(atttypid, atttypmod),
                    'not_null', attnotnull,
                    'default', CASE WHEN attgenerated = '' THEN pg_get_expr(adbin, adrelid) END,
                    'generated', CASE WHEN attgenerated <> '' THEN pg_get_expr(adbin, adrelid) END,
                    'identity', CASE attidentity WHEN 'a' THEN 'ALWAYS' WHEN 'd' THEN 'BY DEFAULT' END,
                    'collation', (SELECT c.oid::regcollation FROM pg_collation AS c, pg_type AS t
                        WHERE c.oid = attcollation AND t.oid = atttypid AND attcollation <> typcollation),
                    'local', attislocal,
                    'comment', col_description(attrelid, attnum)
                ) ORDER BY attnum), '[]')
                FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
                WHERE attrelid = r.oid AND attnum > 0 AND NOT attisdropped),
            'constraints', (SELECT coalesce(json_agg(json_build_object(
                    'name', quote_ident(conname),
                    'kind', CASE contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique'
                        WHEN 'f' THEN 'foreign key' WHEN 'c' THEN 'check' ELSE 'exclude' END,
                    'definition', pg_get_constraintdef(k.oid),
                    'columns', (SELECT coalesce(json_agg(quote_ident(attname) ORDER BY place), '[]')
                        FROM unnest(conkey) WITH ORDINALITY AS keys(number, place)
                        JOIN pg_attribute ON attrelid = conrelid AND attnum = number),
                    'target', CASE WHEN contype = 'f' THEN confrelid::regclass END
                ) ORDER BY array_position(array['p', 'u', 'x', 'c', 'f'], contype::text), conname), '[]')
                FROM pg_constraint AS k
                WHERE conrelid = r.oid AND contype IN ('p', 'u', 'f', 'c', 'x') AND conislocal AND conparentid = 0),
            'indexes', (SELECT coalesce(json_agg(json_build_object(
                    'name', quote_ident(relname), 'definition', pg_get_indexdef(indexrelid)) ORDER BY relname), '[]')
                FROM pg_index JOIN pg_class AS c ON c.oid = indexrelid
                WHERE indrelid = r.oid AND NOT relispartition
                    AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))),
            'triggers', (SELECT coalesce(json_agg(pg_get_triggerdef(t.oid) ORDER BY tgname), '[]')
                FROM pg_trigger AS t WHERE tgrelid = r.oid AND NOT tgisinternal AND tgparentid = 0),
            'security', (SELECT relrowsecurity FROM pg_class WHERE oid = r.oid),
            'policies', (SELECT coalesce(json_agg(format('CREATE POLICY %I ON %s AS %s FOR %s TO %s%s%s', polname,
                    polrelid::regclass, CASE WHEN polpermissive THEN 'PERMISSIVE' ELSE 'RESTRICTIVE' END,
                    CASE polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE'
                        WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
                    (SELECT string_agg(CASE role WHEN 0 THEN 'PUBLIC' ELSE role::regrole::text END, ', ')
                        FROM unnest(polroles) AS role),
                    ' USING (' || pg_get_expr(polqual, polrelid) || ')',
                    ' WITH CHECK (' || pg_get_expr(polwithcheck, polrelid) || ')') ORDER BY polname), '[]')
                FROM pg_policy WHERE polrelid = r.oid)
            ) ORDER BY r.oid), '[]')
        FROM relation AS r WHERE relkind <> 'S'),
    'functions', (
        SELECT coalesce(json_agg(json_build_object(
            'name', p.oid::regprocedure,
            'result', pg_get_function_result(p.oid),
            'comment', obj_description(p.oid, 'pg_proc'),
            'definition', CASE WHEN prokind IN ('f', 'p', 'w') THEN pg_get_functiondef(p.oid) END
            ) ORDER BY p.oid), '[]')
        FROM pg_proc AS p JOIN ours AS n ON n.oid = pronamespace
        WHERE NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = p.oid
            AND deptype IN ('e', 'i')))
)::text
