//! What other databases read in another way, and what must not run out of stack.

use expect_test::{Expect, expect};
use sqldb_analyze::tree::{Expr, ExprKind, Literal, QueryBody, Statement, Target};
use sqldb_analyze::{Diagnostic, SqlState, lex, syntax};

fn read(text: &str) -> Result<Statement, Diagnostic> {
    lex::tokenize(text).and_then(|tokens| syntax::statement(&tokens))
}

/// The select list of `text`, in short, or what is wrong with it.
fn check(text: &str, expected: Expect) {
    let actual = match read(text) {
        Ok(Statement::Query(query)) => match query.body {
            QueryBody::Select(select) => select
                .targets
                .iter()
                .map(|target| shown(target, text))
                .collect::<Vec<_>>()
                .join("\n"),
            _ => "another query".to_owned(),
        },
        Ok(_) => "another statement".to_owned(),
        Err(error) => format!("{} @ {:?}", error.message, error.span.text(text)),
    };
    expected.assert_eq(&actual);
}

fn shown(target: &Target, text: &str) -> String {
    match target {
        Target::Expr { expr, alias, span: _ } => {
            let alias = alias.as_ref().map_or(String::new(), |alias| format!(" AS {}", alias.name));
            format!("{} {:?}{alias}", short(expr), expr.span.text(text))
        }
        Target::Star(_) | Target::Table(_) => "*".to_owned(),
        Target::RelationStar { relation, .. } => format!("{}.*", relation.name.name),
        Target::CompositeStar { expr, span } => {
            format!("({}).* {:?}", short(expr), span.text(text))
        }
    }
}

fn short(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Column(names) => {
            names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join(".")
        }
        ExprKind::Literal(Literal::String(text)) => format!("'{text}'"),
        ExprKind::Literal(literal) => format!("{literal:?}"),
        ExprKind::Cast { operand, type_name } => {
            let schema = type_name.name.schema.as_ref();
            let schema = schema.map_or(String::new(), |schema| format!("{}.", schema.name));
            let brackets = "[]".repeat(type_name.dimensions as usize);
            let name = &type_name.name.name.name;
            format!("cast({} as {schema}{name}{:?}{brackets})", short(operand), type_name.modifiers)
        }
        ExprKind::Binary { operator, left, right } => {
            format!("({} {} {})", short(left), operator.symbol, short(right))
        }
        ExprKind::Prefix { operator, operand } => {
            format!("({} {})", operator.symbol, short(operand))
        }
        ExprKind::Like { operator, left, pattern } => {
            format!("({} {} {})", short(left), operator.symbol, short(pattern))
        }
        ExprKind::Collate { operand, collation, clause: _ } => {
            format!("({} collate {})", short(operand), collation.name.name)
        }
        ExprKind::Quantified { left, operator, quantifier, .. } => {
            format!("({} {} {quantifier:?} …)", short(left), operator.symbol)
        }
        ExprKind::Call(call) => {
            let schema = call.name.schema.as_ref();
            let schema = schema.map_or(String::new(), |schema| format!("{}.", schema.name));
            let arguments = match &call.arguments {
                sqldb_analyze::tree::Arguments::Star => "*".to_owned(),
                sqldb_analyze::tree::Arguments::List(list) => list
                    .iter()
                    .map(|argument| match &argument.name {
                        Some(name) => format!("{} => {}", name.name, short(&argument.value)),
                        None => short(&argument.value),
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            format!("{schema}{}({arguments})", call.name.name.name)
        }
        _ => "…".to_owned(),
    }
}

#[test]
fn strings_behind_a_type_are_constants() {
    check(
        "SELECT inet '::1', mytype 'x', s.mytype 'y'",
        expect![[r#"
        cast('::1' as inet[]) "inet '::1'"
        cast('x' as mytype[]) "mytype 'x'"
        cast('y' as s.mytype[]) "s.mytype 'y'""#]],
    );
    check(
        "SELECT interval(3) '1 s', interval '1' year to month, time '12:00', time",
        expect![[r#"
            cast('1 s' as pg_catalog.interval[32767, 3]) "interval(3) '1 s'"
            cast('1' as pg_catalog.interval[6]) "interval '1' year to month"
            cast('12:00' as pg_catalog.time[]) "time '12:00'"
            time "time""#]],
    );
    check(
        "SELECT timestamp(3) with time zone 'now', a::int[], b::varchar(3), c::numeric % 2",
        expect![[r#"
            cast('now' as pg_catalog.timestamptz[3]) "timestamp(3) with time zone 'now'"
            cast(a as pg_catalog.int4[][]) "a::int[]"
            cast(b as pg_catalog.varchar[3]) "b::varchar(3)"
            (cast(c as pg_catalog.numeric[]) % Integer(2)) "c::numeric % 2""#]],
    );
    check("SELECT 'a' 'b'", expect![[r#"syntax error at or near `'b'` @ "'b'""#]]);
    check("SELECT a 'b' FROM t", expect![[r#"cast('b' as a[]) "a 'b'""#]]);
}

#[test]
fn arguments_keep_their_names() {
    check(
        "SELECT f(x, b := 2), f(c => 3), count(*), f(VARIADIC a)",
        expect![[r#"
        f(x, b => Integer(2)) "f(x, b := 2)"
        f(c => Integer(3)) "f(c => 3)"
        count(*) "count(*)"
        f(a) "f(VARIADIC a)""#]],
    );
}

#[test]
fn operators_of_other_databases_are_postgresqls() {
    check("SELECT a == 1", expect![[r#"(a == Integer(1)) "a == 1""#]]);
    check("SELECT 5 !", expect![[r#"syntax error at end of input @ """#]]);
    check(
        "SELECT a @@@ b, a <+> b, !! a",
        expect![[r#"
        (a @@@ b) "a @@@ b"
        (a <+> b) "a <+> b"
        (!! a) "!! a""#]],
    );
    check(
        "SELECT a @> ANY (b), a LIKE ALL (c), a = ANY (b || c)",
        expect![[r#"
        (a @> Any …) "a @> ANY (b)"
        (a ~~ All …) "a LIKE ALL (c)"
        (a = Any …) "a = ANY (b || c)""#]],
    );
}

#[test]
fn comparisons_do_not_chain() {
    check("SELECT a = b = c", expect![[r#"syntax error at or near `=` @ "=""#]]);
    check("SELECT a <b>c", expect![[r#"syntax error at or near `>` @ ">""#]]);
    check("SELECT a LIKE b LIKE c", expect![[r#"syntax error at or near `like` @ "LIKE""#]]);
    check(
        "SELECT a IS DISTINCT FROM b IS NULL",
        expect![[r#"syntax error at or near `is` @ "IS""#]],
    );
}

#[test]
fn half_a_clause_is_an_error_at_its_end() {
    check("SELECT a + FROM t", expect![[r#"syntax error at or near `from` @ "FROM""#]]);
    check("SELECT * FROM t JOIN u", expect![[r#"syntax error at end of input @ """#]]);
    check(
        "SELECT * FROM t JOIN u WHERE true",
        expect![[r#"syntax error at or near `where` @ "WHERE""#]],
    );
    check("VALUE (1)", expect![[r#"syntax error at or near `value` @ "VALUE""#]]);
    check(
        "SELECT CASE WHEN a THEN 1 ELS 2 END",
        expect![[r#"syntax error at or near `els` @ "ELS""#]],
    );
    check(
        "SELECT * FROM (SELECT a FROM t WHERE) s",
        expect![[r#"syntax error at or near `)` @ ")""#]],
    );
    check("SELECT a FROM t LIMIT 1, 2", expect![[r#"LIMIT #,# syntax is not supported @ ",""#]]);
    check("SELECT TOP 5 a FROM t", expect![[r#"syntax error at or near `5` @ "5""#]]);
    check("SELECT 0x1F", expect![[r#"Integer(31) "0x1F""#]]);
    check("", expect![[r#"syntax error at end of input @ """#]]);
    check(
        "SELECT 1; SELECT 2",
        expect![[r#"cannot insert multiple commands into a prepared statement @ "SELECT""#]],
    );
}

#[test]
fn reserved_words_are_no_names() {
    check("SELECT order FROM t", expect![[r#"syntax error at or near `from` @ "FROM""#]]);
    check("SELECT a FROM user", expect![[r#"a "a""#]]);
    check("SELECT left FROM t", expect![[r#"syntax error at or near `left` @ "left""#]]);
    check("SELECT a user, b year FROM t", expect![[r#"syntax error at or near `year` @ "year""#]]);
}

#[test]
fn the_grammar_writes_calls() {
    check(
        "SELECT extract(year FROM a), substring(a FROM 1 FOR 2), substring(a FOR 3), substring(a, 1), \
         overlay(a PLACING b FROM 1), position(a IN b), trim(LEADING FROM a), trim(both 'x' FROM a), \
         a AT TIME ZONE 'UTC', a LIKE b ESCAPE c, a NOT SIMILAR TO b, normalize(a, nfc)",
        expect![[r#"
            pg_catalog.extract('year', a) "extract(year FROM a)"
            pg_catalog.substring(a, Integer(1), Integer(2)) "substring(a FROM 1 FOR 2)"
            pg_catalog.substring(a, Integer(1), cast(Integer(3) as pg_catalog.int4[])) "substring(a FOR 3)"
            substring(a, Integer(1)) "substring(a, 1)"
            pg_catalog.overlay(a, b, Integer(1)) "overlay(a PLACING b FROM 1)"
            pg_catalog.position(b, a) "position(a IN b)"
            pg_catalog.ltrim(a) "trim(LEADING FROM a)"
            pg_catalog.btrim(a, 'x') "trim(both 'x' FROM a)"
            pg_catalog.timezone('UTC', a) "a AT TIME ZONE 'UTC'"
            (a ~~ pg_catalog.like_escape(b, c)) "a LIKE b ESCAPE c"
            (a !~ pg_catalog.similar_to_escape(b)) "a NOT SIMILAR TO b"
            pg_catalog.normalize(a, 'NFC') "normalize(a, nfc)""#]],
    );
}

#[test]
fn casts_and_collations_bind_as_in_the_grammar() {
    check(
        "SELECT a::text COLLATE \"C\", -a COLLATE x, a || b COLLATE \"C\"",
        expect![[r#"
        (cast(a as text[]) collate C) "a::text COLLATE \"C\""
        ((- a) collate x) "-a COLLATE x"
        (a || (b collate C)) "a || b COLLATE \"C\"""#]],
    );
    check(
        "SELECT -a::int, - 2 ^ 2, (c).*, (f(x)).*, t.*",
        expect![[r#"
            (- cast(a as pg_catalog.int4[])) "-a::int"
            ((- Integer(2)) ^ Integer(2)) "- 2 ^ 2"
            (c).* "(c).*"
            (f(x)).* "(f(x)).*"
            t.*"#]],
    );
}

/// Deep nesting is refused, on the stack of a Rust thread, in this build without optimisation.
#[test]
fn nesting_ends_before_the_stack_does() {
    let deep = |open: &str, inner: &str, close: &str, times: usize| {
        format!("SELECT {}{inner}{}", open.repeat(times), close.repeat(times))
    };
    let texts = [
        deep("(", "1", ")", 10_000),
        deep("NOT ", "true", "", 10_000),
        deep("- ", "1", "", 10_000),
        deep("f(", "1", ")", 10_000),
        deep("(SELECT ", "1", ")", 10_000),
        deep("ARRAY[", "1", "]", 10_000),
        deep("CASE WHEN ", "1", " THEN 2 END", 10_000),
        deep("a[", "1", "]", 10_000),
        format!("SELECT * FROM {}a{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("SELECT * FROM {}SELECT 1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("{}SELECT 1{}", "(".repeat(10_000), ")".repeat(10_000)),
        format!("SELECT 1{}", " UNION SELECT 1".repeat(10_000)),
        format!("SELECT a{}", " + a".repeat(10_000)),
        format!("SELECT a{}", " IS NULL".repeat(10_000)),
        format!("SELECT 1 GROUP BY {}a{}", "ROLLUP (".repeat(10_000), ")".repeat(10_000)),
        format!("{} SELECT 1", "WITH x AS (".repeat(10_000)),
        format!("SELECT * FROM a {}", "JOIN a ".repeat(10_000)),
    ];
    for text in texts {
        let shown: String = text.chars().take(40).collect();
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let error = thread.spawn(move || read(&text).err()).unwrap().join().unwrap();
        let error = error.unwrap_or_else(|| panic!("{shown} was read"));
        let codes = [SqlState::STATEMENT_TOO_COMPLEX, SqlState::SYNTAX_ERROR];
        assert!(codes.contains(&error.code), "{shown}: {error:?}");
    }
}

/// What people write is far from the limit.
#[test]
fn reasonable_nesting_is_read() {
    let text = format!("SELECT {}1{}", "(".repeat(48), ")".repeat(48));
    let queries = format!("SELECT {}1{}", "(SELECT ".repeat(8), ")".repeat(8));
    let from = format!("SELECT * FROM {}t{}", "(SELECT * FROM ".repeat(6), ") s".repeat(6));
    let chain = format!("SELECT a{}", " || a".repeat(900));
    for text in [text, queries, from, chain] {
        let thread = std::thread::Builder::new().stack_size(2 << 20);
        let read = thread.spawn(move || read(&text).map(|_| ())).unwrap().join().unwrap();
        assert_eq!(read, Ok(()));
    }
}
