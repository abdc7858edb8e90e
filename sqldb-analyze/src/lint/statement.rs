//! The rules of statements other than `ALTER TABLE`.

use super::walk::{Walk, name};
use super::{Lint, Rule};
use crate::catalog::{Relation, RelationKind, quote_identifier};
use crate::lex::{Token, TokenKind};
use crate::span::Span;
use crate::tree::ddl::{
    AlterTypeAction, CreateIndex, Ddl, DdlStatement, Drop, Fragment, FunctionName, Object,
    TableElement,
};
use crate::tree::{Ident, QualifiedIdent};

impl Walk<'_> {
    /// What the tree does not keep: `REINDEX` and its kin, and labels in any text.
    pub(super) fn words(&mut self, tokens: &[Token]) {
        let words: Vec<&str> = tokens.iter().map_while(Token::word).collect();
        let has = |word: &str| tokens.iter().any(|token| token.is_word(word));
        let rest = |count: usize| tokens.get(count..).unwrap_or_default();
        match words.as_slice() {
            ["reindex", "table" | "index", ..] if !has("concurrently") => {
                self.reindex(whole(tokens), rest(1));
            }
            ["cluster", ..] if tokens.len() > 1 => self.rewritten(rest(1), "`CLUSTER`"),
            ["vacuum", "full", ..] => self.rewritten(rest(2), "`VACUUM FULL`"),
            ["vacuum", ..] if has("full") => {
                let end = tokens.iter().position(|token| token.kind == TokenKind::RightParenthesis);
                self.rewritten(rest(end.map_or(1, |end| end + 1)), "`VACUUM FULL`");
            }
            ["refresh", "materialized", "view", ..] if !has("concurrently") => {
                self.refresh(rest(3))
            }
            ["drop", "database", ..] => self.lint(Lint::new(
                Rule::DropDatabase,
                whole(tokens),
                "all of the database is gone then, and nothing brings it back",
                "drop it by hand, when no program uses it",
            )),
            ["alter", "table", ..] => {
                let moves = [
                    ["set", "logged"],
                    ["set", "unlogged"],
                    ["set", "tablespace"],
                    ["set", "access"],
                    ["set", "expression"],
                ];
                let moved = moves.iter().find(|pair| {
                    tokens.windows(2).any(|two| two.iter().zip(*pair).all(|(a, b)| a.is_word(b)))
                });
                if let Some([_, what]) = moved {
                    let name = self.table_of(rest(2));
                    let what = if *what == "access" { "access method" } else { what };
                    self.rewritten(name, &format!("`SET {}`", what.to_uppercase()));
                }
                self.detach(tokens, has("concurrently") || has("finalize"));
            }
            _ => {}
        }
        self.labels(tokens, words.starts_with(&["alter", "type"]));
    }

    /// Without `IF EXISTS` and `ONLY`.
    fn table_of<'t>(&self, tokens: &'t [Token]) -> &'t [Token] {
        let noise =
            |token: &&Token| ["if", "exists", "only"].iter().any(|word| token.is_word(word));
        let count = tokens.iter().take_while(noise).count();
        tokens.get(count..).unwrap_or_default()
    }

    fn reindex(&mut self, span: Span, tokens: &[Token]) {
        let index = tokens.first().is_some_and(|token| token.is_word("index"));
        let Some((schema, called, _)) = name(tokens.get(1..).unwrap_or_default()) else { return };
        let found = match index {
            true => self.index_table(schema, called).is_some(),
            false => self.existing_named(schema, called).is_some(),
        };
        if found {
            let kind = if index { "INDEX" } else { "TABLE" };
            self.lint(Lint::new(
                Rule::ReindexBlocks,
                span,
                "writes wait until the index is built, and so do reads that would use it",
                format!("write `REINDEX {kind} CONCURRENTLY {called}` in a migration of its own"),
            ));
        }
    }

    fn rewritten(&mut self, tokens: &[Token], what: &str) {
        let Some((schema, called, span)) = name(tokens) else { return };
        if self.existing_named(schema, called).is_some() {
            self.lint(Lint::new(
                Rule::RewriteBlocks,
                span,
                format!("{what} writes the whole table anew, and reads and writes wait until then"),
                "do it when nobody uses the table, or copy the rows to a new table in steps",
            ));
        }
    }

    fn refresh(&mut self, tokens: &[Token]) {
        let Some((schema, called, span)) = name(tokens) else { return };
        if self.existing_named(schema, called).is_some() {
            self.lint(Lint::new(
                Rule::RefreshBlocks,
                span,
                format!("reads of `{called}` wait until its query is done"),
                format!(
                    "write `REFRESH MATERIALIZED VIEW CONCURRENTLY {called}`, which needs a unique index"
                ),
            ));
        }
    }

    fn detach(&mut self, tokens: &[Token], harmless: bool) {
        let at = tokens.windows(2).position(|two| match two {
            [one, other] => one.is_word("detach") && other.is_word("partition"),
            _ => false,
        });
        let Some(at) = at.filter(|_| !harmless) else { return };
        let table = self.table_of(tokens.get(2..).unwrap_or_default());
        let Some((schema, called, _)) = name(table) else { return };
        let partition = name(tokens.get(at + 2..).unwrap_or_default());
        let (Some((_, partition, span)), Some(_)) =
            (partition, self.existing_named(schema, called))
        else {
            return;
        };
        self.lint(Lint::new(
            Rule::DetachBlocks,
            span,
            format!("reads and writes of all of `{called}` wait for this"),
            format!(
                "write `ALTER TABLE {called} DETACH PARTITION {partition} CONCURRENTLY` in a migration \
                 of its own"
            ),
        ));
    }

    /// Labels that this migration has added: PostgreSQL does not let their transaction use them.
    fn labels(&mut self, tokens: &[Token], adds: bool) {
        if adds {
            return;
        }
        let used = tokens.iter().filter_map(|token| match &token.kind {
            TokenKind::String(text) if self.added.labels.contains(text) => Some((text, token.span)),
            _ => None,
        });
        let lints: Vec<Lint> = used
            .map(|(label, span)| {
                Lint::new(
                    Rule::EnumValueUsed,
                    span,
                    format!("the value `{label}` cannot be used in the transaction that adds it"),
                    "use it in the next migration",
                )
                .note("PostgreSQL refuses it: unsafe use of new value (SQLSTATE 55P04)")
            })
            .collect();
        self.lints.extend(lints);
    }

    pub(super) fn tree(&mut self, statement: &DdlStatement, tokens: &[Token]) {
        let concurrently = tokens.iter().any(|token| token.is_word("concurrently"));
        self.conditions(&statement.kind);
        match &statement.kind {
            Ddl::Do(block) => self.block(block),
            Ddl::CreateIndex(index) if !concurrently => self.create_index(index, statement.span),
            Ddl::Drop(drop) => {
                for name in &drop.names {
                    self.drop_one(drop, name, concurrently);
                }
            }
            Ddl::AlterRelation(alter) => self.alter(alter),
            Ddl::CreateTable(create) if !create.temporary => {
                for element in &create.elements {
                    if let TableElement::Column(column) = element {
                        self.numbers(column);
                    }
                }
            }
            Ddl::AlterType { name, actions } => self.alter_type(name, actions),
            Ddl::AlterDomain { name, action } => self.alter_domain(name, action, tokens),
            Ddl::Data { tables, statement: Some(written) } => self.data(tables, written),
            Ddl::Data { tables, statement: None }
                if tokens.first().is_some_and(|token| token.is_word("truncate")) =>
            {
                tables.iter().for_each(|table| self.truncate(table));
            }
            _ => {}
        }
        self.waiting(statement, tokens);
    }

    fn create_index(&mut self, index: &CreateIndex, span: Span) {
        let Some(table) = self.existing(&index.table) else { return };
        let called = shown(table);
        let words = if index.unique { "CREATE UNIQUE INDEX" } else { "CREATE INDEX" };
        let name = index.name.as_ref().map(|name| format!(" {}", quoted(name))).unwrap_or_default();
        let help = match table.kind {
            RelationKind::PartitionedTable => format!(
                "write `{words}{name} ON ONLY {called} …`, then `{words} CONCURRENTLY` on each \
                 partition and `ALTER INDEX{name} ATTACH PARTITION …`"
            ),
            _ => format!(
                "write `{words} CONCURRENTLY{name} ON {called} …` in a migration of its own, which is \
                 run outside a transaction"
            ),
        };
        self.lint(Lint::new(
            Rule::IndexBlocksWrites,
            first_words(span, words),
            format!("writes to `{called}` wait until the index is built"),
            help,
        ));
    }

    /// The table of an index that was there before.
    pub(super) fn index_table(&self, schema: Option<&str>, called: &str) -> Option<&Relation> {
        let index = self.before.indexes.iter().find(|index| {
            index.name.name == called && schema.is_none_or(|schema| index.name.schema == schema)
        })?;
        self.before.relation(index.relation)
    }

    fn drop_one(&mut self, drop: &Drop, name: &FunctionName, concurrently: bool) {
        let (schema, ident) = (name.name.schema_name(), &name.name.name);
        match drop.object {
            Object::Index if !concurrently => {
                let Some(table) = self.index_table(schema, &ident.name) else { return };
                let (called, index) = (shown(table), quoted(ident));
                self.lint(Lint::new(
                    Rule::IndexDropBlocks,
                    ident.span,
                    format!("reads and writes of `{called}` wait for this, and this for them"),
                    format!("write `DROP INDEX CONCURRENTLY {index}` in a migration of its own"),
                ));
            }
            Object::Table | Object::View | Object::MaterializedView | Object::ForeignTable => {
                let Some(table) = self.existing_named(schema, &ident.name) else { return };
                let called = shown(table);
                self.lint(Lint::new(
                    Rule::DropTable,
                    ident.span,
                    format!("queries of the program that is deployed now may name `{called}`"),
                    "first deploy a program without such queries, then drop it",
                ));
            }
            Object::Schema => self.drop_schema(ident),
            _ => {}
        }
    }

    /// The first of its tables stands for all.
    fn drop_schema(&mut self, schema: &Ident) {
        let was_there = |relation: &&Relation| {
            relation.name.schema == schema.name && self.before.relation(relation.id).is_some()
        };
        let mut tables = self.now.relations.iter().filter(was_there);
        let Some(first) = tables.next().map(shown) else { return };
        let more = match tables.count() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        self.lint(Lint::new(
            Rule::DropTable,
            schema.span,
            format!("queries of the program that is deployed now may name `{first}`{more}"),
            "first deploy a program without such queries, then drop it",
        ));
    }

    fn alter_type(&mut self, name: &QualifiedIdent, actions: &[AlterTypeAction]) {
        let schema = name.schema_name();
        let was_there = self.before.find_type(schema, &name.name.name).is_some();
        for action in actions {
            match action {
                AlterTypeAction::AddValue { label, .. } if was_there => {
                    self.added.labels.push(label.text.clone());
                }
                AlterTypeAction::RenameValue(from, _) if was_there => self.lint(Lint::new(
                    Rule::RenameEnumValue,
                    from.span,
                    format!("the program that is deployed now knows the value as `{}`", from.text),
                    "add the new value, deploy a program that takes both, then change the rows",
                )),
                _ => {}
            }
        }
    }

    fn data(&mut self, tables: &[QualifiedIdent], written: &Fragment) {
        let first = written.tokens.first().and_then(Token::word);
        let mut depth = 0_u32;
        let filtered = written.tokens.iter().any(|token| {
            match token.kind {
                TokenKind::LeftParenthesis => depth += 1,
                TokenKind::RightParenthesis => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && token.is_word("where")
        });
        let ([table], Some("update" | "delete"), false) = (tables, first, filtered) else { return };
        let Some(found) = self.existing(table) else { return };
        let called = shown(found);
        let verb = if first == Some("update") { "updates" } else { "deletes" };
        self.lint(Lint::new(
            Rule::UpdatesAllRows,
            table.name.span,
            format!("this {verb} all rows of `{called}`, and writes to them wait until the migration ends"),
            "do it in steps of some thousand rows from the program, with `WHERE` on the key",
        ));
    }

    fn truncate(&mut self, table: &QualifiedIdent) {
        let Some(found) = self.existing(table) else { return };
        let called = shown(found);
        self.lint(Lint::new(
            Rule::Truncates,
            table.name.span,
            format!("all rows of `{called}` are gone then, also those of the deployed program"),
            "delete by a condition, or do it by hand",
        ));
    }
}

/// The table's name as one writes it.
pub(super) fn shown(relation: &Relation) -> String {
    relation.name.written()
}

pub(super) fn quoted(name: &Ident) -> String {
    quote_identifier(&name.name)
}

fn whole(tokens: &[Token]) -> Span {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => first.span.to(last.span),
        _ => Span::default(),
    }
}

/// A long statement is not underlined as a whole.
fn first_words(span: Span, words: &str) -> Span {
    let start = span.range().start;
    Span::new(start, (start + words.len()).min(span.range().end))
}
