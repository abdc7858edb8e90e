//! The lints of migrations and queries: for each, what is said, and what is not said.

mod allowed;
mod deployed;
mod locks;
mod queries;
mod rewrites;
mod rows;

use expect_test::Expect;
use sqldb_analyze::catalog::Catalog;
use sqldb_analyze::lint::{Lint, Rule, migration};
use sqldb_analyze::render::render;
use sqldb_analyze::replay::{Migration, apply};

const BEFORE: &str = "
    CREATE TYPE state AS ENUM ('open');
    CREATE TABLE customer (id int8 PRIMARY KEY, name varchar(20), mail text);
    CREATE TABLE item (
        id int4 PRIMARY KEY,
        title text NOT NULL DEFAULT '',
        price numeric(8, 2),
        customer int8,
        state state,
        checked int4 CHECK (checked IS NOT NULL)
    );
    CREATE INDEX item_title ON item (title);
    CREATE MATERIALIZED VIEW summary AS SELECT count(*) FROM item;
    CREATE TABLE part (id int8, at date) PARTITION BY RANGE (at);
    CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
    CREATE VIEW titles AS SELECT id FROM item;
    CREATE FUNCTION own() RETURNS int4 LANGUAGE sql AS 'SELECT 1';
";

fn before() -> Catalog {
    before_with(BEFORE)
}

fn before_with(sql: &str) -> Catalog {
    let mut catalog = Catalog::default();
    assert_eq!(apply(&mut catalog, &Migration { file: "1.up.sql", sql }), []);
    catalog
}

fn shown(lints: &[Lint], sql: &str) -> String {
    let one =
        |lint: &Lint| format!("{}: {}", lint.rule.name(), render(&lint.diagnostic, sql, None));
    lints.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[track_caller]
fn check(sql: &str, expected: Expect) {
    let mut lints = migration(&mut before(), &Migration { file: "2.up.sql", sql });
    lints.retain(|lint| !lint.rule.is_on_request());
    expected.assert_eq(&shown(&lints, sql));
}

/// The rules, in order.
#[track_caller]
fn rules(sql: &str, expected: &[Rule]) {
    let lints = migration(&mut before(), &Migration { file: "2.up.sql", sql });
    let found = lints.iter().map(|lint| lint.rule).filter(|rule| !rule.is_on_request());
    let found: Vec<Rule> = found.collect();
    assert_eq!(found, expected, "{sql}");
}
