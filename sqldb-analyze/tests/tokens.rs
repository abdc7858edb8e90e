//! PostgreSQL's lexical rules: a text, and its tokens.

use sqldb_analyze::lex::{Token, TokenKind, tokenize};

#[track_caller]
fn check(text: &str, expected: &str) {
    let shown = match tokenize(text) {
        Ok(tokens) => tokens.iter().map(shown).collect::<Vec<_>>().join(" "),
        Err(diagnostic) => {
            format!("error: {} @{:?}", diagnostic.message, diagnostic.span.text(text))
        }
    };
    assert_eq!(shown, expected, "{text}");
}

fn shown(token: &Token) -> String {
    match &token.kind {
        TokenKind::Word(word) => word.clone(),
        TokenKind::QuotedWord(word) => format!("\"{word}\""),
        TokenKind::String(value) => format!("'{value}'"),
        TokenKind::BitString(value) => format!("bits:{value}"),
        TokenKind::Integer(value) => format!("int:{value}"),
        TokenKind::Numeric(value) => format!("num:{value}"),
        TokenKind::Parameter(index) => format!("${}", index.number()),
        TokenKind::Rows(number) => format!("rows:{number}"),
        TokenKind::Operator(symbol) => format!("op:{symbol}"),
        TokenKind::LeftParenthesis => "(".to_owned(),
        TokenKind::RightParenthesis => ")".to_owned(),
        TokenKind::LeftBracket => "[".to_owned(),
        TokenKind::RightBracket => "]".to_owned(),
        TokenKind::Comma => ",".to_owned(),
        TokenKind::Semicolon => ";".to_owned(),
        TokenKind::Dot => ".".to_owned(),
        TokenKind::DotDot => "..".to_owned(),
        TokenKind::Colon => ":".to_owned(),
        TokenKind::DoubleColon => "::".to_owned(),
        TokenKind::ColonEquals => ":=".to_owned(),
        TokenKind::LeftBrace => "{".to_owned(),
        TokenKind::RightBrace => "}".to_owned(),
    }
}

#[test]
fn words_fold_and_are_cut_to_63_bytes() {
    check("SELECT Foo \"Foo\" \"a\"\"b\" _x$1 Ärger", "select foo \"Foo\" \"a\"b\" _x$1 Ärger");
    check(&"x".repeat(70), &"x".repeat(63));
    check(&format!("\"{}é\"", "x".repeat(62)), &format!("\"{}\"", "x".repeat(62)));
    check("\"\"", "error: zero-length delimited identifier @\"\\\"\\\"\"");
}

#[test]
fn strings_are_decoded_in_every_spelling() {
    check(
        "'it''s' E'a\\n\\'b\\x41\\u00e4' N'n' U&'d\\0061t\\+000061'",
        "'it's' 'a\n'bAä' nchar 'n' 'data'",
    );
    check("$$a'b$$ $q$ $$ $q$", "'a'b' ' $$ '");
    check("'a'\n  -- remark\n 'b'", "'ab'");
    check("'a' 'b'", "'a' 'b'");
    check("B'101' x'1F'", "bits:b101 bits:x1F");
    check("'open", "error: unterminated quoted string @\"'open\"");
    check("$a$ open", "error: unterminated dollar-quoted string @\"$a$\"");
    check("E'\\u00'", "error: invalid escape sequence `\\u00` @\"\\\\u00\"");
}

#[test]
fn numbers_keep_their_kind() {
    check(
        "1 1.5 .5 5. 1e10 1.5e-3 0x1F 1_000 1..10",
        "int:1 num:1.5 num:.5 num:5. num:1e10 num:1.5e-3 int:31 int:1000 int:1 .. int:10",
    );
    check("18446744073709551616", "num:18446744073709551616");
    check("123abc", "error: trailing junk after numeric literal at or near `123abc` @\"123abc\"");
    check("1e", "error: trailing junk after numeric literal at or near `1e` @\"1e\"");
}

#[test]
fn operators_are_cut_as_scan_l_cuts_them() {
    check("a=-1", "a op:= op:- int:1");
    check("a@-1", "a op:@- int:1");
    check("a<>b a!=b a->>'k' a@@@b", "a op:<> b a op:<> b a op:->> 'k' a op:@@@ b");
    check("a<<b", "a op:<< b");
    check("1--2", "int:1");
    check("1+/*x*/2", "int:1 op:+ int:2");
    check(
        "a::int[1:2] f(a=>1,b:=2)",
        "a :: int [ int:1 : int:2 ] f ( a op:=> int:1 , b := int:2 )",
    );
    check("*-- all", "op:*");
}

#[test]
fn comments_nest() {
    check("/* a /* b */ c */ 1 -- d\n, 2", "int:1 , int:2");
    check("/* a /* b */", "error: unterminated /* comment @\"/*\"");
}

#[test]
fn outside_sql_a_shape_is_operators() {
    check("a = <b>", "a op:= op:< b op:>");
    check("$1 $23", "$1 $23");
    check(
        "$0",
        "error: there is no such parameter: a statement takes 65535 at most, counted from `$1` @\"$0\"",
    );
    check("{", "error: syntax error at or near `{` @\"{\"");
}
