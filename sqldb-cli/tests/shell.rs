//! The shell of sqldb, which is used where there is no psql.

#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "these are tests, though not in functions of them"
)]

mod project;

use std::io::{Read, Write};
use std::process::{Command, Output, Stdio};

use expect_test::expect;
use project::{Project, text};

/// A project whose database `todo` has two rows.
fn project() -> Project {
    let project = Project::new();
    project.printed(&["reset", "todo"]);
    let rows = "INSERT INTO todo_item (title, done) VALUES ('Buy milk', true), ('Drink it', false)";
    let said = project.printed(&["shell", "todo", "--builtin", "--write", "-c", rows]);
    assert_eq!(said, "INSERT 2\n");
    project
}

#[test]
fn results_are_aligned_and_rows_are_json_for_programs() {
    let project = project();
    let query = "SELECT *, NULL AS note FROM todo_item ORDER BY id; SELECT 1 AS one";
    expect![[r"
         id |  title   | done | note
        ----+----------+------+------
          1 | Buy milk | t    |
          2 | Drink it | f    |
        (2 rows)

         one
        -----
           1
        (1 row)

    "]]
    .assert_eq(&project.printed(&["shell", "todo", "--builtin", "-c", query]));
    expect![[r#"
        {"done":"t","id":"1","note":null,"title":"Buy milk"}
        {"done":"f","id":"2","note":null,"title":"Drink it"}
        {"one":"1"}
    "#]]
    .assert_eq(&project.printed(&["shell", "todo", "--json", "-c", query]));
    let refused = project.run(&["shell", "todo", "--json", "-c", "SELECT titel FROM todo_item"]);
    let told: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!((told["code"].as_str(), refused.status.code()), (Some("42703"), Some(1)));
}

#[test]
fn a_script_stops_at_the_first_statement_that_fails() {
    let project = project();
    let mut command = project.command(&["shell", "todo", "--builtin"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let script =
        "DO $$ BEGIN RAISE NOTICE 'said'; END $$;\nSELECT titel\n  FROM todo_item; SELECT 2;";
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    assert_eq!((status.code(), text(&stdout)), (Some(1), "DO\n".to_owned()));
    let said = text(&stderr);
    let said =
        said.lines().filter(|line| !line.starts_with("sqldb:")).collect::<Vec<_>>().join("\n");
    expect![[r#"
        NOTICE: said
        ERROR: column "titel" does not exist (42703)
        LINE 1: SELECT titel
                       ^
        HINT:  Perhaps you meant to reference the column "todo_item.title"."#]]
    .assert_eq(&said);
    let write = project.run(&["shell", "todo", "--builtin", "-c", "DELETE FROM todo_item"]);
    assert!(text(&write.stderr).contains("permission denied for table todo_item"));
}

/// As psql does: data behind the statement, of the input, and in files of this machine.
#[test]
fn rows_are_copied_from_and_to_this_side() {
    let project = project();
    let run = |script: &str| {
        let mut command = project.command(&["shell", "todo", "--builtin", "--write"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        text(&output.stdout) + &text(&output.stderr)
    };
    expect![[r#"
        COPY 1
        COPY 2
        Buy milk
        Drink it
        it's; one
        COPY 2
         count
        -------
             5
        (1 row)

    "#]].assert_eq(&run("COPY todo_item (title, done) FROM STDIN;\nit's; one\tt\n\\.\n\
          \\copy (SELECT title, done FROM todo_item WHERE id > 1 ORDER BY id) TO 'items.csv' csv\n\
          COPY todo_item (title) TO STDOUT;\n\\copy todo_item (title, done) FROM items.csv (FORMAT csv)\n\
          SELECT count(*) FROM todo_item;\n\\q\nSELECT 'not reached'"));
    let written = std::fs::read_to_string(project.directory.join("items.csv")).unwrap();
    assert_eq!(written, "Drink it,f\nit's; one,t\n");
    // What the server refuses stores nothing and ends the script.
    expect![[r#"
        ERROR: invalid input syntax for type boolean: "x" (22P02)
        CONTEXT:  COPY todo_item, line 2, column done: "x"
    "#]]
    .assert_eq(&run("\\copy todo_item (title, done) FROM STDIN\nfine\tt\nwrong\tx\n\\.\nSELECT 1"));
    let mut command = project.command(&["shell", "todo", "--builtin", "--write", "-c"]);
    let mut child = command
        .arg("COPY todo_item (title, done) FROM STDIN; SELECT count(*) FROM todo_item")
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(b"piped\tf\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(text(&output.stdout).starts_with("COPY 1\n count\n"), "{}", text(&output.stderr));
}

#[test]
fn readers_that_have_enough_are_no_failure() {
    let project = project();
    let many = "(SELECT repeat('x', 100) FROM generate_series(1, 20000))";
    for statement in [
        format!("{many};\n"),
        format!("COPY {many} TO STDOUT;\n"),
        format!("\\copy {many} TO STDOUT\n"),
        "\\echo all\n".to_owned(),
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = project.command(&["shell", "todo", "--builtin"]);
        let mut child = command.stdin(Stdio::piped()).stdout(writer).spawn().unwrap();
        child.stdin.take().unwrap().write_all(statement.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stderr);
        let said: Vec<_> = said.lines().filter(|line| !line.starts_with("sqldb:")).collect();
        assert_eq!((output.status.code(), said), (Some(128 + 13), vec![]), "{statement}");
    }
    // A program that has enough does not end the script.
    let script = format!(
        "\\copy {many} TO PROGRAM 'head -c 3'\n\\o |head -c 2\n{many};\n\\o\nSELECT 7 AS seven;\n"
    );
    let mut command = project.command(&["shell", "todo", "--builtin"]);
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    expect!["xxxCOPY 20000\n   seven\n-------\n     7\n(1 row)\n\n"]
        .assert_eq(&text(&output.stdout));
}

#[test]
fn without_psql_ours_is_used() {
    let project = project();
    // Only `cargo` and what the server needs are found; of a server that runs, nothing is.
    let bin = project.directory.join("bin");
    std::fs::create_dir(&bin).unwrap();
    let cargo = std::env::var_os("CARGO").unwrap();
    std::os::unix::fs::symlink(cargo, bin.join("cargo")).unwrap();
    let path = format!("{}:/nowhere", bin.display());
    let mut command =
        project.command(&["shell", "todo", "-c", "SELECT title FROM todo_item LIMIT 1"]);
    let output = command.env("PATH", &path).output().unwrap();
    assert_eq!(
        text(&output.stdout),
        "  title\n----------\n Buy milk\n(1 row)\n\n",
        "{}",
        text(&output.stderr)
    );
    let mut command = project.command(&["shell", "todo", "--", "-X"]);
    let output = command.env("PATH", &path).output().unwrap();
    assert!(text(&output.stderr).contains("psql cannot be started"), "{}", text(&output.stderr));
}

/// On a terminal: words are completed by Tab, statements go over lines, the prompt shows the state of the
/// transaction, and what was said is remembered.
#[test]
fn on_a_terminal_it_completes_and_remembers() {
    let project = project();
    let words = "shell todo --builtin --write";
    let line = format!("{} {words}", env!("CARGO_BIN_EXE_sqldb"));
    let state = project.directory.join("state");
    let typed = "SELECT titl\t FROM todo_i\t\n WHERE id = 1;\n\\d todo_item\nBEGIN;\nSELECT 1/0;\nROLLBACK;\n\
                 \\nonsense\n\\q\n";
    let mut command = Command::new("script");
    command.args(["-qec", &line, "/dev/null"]);
    project.prepare(&mut command);
    command.env("XDG_STATE_HOME", &state).env("TERM", "xterm").stdin(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let mut output = child.stdout.take().unwrap();
    let mut shown = Vec::new();
    while !text(&shown).contains("todo=> ") {
        let mut some = [0; 1024];
        let read = output.read(&mut some).unwrap();
        assert!(read > 0, "{}", text(&shown));
        shown.extend_from_slice(&some[..read]);
    }
    for line in typed.split_inclusive('\n') {
        // As somebody types: Tab completes only what has been read.
        for part in line.split_inclusive('\t') {
            input.write_all(part.as_bytes()).unwrap();
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
    }
    drop(input);
    output.read_to_end(&mut shown).unwrap();
    assert!(child.wait().unwrap().success());
    let shown = text(&shown);
    for part in [
        "todo on PostgreSQL ",
        "as `sqldb-write`",
        "Buy milk",
        "todo_item_pkey",
        "todo=*> ",
        "division by zero (22012)",
        "todo=!> ",
        "there is no `\\nonsense`",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let history = std::fs::read_to_string(state.join("sqldb/shell_history")).unwrap();
    assert!(history.contains("SELECT title FROM todo_item"), "{history}");
}

/// What a psql user types in the first hour.
#[test]
fn commands_of_psql() {
    let project = project();
    let run = |script: &str| {
        let mut command = project.command(&["shell", "todo", "--builtin", "--write"]);
        command.env("EDITOR", "sed -i s/1/2/").stdin(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        text(&output.stdout) + &text(&output.stderr)
    };
    expect![[r#"
          title
        ----------
         Buy milk
        (1 row)

        -[ 1 ]-------------
        title | Buy milk

        -[ 1 ]------------
        :who | it's me

        Buy milk is number 1
         n
        ---
         1
        (1 row)

         n
        ---
         1
        (1 row)

        SELECT 2 AS n;
         n
        ---
         2
        (1 row)

         nothing
        ---------
               -
        (1 row)

        BUY MILK
        DRINK IT
        COPY 2
        COPY 1
         piped
        (3 rows)

            text
        -------------
         into a file
        (1 row)

        -[ 1 ]-----------
        one | 1

    "#]]
    .assert_eq(&run("\\set n 1\n\\set who 'it''s me'\n\
         SELECT title FROM todo_item WHERE id = :n;\n\\gx\n\
         SELECT :'who' AS \":who\" \\gx\n\
         SELECT id AS first, title FROM todo_item ORDER BY id LIMIT 1 \\gset found_\n\
         \\echo :found_title is number :found_first\n\
         SELECT 1 AS n \\watch i=0 c=2\n\
         \\e\n\
         \\pset null -\nSELECT NULL AS nothing;\n\
         \\copy (SELECT title FROM todo_item ORDER BY id) TO PROGRAM 'tr a-z A-Z'\n\
         \\copy todo_item (title) FROM PROGRAM 'echo piped'\n\
         SELECT title FROM todo_item ORDER BY id \\g |tail -3\n\
         \\o out.txt\nSELECT 'into a file' AS text;\n\\o\n\\! cat out.txt\n\
         \\x on\nSELECT 1 AS one;\n\\x off\n"));
    expect![[r#"
         schema |   name    | type  |     owner      | size
        --------+-----------+-------+----------------+-------
         public | todo_item | table | sqldb-migrator | 16 kB
        (1 row)

         column |  type   |  nulls   |                default
        --------+---------+----------+---------------------------------------
         id     | bigint  | not null | nextval('todo_item_id_seq'::regclass)
         title  | text    | not null |
         done   | boolean | not null | false
        (3 rows)

             index      |                               definition
        ----------------+-------------------------------------------------------------------------
         todo_item_pkey | CREATE UNIQUE INDEX todo_item_pkey ON public.todo_item USING btree (id)
        (1 row)

           constraint   |    definition    | of
        ----------------+------------------+----
         todo_item_pkey | PRIMARY KEY (id) |
        (1 row)

         schema |          name          | type  |       table       |     owner      | size
        --------+------------------------+-------+-------------------+----------------+-------
         public | _sqldb_migrations_pkey | index | _sqldb_migrations | sqldb-migrator | 16 kB
         public | schema_migrations_pkey | index | schema_migrations | sqldb-migrator | 16 kB
         public | todo_item_pkey         | index | todo_item         | sqldb-migrator | 16 kB
        (3 rows)

          name  |       owner
        --------+-------------------
         public | pg_database_owner
        (1 row)

           schema   | name  |   arguments   |   result
        ------------+-------+---------------+------------
         pg_catalog | lower | anymultirange | anyelement
         pg_catalog | lower | anyrange      | anyelement
         pg_catalog | lower | text          | text
        (3 rows)

        function "nothing" does not exist
    "#]]
    .assert_eq(&run("\\dt todo*\n\\d todo_item\n\\di\n\\dn\n\\df lower\n\\sf nothing\n"));
    expect![[r#"
         column |  type   |  nulls   |                default                | description
        --------+---------+----------+---------------------------------------+-------------
         id     | bigint  | not null | nextval('todo_item_id_seq'::regclass) |
         title  | text    | not null |                                       |
         done   | boolean | not null | false                                 |
        (3 rows)

             index      |                               definition
        ----------------+-------------------------------------------------------------------------
         todo_item_pkey | CREATE UNIQUE INDEX todo_item_pkey ON public.todo_item USING btree (id)
        (1 row)

           constraint   |    definition    | of
        ----------------+------------------+----
         todo_item_pkey | PRIMARY KEY (id) |
        (1 row)

         size  | indexes | estimated_rows | description
        -------+---------+----------------+-------------
         16 kB | 16 kB   |                |
        (1 row)

    "#]]
    .assert_eq(&run("\\d+ todo_item\n"));
    let elsewhere = run("\\c postgres\nSELECT current_database();\n\\c - sqldb-read\n\\conninfo\n");
    for told in [
        "as `sqldb-write`\n",
        " postgres\n(1 row)",
        "as `sqldb-read`\n",
        "a socket of this machine",
    ] {
        assert!(elsewhere.contains(told), "{elsewhere}");
    }
    let wrong = [
        "SELECT 1 \\timing",
        "\\g",
        "\\x perhaps",
        "SELECT 1 \\watch often",
        "\\d nothing",
        "\\i nothing.sql",
        "\\pset border 3",
        "\\pset frame 1",
        "\\pset format sideways",
        "\\if perhaps",
        "\\endif",
        "\\if true",
        "SELECT 1 \\crosstabview",
        "SELECT 1 WHERE false \\gset",
        "\\copy todo_item (title) FROM PROGRAM 'false'",
    ];
    expect![[r#"
        `\timing` stands behind a statement that has no `;`
        nothing was run yet
        \x is `on`, `off` or `auto`
        `often` is no rhythm; \watch is written `\watch 2` or `\watch i=0.5 c=10`
        there is no table, view or index `nothing`
        nothing.sql: No such file or directory (os error 2)
        `\pset border` is `0`, `1` or `2`, not `3`
        there is no `\pset frame`; there are `border`, `expanded`, `fieldsep`, `footer`, `format`, `linestyle`, `null`, `pager`, `title` and `tuples_only`
        `\pset format` is `aligned`, `unaligned`, `csv` or `html`, not `sideways`
        `perhaps` is no condition: it is `true` or `false`, often a variable of \gset
        \endif stands behind no \if
        error: an \if has no \endif
        \crosstabview takes a result of at least three columns, and there are 1
        \gset takes one row, and there are 0
        `false` has failed (exit status: 1); nothing is stored
    "#]]
    .assert_eq(&wrong.map(run).concat());
}

/// How results look, what is run at all, and what else may come of a statement.
#[test]
fn results_as_psql_can_show_them() {
    let project = project();
    let run = |script: &str| {
        let mut command = project.command(&["shell", "todo", "--builtin"]);
        let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        text(&output.stdout) + &text(&output.stderr)
    };
    let query = "SELECT id, title FROM todo_item ORDER BY id";
    expect![[r#"
        id|title
        1|Buy milk
        2|Drink it
        (2 rows)
        id,title
        1,Buy milk
        2,Drink it
        <table border="1">
          <tr><td align="right">1</td><td align="left">Buy milk</td></tr>
          <tr><td align="right">2</td><td align="left">Drink it</td></tr>
        </table>
        Things to do
        +----+----------+
        | id |  title   |
        +----+----------+
        |  1 | Buy milk |
        |  2 | Drink it |
        +----+----------+
        (2 rows)

        1 Buy milk
        2 Drink it
        border      1
        expanded    off
        fieldsep    ' '
        footer      on
        format      unaligned
        linestyle   ascii
        null        ''
        pager       on
        title       ''
        tuples_only on
    "#]]
    .assert_eq(&run(&format!(
        "\\pset format unaligned\n{query};\n\\pset format csv\n\\g\n\\pset format html\n\\t\n\\g\n\
         \\pset format aligned\n\\pset tuples_only off\n\\pset border 2\n\\C 'Things to do'\n\\g\n\
         \\pset border 1\n\\C\n\\a\n\\f ' '\n\\t on\n\\g\n\\pset\n"
    )));
    expect![[r#"
        2 items
        not set
        end
    "#]].assert_eq(&run(
        "SELECT count(*) > 1 AS many, count(*) AS items FROM todo_item \\gset\n\
         \\if :many\n  \\echo :items items\n  \\if :{?nothing} \\echo wrong \\else \\echo 'not set' \\endif\n\
         \\elif true\n  SELECT wrong;\n\\else\n  \\i nothing.sql\n  \\if what \\endif\n\\endif\n\
         \\if false\n\\q\n\\endif\n\\echo end\n",
    ));
    expect![[r#"
         done | Buy milk | Drink it
        ------+----------+----------
         t    |        1 |
         f    |          |        2
        (2 rows)

          answer  | part
        ----------+------
         Buy milk | {7}
        (1 row)

         column |           type
        --------+--------------------------
         id     | bigint
         title  | character varying(9)
         now    | timestamp with time zone
        (3 rows)

    "#]]
    .assert_eq(&run("SELECT done, title, id FROM todo_item \\crosstabview\n\
         \\set n 2\n\
         SELECT format('SELECT %L AS answer, (ARRAY[7, 8])[1:n] AS part FROM (SELECT 1 AS n) AS one', title) \
         FROM todo_item WHERE id = 1 \\gexec\n\
         SELECT id, title::varchar(9), now() FROM todo_item \\gdesc\n"));
}
