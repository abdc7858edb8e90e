//! Statements as applications write them: parsed, or refused with a sentence.
//!
//! `UPDATE_EXPECT=1 cargo test -p sqldb-analyze --test snippets` rewrites the expectations.

use sqldb_analyze::{Diagnostic, lex, syntax};

fn outcome(text: &str) -> String {
    let statement = lex::tokenize(text).and_then(|tokens| syntax::statement(&tokens));
    match statement {
        Ok(_) => "parsed".to_owned(),
        Err(Diagnostic { message, span, .. }) => {
            format!("{message} @ {:?}", span.text(text))
        }
    }
}

#[test]
fn snippets_of_applications() {
    let snippets = include_str!("data/snippets_194.txt");
    let mut actual = String::new();
    for text in snippets.lines() {
        actual += &format!("{text}\n    {}\n", outcome(text));
    }
    expect_test::expect_file!["data/snippets_194.expected"].assert_eq(&actual);
}
