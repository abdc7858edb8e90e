//! A migration, statement by statement, with the schema that each one finds.

use super::{Lint, Rule};
use crate::catalog::{Catalog, Relation, RelationId, RelationKind};
use crate::ddl;
use crate::lex::{Token, TokenKind, tokenize};
use crate::replay::{self, Migration};
use crate::span::Span;
use crate::split::split;
use crate::tree::QualifiedIdent;

/// What in a migration stops others or breaks the program that is deployed now. Only what was there
/// before counts: nobody waits for a table that the migration itself makes.
///
/// The migration is applied to `catalog`. `-- sqldb-allow: rule` above a statement allows it.
///
/// ```
/// use sqldb_analyze::catalog::Catalog;
/// use sqldb_analyze::lint::{Rule, migration};
/// use sqldb_analyze::replay::Migration;
///
/// let mut catalog = Catalog::default();
/// let sql = "CREATE TABLE t (a int8); CREATE INDEX ON t (a);";
/// assert!(migration(&mut catalog, &Migration { file: "1_t.up.sql", sql }).is_empty());
/// let sql = "CREATE INDEX i ON t (a);";
/// let lints = migration(&mut catalog, &Migration { file: "2_i.up.sql", sql });
/// assert_eq!(lints[0].rule, Rule::IndexBlocksWrites);
/// ```
pub fn migration(catalog: &mut Catalog, text: &Migration<'_>) -> Vec<Lint> {
    let mut walk = Walk {
        before: catalog,
        now: catalog.clone(),
        chunk: String::new(),
        lints: Vec::new(),
        added: Added::default(),
    };
    let mut end = 0;
    for span in split(text.sql) {
        let range = span.range();
        walk.statement(text.sql.get(end..range.end).unwrap_or_default(), end);
        end = range.end + 1;
    }
    let lints = walk.lints;
    replay::apply(catalog, text);
    lints
}

/// A migration that is being looked at.
pub(super) struct Walk<'c> {
    pub(super) before: &'c Catalog,
    /// What the statement finds.
    pub(super) now: Catalog,
    /// Its text, and the comments above it.
    pub(super) chunk: String,
    pub(super) lints: Vec<Lint>,
    pub(super) added: Added,
}

/// What the migration has added so far, where it matters to later statements.
#[derive(Debug, Default)]
pub(super) struct Added {
    /// Constraints that are not valid yet.
    pub(super) constraints: Vec<(RelationId, String)>,
    /// Labels of enums that were there before.
    pub(super) labels: Vec<String>,
    /// Whether a statement that waits for a lock was told of, or its waiting is limited.
    pub(super) waited_for: bool,
}

impl Walk<'_> {
    /// `chunk` is a statement with the comments above it; it begins at `offset` of the file.
    fn statement(&mut self, chunk: &str, offset: usize) {
        let Ok(tokens) = tokenize(chunk) else { return };
        let first = tokens.first().map_or(chunk.len(), |token| token.span.range().start);
        let (mut allowed, unknown) = allowed(chunk.get(..first).unwrap_or_default());
        chunk.clone_into(&mut self.chunk);
        let before = self.lints.len();
        self.lints.extend(unknown);
        self.words(&tokens);
        // What cannot be read is the replay's to complain about.
        for read in ddl::parse(chunk).unwrap_or_default() {
            if let Ok(statement) = &read.statement {
                self.tree(statement, &tokens);
            }
        }
        let mut found = self.lints.split_off(before);
        found.retain(|lint| {
            let allowance = allowed.iter_mut().find(|allowance| allowance.rule == lint.rule);
            allowance.is_none_or(|allowance| {
                allowance.used = true;
                false
            })
        });
        found
            .extend(allowed.into_iter().filter(|allowance| !allowance.used).map(Allowance::unused));
        self.lints.extend(found.into_iter().map(|mut lint| {
            let Span { start, end } = lint.diagnostic.span;
            let shift = u32::try_from(offset).unwrap_or(u32::MAX);
            lint.diagnostic.span = Span { start: start + shift, end: end + shift };
            lint
        }));
        replay::apply_in_session(&mut self.now, &Migration { file: "", sql: chunk });
    }

    /// What the statement leaves.
    pub(super) fn after(&self) -> Catalog {
        let mut after = self.now.clone();
        replay::apply_in_session(&mut after, &Migration { file: "", sql: &self.chunk });
        after
    }

    /// The table, the partitioned table or the materialized view of that name, if it was there before.
    pub(super) fn existing(&self, name: &QualifiedIdent) -> Option<&Relation> {
        let schema = name.schema_name();
        self.existing_named(schema, &name.name.name).filter(|relation| {
            matches!(
                relation.kind,
                RelationKind::Table
                    | RelationKind::PartitionedTable
                    | RelationKind::MaterializedView
            )
        })
    }

    /// Anything of that name with columns that was there before.
    pub(super) fn existing_named(&self, schema: Option<&str>, name: &str) -> Option<&Relation> {
        let relation = self.now.find_relation(schema, name)?;
        let was_there = self.before.relation(relation.id).is_some();
        (was_there && !self.now.is_system(relation.id)).then_some(relation)
    }

    pub(super) fn lint(&mut self, lint: Lint) {
        self.lints.push(lint);
    }
}

/// A rule that a comment allows.
struct Allowance {
    rule: Rule,
    span: Span,
    used: bool,
}

impl Allowance {
    fn unused(self) -> Lint {
        let message = format!("`{}` has nothing to say of this statement", self.rule.name());
        Lint::new(Rule::UnusedAllow, self.span, message, "remove the comment")
    }
}

/// The rules that the comments above a statement allow, and mistakes in them.
fn allowed(comments: &str) -> (Vec<Allowance>, Vec<Lint>) {
    const MARK: &str = "sqldb-allow:";
    let (mut rules, mut unknown) = (Vec::new(), Vec::new());
    for (at, _) in comments.match_indices(MARK) {
        let start = at + MARK.len();
        let rest = comments.get(start..).and_then(|rest| rest.lines().next()).unwrap_or_default();
        for name in rest.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let from = start + rest.find(name).unwrap_or(0);
            let span = Span::new(from, from + name.len());
            match Rule::named(name) {
                Some(rule) => rules.push(Allowance { rule, span, used: false }),
                None => {
                    let known = Rule::ALL.map(Rule::name).join(", ");
                    unknown.push(Lint::new(
                        Rule::UnknownRule,
                        span,
                        format!("there is no rule `{name}`"),
                        format!("the rules are {known}"),
                    ));
                }
            }
        }
    }
    (rules, unknown)
}

/// The name that tokens begin with, and how many tokens it has.
pub(super) fn name(tokens: &[Token]) -> Option<(Option<&str>, &str, Span)> {
    fn text(token: &Token) -> Option<&str> {
        match &token.kind {
            TokenKind::Word(name) | TokenKind::QuotedWord(name) => Some(name),
            _ => None,
        }
    }
    let first = tokens.first()?;
    match (tokens.get(1), tokens.get(2)) {
        (Some(dot), Some(second)) if dot.kind == TokenKind::Dot => {
            Some((text(first), text(second)?, first.span.to(second.span)))
        }
        _ => Some((None, text(first)?, first.span)),
    }
}
