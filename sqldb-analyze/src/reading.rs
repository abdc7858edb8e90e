//! Whether a statement only reads, so that executing it once more than it was asked for does no harm.
//!
//! [`only_reads`] must never say so of a statement that writes; the other mistake costs time only.

use crate::Origin;
use crate::catalog::{Catalog, RelationKind};
use crate::lex::{self, Token, TokenKind};
use crate::statement::{Statement, Verb};

/// Functions of PostgreSQL that change something, or what the session has, or run text that may.
/// Those whose names begin with `pg_`, `lo_` or `dblink` count as such all together.
const DOING: &[&str] = &[
    "currval",
    "cursor_to_xml",
    "cursor_to_xmlschema",
    "lastval",
    "nextval",
    "query_to_xml",
    "query_to_xml_and_xmlschema",
    "query_to_xmlschema",
    "set_config",
    "setseed",
    "setval",
    "ts_stat",
    "txid_current",
];

/// Whether `statement` reads tables by functions of PostgreSQL itself and does nothing else: it locks
/// no rows, calls no function of the migrations, and reads no view, whose functions nobody looks at.
pub fn only_reads(statement: &Statement, catalog: &Catalog) -> bool {
    let plain = |kind| {
        matches!(
            kind,
            RelationKind::Table | RelationKind::PartitionedTable | RelationKind::MaterializedView
        )
    };
    let tables = statement.tables.read.iter().all(|name| {
        let relation = catalog.find_relation(Some(&name.schema), &name.name);
        relation.is_some_and(|relation| catalog.is_system(relation.id) || plain(relation.kind))
    });
    statement.verb == Verb::Select
        && statement.tables.written.is_empty()
        && tables
        // The function of a cast is called without being named.
        && catalog.casts.iter().all(|cast| only_computes(&cast.origin, catalog))
        && lex::tokenize(&statement.sql).is_ok_and(|tokens| harmless(&tokens, catalog))
}

fn harmless(tokens: &[Token], catalog: &Catalog) -> bool {
    tokens.windows(2).all(|pair| {
        let [token, next] = pair else { return true };
        match &token.kind {
            // FOR UPDATE waits for others, and makes others wait.
            TokenKind::Word(word) if word == "for" => {
                !["update", "no", "share", "key"].iter().any(|lock| next.is_word(lock))
            }
            TokenKind::Word(name) | TokenKind::QuotedWord(name)
                if next.kind == TokenKind::LeftParenthesis =>
            {
                is_harmless(name, catalog)
            }
            TokenKind::Operator(symbol) => {
                let mut named = catalog.operators.iter().filter(|op| op.name.name == *symbol);
                named.all(|operator| only_computes(&operator.origin, catalog))
            }
            _ => true,
        }
    })
}

/// Whether an operator or a cast is of an extension whose members are known: all of those only compute.
/// (Of their functions some do more, and nobody has told them apart.)
fn only_computes(origin: &Origin, catalog: &Catalog) -> bool {
    // What a script of the user's makes has the script's file as its origin.
    let name = origin.file.strip_prefix("extension ");
    name.is_some_and(|name| catalog.extensions.iter().any(|extension| extension == name))
}

/// Whether what is called `name`, if it is a function, is one of PostgreSQL's that only computes.
fn is_harmless(name: &str, catalog: &Catalog) -> bool {
    let doing = ["pg_", "lo_", "dblink"].iter().any(|prefix| name.starts_with(prefix))
        || DOING.contains(&name);
    !doing && catalog.functions.iter().all(|function| function.name.name != name)
}
