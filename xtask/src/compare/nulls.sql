-- Runs every function over all combinations of sample values, and returns the calls that were NULL.
CREATE TABLE sample (ty oid, value text);
INSERT INTO sample
SELECT ty::regtype, value FROM (VALUES
    ('bool', ARRAY['t', 'f']),
    ('bytea', ARRAY['', '\x00', '\xdeadbeef']),
    ('"char"', ARRAY['', 'a']),
    ('name', ARRAY['', 'pg_class', 'postgres']),
    ('int2', ARRAY['0', '1', '-1', '32767']),
    ('int4', ARRAY['0', '1', '-1', '5', '2147483647']),
    ('int8', ARRAY['0', '1', '-1', '7', '9223372036854775807']),
    ('float4', ARRAY['0', '1.5', '-1', 'NaN', 'Infinity', '-Infinity']),
    ('float8', ARRAY['0', '1.5', '-1', '1e300', 'NaN', 'Infinity', '-Infinity']),
    ('numeric', ARRAY['0', '1.50', '-1', '1e100', 'NaN', 'Infinity', '-Infinity']),
    ('money', ARRAY['0', '-12.34']),
    ('text', ARRAY['', 'a', ' A b', '12', 'x=1', '%s', '2024-02-29', 'year', 'UTC', '{1,2}', 'pg_class', '"a"']),
    ('varchar', ARRAY['', 'a']),
    ('bpchar', ARRAY['', 'a ']),
    ('bit', ARRAY['', '0', '101']),
    ('varbit', ARRAY['', '0', '101']),
    ('date', ARRAY['2024-02-29', '0001-01-01 BC', 'infinity', '-infinity']),
    ('time', ARRAY['00:00', '24:00', '12:34:56.789']),
    ('timetz', ARRAY['00:00+00', '12:34:56.789-15']),
    ('timestamp', ARRAY['2024-02-29 12:00', '4713-01-01 BC', 'infinity', '-infinity']),
    ('timestamptz', ARRAY['2024-02-29 12:00+01', '4713-01-01 BC', 'infinity', '-infinity']),
    ('interval', ARRAY['0', '1 mon', '-1 day', '3 years 2 mons 1 day 04:05:06']),
    ('uuid', ARRAY['00000000-0000-0000-0000-000000000000']),
    ('json', ARRAY['null', '1', '"a"', '{}', '[]', '{"a": null}', '[1, null]']),
    ('jsonb', ARRAY['null', '1', '"a"', '{}', '[]', '{"a": null}', '[1, null]']),
    ('jsonpath', ARRAY['$', '$.a', '$[0]']),
    ('xml', ARRAY['', '<a/>']),
    ('inet', ARRAY['0.0.0.0/0', '10.1.2.3/8', '::1']),
    ('cidr', ARRAY['0.0.0.0/0', '10.0.0.0/8', '::/0']),
    ('macaddr', ARRAY['08:00:2b:01:02:03']),
    ('macaddr8', ARRAY['08:00:2b:01:02:03:04:05']),
    ('point', ARRAY['(0,0)', '(1,2)', '(NaN,1)', '(Infinity,1)']),
    ('lseg', ARRAY['[(0,0),(0,0)]', '[(0,0),(1,2)]', '[(0,1),(2,1)]']),
    ('line', ARRAY['{1,-1,0}', '{0,1,0}', '{1,0,NaN}']),
    ('box', ARRAY['(1,1),(0,0)', '(0,0),(0,0)', '(9,9),(8,8)']),
    ('path', ARRAY['[(0,0)]', '((0,0),(1,1))', '[(0,0),(1,1),(2,0)]']),
    ('polygon', ARRAY['((0,0))', '((0,0),(1,1),(1,0))']),
    ('circle', ARRAY['<(0,0),0>', '<(1,1),5>']),
    ('tsvector', ARRAY['', 'a:1 b:2']),
    ('tsquery', ARRAY['', 'a', 'a & !b']),
    ('pg_lsn', ARRAY['0/0', '16/B374D848']),
    ('oid', ARRAY['0', '1', '1259', '4294967295']),
    ('xid', ARRAY['1', '3']),
    ('xid8', ARRAY['3', '4000000000']),
    ('cid', ARRAY['0']),
    ('tid', ARRAY['(0,0)', '(0,1)']),
    ('regclass', ARRAY['pg_class', '0']),
    ('regtype', ARRAY['int4', '0']),
    ('regproc', ARRAY['now', '0']),
    ('regconfig', ARRAY['simple']),
    ('regnamespace', ARRAY['pg_catalog']),
    ('regrole', ARRAY['postgres']),
    ('txid_snapshot', ARRAY['10:20:10,14']),
    ('pg_snapshot', ARRAY['10:20:10,14']),
    ('refcursor', ARRAY['c']),
    ('int4range', ARRAY['empty', '[1,5)', '(,)', '[5,)']),
    ('int8range', ARRAY['empty', '[1,5)', '(,)']),
    ('numrange', ARRAY['empty', '[1,5)', '(,)']),
    ('daterange', ARRAY['empty', '[2024-01-01,)']),
    ('tsrange', ARRAY['empty', '(,)']),
    ('tstzrange', ARRAY['empty', '(,)']),
    ('int4multirange', ARRAY['{}', '{[1,2),[5,)}', '{(,)}']),
    ('nummultirange', ARRAY['{}', '{[1,2)}']),
    ('int4[]', ARRAY['{}', '{1}', '{1,NULL}', '{{1,2},{3,4}}', '{NULL}']),
    ('int8[]', ARRAY['{}', '{1,NULL}']),
    ('float8[]', ARRAY['{}', '{0.5,NULL}']),
    ('numeric[]', ARRAY['{}', '{1}']),
    ('text[]', ARRAY['{}', '{a}', '{a,NULL}', '{"",b}', '{NULL}', '{{a,b}}']),
    ('oid[]', ARRAY['{}', '{1}']),
    ('jsonb[]', ARRAY['{}', '{"{}"}']),
    ('tsquery[]', ARRAY['{}', '{a}']),
    ('int4range[]', ARRAY['{}', '{empty}', '{"[1,2)"}']),
    ('numrange[]', ARRAY['{}', '{empty}']),
    ('xml[]', ARRAY['{}']),
    ('int2vector', ARRAY['', '1 2']),
    ('oidvector', ARRAY['', '1 2'])
) t (ty, list), unnest(list) value;

CREATE TYPE mood AS ENUM ('sad', 'happy');
INSERT INTO sample SELECT 'mood'::regtype, 'sad';

-- Tries at most 400 combinations; NULL arguments from number `nullable` on.
CREATE FUNCTION probe(call text, types regtype[], nullable int, OUT ran int, OUT bad text)
LANGUAGE plpgsql AS $$
DECLARE
    arguments text;
    is_null boolean;
BEGIN
    ran := 0;
    FOR arguments IN
        WITH RECURSIVE combination(list, n) AS (
            SELECT ARRAY[]::text[], 0
            UNION ALL
            SELECT list || argument, n + 1
            FROM combination, LATERAL (
                SELECT format('%L::%s', value, types[n + 1]) FROM sample WHERE ty = types[n + 1]
                UNION ALL
                SELECT format('NULL::%s', types[n + 1]) WHERE n + 1 >= nullable
            ) a (argument)
            WHERE n < cardinality(types)
              AND (n < 3 OR hashtext(list::text || argument) % 3 = 0)
        )
        SELECT array_to_string(list, ', ') FROM combination
        WHERE n = cardinality(types) ORDER BY md5(list::text) LIMIT 400
    LOOP
        BEGIN
            EXECUTE 'SELECT bool_or(r IS NOT DISTINCT FROM NULL) FROM (SELECT '
                || replace(call, '$', arguments) || ' LIMIT 3) t (r)' INTO is_null;
            ran := ran + 1;
            IF is_null THEN
                bad := coalesce(bad || '; ', '') || arguments;
                IF length(bad) > 300 THEN RETURN; END IF;
            END IF;
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
    END LOOP;
END $$;
SELECT 1;
