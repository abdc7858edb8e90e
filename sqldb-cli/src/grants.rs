//! `grants`: the rights that the queries of a program need, and no others.

use std::collections::{BTreeMap, BTreeSet};

use sqldb_analyze::analyze;
use sqldb_analyze::catalog::{Catalog, QualifiedName, quote_identifier};
use sqldb_analyze::lex::{Token, TokenKind, scan};
use sqldb_migrate::build;

use crate::Failure;
use crate::failure::refused;
use crate::json::Json;
use crate::workspace::{Database, Query, QueryKind, Workspace, shown};

/// What the command line says.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The name in `#[sqldb::database(name = …)]`; else the one of the current directory
    name: Option<String>,
    /// The role that gets the rights
    #[arg(long, value_name = "ROLE", default_value = "app")]
    role: String,
}

/// A right on a table, in the order of the documentation of GRANT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Right {
    Select,
    Insert,
    Update,
    Delete,
    Truncate,
}

impl Right {
    fn name(self) -> &'static str {
        match self {
            Right::Select => "SELECT",
            Right::Insert => "INSERT",
            Right::Update => "UPDATE",
            Right::Delete => "DELETE",
            Right::Truncate => "TRUNCATE",
        }
    }
}

/// Prints the statements that grant them.
///
/// # Errors
///
/// The database is not found, or its migrations have mistakes.
pub(crate) fn print(options: &Options, json: Json) -> Result<(), Failure> {
    let workspace = Workspace::here()?;
    let database = workspace.database(options.name.as_deref())?;
    let queries = workspace.queries()?;
    let grants = Grants::of(database, &queries)?;
    match json {
        Json::Yes => println!("{}", grants.json(&options.role)),
        Json::No => print!("{}", grants.sql(database, &options.role)),
    }
    Ok(())
}

/// The rights, and what could not be understood.
struct Grants {
    tables: BTreeMap<(String, String), BTreeSet<Right>>,
    sequences: BTreeSet<(String, String)>,
    queries: usize,
    /// Queries that say nothing of what they need, with the reason.
    unknown: Vec<String>,
}

impl Grants {
    fn of(database: &Database, queries: &[Query]) -> Result<Grants, Failure> {
        let called = shown(&database.directory);
        let directory =
            build::check(called, database.settings).map_err(|mistakes| mistakes.join("\n\n"))?;
        let (catalog, _) = directory.catalog(database.settings.postgres, i64::MAX, called)?;
        let mut grants = Grants {
            tables: BTreeMap::new(),
            sequences: BTreeSet::new(),
            queries: 0,
            unknown: Vec::new(),
        };
        for query in queries {
            match &query.database {
                Some(name) if *name == database.name => grants.add(&catalog, query),
                // It is somebody's, and may be ours.
                None => grants.add(&catalog, query),
                Some(_) => {}
            }
        }
        if grants.queries == 0 && grants.unknown.is_empty() {
            return Err(refused(format!(
                "no `sql!` of this workspace is a query on `{}`",
                database.name
            )));
        }
        // What the program asks about its migrations when it starts.
        for table in ["schema_migrations", "_sqldb_migrations"] {
            let schema = catalog.creation_schema().unwrap_or("public");
            grants.right((schema.to_owned(), table.to_owned()), Right::Select);
        }
        Ok(grants)
    }

    fn right(&mut self, table: (String, String), right: Right) {
        self.tables.entry(table).or_default().insert(right);
    }

    fn add(&mut self, catalog: &Catalog, query: &Query) {
        let analysed = match analyze(catalog, &query.text) {
            Ok((analysed, _)) => analysed,
            // Without a database of its own it is another's.
            Err(_) if query.database.is_none() && query.kind == QueryKind::Checked => return,
            Err(mistakes) => {
                let first = mistakes.first().map_or("", |mistake| mistake.message.as_str());
                self.unknown.push(format!("{}: {first}", query.place));
                return;
            }
        };
        self.queries += 1;
        let Ok((tokens, _)) = scan(&query.text) else { return };
        let words = Words(&tokens);
        for name in &analysed.tables.read {
            self.right(key(name), Right::Select);
            if words.locks_rows() && is_table(catalog, name) {
                self.right(key(name), Right::Update);
            }
        }
        for name in &analysed.tables.written {
            let rights = words.rights(&name.name);
            if rights.contains(&Right::Insert) {
                self.sequences.extend(sequences(catalog, name));
            }
            rights.into_iter().for_each(|right| self.right(key(name), right));
        }
    }

    fn schemas(&self) -> BTreeSet<&str> {
        self.tables.keys().map(|(schema, _)| schema.as_str()).collect()
    }

    fn sql(&self, database: &Database, role: &str) -> String {
        let role = quote_identifier(role);
        let count = match self.queries {
            1 => "the one query".to_owned(),
            more => format!("the {more} queries"),
        };
        let mut lines =
            vec![format!("-- What {count} on `{}` in the sources need.", database.name)];
        for unknown in &self.unknown {
            lines.push(format!("-- Not understood, and not granted for: {unknown}"));
        }
        lines.push(format!(
            "GRANT CONNECT ON DATABASE {} TO {role};",
            quote_identifier(&database.name)
        ));
        let schemas: Vec<String> = self.schemas().into_iter().map(quote_identifier).collect();
        lines.push(format!("GRANT USAGE ON SCHEMA {} TO {role};", schemas.join(", ")));
        for ((schema, name), rights) in &self.tables {
            let rights: Vec<&str> = rights.iter().map(|right| right.name()).collect();
            lines.push(format!(
                "GRANT {} ON TABLE {}.{} TO {role};",
                rights.join(", "),
                quote_identifier(schema),
                quote_identifier(name)
            ));
        }
        for (schema, name) in &self.sequences {
            let (schema, name) = (quote_identifier(schema), quote_identifier(name));
            lines.push(format!("GRANT USAGE ON SEQUENCE {schema}.{name} TO {role};"));
        }
        lines.push(String::new());
        lines.join("\n")
    }

    fn json(&self, role: &str) -> serde_json::Value {
        let tables: Vec<serde_json::Value> = self
            .tables
            .iter()
            .map(|((schema, name), rights)| {
                let rights: Vec<&str> = rights.iter().map(|right| right.name()).collect();
                serde_json::json!({ "schema": schema, "table": name, "rights": rights })
            })
            .collect();
        let sequences: Vec<serde_json::Value> = self
            .sequences
            .iter()
            .map(|(schema, name)| serde_json::json!({ "schema": schema, "sequence": name }))
            .collect();
        serde_json::json!({
            "role": role,
            "queries": self.queries,
            "tables": tables,
            "sequences": sequences,
            "unknown": self.unknown,
        })
    }
}

fn key(name: &QualifiedName) -> (String, String) {
    (name.schema.clone(), name.name.clone())
}

fn is_table(catalog: &Catalog, name: &QualifiedName) -> bool {
    catalog.relations.iter().any(|relation| relation.name == *name)
}

/// The sequences behind the defaults of a table's columns. Those of identity columns need no right.
fn sequences(catalog: &Catalog, table: &QualifiedName) -> Vec<(String, String)> {
    let relation = |id| catalog.relations.iter().find(move |relation| relation.id == id);
    let owned = catalog.owned_sequences.iter().filter(|owned| !owned.identity);
    let owned =
        owned.filter(|owned| relation(owned.table).is_some_and(|found| found.name == *table));
    owned.filter_map(|owned| relation(owned.sequence)).map(|found| key(&found.name)).collect()
}

/// The tokens of a query.
struct Words<'t>(&'t [Token]);

impl Words<'_> {
    fn word(&self, at: usize) -> &str {
        self.0.get(at).and_then(Token::word).unwrap_or_default()
    }

    /// `FOR UPDATE`, `FOR NO KEY UPDATE`, `FOR SHARE`, `FOR KEY SHARE`: they need the right to update.
    fn locks_rows(&self) -> bool {
        (0..self.0.len()).any(|at| {
            self.word(at) == "for"
                && matches!(
                    (self.word(at + 1), self.word(at + 2)),
                    ("update" | "share", _) | ("no", "key") | ("key", "share")
                )
        })
    }

    /// What is done to a table that is written.
    fn rights(&self, table: &str) -> BTreeSet<Right> {
        let mut rights = BTreeSet::new();
        for at in 0..self.0.len() {
            let (first, second) = (self.word(at), self.word(at + 1));
            let verb = match (first, second) {
                ("insert", "into") | ("copy", _) => Right::Insert,
                ("merge", "into") => {
                    rights.extend(self.merged());
                    Right::Select
                }
                ("update", _) => Right::Update,
                ("delete", "from") => Right::Delete,
                ("truncate", _) => Right::Truncate,
                _ => continue,
            };
            if !self.names(at, table) {
                continue;
            }
            rights.insert(verb);
            let own = self.clause(at);
            if verb == Right::Insert && own.any(&["conflict"]) {
                rights.insert(Right::Select);
                if own.conflict_updates() {
                    rights.insert(Right::Update);
                }
            }
            // What is compared or returned is read.
            let reads = match verb {
                Right::Insert => own.any(&["returning"]),
                Right::Update => own.any(&["where", "returning"]) || own.assigns_more_than_values(),
                Right::Delete => own.any(&["where", "returning"]),
                Right::Select | Right::Truncate => false,
            };
            if reads {
                rights.insert(Right::Select);
            }
        }
        rights
    }

    /// Whether the table is named right behind the verb: `INSERT INTO public.todo_item`.
    fn names(&self, at: usize, table: &str) -> bool {
        let mut behind = self.0.iter().skip(at + 1).skip_while(|token| {
            ["into", "from", "only", "table"].iter().any(|word| token.is_word(word))
        });
        let mut last = None;
        while let Some(TokenKind::Word(name) | TokenKind::QuotedWord(name)) =
            behind.next().map(|token| &token.kind)
        {
            last = Some(name);
            if behind.next().is_none_or(|token| token.kind != TokenKind::Dot) {
                break;
            }
        }
        last.is_some_and(|name| name == table)
    }

    fn any(&self, words: &[&str]) -> bool {
        self.0.iter().any(|token| words.iter().any(|word| token.is_word(word)))
    }

    fn conflict_updates(&self) -> bool {
        (0..self.0.len()).any(|at| self.word(at) == "do" && self.word(at + 1) == "update")
    }

    /// `UPDATE t SET n = n + 1`: more than parameters and literals is assigned.
    fn assigns_more_than_values(&self) -> bool {
        let sign = |token: &Token| matches!(&token.kind, TokenKind::Operator(sign) if sign == "=");
        let behind = self.0.iter().skip_while(|token| !sign(token));
        let words: Vec<&str> = behind.filter_map(Token::word).collect();
        words.iter().any(|word| !["true", "false", "null", "default"].contains(word))
    }

    /// The statement that begins with the verb, to the end of the parentheses that it stands in.
    fn clause(&self, at: usize) -> Words<'_> {
        let mut depth = 0_usize;
        let behind = self.0.get(at..).unwrap_or_default();
        let end = behind.iter().position(|token| match token.kind {
            TokenKind::LeftParenthesis => {
                depth += 1;
                false
            }
            TokenKind::RightParenthesis if depth == 0 => true,
            TokenKind::RightParenthesis => {
                depth -= 1;
                false
            }
            _ => false,
        });
        Words(behind.get(..end.unwrap_or(behind.len())).unwrap_or_default())
    }

    /// What the `WHEN` clauses of a MERGE do.
    fn merged(&self) -> BTreeSet<Right> {
        (0..self.0.len())
            .filter(|at| self.word(*at) == "then")
            .filter_map(|at| match self.word(at + 1) {
                "insert" => Some(Right::Insert),
                "update" => Some(Right::Update),
                "delete" => Some(Right::Delete),
                _ => None,
            })
            .collect()
    }
}
