CREATE ROLE sqldb_services;
GRANT pg_read_all_data, pg_write_all_data TO sqldb_services;

CREATE ROLE "sqldb-service" LOGIN;
GRANT sqldb_services TO "sqldb-service";

CREATE ROLE "sqldb-migrator" LOGIN CREATEDB CREATEROLE;
GRANT pg_read_all_data, pg_write_all_data, pg_monitor TO "sqldb-migrator";
GRANT sqldb_services TO "sqldb-migrator" WITH ADMIN OPTION;

CREATE ROLE "sqldb-admin" LOGIN CREATEDB CREATEROLE;
GRANT pg_read_all_data, pg_write_all_data, pg_monitor, pg_signal_backend TO "sqldb-admin";
GRANT sqldb_services, "sqldb-migrator" TO "sqldb-admin" WITH ADMIN OPTION;

CREATE ROLE "sqldb-write" LOGIN;
GRANT pg_read_all_data, pg_write_all_data TO "sqldb-write";

-- The last one: who finds it finds them all.
CREATE ROLE "sqldb-read" LOGIN;
GRANT pg_read_all_data TO "sqldb-read";
