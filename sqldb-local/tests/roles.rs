//! What each role may do, and who owns what.

#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

mod common;

use common::Place;
use sqldb_local::{Cluster, Creation, Purpose, Role};

/// Not a test: what the processes run that the tests start.
#[test]
fn participant() {
    common::participate();
}

const ROLES: [Role; 6] =
    [Role::Read, Role::Write, Role::Service, Role::Migrator, Role::Admin, Role::Superuser];

/// What is tried, and for each of [`ROLES`] whether it is allowed.
const RIGHTS: [(&str, &str); 16] = [
    ("SELECT * FROM item", "yyyyyy"),
    ("SELECT * FROM later.item", "yyyyyy"),
    ("CREATE TEMPORARY TABLE t (n int)", "yyyyyy"),
    ("INSERT INTO item DEFAULT VALUES", "nyyyyy"),
    ("UPDATE later.item SET id = id", "nyyyyy"),
    ("DELETE FROM item", "nyyyyy"),
    ("SELECT nextval('item_id_seq')", "nyyyyy"),
    ("SELECT lo_create(0)", "nyyyyy"),
    ("TRUNCATE item", "nnnyyy"),
    ("ALTER TABLE item ADD note text", "nnnyyy"),
    ("CREATE TABLE other (n int)", "nnnyyy"),
    ("CREATE SCHEMA other", "nnyyyy"),
    ("CREATE ROLE other", "nnnyyy"),
    ("CREATE EXTENSION citext", "nnyyyy"),
    ("CREATE EXTENSION pageinspect", "nnnnny"),
    ("SELECT pg_read_file('postmaster.pid')", "nnnnny"),
];

#[test]
fn each_role_may_do_what_it_is_for() {
    let place = Place::new("roles", Purpose::Test);
    let cluster = place.ensure();
    assert_eq!(cluster.ensure_database("todo").unwrap(), Creation::Created);
    let schema = "CREATE TABLE item (id serial PRIMARY KEY); CREATE SCHEMA later; \
                  CREATE TABLE later.item (id serial PRIMARY KEY)";
    cluster.query_as("todo", Role::Migrator, schema).unwrap();
    for (statement, rights) in RIGHTS {
        let tried: String = ROLES
            .iter()
            .map(|role| {
                let statement = format!("BEGIN; {statement}; ROLLBACK");
                match cluster.query_as("todo", *role, &statement) {
                    Ok(_) => 'y',
                    Err(error) if error.code() == Some("42501") => 'n',
                    Err(error) => panic!("{role}: {error}"),
                }
            })
            .collect();
        assert_eq!(tried, rights, "{statement}");
    }
}

#[test]
fn a_database_belongs_to_the_migrator_and_to_nobody_else() {
    let place = Place::new("owner", Purpose::Test);
    let cluster = place.ensure();
    cluster.ensure_database("template").unwrap();
    cluster.create_database_from_template("copy", "template").unwrap();
    cluster.simple_query("postgres", "CREATE ROLE stranger LOGIN").unwrap();
    for name in ["template", "copy"] {
        let owner = "SELECT datdba::regrole FROM pg_database WHERE datname = current_database()";
        assert_eq!(one_as(&cluster, name, Role::Read, owner), "\"sqldb-migrator\"");
        let rights = format!("SELECT has_database_privilege('stranger', '{name}', 'CONNECT')");
        assert_eq!(one_as(&cluster, name, Role::Read, &rights), "f");
    }
}

#[test]
fn a_database_that_the_superuser_made_is_handed_over_with_what_is_in_it() {
    let place = Place::new("handed", Purpose::Test);
    let cluster = place.ensure();
    cluster.simple_query("postgres", "CREATE DATABASE old").unwrap();
    let schema = "CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('happy'); CREATE EXTENSION hstore; \
                  CREATE TABLE app.item (id serial PRIMARY KEY, mood app.mood); \
                  CREATE VIEW app.ids AS SELECT id FROM app.item; CREATE SEQUENCE number; \
                  CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'; \
                  CREATE DOMAIN email AS text; CREATE TYPE pair AS (a int, b int)";
    cluster.simple_query("old", schema).unwrap();
    assert_eq!(cluster.ensure_database("old").unwrap(), Creation::Existed);
    let changes = "ALTER TABLE app.item ADD note text; ALTER TYPE app.mood ADD VALUE 'sad'; \
                   DROP VIEW app.ids; DROP SEQUENCE number; DROP FUNCTION one(); DROP DOMAIN email; \
                   DROP TYPE pair; DROP TABLE app.item; DROP SCHEMA app CASCADE";
    cluster.query_as("old", Role::Migrator, changes).unwrap();
}

#[test]
fn extensions_for_superusers_are_made_before_the_migrator_asks_for_them() {
    let place = Place::new("extensions", Purpose::Test);
    let cluster = place.ensure();
    cluster.ensure_database("todo").unwrap();
    let names = ["pageinspect", "citext", "no_such_extension"].map(str::to_owned);
    // The trusted one is left to the migrator, who then owns it.
    assert_eq!(cluster.prepare_extensions("todo", &names).unwrap(), ["pageinspect"]);
    assert_eq!(cluster.prepare_extensions("todo", &names).unwrap(), ["pageinspect"]);
    let migration = "CREATE EXTENSION IF NOT EXISTS pageinspect; CREATE EXTENSION citext";
    cluster.query_as("todo", Role::Migrator, migration).unwrap();
}

#[test]
fn a_grant_that_was_missed_is_made_by_the_next() {
    let place = Place::new("killed", Purpose::Test);
    let cluster = place.ensure();
    // As if the process had been killed between the two statements.
    cluster.simple_query("postgres", "CREATE DATABASE todo OWNER \"sqldb-migrator\"").unwrap();
    assert_eq!(cluster.ensure_database("todo").unwrap(), Creation::Existed);
    let rights = "SELECT has_database_privilege('sqldb-read', 'todo', 'CONNECT'), \
                  (SELECT datacl::text NOT LIKE '%,=%' FROM pg_database WHERE datname = 'todo')";
    let rows = cluster.simple_query("todo", rights).unwrap();
    assert_eq!(rows, [["t", "t"].map(|text| Some(text.to_owned()))]);
}

fn one_as(cluster: &Cluster, database: &str, role: Role, query: &str) -> String {
    cluster.query_as(database, role, query).unwrap().remove(0).remove(0).unwrap()
}
