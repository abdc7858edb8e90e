//! `sqldb grants`: what it prints is enough for the program's queries on a server, and no more.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "these are tests, though not in functions of them")]

mod project;

use expect_test::expect;
use project::{Project, psql};

/// The queries on `todo`, and one on `notes`.
const QUERIES: [&str; 8] = [
    "SELECT title FROM todo_item WHERE NOT done",
    "INSERT INTO todo_item (title) VALUES ('a')",
    "UPDATE todo_item SET done = true WHERE id = 1",
    "INSERT INTO tag (name) VALUES ('a') ON CONFLICT (name) DO UPDATE SET name = 'b'",
    "DELETE FROM log",
    "INSERT INTO log (at) SELECT now() FROM open_item",
    "WITH gone AS (DELETE FROM old_item RETURNING id) INSERT INTO log (at) SELECT now() FROM gone",
    "MERGE INTO counter USING tag ON counter.name = tag.name WHEN MATCHED THEN UPDATE SET n = 1 \
     WHEN NOT MATCHED THEN INSERT (name, n) VALUES (tag.name, 1)",
];

fn project() -> Project {
    let project = Project::new();
    project.write(
        "migrations/todo/3_more.up.sql",
        "CREATE TABLE tag (name text PRIMARY KEY); CREATE TABLE old_item (id bigint);
         CREATE TABLE log (id serial, at timestamptz); CREATE SCHEMA stats;
         CREATE TABLE counter (name text PRIMARY KEY, n bigint);
         CREATE TABLE untouched (id bigint);
         CREATE VIEW open_item AS SELECT * FROM todo_item WHERE NOT done;",
    );
    let calls: Vec<String> =
        QUERIES.iter().map(|query| format!("todo::sql!({query:?});")).collect();
    let library = std::fs::read_to_string(project.directory.join("src/lib.rs")).unwrap();
    let note = "notes::sql!(\"SELECT * FROM note FOR UPDATE\"); todo::sql!(\"SELECT nothing\");";
    project
        .write("src/lib.rs", &format!("{library}\nfn f() {{\n{}\n{note}\n}}\n", calls.join("\n")));
    project
}

#[test]
fn the_rights_are_those_that_the_queries_need() {
    let project = project();
    let grants = project.printed(&["grants", "todo", "--role", "app"]);
    expect![[r#"
        -- What the 8 queries on `todo` in the sources need.
        -- Not understood, and not granted for: src/lib.rs:17:58: column `nothing` does not exist
        GRANT CONNECT ON DATABASE todo TO app;
        GRANT USAGE ON SCHEMA public TO app;
        GRANT SELECT ON TABLE public._sqldb_migrations TO app;
        GRANT SELECT, INSERT, UPDATE ON TABLE public.counter TO app;
        GRANT INSERT, DELETE ON TABLE public.log TO app;
        GRANT SELECT, DELETE ON TABLE public.old_item TO app;
        GRANT SELECT ON TABLE public.open_item TO app;
        GRANT SELECT ON TABLE public.schema_migrations TO app;
        GRANT SELECT, INSERT, UPDATE ON TABLE public.tag TO app;
        GRANT SELECT, INSERT, UPDATE ON TABLE public.todo_item TO app;
        GRANT USAGE ON SEQUENCE public.log_id_seq TO app;
        GRANT USAGE ON SEQUENCE public.todo_item_id_seq TO app;
    "#]]
    .assert_eq(&grants);

    project.printed(&["reset", "todo"]);
    let superuser = project.printed(&["conn-uri", "todo", "--superuser"]);
    psql(superuser.trim_end(), "CREATE ROLE app LOGIN").unwrap();
    psql(superuser.trim_end(), &grants).unwrap();
    let app = superuser.trim_end().replace("postgres@", "app@");
    for query in QUERIES {
        psql(&app, query).unwrap();
    }
    // Each right is needed: without it a query fails.
    for line in
        grants.lines().filter(|line| line.contains(" ON TABLE ") && !line.contains("migrations"))
    {
        let (rights, rest) = line.strip_prefix("GRANT ").unwrap().split_once(" ON ").unwrap();
        let object = rest.split(' ').nth(1).unwrap();
        for right in rights.split(", ") {
            psql(superuser.trim_end(), &format!("REVOKE {right} ON {object} FROM app")).unwrap();
            let denied = QUERIES.iter().any(|query| {
                psql(&app, query).is_err_and(|said| said.contains("permission denied"))
            });
            assert!(denied, "{right} on {object}");
            psql(superuser.trim_end(), &format!("GRANT {right} ON {object} TO app")).unwrap();
        }
    }
}

#[test]
fn other_databases_have_rights_of_their_own() {
    let project = project();
    let printed = project.printed(&["grants", "notes", "--json"]);
    let printed: serde_json::Value = serde_json::from_str(&printed).unwrap();
    assert_eq!(printed["queries"], 1);
    let note = printed["tables"]
        .as_array()
        .unwrap()
        .iter()
        .find(|table| table["table"] == "note")
        .unwrap();
    assert_eq!(note["rights"], serde_json::json!(["SELECT", "UPDATE"]));
}
