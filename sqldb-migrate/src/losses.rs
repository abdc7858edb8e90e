//! What a way down takes away with it, told before it is run.

use sqldb_analyze::catalog::{Catalog, QualifiedName, Relation, RelationKind};
use sqldb_analyze::lex::{Token, tokenize};
use sqldb_analyze::replay::{self, Migration};
use sqldb_analyze::split::split;

use crate::embedded::EmbeddedMigration;
use crate::statements::within;

/// Data that is gone afterwards.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Losses {
    /// Tables, with all their rows.
    pub tables: Vec<QualifiedName>,
    /// Columns of tables that stay.
    pub columns: Vec<(QualifiedName, String)>,
    /// Statements that change rows, as they are written.
    pub statements: Vec<String>,
    /// Files of which only running them shows what they do.
    pub unread: Vec<String>,
}

impl Losses {
    /// Compares `before`, the schema as it is, with what the ways down make of it, in their order.
    ///
    /// ```
    /// use sqldb_analyze::{catalog::Catalog, replay};
    /// use sqldb_migrate::{EmbeddedMigration, Losses};
    ///
    /// let mut before = Catalog::default();
    /// let sql = "CREATE TABLE a (id int4); CREATE TABLE b (id int4, n int4)";
    /// replay::apply(&mut before, &replay::Migration { file: "", sql });
    /// let sql = "DROP TABLE a; ALTER TABLE b DROP n";
    /// let down = EmbeddedMigration { version: 1, name: "", file: "1_x.down.sql", sql };
    /// let losses = Losses::of(&before, [&down]);
    /// assert_eq!(losses.tables[0].name, "a");
    /// assert_eq!(losses.columns[0].1, "n");
    /// ```
    pub fn of<'m>(
        before: &Catalog,
        downs: impl IntoIterator<Item = &'m EmbeddedMigration<'m>>,
    ) -> Losses {
        let mut losses = Losses::default();
        let mut after = before.clone();
        for down in downs {
            let text = Migration { file: down.file, sql: down.sql };
            if !replay::apply(&mut after, &text).is_empty() {
                losses.unread.push(down.file.to_owned());
            }
            losses.statements.extend(changes(down.sql));
        }
        for table in before.relations.iter().filter(|relation| holds_rows(relation)) {
            match after.relation(table.id) {
                None => losses.tables.push(table.name.clone()),
                Some(left) => {
                    let gone = gone_columns(table, left);
                    losses.columns.extend(gone.map(|column| (table.name.clone(), column)));
                }
            }
        }
        losses
    }

    /// Whether nothing is known to be lost.
    pub fn is_empty(&self) -> bool {
        *self == Losses::default()
    }
}

fn holds_rows(relation: &Relation) -> bool {
    matches!(relation.kind, RelationKind::Table | RelationKind::PartitionedTable)
}

/// A column that is gone while one of its type has come is taken for a renamed one.
fn gone_columns<'r>(
    before: &'r Relation,
    after: &'r Relation,
) -> impl Iterator<Item = String> + 'r {
    let mut come: Vec<_> =
        after.columns.iter().filter(|column| before.column(&column.name).is_none()).collect();
    before.columns.iter().filter(|column| after.column(&column.name).is_none()).filter_map(
        move |gone| match come.iter().position(|column| column.ty == gone.ty) {
            Some(renamed) => {
                come.remove(renamed);
                None
            }
            None => Some(gone.name.clone()),
        },
    )
}

/// The statements that delete or overwrite rows.
fn changes(sql: &str) -> Vec<String> {
    let tokens = tokenize(sql).unwrap_or_default();
    let statements = split(sql).into_iter();
    let changing = statements.filter(|span| {
        let first = within(&tokens, *span).first().and_then(Token::word);
        matches!(first, Some("delete" | "truncate" | "update" | "merge"))
    });
    let text =
        |span: sqldb_analyze::Span| span.text(sql).split_whitespace().collect::<Vec<_>>().join(" ");
    changing.map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(before: &str, down: &str, expected: &str) {
        let mut catalog = Catalog::default();
        assert_eq!(replay::apply(&mut catalog, &Migration { file: "", sql: before }), []);
        let down = EmbeddedMigration { version: 1, name: "", file: "1.down.sql", sql: down };
        let Losses { tables, columns, statements, unread } = Losses::of(&catalog, [&down]);
        let tables = tables.iter().map(|table| format!("table {}", table.name));
        let columns =
            columns.iter().map(|(table, column)| format!("column {}.{column}", table.name));
        let unread = unread.iter().map(|file| format!("unread {file}"));
        let all: Vec<String> = tables.chain(columns).chain(statements).chain(unread).collect();
        assert_eq!(all.join("; "), expected);
    }

    #[test]
    fn what_is_lost() {
        let before = "CREATE TABLE t (a int4, b text, c int4); CREATE TABLE u (t int4); CREATE VIEW v AS SELECT a FROM t";
        check(before, "DROP TABLE t CASCADE", "table t");
        check(before, "DROP VIEW v; ALTER TABLE t DROP a, DROP b", "column t.a; column t.b");
        check(before, "ALTER TABLE t RENAME b TO d; ALTER TABLE t RENAME TO w", "");
        check(before, "DO $$ BEGIN DROP TABLE u; END $$", "table u");
        check(before, "DELETE\n  FROM u; TRUNCATE t", "DELETE FROM u; TRUNCATE t");
        check(before, "DROP VIEW v; DROP INDEX nothing", "unread 1.down.sql");
    }
}
