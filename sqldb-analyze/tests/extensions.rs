//! What extensions make, beside contrib's: pgvector, PostGIS, and scripts of the user's.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use expect_test::{Expect, expect};
use sqldb_analyze::catalog::{Catalog, ExtensionScript};
use sqldb_analyze::replay::{Migration, replay_onto};
use sqldb_analyze::{Diagnostic, analyze};

#[track_caller]
fn check(empty: Catalog, schema: &str, query: &str, expected: Expect) {
    let (catalog, mistakes) = replay_onto(empty, &[Migration { file: "1.sql", sql: schema }]);
    let mut text = String::new();
    for mistake in &mistakes {
        text.push_str(&shown(&mistake.diagnostic));
    }
    if mistakes.is_empty() {
        match analyze(&catalog, query) {
            Ok((statement, _)) => {
                for parameter in &statement.parameters {
                    text.push_str(&format!("${:?}\n", catalog.format_type(parameter.ty)));
                }
                for column in &statement.columns {
                    let ty = catalog.format_type(column.ty);
                    text.push_str(&format!("{}: {ty} {:?}\n", column.name, column.nulls));
                }
            }
            Err(mistakes) => text.push_str(&shown(mistakes.first().unwrap())),
        }
    }
    expected.assert_eq(&text);
}

fn shown(diagnostic: &Diagnostic) -> String {
    let mut text = format!("{} {}\n", diagnostic.code.code(), diagnostic.message);
    for note in &diagnostic.notes {
        let place = note.origin.as_ref().map_or(String::new(), |origin| format!(" ({origin})"));
        text.push_str(&format!("  note: {}{place}\n", note.message));
    }
    if let Some(help) = &diagnostic.help {
        text.push_str(&format!("  help: {help}\n"));
    }
    text
}

#[test]
fn vectors_are_compared_by_their_distance() {
    check(
        Catalog::default(),
        "CREATE EXTENSION vector; CREATE TABLE item (id int8 PRIMARY KEY, embedding vector(3) NOT NULL);",
        "SELECT id, embedding, embedding <-> $1 AS far, avg(embedding) OVER () AS middle
         FROM item ORDER BY embedding <=> $1 LIMIT 5",
        expect![[r#"
            $"vector"
            id: bigint Never
            embedding: vector Never
            far: double precision Never
            middle: vector Maybe
        "#]],
    );
}

#[test]
fn geometries_have_a_kind_and_a_reference_system() {
    check(
        Catalog::default(),
        "CREATE EXTENSION postgis;
         CREATE TABLE place (id int8 PRIMARY KEY, at geometry(Point, 4326) NOT NULL, area geography);",
        "SELECT id, ST_AsGeoJSON(at) AS json, ST_X(at) AS x, at && ST_MakeEnvelope(1, 2, 3, 4, 4326) AS inside,
                ST_DWithin(area, ST_MakePoint($1, $2)::geography, 1000) AS near, s.srid
         FROM place JOIN spatial_ref_sys s ON s.srid = ST_SRID(at)",
        expect![[r#"
            $"double precision"
            $"double precision"
            id: bigint Never
            json: text Maybe
            x: double precision Maybe
            inside: boolean Maybe
            near: boolean Maybe
            srid: integer Never
        "#]],
    );
}

#[test]
fn a_script_of_the_users_makes_an_extension() {
    let script = ExtensionScript {
        name: "half".to_owned(),
        file: "extensions/half.sql".into(),
        sql: "CREATE FUNCTION half(int8) RETURNS int8 LANGUAGE c STRICT AS 'half';".into(),
    };
    let catalog = Catalog { extension_scripts: vec![script.clone()], ..Catalog::default() };
    check(
        catalog.clone(),
        "CREATE EXTENSION half;",
        "SELECT half(4)",
        expect![[r#"
        half: bigint Maybe
    "#]],
    );
    check(
        catalog,
        "CREATE EXTENSION half; DROP EXTENSION half;",
        "SELECT half(4)",
        expect![[r#"
            42883 function `half(integer)` does not exist
              help: there is no function of this name; one of an extension is known after `CREATE EXTENSION` in a migration
        "#]],
    );
    let wrong = ExtensionScript { sql: "SELECT 1;\nDROP TABLE none;".into(), ..script };
    let catalog = Catalog { extension_scripts: vec![wrong], ..Catalog::default() };
    check(
        catalog,
        "CREATE EXTENSION half;",
        "SELECT 1",
        expect![[r#"
        42P01 the script of extension `half` does not apply: table `none` does not exist
          note: the mistake is here (extensions/half.sql:2:12)
    "#]],
    );
}

/// Collations, operator classes and their kin, and what they use of each other.
const KIN: &str = "
CREATE COLLATION plain (PROVIDER = libc, LOCALE = 'C');
CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE FUNCTION before(mood, mood) RETURNS boolean LANGUAGE c IMMUTABLE AS 'before';
CREATE FUNCTION compare(mood, mood) RETURNS int LANGUAGE c IMMUTABLE AS 'compare';
CREATE OPERATOR <<< (LEFTARG = mood, RIGHTARG = mood, FUNCTION = before);
CREATE OPERATOR CLASS by_mood FOR TYPE mood USING btree AS OPERATOR 1 <<<, FUNCTION 1 compare(mood, mood);
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION searched (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION searched ALTER MAPPING FOR word WITH words;
CREATE DOMAIN known AS text COLLATE plain DEFAULT before('sad', 'happy')::text;
CREATE FUNCTION sorts(text) RETURNS boolean LANGUAGE sql BEGIN ATOMIC SELECT $1 < 'a' COLLATE plain; END;
CREATE TABLE moods (a mood PRIMARY KEY, b text COLLATE plain);
CREATE INDEX moods_b ON moods (b);
";

fn kin() -> Catalog {
    let script = ExtensionScript {
        name: "kin".to_owned(),
        file: "extensions/kin.sql".into(),
        sql: KIN.into(),
    };
    Catalog { extension_scripts: vec![script], ..Catalog::default() }
}

#[test]
fn what_has_no_type_moves_with_its_extension() {
    check(
        kin(),
        "CREATE SCHEMA s; CREATE EXTENSION kin; ALTER EXTENSION kin SET SCHEMA s;
         CREATE TABLE t (a text COLLATE s.plain, b s.mood); CREATE INDEX i ON t (b s.by_mood);
         CREATE VIEW v AS SELECT to_tsvector('s.searched', a) AS x FROM t;
         ALTER TEXT SEARCH DICTIONARY s.words (STOPWORDS = english);
         CREATE COLLATION plain FROM \"C\"; CREATE INDEX moods_b ON t (a);
         ALTER INDEX s.moods_b RENAME TO c;",
        "SELECT x FROM v",
        expect![[r#"
            x: tsvector Maybe
        "#]],
    );
    check(
        kin(),
        "CREATE SCHEMA s; CREATE EXTENSION kin; ALTER EXTENSION kin SET SCHEMA s;
         CREATE COLLATION s.plain FROM \"C\";",
        "SELECT 1 AS a",
        expect![[r#"
            42710 collation `plain` already exists
              note: `plain` is created here (extensions/kin.sql:2:18)
        "#]],
    );
    check(
        kin(),
        "CREATE SCHEMA s; CREATE EXTENSION kin; ALTER EXTENSION kin SET SCHEMA s; DROP SCHEMA s CASCADE;
         CREATE EXTENSION kin;",
        "SELECT b FROM moods",
        expect![[r#"
            b: text Maybe
        "#]],
    );
}

#[test]
fn what_has_no_type_goes_with_its_extension() {
    check(
        kin(),
        "CREATE EXTENSION kin; DROP EXTENSION kin; CREATE COLLATION plain FROM \"C\";
         CREATE TEXT SEARCH CONFIGURATION searched (COPY = simple);",
        "SELECT 1 AS a",
        expect![[r#"
            a: integer Never
        "#]],
    );
    check(
        kin(),
        "CREATE EXTENSION kin; DROP EXTENSION kin; CREATE TABLE t (a text COLLATE plain);",
        "SELECT 1 AS a",
        expect![[r#"
            42704 collation `plain` does not exist
        "#]],
    );
    check(
        kin(),
        "CREATE EXTENSION kin; CREATE TABLE t (a text COLLATE plain); DROP EXTENSION kin;",
        "SELECT 1 AS a",
        expect![[r#"
            2BP01 cannot drop extension `kin` because other objects depend on it
              note: column `a` of table `t` depends on extension `kin` (1.sql:1:39)
              help: use `DROP … CASCADE` to drop the dependent objects too
        "#]],
    );
    check(
        kin(),
        "CREATE EXTENSION kin; CREATE TABLE t (a text COLLATE plain); DROP EXTENSION kin CASCADE;",
        "SELECT a FROM t",
        expect![[r#"
            42703 column `a` does not exist
              note: `a` was dropped (1.sql:1:77)
        "#]],
    );
}

#[test]
fn what_is_missing_is_said() {
    check(
        Catalog::default(),
        "CREATE EXTENSION nosuch;",
        "SELECT 1",
        expect![[r#"
        0A000 extension `nosuch` is not supported yet
          help: write what it makes to `extensions/nosuch.sql` in the directory of the migrations: `sqldb catalog dump --database <URL> nosuch` prints it
    "#]],
    );
    check(
        Catalog::default(),
        "CREATE EXTENSION earthdistance;",
        "SELECT 1",
        expect![[r#"
        42704 required extension `cube` is not installed
          help: write `CREATE EXTENSION earthdistance CASCADE`
    "#]],
    );
    check(
        Catalog::default(),
        "CREATE EXTENSION citext; CREATE TABLE a (b citext); DROP EXTENSION citext;",
        "SELECT 1",
        expect![[r#"
            2BP01 cannot drop extension `citext` because other objects depend on it
              note: column `b` of table `a` depends on extension `citext` (1.sql:1:42)
              help: use `DROP … CASCADE` to drop the dependent objects too
        "#]],
    );
    check(
        Catalog::default(),
        "CREATE EXTENSION citext; CREATE TABLE a (b citext, c int4); DROP EXTENSION citext CASCADE;",
        "SELECT * FROM a",
        expect![[r#"
            c: integer Maybe
        "#]],
    );
    check(
        Catalog::default(),
        "CREATE EXTENSION citext; CREATE TABLE a (b citext, c int4); DROP SCHEMA public CASCADE;
         CREATE SCHEMA public; CREATE EXTENSION citext; CREATE TABLE a (b citext);",
        "SELECT b = 'x' AS same FROM a",
        expect![[r#"
            same: boolean Maybe
        "#]],
    );
    let moved = "CREATE SCHEMA s; CREATE EXTENSION citext; ALTER EXTENSION citext SET SCHEMA s;";
    check(
        Catalog::default(),
        moved,
        "SELECT 'x'::s.citext AS a",
        expect![[r#"
        a: s.citext Never
    "#]],
    );
    check(
        Catalog::default(),
        moved,
        "SELECT 'x'::citext AS a",
        expect![[r#"
        42704 type `citext` does not exist
          help: did you mean `_citext`?
    "#]],
    );
    check(
        Catalog::default(),
        "SELECT 1;",
        "SELECT similarity('a', 'b')",
        expect![[r#"
        42883 function `similarity(unknown, unknown)` does not exist
          help: `CREATE EXTENSION "pg_trgm"` makes a function of this name
    "#]],
    );
}
