WITH member AS (
    SELECT classid, objid
    FROM pg_depend JOIN pg_extension e ON refclassid = 'pg_extension'::regclass AND refobjid = e.oid
    WHERE deptype = 'e' AND extname = $1
), type AS (
    SELECT t.* FROM pg_type t JOIN member ON classid = 'pg_type'::regclass AND objid = t.oid
    WHERE NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid)
      AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = typrelid AND relkind <> 'c')
), function AS (
    SELECT p.*, EXISTS (
        SELECT FROM type
        WHERE p.oid IN (typinput, typoutput, typreceive, typsend, typmodin, typmodout, typanalyze, typsubscript)
    ) AS of_type
    FROM pg_proc p JOIN member ON classid = 'pg_proc'::regclass AND objid = p.oid
), field AS (
    SELECT attrelid, attnum, quote_ident(attname) AS name, format_type(atttypid, atttypmod) AS written, attnotnull
    FROM pg_attribute WHERE attnum > 0 AND NOT attisdropped
), statement (place, text) AS (
    SELECT 0, format('CREATE EXTENSION IF NOT EXISTS %I CASCADE;', required)
    FROM pg_extension JOIN pg_available_extension_versions ON name = extname AND version = extversion,
         unnest(requires) required
    WHERE extname = $1
    UNION ALL
    SELECT 1, format('CREATE TYPE %I;', typname) FROM type WHERE typtype = 'b'
    UNION ALL
    SELECT 2, format('CREATE TYPE %I AS ENUM (%s);', typname,
                     (SELECT string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder)
                      FROM pg_enum WHERE enumtypid = type.oid))
    FROM type WHERE typtype = 'e'
    UNION ALL
    SELECT CASE WHEN of_type THEN 3 ELSE 8 END,
           format('CREATE %s %I(%s)%s LANGUAGE c%s%s AS ''%s'';',
                  CASE prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END, proname,
                  pg_get_function_arguments(oid),
                  ' RETURNS ' || pg_get_function_result(oid),
                  CASE WHEN prokind = 'w' THEN ' WINDOW' ELSE '' END,
                  CASE WHEN proisstrict THEN ' STRICT' ELSE '' END, proname)
    FROM function WHERE prokind <> 'a'
    UNION ALL
    SELECT 4, format('CREATE TYPE %I (INPUT = %s, OUTPUT = %s%s%s%s%s, CATEGORY = %L, PREFERRED = %s);',
                     typname, typinput::regproc, typoutput::regproc,
                     CASE WHEN typmodin <> 0 THEN format(', TYPMOD_IN = %s', typmodin::regproc) ELSE '' END,
                     CASE WHEN typsubscript <> 0 THEN format(', SUBSCRIPT = %s', typsubscript::regproc) ELSE '' END,
                     CASE WHEN typelem <> 0 THEN format(', ELEMENT = %s', typelem::regtype) ELSE '' END,
                     CASE WHEN typlen > 0 THEN format(', INTERNALLENGTH = %s', typlen) ELSE '' END,
                     typcategory, typispreferred)
    FROM type WHERE typtype = 'b'
    UNION ALL
    SELECT 5, format('CREATE DOMAIN %I AS %s%s;', typname, format_type(typbasetype, typtypmod),
                     CASE WHEN typnotnull THEN ' NOT NULL' ELSE '' END)
    FROM type WHERE typtype = 'd'
    UNION ALL
    SELECT 6, format('CREATE TYPE %I AS (%s);', typname,
                     (SELECT string_agg(name || ' ' || written, ', ' ORDER BY attnum)
                      FROM field WHERE attrelid = typrelid))
    FROM type WHERE typtype = 'c'
    UNION ALL
    SELECT 7, format('CREATE TYPE %I AS RANGE (SUBTYPE = %s, MULTIRANGE_TYPE_NAME = %s);', typname,
                     rngsubtype::regtype, rngmultitypid::regtype)
    FROM type JOIN pg_range ON rngtypid = type.oid
    UNION ALL
    SELECT 9, format('CREATE AGGREGATE %I(%s) (SFUNC = %s, STYPE = %s%s%s);', proname,
                     coalesce(nullif(pg_get_function_arguments(function.oid), ''), '*'),
                     aggtransfn, format_type(aggtranstype, NULL),
                     CASE WHEN aggfinalfn::oid <> 0 THEN format(', FINALFUNC = %s', aggfinalfn) ELSE '' END,
                     CASE WHEN aggkind = 'h' THEN ', HYPOTHETICAL' ELSE '' END)
    FROM function JOIN pg_aggregate ON aggfnoid = function.oid
    UNION ALL
    SELECT 10, format('CREATE OPERATOR %s (FUNCTION = %s%s, RIGHTARG = %s);', oprname, oprcode,
                      CASE WHEN oprleft <> 0 THEN format(', LEFTARG = %s', oprleft::regtype) ELSE '' END,
                      oprright::regtype)
    FROM pg_operator o JOIN member ON classid = 'pg_operator'::regclass AND objid = o.oid
    UNION ALL
    SELECT 11, format('CREATE OPERATOR CLASS %I DEFAULT FOR TYPE %s USING %s AS STORAGE %s;', opcname,
                      opcintype::regtype, amname, opcintype::regtype)
    FROM pg_opclass c JOIN member ON classid = 'pg_opclass'::regclass AND objid = c.oid
    JOIN pg_am a ON a.oid = opcmethod AND amname IN ('btree', 'hash')
    WHERE opcdefault
    UNION ALL
    SELECT 12, format('CREATE CAST (%s AS %s) %s%s;', format_type(castsource, NULL), format_type(casttarget, NULL),
                      CASE castmethod WHEN 'f' THEN 'WITH FUNCTION ' || castfunc::regprocedure
                                      WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END,
                      CASE castcontext WHEN 'i' THEN ' AS IMPLICIT' WHEN 'a' THEN ' AS ASSIGNMENT' ELSE '' END)
    FROM pg_cast c JOIN member ON classid = 'pg_cast'::regclass AND objid = c.oid
    UNION ALL
    SELECT 13, CASE relkind
        WHEN 'v' THEN format('CREATE VIEW %I AS SELECT %s;', relname,
                             (SELECT string_agg(format('NULL::%s AS %s', written, name), ', ' ORDER BY attnum)
                              FROM field WHERE attrelid = c.oid))
        ELSE format('CREATE TABLE %I (%s);', relname,
                    (SELECT string_agg(name || ' ' || written || CASE WHEN attnotnull THEN ' NOT NULL' ELSE '' END,
                                       ', ' ORDER BY attnum)
                     FROM field WHERE attrelid = c.oid)) END
    FROM pg_class c JOIN member ON classid = 'pg_class'::regclass AND objid = c.oid
    WHERE relkind IN ('r', 'p', 'v')
)
SELECT text FROM statement ORDER BY place, text COLLATE "C"
