-- Only its owner may refresh it: a role of which the program is a member.
DO $$
BEGIN
    CREATE ROLE matview_owner;
EXCEPTION WHEN duplicate_object THEN NULL; -- Roles belong to all databases of a server.
END $$;
GRANT matview_owner TO sqldb_services;
GRANT CREATE ON SCHEMA public TO matview_owner;
GRANT SELECT ON todo_item TO matview_owner;

SET ROLE matview_owner;
CREATE MATERIALIZED VIEW total AS
    SELECT done, count(*) AS items FROM todo_item GROUP BY done;
RESET ROLE;
