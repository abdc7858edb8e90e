//! `sqldb migrate`, as its user runs it, on a local PostgreSQL.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed"
)]

mod project;

use expect_test::{Expect, expect};
use project::{Project, psql, text};

/// The output without times, which differ.
#[track_caller]
fn check(found: &str, expected: Expect) {
    let lines = found.lines().map(|line| {
        let mut words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        for at in 0..words.len() {
            let timestamp = words[at].len() == 20 && words[at].ends_with('Z');
            let unit = matches!(words[at].trim_end_matches(')'), "ms" | "s");
            if timestamp {
                words[at] = "<time>".to_owned();
            } else if unit && at > 0 {
                words[at - 1] =
                    if words[at - 1].starts_with('(') { "(<n>" } else { "<n>" }.to_owned();
            }
        }
        words.join(" ")
    });
    expected.assert_eq(&lines.collect::<Vec<_>>().join("\n"));
}

/// A project whose server is there, so that no command says that it starts it.
fn started() -> Project {
    let project = Project::new();
    project.printed(&["conn-uri", "notes"]);
    project
}

fn on(project: &Project, words: &[&str]) -> String {
    let words: Vec<&str> =
        ["migrate"].iter().chain(words).chain(&["-d", "todo"]).copied().collect();
    let output = project.run(&words);
    let said = text(&output.stderr);
    let code = output.status.code().unwrap();
    let said = said.replace(&project.shown(), "<project>");
    text(&output.stdout) + &if code == 0 { said } else { format!("{said}exit code {code}\n") }
}

#[test]
fn up_status_down_and_redo() {
    let project = started();
    let takes_back = "ALTER TABLE todo_item DROP done;";
    project.write("migrations/todo/2_add_done.down.sql", takes_back);
    check(
        &on(&project, &["status"]),
        expect![[r#"
        todo: no migration is applied
          1  create_item  pending
          2  add_done     pending
          = help: `sqldb migrate up` applies what is pending"#]],
    );
    check(
        &on(&project, &["up"]),
        expect![[r#"
        applied    1_create_item.up.sql (<n> ms)
        applied    2_add_done.up.sql (<n> ms)
        the database is at migration 2"#]],
    );
    check(
        &on(&project, &["up", "--lock-timeout", "2"]),
        expect!["nothing to do: the database is at migration 2"],
    );
    check(
        &on(&project, &["status"]),
        expect![[r#"
        todo: at migration 2
          1  create_item  applied  <time>  <n> ms
          2  add_done     applied  <time>  <n> ms"#]],
    );
    let url = project.printed(&["conn-uri", "todo", "--write"]);
    psql(url.trim_end(), "INSERT INTO todo_item (title) VALUES ('milk'), ('bread')").unwrap();
    // What is lost is said before anything is done.
    check(
        &on(&project, &["down"]),
        expect![[r#"
        will run   2_add_done.down.sql
        will be lost:
          column todo_item.done, set in 2 rows
        error: nobody can be asked: say `--yes` to take it back; lost would be: column todo_item.done, set in 2 rows
        exit code 2"#]],
    );
    check(
        &on(&project, &["down", "--yes"]),
        expect![[r#"
        will run   2_add_done.down.sql
        will be lost:
          column todo_item.done, set in 2 rows
        took back  2_add_done.down.sql (<n> ms)
        the database is at migration 1"#]],
    );
    check(
        &on(&project, &["down", "--yes"]),
        expect![[r#"
        error: `1_create_item.up.sql` has no file that takes it back
          = help: write `1_create_item.down.sql`
        exit code 1"#]],
    );
    let json: serde_json::Value = serde_json::from_str(&on(&project, &["up", "--json"])).unwrap();
    assert_eq!((&json["version"], &json["applied"][0]["name"]), (&2.into(), &"add_done".into()));
    let json = on(&project, &["status", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["migrations"][1]["state"], "applied");
    check(
        &on(&project, &["redo", "--yes"]),
        expect![[r#"
        will run   2_add_done.down.sql
        will be lost:
          column todo_item.done, set in 2 rows
        took back  2_add_done.down.sql (<n> ms)
        applied    2_add_done.up.sql (<n> ms)
        the database is at migration 2"#]],
    );
    check(
        &on(&project, &["redo", "9", "--yes"]),
        expect![[r#"
            error: there is no migration 9; the last file is `2_add_done.up.sql`
            exit code 2"#]],
    );
    check(
        &on(&project, &["up", "--wait", "never"]),
        expect![[r#"
        error: invalid value 'never' for '--wait <SECONDS>': a number of seconds above 0 is expected, such as `2.5`

        For more information, try '--help'.
        exit code 2"#]],
    );
}

#[test]
fn what_was_changed_by_hand_is_resolved_by_hand() {
    let project = started();
    on(&project, &["up"]);
    project.write("migrations/todo/1_create_item.up.sql", "CREATE TABLE todo_item (id int8);");
    check(
        &on(&project, &["up"]),
        expect![[r#"
            error: `1_create_item.up.sql` is not what was applied under its number
              = help: restore the file, and write a new migration
              = help: if the change makes no difference: `sqldb migrate repair` records it
              = help: in a database of your own: `sqldb migrate redo 1` takes it back and runs it again, `sqldb reset` begins anew
            exit code 1"#]],
    );
    check(
        &on(&project, &["repair"]),
        expect![[r#"
        recorded   1_create_item.up.sql as it is now
        the database is at migration 2"#]],
    );
    project.write("migrations/todo/3_failing.up.sql", "CREATE TABLE x ();\nSELECT 1/0;");
    check(
        &on(&project, &["up"]),
        expect![[r#"
            error: migration `3_failing.up.sql` failed: division by zero (SQLSTATE 22012)
             --> migrations/todo/3_failing.up.sql:2:1
              |
            2 | SELECT 1/0;
              | ^^^^^^^^^^
              = note: nothing of the file is applied
              = help: correct the file and start again
            exit code 1"#]],
    );
    std::fs::remove_file(project.directory.join("migrations/todo/3_failing.up.sql")).unwrap();

    // Two branches wrote a number 3; the other one is applied here already.
    project.write("migrations/todo/3_theirs.up.sql", "CREATE TABLE theirs ();");
    on(&project, &["up"]);
    project.write("migrations/todo/3_ours.up.sql", "CREATE TABLE ours ();");
    project.write("migrations/todo/3_ours.down.sql", "DROP TABLE ours;");
    check(
        &on(&project, &["up"]),
        expect![[r#"
        error: `3_theirs.up.sql` has the number of `3_ours.up.sql`: each migration has its own
          --> migrations/todo/3_theirs.up.sql
          = help: rename it to `4_theirs.up.sql`
        exit code 1"#]],
    );
    check(
        &on(&project, &["rebase", "--dry-run"]),
        expect![[r#"
        would rename 3_ours.down.sql to 4_ours.down.sql
        would rename 3_ours.up.sql to 4_ours.up.sql"#]],
    );
    check(
        &on(&project, &["rebase"]),
        expect![[r#"
        renamed 3_ours.down.sql to 4_ours.down.sql
        renamed 3_ours.up.sql to 4_ours.up.sql"#]],
    );
    check(
        &on(&project, &["up"]),
        expect![[r#"
        applied    4_ours.up.sql (<n> ms)
        the database is at migration 4"#]],
    );
    check(
        &on(&project, &["new", "Add Index!", "--down"]),
        expect![[r#"
        wrote migrations/todo/5_add_index.up.sql
        wrote migrations/todo/5_add_index.down.sql"#]],
    );
    check(&on(&project, &["rebase", "--json"]), expect![[r#"{"renamed":[]}"#]]);
}

/// No database is needed to come behind what a branch has.
#[test]
fn a_branch_is_rebased_onto_another() {
    let project = Project::new();
    let migrations = project.directory.join("migrations/todo");
    std::fs::write(migrations.join("3_theirs.up.sql"), "SELECT 3").unwrap();
    project.commit("main");
    std::fs::write(migrations.join("2_ours.up.sql"), "SELECT 4").unwrap();
    std::fs::write(migrations.join("3_ours_too.up.sql"), "SELECT 5").unwrap();
    check(
        &on(&project, &["rebase", "--onto", "main"]),
        expect![[r#"
        renamed 2_ours.up.sql to 4_ours.up.sql
        renamed 3_ours_too.up.sql to 5_ours_too.up.sql"#]],
    );
    check(
        &on(&project, &["rebase", "--onto", "main"]),
        expect!["nothing to rename: no file came late"],
    );
    check(
        &on(&project, &["rebase", "--onto", "release"]),
        expect![[r#"
        error: `release` cannot be taken out of git: Not a valid object name release
        exit code 2"#]],
    );
}

/// Takes back what asking for an address has migrated.
const UNMIGRATED: &str = "DROP TABLE todo_item, schema_migrations, _sqldb_migrations";

#[test]
fn a_history_is_begun() {
    let project = started();
    let url = project.printed(&["conn-uri", "todo", "--superuser"]);
    let url = url.trim_end();
    let by_hand = "SET ROLE \"sqldb-migrator\"; CREATE TABLE todo_item (id int8)";
    psql(url, &format!("{UNMIGRATED}; {by_hand}")).unwrap();
    check(
        &on(&project, &["baseline", "--from", "flyway"]),
        expect![[r#"
        error: invalid value 'flyway' for '--from <TOOL>': the tools are golang-migrate, sqlx, diesel, refinery, goose, dbmate, prisma, drizzle

        For more information, try '--help'.
        exit code 2"#]],
    );
    check(
        &on(&project, &["baseline", "--from", "sqlx"]),
        expect![[r#"
        error: the database has no history of sqlx: no table `_sqlx_migrations`
          = help: name the tool that migrated it, or the number of the last migration that is applied
        exit code 1"#]],
    );
    check(
        &on(&project, &["baseline", "1"]),
        expect![[r#"
        recorded   1_create_item.up.sql
        1 of 2 migrations are applied"#]],
    );
    check(
        &on(&project, &["up"]),
        expect![[r#"
            applied    2_add_done.up.sql (<n> ms)
            the database is at migration 2"#]],
    );
    psql(url, "UPDATE schema_migrations SET dirty = true").unwrap();
    check(
        &on(&project, &["up"]),
        expect![[r#"
            error: migration `2_add_done.up.sql` was left half-way (`dirty`)
              = help: look at what of it is there
              = help: if all of it is, or once you have completed it: `sqldb migrate repair --completed` (`UPDATE schema_migrations SET dirty = false`)
              = help: if none of it is, or once you have undone it: `sqldb migrate repair --undone` (`UPDATE schema_migrations SET version = 1, dirty = false`)
            exit code 1"#]],
    );
    check(
        &on(&project, &["repair", "--completed"]),
        expect![[r#"
        settled    migration 2
        the database is at migration 2"#]],
    );
}

#[test]
fn an_environment_is_migrated_by_its_admin() {
    let project = started();
    let url = project.printed(&["conn-uri", "todo", "--superuser"]).trim_end().to_owned();
    psql(&url, UNMIGRATED).unwrap();
    project.write("sqldb.toml", &format!("[env.staging]\nadmin = \"{url}\"\n[env.blind]\n"));
    check(
        &on(&project, &["up", "--env", "staging"]),
        expect![[r#"
            applied    1_create_item.up.sql (<n> ms)
            applied    2_add_done.up.sql (<n> ms)
            the database is at migration 2"#]],
    );
    check(
        &on(&project, &["up", "--env", "blind"]),
        expect![[r#"
        error: sqldb.toml does not say how to administer `todo` in `blind`; write `admin = "postgres://role@host/{database}"` in `[env.blind]`
        exit code 2"#]],
    );
    check(
        &on(&project, &["up", "--env", "nowhere"]),
        expect![[r#"
        error: there is no environment `nowhere`; sqldb.toml has `blind`, `staging`
        exit code 2"#]],
    );
}
