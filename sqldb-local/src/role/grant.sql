-- Run by the superuser in the database itself, any number of times, by one session after another.
SELECT pg_advisory_xact_lock(7307471835);
DO $$
DECLARE
    here text := current_database();
    made record;
BEGIN
    -- What the superuser has made in it would be out of the migrator's reach.
    IF (SELECT datdba FROM pg_database WHERE datname = here) <> '"sqldb-migrator"'::regrole THEN
        EXECUTE format('ALTER DATABASE %I OWNER TO "sqldb-migrator"', here);
        FOR made IN
            SELECT format('%s %s', CASE class WHEN 'pg_namespace'::regclass THEN 'SCHEMA'
                WHEN 'pg_proc'::regclass THEN 'ROUTINE' WHEN 'pg_type'::regclass THEN 'TYPE'
                ELSE 'TABLE' END, name) AS object
            FROM (
                SELECT 'pg_namespace'::regclass AS class, oid, quote_ident(nspname) AS name,
                    oid AS namespace, nspowner AS owner FROM pg_namespace WHERE nspname <> 'public'
                UNION ALL
                SELECT 'pg_class'::regclass, oid, oid::regclass::text, relnamespace, relowner
                FROM pg_class AS c
                WHERE relkind IN ('r', 'p', 'v', 'm', 'f') OR relkind = 'S' AND NOT EXISTS (
                    SELECT FROM pg_depend AS d WHERE d.classid = 'pg_class'::regclass
                    AND d.objid = c.oid AND d.deptype IN ('a', 'i'))
                UNION ALL
                SELECT 'pg_proc'::regclass, oid, oid::regprocedure::text, pronamespace, proowner
                FROM pg_proc
                UNION ALL
                SELECT 'pg_type'::regclass, oid, oid::regtype::text, typnamespace, typowner
                FROM pg_type AS t WHERE typtype IN ('e', 'd', 'r') OR typtype = 'c' AND EXISTS (
                    SELECT FROM pg_class AS c WHERE c.oid = t.typrelid AND c.relkind = 'c')
            ) AS objects
            WHERE owner = 'postgres'::regrole
                AND NOT EXISTS (SELECT FROM pg_namespace AS n WHERE n.oid = namespace
                    AND (nspname LIKE 'pg\_%' OR nspname = 'information_schema'))
                AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = class
                    AND d.objid = objects.oid AND d.deptype = 'e')
        LOOP
            EXECUTE format('ALTER %s OWNER TO "sqldb-migrator"', made.object);
        END LOOP;
    END IF;
    EXECUTE format('GRANT ALL ON DATABASE %I TO sqldb_services, "sqldb-migrator", "sqldb-admin"', here);
    EXECUTE format('GRANT TEMPORARY, CONNECT ON DATABASE %I TO "sqldb-write", "sqldb-read"', here);
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', here);
END
$$;
-- Before version 15 everybody may create in it, and its owner is the superuser.
GRANT ALL ON SCHEMA public TO "sqldb-migrator", "sqldb-admin";
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- Everybody may make large objects; who only reads must not.
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea)
    TO sqldb_services, "sqldb-migrator", "sqldb-admin", "sqldb-write";
