//! What a statement is, by the words that it begins with.

use sqldb_analyze::lex::{Token, tokenize};

/// The state of the transaction, as the statements tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transaction {
    None,
    Open,
    Failed,
}

/// The words that a statement begins with.
pub(super) struct Leading(Vec<String>);

impl Leading {
    pub(super) fn of(statement: &str) -> Leading {
        let tokens = tokenize(statement).unwrap_or_default();
        let words = tokens.iter().map_while(Token::word).map(str::to_owned);
        Leading(words.take(4).collect())
    }

    fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }

    pub(super) fn defines(&self) -> bool {
        ["create", "alter", "drop", "do", "call"].contains(&self.first())
    }

    pub(super) fn transaction(&self, before: Transaction) -> Transaction {
        let second = self.0.get(1).map_or("", String::as_str);
        match (self.first(), second) {
            ("begin", _) | ("start", "transaction") => Transaction::Open,
            ("rollback", "to") => Transaction::Open,
            ("rollback", _)
                if self.0.iter().any(|word| word == "to")
                    && ["work", "transaction"].contains(&second) =>
            {
                Transaction::Open
            }
            ("commit" | "end" | "abort" | "rollback", _) => {
                if self.0.iter().any(|word| word == "prepared") {
                    before
                } else {
                    Transaction::None
                }
            }
            ("prepare", "transaction") => Transaction::None,
            _ => before,
        }
    }

    /// `INSERT`, `CREATE TABLE`.
    pub(super) fn tag(&self) -> String {
        let count = if self.defines() && self.first() != "do" { 2 } else { 1 };
        let words = self.0.iter().take(count).map(|word| word.to_ascii_uppercase());
        words.collect::<Vec<_>>().join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_tell_the_state_of_the_transaction() {
        let check = |statement: &str, expected: Transaction| {
            let found = Leading::of(statement).transaction(Transaction::Failed);
            assert_eq!(found, expected, "{statement}");
        };
        check("BEGIN ISOLATION LEVEL SERIALIZABLE", Transaction::Open);
        check("start transaction", Transaction::Open);
        check("ROLLBACK", Transaction::None);
        check("ROLLBACK TO SAVEPOINT a", Transaction::Open);
        check("rollback work to a", Transaction::Open);
        check("COMMIT PREPARED 'a'", Transaction::Failed);
        check("end", Transaction::None);
        check("SELECT 1", Transaction::Failed);
    }

    #[test]
    fn tags_are_the_leading_words() {
        assert_eq!(Leading::of("create table t (n int)").tag(), "CREATE TABLE");
        assert_eq!(Leading::of("insert into t values (1)").tag(), "INSERT");
    }
}
