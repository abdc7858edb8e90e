//! The commands about databases, on a local PostgreSQL and on a server of an environment.

#![cfg(unix)]

mod project;

use project::{Project, psql, text};

#[test]
fn the_connection_string_is_of_a_role_that_cannot_do_more_than_was_asked_for() {
    let project = Project::new();
    assert_eq!(
        project.printed(&["reset", "todo"]).split(" in ").next().unwrap(),
        "todo: dropped, made anew, 2 migrations"
    );
    let url = |words: &[&str]| {
        let words: Vec<&str> = ["conn-uri", "todo"].iter().chain(words).copied().collect();
        project.printed(&words).trim_end().to_owned()
    };
    let insert = "INSERT INTO todo_item (title) VALUES ('milk') RETURNING title";
    let table = "CREATE TABLE other (n int)";
    let file = "SELECT size > 0 FROM pg_stat_file('global/pg_control')";

    let read = url(&[]);
    assert_eq!(psql(&read, "SELECT count(*) FROM todo_item").unwrap(), "0");
    // Whatever the session is told, the role cannot.
    let freed = format!(
        "SET default_transaction_read_only = off; SET SESSION CHARACTERISTICS AS \
                         TRANSACTION READ WRITE; BEGIN READ WRITE; {insert}; COMMIT"
    );
    assert!(psql(&read, &freed).unwrap_err().ends_with("permission denied for table todo_item"));

    let write = url(&["--write"]);
    assert!(psql(&write, insert).unwrap().starts_with("milk"));
    assert!(psql(&write, table).unwrap_err().contains("permission denied for schema public"));

    let admin = url(&["--admin"]);
    assert_eq!(psql(&admin, table).unwrap(), "CREATE TABLE");
    assert!(psql(&admin, file).unwrap_err().contains("permission denied"));
    assert_eq!(psql(&url(&["--superuser"]), file).unwrap(), "t");

    // What was written is gone after a reset.
    let lines = project.printed(&["reset", "--all", "--json"]);
    let lines: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let done: Vec<_> = lines.iter().map(|line| (&line["database"], &line["created"])).collect();
    assert_eq!(
        format!("{done:?}"),
        r#"[(String("notes"), Bool(true)), (String("todo"), Bool(true))]"#
    );
    let file = lines[1]["applied"][0]["file"].as_str();
    assert_eq!(file, Some("1_create_item.up.sql"));
    assert_eq!(psql(&url(&[]), "SELECT count(*) FROM todo_item").unwrap(), "0");
    let both = project.refused(&["conn-uri", "todo", "--write", "--admin"], 2);
    assert!(both.contains("cannot be used with"), "{both}");
    let both = project.run(&["conn-uri", "todo", "--write", "--admin", "--json"]);
    let told: serde_json::Value = serde_json::from_slice(&both.stdout).unwrap();
    let said = "the argument '--write' cannot be used with '--admin'";
    assert_eq!((told["error"].as_str(), both.status.code()), (Some(said), Some(2)));
}

/// Who opens a database that nobody has used yet finds what the program would; one that cannot be
/// migrated is opened nevertheless, and one that is there is left as it is.
#[test]
fn a_database_is_migrated_where_it_is_made() {
    let project = Project::new();
    let count = "SELECT count(*) FROM todo_item WHERE NOT done";
    // Who only looks has not migrated it.
    project.printed(&["migrate", "status", "-d", "todo"]);
    assert_eq!(project.printed(&["shell", "todo", "--", "-Atc", count]), "0\n");
    project.write("migrations/todo/3_more.up.sql", "ALTER TABLE todo_item ADD more int8");
    let columns = "SELECT count(*) FROM pg_attribute WHERE attname = 'more'";
    assert_eq!(project.printed(&["shell", "todo", "--", "-Atc", columns]), "0\n");
    project.write("migrations/notes/2_wrong.up.sql", "ALTER TABLE not_there ADD n int8");
    let output = project.run(&["shell", "notes", "--", "-Atc", "SELECT count(*) FROM note"]);
    assert_eq!(text(&output.stdout), "0\n");
    let said = text(&output.stderr);
    assert!(said.contains("`notes` is not migrated: migration `2_wrong.up.sql` failed"), "{said}");
    // What takes long is named meanwhile.
    project.write("migrations/todo/4_slow.up.sql", "SELECT pg_sleep(1.5)");
    let said = text(&project.run(&["reset", "todo"]).stderr);
    assert!(said.contains("sqldb: todo: applying 4_slow.up.sql …"), "{said}");
    // What cannot be made anew is not dropped.
    project.printed(&["shell", "notes", "--write", "--", "-c", "INSERT INTO note VALUES (1, 'a')"]);
    let said = project.refused(&["reset", "--all"], 1);
    assert!(said.contains("relation `not_there` does not exist"), "{said}");
    assert_eq!(
        project.printed(&["shell", "notes", "--", "-Atc", "SELECT count(*) FROM note"]),
        "1\n"
    );
}

#[test]
fn the_name_is_the_one_of_the_current_directory() {
    let project = Project::new();
    let mut inside = project.command(&["conn-uri", "--json"]);
    let output = inside.current_dir(project.directory.join("migrations/notes")).output().unwrap();
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["name"], "notes");
    assert!(printed["url"].as_str().unwrap().contains("/notes?sslmode=disable"));
    let ambiguous = project.refused(&["conn-uri"], 2);
    assert_eq!(ambiguous, "error: which database is meant? Name one of `notes`, `todo`\n");
    let unknown = project.refused(&["conn-uri", "shop"], 2);
    let expected = "no database `shop` is declared in this workspace; there are `notes`, `todo`";
    assert_eq!(unknown, format!("error: {expected}\n"));
    let output = project.run(&["conn-uri", "shop", "--json"]);
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed["error"], expected);
    // Of a source that cannot be parsed nobody knows what it declares.
    project.write("src/lib.rs", "pub mod todo {\n    fn f() -> {}\n}");
    let none = project.refused(&["conn-uri"], 2);
    assert!(none.starts_with("error: no source of this workspace declares a database; write"));
    assert!(none.contains("note: src/lib.rs:2:"), "{none}");
    assert!(none.contains(" cannot be parsed: "), "{none}");
}

#[test]
fn the_shell_runs_psql_as_a_reader() {
    let project = Project::new();
    project.printed(&["reset", "todo"]);
    let words = ["-c", "INSERT INTO todo_item (title) VALUES ('milk')"];
    let read = project.run(&[&["shell", "todo", "--"][..], &words].concat());
    assert_eq!(read.status.code(), Some(1));
    assert!(text(&read.stderr).contains("permission denied for table todo_item"));
    let write = project.printed(&[&["shell", "todo", "--write", "--"][..], &words].concat());
    assert_eq!(write, "INSERT 0 1\n");
}

#[test]
fn throw_away_clusters_have_databases_of_their_own() {
    let project = Project::new();
    let urls: Vec<String> = [&[][..], &["--test"], &["--shadow"]]
        .iter()
        .map(|words| project.printed(&[&["conn-uri", "notes"][..], words].concat()))
        .collect();
    assert!(urls[0] != urls[1] && urls[1] != urls[2], "{urls:?}");
    assert_eq!(psql(urls[1].trim_end(), "SHOW fsync").unwrap(), "off");
    assert_eq!(psql(urls[0].trim_end(), "SHOW fsync").unwrap(), "on");
    let both = project.refused(&["conn-uri", "notes", "--test", "--shadow"], 2);
    assert!(both.contains("cannot be used with"), "{both}");
}

#[test]
fn an_environment_is_read_by_a_role_that_cannot_write() {
    let project = Project::new();
    project.printed(&["reset", "todo"]);
    let url = |flag| project.printed(&["conn-uri", "todo", flag]).trim_end().to_owned();
    let (writer, superuser) = (url("--write"), url("--superuser"));
    let (start, host) = writer.split_once("sqldb-write@").unwrap();
    psql(
        &superuser,
        "CREATE ROLE reader LOGIN PASSWORD 'secret'; GRANT CONNECT ON DATABASE todo TO \
         reader; GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader",
    )
    .unwrap();
    let reader = format!("{start}reader:${{READER_PASSWORD}}@{host}");
    project.write("sqldb.toml", &format!(
        "[env.staging]\nread = \"{reader}\"\nwrite = \"{writer}\"\n\n[env.wrong]\nread = \"{writer}\"\n"));

    let unset = project.refused(&["conn-uri", "todo", "--env", "staging"], 2);
    assert_eq!(
        unset,
        "error: `READER_PASSWORD` is not set, which sqldb.toml needs for `read` in `staging`; set it in \
         the environment of this command\n"
    );
    let mut command =
        project.command(&["shell", "todo", "-e", "staging", "--", "-tAc", "SELECT current_user"]);
    let output = command.env("READER_PASSWORD", "secret").output().unwrap();
    assert_eq!(text(&output.stdout), "reader\n", "{}", text(&output.stderr));
    assert_eq!(
        project.printed(&["conn-uri", "todo", "-e", "staging", "--write"]).trim_end(),
        writer
    );

    let wrong = project.refused(&["conn-uri", "todo", "-e", "wrong"], 2);
    assert_eq!(
        wrong,
        "error: the role `sqldb-write` of `read` of the environment `wrong` may change all \
                       data, as a member of `pg_write_all_data`; set the URL of a role that only reads, or \
                       say `--write`\n"
    );
    // A role which may become another that writes is one that writes.
    psql(
        &superuser,
        "CREATE ROLE owner NOINHERIT; GRANT INSERT ON todo_item TO owner; GRANT owner TO reader",
    )
    .unwrap();
    let mut command = project.command(&["conn-uri", "todo", "-e", "staging"]);
    let output = command.env("READER_PASSWORD", "secret").output().unwrap();
    let said = text(&output.stderr);
    assert!(
        said.contains("may change the table `todo_item`") && !said.contains("secret"),
        "{said}"
    );

    let none = project.refused(&["conn-uri", "todo", "-e", "production"], 2);
    assert_eq!(
        none,
        "error: there is no environment `production`; sqldb.toml has `staging`, `wrong`\n"
    );
    let admin = project.refused(&["conn-uri", "todo", "-e", "staging", "--admin"], 2);
    assert!(
        admin.contains("write `admin = \"postgres://role@host/{database}\"` in `[env.staging]`"),
        "{admin}"
    );
    let reset = project.refused(&["reset", "todo", "-e", "staging"], 2);
    assert_eq!(reset, "error: `staging` is not this machine, and only local databases are reset\n");
}

#[test]
fn a_server_that_is_not_there_has_an_exit_code_of_its_own() {
    let project = Project::new();
    let mut command = project.command(&["conn-uri", "todo"]);
    let output =
        command.env("SQLDB_TODO_URL", "postgres://me:secret@127.0.0.1:1/todo").output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("127.0.0.1:1 (`SQLDB_TODO_URL`)") && !said.contains("secret"), "{said}");
    let mut command = project.command(&["reset", "--all"]);
    let output = command.env("SQLDB_TODO_URL", "postgres://127.0.0.1:1/todo").output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let mut command = project.command(&["conn-uri", "todo"]);
    let output = command.env("SQLDB_PG_BIN", "/nowhere").output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", text(&output.stderr));
}

#[test]
fn reset_fails_with_the_migration_that_does() {
    let project = Project::new();
    project.write("migrations/notes/2_wrong.up.sql", "ALTER TABLE nothing ADD a int;");
    let said = project.refused(&["reset", "--all"], 1);
    assert!(said.contains("2_wrong.up.sql") && said.contains("nothing"), "{said}");
    let neither = project.refused(&["reset"], 2);
    assert!(neither.contains("name it, or say `--all`; there is `notes`, `todo`"), "{neither}");
}

#[test]
fn cargo_sqldb_is_the_same_command() {
    let project = Project::new();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_cargo-sqldb"));
    project.prepare(command.args(["sqldb", "conn-uri", "notes", "--json"]));
    let output = command.output().unwrap();
    assert!(text(&output.stdout).contains("\"name\":\"notes\""), "{}", text(&output.stderr));
}

#[test]
fn completions_and_manual_pages_are_written() {
    let project = Project::empty();
    for (shell, mark) in
        [("bash", "complete -F"), ("zsh", "#compdef sqldb"), ("fish", "complete -c sqldb")]
    {
        let script = project.printed(&["completions", shell]);
        assert!(script.contains(mark) && script.contains("conn-uri"), "{shell}");
    }
    project.printed(&["man", "man"]);
    let page = std::fs::read_to_string(project.directory.join("man/sqldb-shell.1")).unwrap();
    assert!(page.contains("sqldb shell todo"), "{page}");
    assert!(project.printed(&["man"]).contains(".TH sqldb 1"));
}

#[test]
fn a_reader_that_goes_away_ends_the_command_in_silence() {
    let project = Project::new();
    for words in [&["completions", "bash"][..], &["man"], &["namespace", "list"], &["check"]] {
        // As `head` does, only before the first line.
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let output = project.command(words).stdout(writer).output().expect("it runs");
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), said.as_str()), (Some(128 + 13), ""), "{words:?}");
    }
}

#[test]
fn each_git_branch_may_have_data_of_its_own() {
    let project = Project::new();
    let url = || project.printed(&["conn-uri", "todo"]);
    let usual = url();
    project.printed(&["namespace", "create", "experiment", "--switch"]);
    assert_ne!(url(), usual);
    assert_eq!(project.printed(&["ns", "list"]), "  default\n* experiment\n");
    project.write(".git/HEAD", "ref: refs/heads/due-dates\n");
    project.printed(&["namespace", "switch", "--per-branch"]);
    assert_eq!(project.printed(&["ns", "list"]), "  default\n* due-dates\n  experiment\n");
    project.write(".git/HEAD", "ref: refs/heads/main\n");
    assert_eq!(url(), usual);
    let said = project.refused(&["namespace", "switch", "nothing"], 2);
    assert_eq!(said, "error: there is no namespace `nothing`; there are `default`, `experiment`\n");
}

#[test]
fn one_name_declared_twice_shows_both_places() {
    let project = Project::new();
    project.write(
        "src/main.rs",
        "#[sqldb::database(name = \"todo\", migrations = \"migrations/notes\")]\nmod todo {}\nfn main() {}",
    );
    let said = project.refused(&["conn-uri", "todo"], 2);
    let expected = "there are two databases `todo`: one is declared at src/lib.rs:2:26, with the migrations \
                    of `migrations/todo`, the other at src/main.rs:1:26, with those of `migrations/notes`";
    assert!(said.contains(expected), "{said}");
    // Of alternatives, the one of an ordinary build is meant.
    project.write(
        "src/main.rs",
        "#[cfg_attr(feature = \"other\", sqldb::database(name = \"todo\", migrations = \"migrations/notes\"))]\n\
         #[cfg_attr(not(feature = \"other\"), sqldb::database(name = \"todo\", migrations = \"migrations/todo\"))]\n\
         mod todo {}\nfn main() {}",
    );
    let said = project.printed(&["check", "todo"]);
    assert_eq!(said, "todo: 2 migrations, 0 queries\nall in order\n");
    // Their modules may be in files of their own.
    let module = |migrations: &str| {
        format!(
            "#[sqldb::database(name = \"todo\", migrations = \"{migrations}\")]\npub mod todo {{}}\n"
        )
    };
    project.write("src/other.rs", &module("migrations/notes"));
    project.write("src/usual.rs", &module("migrations/todo"));
    for declared in [
        "#[cfg(feature = \"other\")]\nmod other;\n#[cfg(not(feature = \"other\"))]\nmod usual;\n",
        "#[cfg_attr(feature = \"other\", path = \"other.rs\")]\n\
         #[cfg_attr(not(feature = \"other\"), path = \"usual.rs\")]\nmod store;\n",
    ] {
        project.write("src/main.rs", &format!("{declared}fn main() {{}}"));
        assert_eq!(project.printed(&["check", "todo"]), said, "{declared}");
    }
    project.write("src/other.rs", &format!("#![cfg(test)]\n{}", module("migrations/notes")));
    project.write("src/main.rs", "mod other;\nmod usual;\nfn main() {}");
    assert_eq!(project.printed(&["check", "todo"]), said);
}

/// Each slip in `sqldb.toml` is told with its place, or with what stands there.
#[test]
fn slips_in_the_file_of_environments() {
    let project = Project::new();
    let refused = |text: &str, words: &[&str]| {
        project.write("sqldb.toml", text);
        project.refused(&[&["conn-uri", "todo", "-e", "staging"], words].concat(), 2)
    };
    assert_eq!(
        refused("[env.staging]\nread = \"x\"\nwrit = \"x\"\n", &[]),
        "error: sqldb.toml:3:1: unknown field `writ`, expected one of `read`, `write`, `admin`, \
         `superuser`, `databases`\n"
    );
    assert_eq!(
        refused("[env.staging", &[]),
        "error: sqldb.toml:1:13: unclosed table, expected `]`\n"
    );
    assert_eq!(
        refused("[env.staging]\nwrite = \"postgres://me@h/{databse}\"", &["--write"]),
        "error: `{databse}` in `write` of `staging` means nothing in sqldb.toml: `{database}` is the \
         database's name, `${NAME}` a variable\n"
    );
    let said = refused("[env.staging]\nsuperuser = \"127.0.0.1:5432\"", &["--superuser"]);
    assert!(said.contains("`superuser` of the environment `staging`"), "{said}");
    assert!(said.contains("is no connection string of libpq"), "{said}");
    let said = refused("[env.staging.databases.tudo]\nread = \"postgres://me@h/todo\"", &[]);
    assert!(said.contains("(there is `[env.staging.databases.tudo]`)"), "{said}");
}

/// A database that a server does not have is made by whoever runs that.
#[test]
fn a_database_that_is_not_on_the_server() {
    let project = Project::new();
    let superuser = project.printed(&["conn-uri", "todo", "--superuser"]);
    let elsewhere = superuser.trim_end().replace("/todo?", "/nowhere?");
    let mut command = project.command(&["migrate", "status", "-d", "todo"]);
    let output = command.env("SQLDB_TODO_URL", elsewhere).output().unwrap();
    let said = text(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("help: whoever runs that server creates the database"), "{said}");
}

/// A database that is called otherwise now keeps its data.
#[test]
fn a_database_is_renamed_with_what_is_in_it() {
    let project = Project::new();
    project.printed(&["reset", "--all"]);
    let insert = "INSERT INTO todo_item (title) VALUES ('milk')";
    project.printed(&["shell", "todo", "--write", "--", "-qc", insert]);
    assert_eq!(
        project.refused(&["rename", "todo", "notes"], 2),
        "error: the sources declare `todo` still: change its name there first\n"
    );
    let library = std::fs::read_to_string(project.directory.join("src/lib.rs")).unwrap();
    project.write("src/lib.rs", &library.replace("name = \"todo\"", "name = \"tasks\""));
    let said = text(&project.run(&["run", "--", "true"]).stderr);
    let offer = "nobody declares `todo` any more; if it is `tasks` now: `sqldb rename todo tasks --replace`";
    assert!(said.contains(offer), "{said}");
    let taken = project.refused(&["rename", "todo", "tasks"], 2);
    assert!(taken.contains("`--replace` drops it"), "{taken}");
    let unknown = project.refused(&["rename", "todos", "tasks"], 2);
    assert!(unknown.contains("no local database `todos`; not declared are `todo`"), "{unknown}");
    assert_eq!(project.printed(&["rename", "todo", "tasks", "--replace"]), "tasks: was `todo`\n");
    let title = project.printed(&["shell", "tasks", "--", "-tAc", "SELECT title FROM todo_item"]);
    assert_eq!(title, "milk\n");
    let status = project.printed(&["migrate", "status", "-d", "tasks"]);
    assert!(status.starts_with("tasks: at migration 2\n"), "{status}");
}

/// `describe` knows the migrations of the database that is meant.
#[test]
fn statements_are_described_over_the_database_of_the_current_directory() {
    let project = Project::new();
    project.write("queries.sql", "SELECT done FROM todo_item WHERE id = <id>");
    let ambiguous = project.refused(&["describe", "queries.sql"], 2);
    assert!(ambiguous.contains("which database is meant?"), "{ambiguous}");
    let mut command = project.command(&["describe", "../../queries.sql"]);
    let output = command.current_dir(project.directory.join("migrations/todo")).output().unwrap();
    let said = text(&output.stdout);
    assert!(said.contains("columns     done  bool  not null"), "{said}{}", text(&output.stderr));
}
