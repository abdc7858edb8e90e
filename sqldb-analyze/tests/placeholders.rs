//! The readings of the rule for placeholders, case by case: `data/placeholders.txt` has a text and,
//! indented below it, how it reads.

use sqldb_analyze::lex::{
    Placeholder, PlaceholderKind, Token, TokenKind, check_places, check_quoted, misread, scan,
};

#[test]
fn every_case_reads_as_written() {
    let cases = include_str!("data/placeholders.txt");
    let mut lines = cases.lines().peekable();
    let mut count = 0;
    while let Some(text) = lines.next() {
        let expected = lines.next_if(|line| line.starts_with("    ")).expect("an expected reading");
        assert_eq!(reading(text), expected.trim_start(), "reading of {text}");
        count += 1;
    }
    assert_eq!(count, 93, "cases were lost");
}

/// The tokens, operators in single and placeholders in double brackets.
fn reading(text: &str) -> String {
    match scan(text) {
        Err(diagnostic) => format!("error: {}", diagnostic.message),
        Ok((tokens, _)) => {
            tokens.iter().map(|token| shown(token, text)).collect::<Vec<_>>().join(" ")
        }
    }
}

fn shown(token: &Token, text: &str) -> String {
    let source = token.span.text(text);
    match &token.kind {
        TokenKind::QuotedWord(_) => "\"…\"".to_owned(),
        TokenKind::String(_) if source.starts_with('$') => "'$'".to_owned(),
        TokenKind::String(_) => source.trim_start_matches('E').to_owned(),
        TokenKind::Integer(_) | TokenKind::Numeric(_) => "N".to_owned(),
        TokenKind::Parameter(_) if source.starts_with('<') => {
            format!("«{}»", source.trim_matches(['<', '>']))
        }
        TokenKind::Parameter(_) if source.starts_with("${") => format!("«{source}»"),
        TokenKind::Parameter(_) => "$n".to_owned(),
        TokenKind::Rows(_) => format!("«{}»", source.trim_matches(['<', '>'])),
        TokenKind::Operator(_) => format!("‹{source}›"),
        TokenKind::DoubleColon => ": :".to_owned(),
        // The cases were written for a scanner that gives `:` and `=` apart.
        TokenKind::ColonEquals => ": ‹=›".to_owned(),
        _ => source.to_owned(),
    }
}

#[test]
fn an_expression_ends_at_its_own_brace() {
    for expression in [
        "todo.id + 1",
        r#"f("}", |x| { x })"#,
        "'}'",
        r"'\''",
        "f::<'a>({ 1 })",
        r###"r#"}"#"###,
        "{ /* } */ 1 }",
        "b'}'",
    ] {
        let (_, placeholders) = scan(&format!("SELECT ${{{expression}}}, 1")).expect(expression);
        let kinds: Vec<_> =
            placeholders.list.into_iter().map(|placeholder| placeholder.kind).collect();
        assert_eq!(kinds, [PlaceholderKind::Expression(expression.to_owned())]);
    }
    assert_eq!(reading("SELECT ${ f(1"), "error: the `}` that closes `${` is missing");
}

#[test]
fn the_same_path_is_the_same_parameter_and_an_expression_is_always_new() {
    let (_, placeholders) = scan("SELECT <a>, <b.c>, <a>, ${a}, ${a}, <d?>").expect("readable");
    let shown: Vec<_> = placeholders.list.iter().map(argument).collect();
    assert_eq!(shown, ["a", "b.c", "{a}", "{a}", "d?"]);
    assert_eq!(reading("SELECT <a>, <a?>"), "error: `<a>` and `<a?>` are the same argument");
}

fn argument(placeholder: &Placeholder) -> String {
    let optional = if placeholder.optional { "?" } else { "" };
    match &placeholder.kind {
        PlaceholderKind::Path(path) => format!("{path}{optional}"),
        PlaceholderKind::Expression(text) => format!("{{{text}}}"),
        PlaceholderKind::Number => "$".to_owned(),
    }
}

#[test]
fn a_keyword_of_rust_says_how_to_write_it() {
    let diagnostic = scan("SELECT <type>").expect_err("refused");
    assert_eq!(diagnostic.message, "`type` is a Rust keyword");
    assert_eq!(
        diagnostic.help.as_deref(),
        Some("write `<r#type>`, or name it: `sql!(…, value = …)` with `<value>`")
    );
}

/// What is said of a placeholder that no value can stand in for: the text, and the help.
#[test]
fn a_placeholder_in_the_place_of_a_name_is_refused() {
    for (text, placeholder) in [
        ("SELECT * FROM <table_name>", Some("<table_name>")),
        ("SELECT a AS <name>", Some("<name>")),
        ("SELECT a COLLATE <c>", Some("<c>")),
        ("SELECT t.<col> FROM t", Some("<col>")),
        ("SELECT a FROM t ORDER BY <dir>", Some("<dir>")),
        ("SELECT a FROM t ORDER BY <dir> DESC", Some("<dir>")),
        ("SELECT a FROM t WHERE a IN <ids>", Some("<ids>")),
        ("SELECT a FROM t WHERE a IS DISTINCT FROM <x>", None),
        ("SELECT extract(epoch FROM <t>), substring(a FROM <x> FOR <y>), position(<x> IN a)", None),
        ("SELECT a FROM t ORDER BY a = <x>, <y> + 1", None),
    ] {
        let (tokens, _) = scan(text).expect(text);
        let found = check_places(text, &tokens);
        let spans: Vec<_> = found.iter().map(|diagnostic| diagnostic.span.text(text)).collect();
        assert_eq!(spans, placeholder.into_iter().collect::<Vec<_>>(), "{text}");
        assert!(found.iter().all(|diagnostic| diagnostic.help.is_some()));
    }
}

#[test]
fn a_quoted_placeholder_is_refused_where_it_was_surely_meant() {
    for (text, help) in [
        ("SELECT '<id>'", Some("write `<id>`; for the text itself use `$$<id>$$`")),
        (
            "SELECT 1 WHERE a ILIKE '%<q>%'",
            Some("write `'%' || <q> || '%'`; for the text itself use `$$%<q>%$$`"),
        ),
        ("SELECT a ~ '^<q>'", Some("write `'^' || <q>`; for the text itself use `$$^<q>$$`")),
        ("SELECT '<b>bold</b>'", None),
        ("SELECT ts_headline(a, q, 'StartSel=<b>, StopSel=</b>')", None),
        ("SELECT $$<id>$$", None),
    ] {
        let (tokens, _) = scan(text).expect(text);
        let found = check_quoted(text, &tokens);
        let helps: Vec<_> =
            found.iter().filter_map(|diagnostic| diagnostic.help.as_deref()).collect();
        assert_eq!(helps, help.into_iter().collect::<Vec<_>>(), "{text}");
    }
}

#[test]
fn a_shape_read_as_operators_is_explained() {
    for (text, help) in [
        (
            "WHERE a <b>",
            Some("after a value `<` is the operator; is an operator missing before `<b>`?"),
        ),
        (
            "SELECT interval <x>",
            Some("a typed literal takes a quoted constant; write `<x>::interval`"),
        ),
        ("WHERE a < b", None),
        ("WHERE a = <b>", None),
    ] {
        let (tokens, _) = scan(text).expect(text);
        assert_eq!(misread(text, &tokens).as_deref(), help, "{text}");
    }
}
