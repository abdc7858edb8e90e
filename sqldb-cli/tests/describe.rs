//! `sqldb describe`: what it prints about `describe/queries.sql`, and its exit codes.
//! `UPDATE_EXPECT=1` rewrites the expected output.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

use expect_test::{ExpectFile, expect_file};

/// Runs the command in the directory of the test's files.
fn describe(arguments: &[&str], input: &str) -> Output {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/describe");
    let mut child = Command::new(env!("CARGO_BIN_EXE_sqldb"))
        .arg("describe")
        .args(arguments)
        .current_dir(directory)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It may have ended before it reads anything.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

#[track_caller]
fn check(arguments: &[&str], expected: ExpectFile) {
    let output = describe(arguments, "");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    expected.assert_eq(&String::from_utf8(output.stdout).unwrap());
}

#[test]
fn for_programs() {
    check(
        &["--migrations", "migrations", "--json", "queries.sql"],
        expect_file!["describe/queries.json"],
    );
}

#[test]
fn for_people() {
    check(&["--migrations", "migrations", "queries.sql"], expect_file!["describe/queries.txt"]);
}

#[test]
fn types_in_the_search_path_have_no_schema() {
    let arguments =
        ["--migrations", "migrations", "--search-path", "app, \"public\"", "--json", "-"];
    let output = describe(&arguments, "SELECT owner FROM todo_item WHERE owner = $1");
    assert!(output.status.success());
    let line = String::from_utf8(output.stdout).unwrap();
    assert!(line.starts_with("{\"source\": \"<stdin>:1\", \"ok\": true"), "{line}");
    assert!(line.contains("\"type\": \"text\", \"domain\": \"email\""), "{line}");
}

/// A program that asks another tool then must know that PostgreSQL may well take it.
#[test]
fn what_is_not_read_is_told_from_what_is_wrong() {
    let answers = |query: &str| {
        let output = describe(&["--migrations", "migrations", "--json", "-"], query);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stdout).unwrap()
    };
    let unread = answers("SELECT title FROM todo.public.todo_item");
    assert!(unread.contains("\"sqlstate\": \"0A000\""), "{unread}");
    assert!(unread.contains("\"unsupported\": true"), "{unread}");
    let wrong = answers("SELECT titel FROM todo_item");
    assert!(wrong.contains("\"unsupported\": false"), "{wrong}");
}

#[test]
fn migrations_that_do_not_replay() {
    let directory = std::env::temp_dir().join(format!("sqldb-describe-{}", std::process::id()));
    std::fs::create_dir_all(&directory).unwrap();
    std::fs::write(directory.join("1_a.sql"), "SELECT 1;\nALTER TABLE a ADD b int;").unwrap();
    let output = describe(&["--migrations", directory.to_str().unwrap(), "-"], "SELECT 1");
    let _ = std::fs::remove_dir_all(&directory);
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("1_a.sql:2:13"), "{message}");
    assert!(output.stdout.is_empty());
}

#[test]
fn bytes_of_any_kind_are_answered() {
    let letters = b"select'\"$;:-/*()[]<>1a \n\\,.E";
    let mut state = 1_u64;
    for length in 0..200 {
        let bytes: String = (0..length)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                let at = usize::try_from(state >> 33).unwrap();
                char::from(*letters.get(at % letters.len()).unwrap())
            })
            .collect();
        if length % 20 == 0 {
            let output = describe(&["--migrations", "migrations", "--json", "-"], &bytes);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{bytes}");
        }
    }
}
