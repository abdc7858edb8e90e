//! The rules by their names.

/// A rule. Its name is what `-- sqldb-allow: …` and the command line say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// `CREATE INDEX` without `CONCURRENTLY`.
    IndexBlocksWrites,
    /// `DROP INDEX` without `CONCURRENTLY`.
    IndexDropBlocks,
    /// `REINDEX` without `CONCURRENTLY`.
    ReindexBlocks,
    /// `CLUSTER`, `VACUUM FULL`, and `ALTER TABLE` that moves the table.
    RewriteBlocks,
    /// `REFRESH MATERIALIZED VIEW` without `CONCURRENTLY`.
    RefreshBlocks,
    /// `SET NOT NULL` that reads the whole table.
    NotNullScans,
    /// A `CHECK` without `NOT VALID`.
    CheckScans,
    /// A foreign key without `NOT VALID`.
    ForeignKeyScans,
    /// `UNIQUE`, `PRIMARY KEY` or `EXCLUDE` that builds its index.
    ConstraintBuildsIndex,
    /// `VALIDATE CONSTRAINT` in the transaction that adds the constraint.
    ValidateHoldsLock,
    /// A new column with a value for each row.
    DefaultRewrites,
    /// A new type whose values are stored otherwise.
    TypeRewrites,
    /// `DETACH PARTITION` without `CONCURRENTLY`.
    DetachBlocks,
    /// `UPDATE` or `DELETE` of all rows.
    UpdatesAllRows,
    /// A new column that is NOT NULL and has no default.
    RequiredColumn,
    /// A label that is used in the transaction that adds it.
    EnumValueUsed,
    /// `TRUNCATE`.
    Truncates,
    /// `ATTACH PARTITION` of a table whose rows have to be looked at.
    AttachScans,
    /// A lock that is waited for without `lock_timeout`.
    NoLockTimeout,
    /// `serial` and its kin of less than eight bytes.
    NumbersRunOut,
    /// `DROP DATABASE`.
    DropDatabase,
    /// `DROP TABLE`, `DROP VIEW`, or `DROP SCHEMA` with such.
    DropTable,
    /// `DROP COLUMN`.
    DropColumn,
    /// A new name or schema of a table or a view.
    RenameTable,
    /// A new name of a column.
    RenameColumn,
    /// A new type of a column.
    TypeChanges,
    /// `DROP NOT NULL`.
    DropNotNull,
    /// `DROP DEFAULT` of a column that is NOT NULL.
    DropDefault,
    /// `RENAME VALUE` of an enum.
    RenameEnumValue,
    /// `= NULL`.
    NullComparison,
    /// `UPDATE` or `DELETE` without `WHERE` in a query.
    NoWhere,
    /// `NOT IN` of a query whose column may be NULL.
    NotInNullable,
    /// A comment that allows a rule which there is not.
    UnknownRule,
    /// A comment that allows what nobody complains about.
    UnusedAllow,
}

impl Rule {
    /// All of them.
    pub const ALL: [Rule; 34] = [
        Rule::IndexBlocksWrites,
        Rule::IndexDropBlocks,
        Rule::ReindexBlocks,
        Rule::RewriteBlocks,
        Rule::RefreshBlocks,
        Rule::NotNullScans,
        Rule::CheckScans,
        Rule::ForeignKeyScans,
        Rule::ConstraintBuildsIndex,
        Rule::ValidateHoldsLock,
        Rule::DefaultRewrites,
        Rule::TypeRewrites,
        Rule::DetachBlocks,
        Rule::UpdatesAllRows,
        Rule::RequiredColumn,
        Rule::EnumValueUsed,
        Rule::Truncates,
        Rule::AttachScans,
        Rule::NoLockTimeout,
        Rule::NumbersRunOut,
        Rule::DropDatabase,
        Rule::DropTable,
        Rule::DropColumn,
        Rule::RenameTable,
        Rule::RenameColumn,
        Rule::TypeChanges,
        Rule::DropNotNull,
        Rule::DropDefault,
        Rule::RenameEnumValue,
        Rule::NullComparison,
        Rule::NoWhere,
        Rule::NotInNullable,
        Rule::UnknownRule,
        Rule::UnusedAllow,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Rule::IndexBlocksWrites => "index-blocks-writes",
            Rule::IndexDropBlocks => "index-drop-blocks",
            Rule::ReindexBlocks => "reindex-blocks",
            Rule::RewriteBlocks => "rewrite-blocks",
            Rule::RefreshBlocks => "refresh-blocks",
            Rule::NotNullScans => "not-null-scans",
            Rule::CheckScans => "check-scans",
            Rule::ForeignKeyScans => "foreign-key-scans",
            Rule::ConstraintBuildsIndex => "constraint-builds-index",
            Rule::ValidateHoldsLock => "validate-holds-lock",
            Rule::DefaultRewrites => "default-rewrites",
            Rule::TypeRewrites => "type-rewrites",
            Rule::DetachBlocks => "detach-blocks",
            Rule::UpdatesAllRows => "updates-all-rows",
            Rule::RequiredColumn => "required-column",
            Rule::EnumValueUsed => "enum-value-used",
            Rule::Truncates => "truncates",
            Rule::AttachScans => "attach-scans",
            Rule::NoLockTimeout => "no-lock-timeout",
            Rule::NumbersRunOut => "numbers-run-out",
            Rule::DropDatabase => "drop-database",
            Rule::DropTable => "drop-table",
            Rule::DropColumn => "drop-column",
            Rule::RenameTable => "rename-table",
            Rule::RenameColumn => "rename-column",
            Rule::TypeChanges => "type-changes",
            Rule::DropNotNull => "drop-not-null",
            Rule::DropDefault => "drop-default",
            Rule::RenameEnumValue => "rename-enum-value",
            Rule::NullComparison => "null-comparison",
            Rule::NoWhere => "no-where",
            Rule::NotInNullable => "not-in-nullable",
            Rule::UnknownRule => "unknown-rule",
            Rule::UnusedAllow => "unused-allow",
        }
    }

    /// The rule of that name.
    ///
    /// ```
    /// use sqldb_analyze::lint::Rule;
    ///
    /// assert_eq!(Rule::named("drop-column"), Some(Rule::DropColumn));
    /// assert_eq!(Rule::named("drop-dead"), None);
    /// ```
    pub fn named(name: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.name() == name)
    }

    /// Whether only those should hear of it who ask: it is about every other migration, and one setting
    /// answers it for all.
    pub fn is_on_request(self) -> bool {
        self == Rule::NoLockTimeout
    }

    /// Whether it guesses that queries of the deployed program break, which those queries tell better.
    pub fn is_about_queries(self) -> bool {
        matches!(
            self,
            Rule::DropTable
                | Rule::DropColumn
                | Rule::RenameTable
                | Rule::RenameColumn
                | Rule::TypeChanges
                | Rule::DropNotNull
                | Rule::DropDefault
                | Rule::RenameEnumValue
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        for rule in Rule::ALL {
            assert_eq!(Rule::named(rule.name()), Some(rule));
        }
    }
}
