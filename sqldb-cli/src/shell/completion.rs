//! How a word goes on: from the catalog of the database, and the words of SQL.

use std::collections::{BTreeMap, BTreeSet};

use rustyline::completion::Completer;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};
use sqldb_analyze::catalog::quote_identifier;
use sqldb_analyze::lex::{TokenKind, tokenize};
use tokio_postgres::Client;

use super::script::backslash;

/// The words of a database.
#[derive(Debug, Default)]
pub(super) struct Words {
    /// The columns of each relation that is found without its schema.
    columns: BTreeMap<String, Vec<String>>,
    /// The relations of each schema.
    schemas: BTreeMap<String, BTreeSet<String>>,
    functions: BTreeSet<String>,
}

/// Relations with their columns; and functions, marked by the schema that is none.
const CATALOG: &str = "
    SELECT nspname::text, relname::text, pg_table_is_visible(c.oid),
        array(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0
            AND NOT attisdropped ORDER BY attnum)
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname <> 'pg_toast'
    UNION ALL
    SELECT DISTINCT NULL, proname::text, true, '{}'::text[] FROM pg_proc AS p
    WHERE pg_function_is_visible(oid) AND prorettype <> 'trigger'::regtype
        AND prorettype <> 'internal'::regtype AND NOT proname LIKE '%\\_internal'";

/// The words that statements are made of most often.
const KEYWORDS: &str = "ALTER ANALYZE AND AS ASC BEGIN BETWEEN BY CASE CASCADE COMMIT CREATE CROSS DEFAULT \
    DELETE DESC DISTINCT DROP ELSE END EXISTS EXPLAIN FALSE FOR FROM FULL GRANT GROUP HAVING ILIKE IN INDEX \
    INNER INSERT INTO IS JOIN LATERAL LEFT LIKE LIMIT NOT NULL OFFSET ON OR ORDER OUTER PARTITION PRIMARY \
    REFERENCES RETURNING REVOKE RIGHT ROLLBACK SELECT SET SHOW TABLE THEN TRUE TRUNCATE UNION UNIQUE UPDATE \
    USING VALUES VIEW WHEN WHERE WITH";

impl Words {
    /// Asks for them; without an answer, as in a transaction that failed, only keywords are known.
    pub(super) async fn read(client: &Client) -> Words {
        let mut words = Words::default();
        let Ok(rows) = client.query(CATALOG, &[]).await else { return words };
        for row in rows {
            let found: (Option<String>, String, bool, Vec<String>) =
                match (row.try_get(0), row.try_get(1), row.try_get(2), row.try_get(3)) {
                    (Ok(schema), Ok(name), Ok(visible), Ok(columns)) => {
                        (schema, name, visible, columns)
                    }
                    _ => continue,
                };
            match found {
                (None, name, ..) => drop(words.functions.insert(quote_identifier(&name))),
                (Some(schema), name, visible, columns) => {
                    let (schema, name) = (quote_identifier(&schema), quote_identifier(&name));
                    words.schemas.entry(schema).or_default().insert(name.clone());
                    if visible {
                        let columns = columns.iter().map(|column| quote_identifier(column));
                        words.columns.insert(name, columns.collect());
                    }
                }
            }
        }
        words
    }

    /// Where the word before the cursor starts, and how it may go on.
    fn candidates(&self, text: &str, cursor: usize) -> (usize, Vec<String>) {
        let before = text.get(..cursor).unwrap_or(text);
        let part = |c: char| !(c.is_alphanumeric() || c == '_' || c == '"');
        let start = before.rfind(part).map_or(0, |at| {
            at + before.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        });
        let word = before.get(start..).unwrap_or_default();
        let earlier = before.get(..start).unwrap_or_default();
        // The word itself may have an open quote, which would make the rest a name.
        let around = format!("{earlier} {}", text.get(cursor..).unwrap_or_default());
        let found: Vec<String> = match earlier.strip_suffix('.') {
            Some(qualifier) => self.members(qualifier, &around),
            None => self.anything(earlier, &around),
        };
        let upper = word.chars().any(|c| c.is_ascii_uppercase());
        let matching = |candidate: &String| {
            candidate.len() > word.len()
                && candidate.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))
        };
        let mut seen = BTreeSet::new();
        let candidates = found.into_iter().filter(matching).filter_map(|candidate| {
            let keyword = candidate.chars().all(|c| c.is_ascii_uppercase());
            // Keywords go on in the case in which they were begun.
            let candidate =
                if keyword && !upper { candidate.to_ascii_lowercase() } else { candidate };
            seen.insert(candidate.clone()).then_some(candidate)
        });
        (start, candidates.collect())
    }

    /// What may follow `name.`: the columns of a relation or of its alias, the relations of a schema.
    fn members(&self, qualifier: &str, text: &str) -> Vec<String> {
        let part = |c: char| !(c.is_alphanumeric() || c == '_' || c == '"');
        let name = qualifier.rsplit(part).next().unwrap_or_default();
        let named = relations(text);
        let known =
            |(alias, of): &&(String, String)| alias == name && self.columns.contains_key(of);
        let relation = named.iter().find(known).map_or(name, |(_, of)| of);
        let columns = self.columns.get(relation).cloned().unwrap_or_default();
        let below = self.schemas.get(name).into_iter().flatten().cloned();
        columns.into_iter().chain(below).collect()
    }

    fn anything(&self, earlier: &str, text: &str) -> Vec<String> {
        let shown =
            |schema: &&String| !schema.starts_with("pg_") && *schema != "information_schema";
        let user = |name: &&String| {
            !name.starts_with("pg_")
                || !self.schemas.get("pg_catalog").is_some_and(|all| all.contains(*name))
        };
        let schemas = self.schemas.keys().filter(shown).cloned();
        let tables = self.columns.keys().filter(user).cloned();
        let system = self.columns.keys().filter(|name| !user(name)).cloned();
        let previous = earlier.split_whitespace().next_back().unwrap_or_default();
        if previous.starts_with("\\d")
            || ["from", "join", "into", "update", "table", "truncate", "only"]
                .contains(&previous.to_ascii_lowercase().as_str())
        {
            return tables.chain(schemas).chain(system).collect();
        }
        let named = relations(text);
        let columns = named.iter().flat_map(|(_, relation)| self.columns.get(relation)).flatten();
        let keywords = KEYWORDS.split_whitespace().map(str::to_owned);
        columns
            .cloned()
            .chain(tables)
            .chain(keywords)
            .chain(schemas)
            .chain(self.functions.iter().cloned())
            .chain(system)
            .chain(self.columns.values().flatten().cloned())
            .collect()
    }
}

/// The relations that a text may name, each by its alias, if it has one, or by its name: any word may
/// be one, and the word behind it its alias.
fn relations(text: &str) -> Vec<(String, String)> {
    let tokens = tokenize(text).unwrap_or_default();
    let words: Vec<String> = tokens
        .iter()
        .filter(|token| !token.is_word("as"))
        .map(|token| match &token.kind {
            TokenKind::Word(word) | TokenKind::QuotedWord(word) => quote_identifier(word),
            _ => String::new(),
        })
        .collect();
    let pairs = words.windows(2).filter_map(|pair| match pair {
        [relation, alias] if !relation.is_empty() && !alias.is_empty() => {
            Some((alias.clone(), relation.clone()))
        }
        _ => None,
    });
    let themselves = words.iter().filter(|word| !word.is_empty());
    pairs.chain(themselves.map(|word| (word.clone(), word.clone()))).collect()
}

impl Completer for Words {
    type Candidate = String;

    fn complete(
        &self,
        line: &str,
        cursor: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<String>)> {
        Ok(self.candidates(line, cursor))
    }
}

impl Validator for Words {
    /// Enter goes on in the next line until the statement is complete.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(match is_complete(context.input()) {
            true => ValidationResult::Valid(None),
            false => ValidationResult::Incomplete,
        })
    }
}

/// Whether a text is nothing, a command of the shell, or ends with a semicolon or a command that ends a
/// statement.
fn is_complete(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.starts_with('\\') || backslash(text).is_some() {
        return true;
    }
    match tokenize(text) {
        Ok(tokens) => tokens.last().is_some_and(|last| last.kind == TokenKind::Semicolon),
        // The server says what is wrong with the rest.
        Err(mistake) => !mistake.message.starts_with("unterminated") && trimmed.ends_with(';'),
    }
}

impl Highlighter for Words {}

impl Hinter for Words {
    type Hint = String;
}

impl Helper for Words {}

#[cfg(test)]
mod tests {
    use super::*;

    fn words() -> Words {
        let names =
            |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let columns = [
            ("todo_item", names(&["id", "title", "\"Due\""])),
            ("tag", names(&["id", "text"])),
            ("pg_class", names(&["oid", "relname"])),
        ];
        let schemas = [
            ("public", names(&["todo_item", "tag"])),
            ("audit", names(&["entry"])),
            ("pg_catalog", names(&["pg_class"])),
        ];
        Words {
            columns: columns.into_iter().map(|(name, all)| (name.to_owned(), all)).collect(),
            schemas: schemas
                .into_iter()
                .map(|(name, all)| (name.to_owned(), all.into_iter().collect()))
                .collect(),
            functions: BTreeSet::from(["substring".to_owned()]),
        }
    }

    /// What the word before `|` may become.
    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let cursor = text.find('|').unwrap();
        let (_, found) = words().candidates(&text.replace('|', ""), cursor);
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn words_go_on() {
        check("SEL|", &["SELECT"]);
        check("sel|", &["select"]);
        check("SELECT * FROM t|", &["tag", "todo_item"]);
        check("SELECT * FROM a|", &["audit"]);
        check("SELECT * FROM audit.|", &["entry"]);
        check("SELECT ti| FROM todo_item", &["title"]);
        check("SELECT t.| FROM tag AS t", &["id", "text"]);
        check("SELECT t.t| FROM todo_item t JOIN tag g ON true", &["title"]);
        check("SELECT \"D| FROM todo_item", &["\"Due\""]);
        check("SELECT subs|", &["substring"]);
        check("SELECT relna|", &["relname"]);
        check("SELECT * FROM pg_c|", &["pg_class"]);
        check("\\d to|", &["todo_item"]);
        check("SELECT 'é', tit| FROM todo_item", &["title"]);
    }

    #[test]
    fn statements_end_with_a_semicolon() {
        for complete in
            ["", "  ", "\\d", "SELECT 1;", "SELECT 1\n \\gx", "SELECT 1; -- done\n", "SELECT 1a;"]
        {
            assert!(is_complete(complete), "{complete}");
        }
        for open in
            ["SELECT 1", "SELECT '\\g", "SELECT ';", "SELECT $$;$$", "SELECT 1; SELECT", "/* ;"]
        {
            assert!(!is_complete(open), "{open}");
        }
    }
}
