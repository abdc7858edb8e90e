//! Drawn messages.

#![expect(clippy::expect_used, reason = "a test may fail")]

use expect_test::{Expect, expect};
use sqldb_analyze::render::render;
use sqldb_analyze::{Diagnostic, LineColumn, Origin, Span, SqlState};

#[track_caller]
fn check(text: &str, part: &str, label: Option<&str>, expected: Expect) {
    let start = text.find(part).expect("the part is in the text");
    let span = Span::new(start, start + part.len());
    let origin =
        Origin { file: "1_create.up.sql".into(), place: LineColumn { line: 2, column: 3 } };
    let mut diagnostic = Diagnostic::new(SqlState::UNDEFINED_COLUMN, span, "a sentence")
        .note("`t` is created here", Some(origin))
        .help("write `b`");
    diagnostic.label = label.map(Into::into);
    expected.assert_eq(&render(&diagnostic, text, Some("src/a.rs:3:7")));
}

#[test]
fn carets_stand_under_the_place() {
    check(
        "SELECT a\n\tFROM tä, 名前 WHERE x = 1\n",
        "x = 1",
        Some("here"),
        expect![[r#"
        a sentence
         --> src/a.rs:3:7
          |
        2 |     FROM tä, 名前 WHERE x = 1
          |                         ^^^^^ here
          = note: `t` is created here (1_create.up.sql:2:3)
          = help: write `b`"#]],
    );
}

#[test]
fn a_span_of_several_lines_is_underlined_in_each() {
    check(
        "SELECT (a\n   + b) FROM t",
        "(a\n   + b)",
        None,
        expect![[r#"
        a sentence
         --> src/a.rs:3:7
          |
        1 | SELECT (a
          |        ^^
        2 |    + b) FROM t
          |    ^^^^
          = note: `t` is created here (1_create.up.sql:2:3)
          = help: write `b`"#]],
    );
}

#[test]
fn the_end_of_the_text_has_a_caret() {
    let text = "SELECT";
    let diagnostic =
        Diagnostic::new(SqlState::SYNTAX_ERROR, Span::new(6, 6), "syntax error at end of input");
    expect![[r#"
        syntax error at end of input
          |
        1 | SELECT
          |       ^"#]]
    .assert_eq(&render(&diagnostic, text, None));
}
