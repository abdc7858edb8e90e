//! How PostgreSQL groups operators: a committed list that the engine's grammar is tested with.
//!
//! In a database where every operator exists on `boolean`, a view of each expression is made and
//! printed again: `pg_get_viewdef` sets every parenthesis.

use std::fmt::Write;

use crate::server::Server;

/// Operators between two operands; the words' operands are expressions too.
const BINARY: &[&str] = &[
    "<",
    ">",
    "=",
    "<=",
    ">=",
    "<>",
    "!=",
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "||",
    "~",
    "~*",
    "!~",
    "!~*",
    "~~",
    "~~*",
    "!~~",
    "@>",
    "<@",
    "&&",
    "->",
    "->>",
    "#>",
    "#>>",
    "#-",
    "@?",
    "@@",
    "@@@",
    "?",
    "?|",
    "?&",
    "<->",
    "<=>",
    "<#>",
    "<+>",
    "<%",
    "<<",
    ">>",
    "&<",
    "-|-",
    "|",
    "&",
    "#",
    "^@",
    "*<",
    "*=",
    "AND",
    "OR",
    "LIKE",
    "NOT ILIKE",
    "SIMILAR TO",
    "IS DISTINCT FROM",
    "AT TIME ZONE",
    "OPERATOR(public.@@)",
];

const PREFIX: &[&str] =
    &["-", "+", "@", "~", "!!", "|/", "||/", "#", "@@@", "NOT", "OPERATOR(public.@)"];

const POSTFIX: &[&str] = &[
    "IS NULL",
    "IS NOT NULL",
    "ISNULL",
    "NOTNULL",
    "IS TRUE",
    "IS NOT UNKNOWN",
    "IN (b, c)",
    "NOT IN (b, c)",
    "BETWEEN b AND c",
    "NOT BETWEEN b AND c",
    "BETWEEN SYMMETRIC b AND c",
    "= ANY (ARRAY[b])",
    "@@ ALL (ARRAY[b])",
    "LIKE b ESCAPE c",
    "::flag",
];

/// How many expressions of several operators there are beside the pairs.
const LONGER: usize = 3000;

/// How many are asked at once: what `psql` answers must fit into a pipe.
const BATCH: usize = 200;

/// Writes `sqldb-analyze/tests/data/precedence_15.txt`.
pub(crate) fn write(server: &Server) -> Result<(), String> {
    let path = crate::workspace().join("sqldb-analyze/tests/data/precedence_15.txt");
    std::fs::write(&path, groupings(server)?)
        .map_err(|error| format!("cannot write {}: {error}", path.display()))
}

/// A line for each expression: the expression, a tab, PostgreSQL's grouping or `syntax error`.
fn groupings(server: &Server) -> Result<String, String> {
    server.rows(&setup())?;
    let mut text = String::new();
    for some in expressions().chunks(BATCH) {
        let mut sql = String::from("\\c precedence\n");
        for expression in some {
            let _ = writeln!(sql, "SELECT $e${expression}$e$, grouped($e${expression}$e$);");
        }
        let rows = server.rows(&sql)?;
        if rows.len() != some.len() {
            return Err(format!("{} expressions gave {} rows", some.len(), rows.len()));
        }
        for row in &rows {
            let [expression, grouping] = row.as_slice() else { continue };
            if grouping.starts_with("error") {
                return Err(format!("{expression}: {grouping}"));
            }
            let _ = writeln!(text, "{expression}\t{}", without_base_type(grouping));
        }
    }
    Ok(text)
}

/// Takes the casts of the domain to its base type out, which no text has: `((a)::flag)::boolean`.
fn without_base_type(grouping: &str) -> String {
    const CAST: &str = ")::boolean";
    let mut text = grouping.to_owned();
    while let Some(close) = text.find(CAST) {
        let mut depth = 0;
        let open = text.get(..=close).unwrap_or_default().rfind(|character| {
            depth += match character {
                ')' => 1,
                '(' => -1,
                _ => 0,
            };
            depth == 0
        });
        text.replace_range(close..close + CAST.len(), "");
        if let Some(open) = open {
            text.remove(open);
        }
    }
    text
}

/// Every pair of operators, and longer chains of them.
fn expressions() -> Vec<String> {
    let mut all = Vec::new();
    for first in BINARY {
        all.extend(BINARY.iter().map(|second| format!("a {first} b {second} c")));
        for prefix in PREFIX {
            all.push(format!("{prefix} a {first} b"));
            all.push(format!("a {first} {prefix} b"));
        }
        for postfix in POSTFIX {
            all.push(format!("a {first} b {postfix}"));
            all.push(format!("a {postfix} {first} b"));
        }
    }
    for prefix in PREFIX {
        all.extend(PREFIX.iter().map(|second| format!("{prefix} {second} a")));
        all.extend(POSTFIX.iter().map(|postfix| format!("{prefix} a {postfix}")));
    }
    for postfix in POSTFIX {
        all.extend(POSTFIX.iter().map(|second| format!("a {postfix} {second}")));
    }
    let mut random = Random(15);
    all.extend((0..LONGER).map(|_| longer(&mut random)));
    all
}

/// Three to five operands with operators of every kind.
fn longer(random: &mut Random) -> String {
    let mut text = String::new();
    let operands = 3 + random.below(3);
    for operand in 0..operands {
        if operand > 0 {
            let _ = write!(text, " {} ", random.one_of(BINARY));
        }
        if random.below(4) == 0 {
            let _ = write!(text, "{} ", random.one_of(PREFIX));
        }
        text.push_str(random.one_of(&["a", "b", "c"]));
        if random.below(4) == 0 {
            let _ = write!(text, " {}", random.one_of(POSTFIX));
        }
    }
    text
}

/// A linear congruential generator: the same list on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % limit.max(1)
    }

    fn one_of<'t>(&mut self, words: &[&'t str]) -> &'t str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}

/// Operators on `boolean` where there is none, and the function that prints.
fn setup() -> String {
    let mut sql = String::from(
        "SET client_min_messages = error;
         CREATE DATABASE precedence; \\c precedence
         SET client_min_messages = error;
         CREATE TABLE t (a boolean, b boolean, c boolean);
         CREATE DOMAIN flag AS boolean;
         CREATE FUNCTION two(boolean, boolean) RETURNS boolean LANGUAGE internal AS 'booleq';
         CREATE FUNCTION one(boolean) RETURNS boolean LANGUAGE internal AS 'booleq';
         CREATE FUNCTION pg_catalog.timezone(boolean, boolean) RETURNS boolean
             LANGUAGE internal AS 'booleq';
         CREATE FUNCTION pg_catalog.like_escape(boolean, boolean) RETURNS boolean
             LANGUAGE internal AS 'booleq';
         CREATE FUNCTION pg_catalog.similar_to_escape(boolean) RETURNS boolean
             LANGUAGE internal AS 'booleq';
         CREATE FUNCTION grouped(e text) RETURNS text LANGUAGE plpgsql AS $$
         BEGIN
             EXECUTE 'CREATE TEMP VIEW v AS SELECT ' || e || ' AS x FROM t';
             -- The exception takes the view and its locks back.
             RAISE EXCEPTION '%', pg_get_viewdef('v'::regclass);
         EXCEPTION
             WHEN raise_exception THEN
                 RETURN regexp_replace(replace(sqlerrm, 't.', ''),
                     '^ *SELECT (.*) AS x\\s+FROM t;$', '\\1');
             WHEN syntax_error THEN RETURN 'syntax error';
             WHEN others THEN RETURN 'error: ' || sqlerrm;
         END $$;\n",
    );
    let is_symbol = |word: &&&str| !word.contains(|c: char| c.is_ascii_alphabetic());
    // The operators that the grammar writes for its words are among them, or made here.
    for symbol in BINARY.iter().filter(is_symbol).chain(&["!~~*"]) {
        if !["<", ">", "=", "<=", ">=", "<>", "!="].contains(symbol) {
            let _ = writeln!(
                sql,
                "CREATE OPERATOR {symbol} (FUNCTION = two, LEFTARG = boolean, RIGHTARG = boolean);"
            );
        }
    }
    for symbol in PREFIX.iter().filter(is_symbol) {
        let _ = writeln!(sql, "CREATE OPERATOR {symbol} (FUNCTION = one, RIGHTARG = boolean);");
    }
    sql
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_groupings_are_the_servers() {
        let Some(server) = Server::start_for_test(sqldb_analyze::catalog::Major::V15) else {
            return;
        };
        let committed = include_str!("../../sqldb-analyze/tests/data/precedence_15.txt");
        assert_eq!(groupings(&server).unwrap(), committed);
    }
}
