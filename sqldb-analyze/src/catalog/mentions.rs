//! The words of a text, as far as they tell what it may run.

use std::collections::BTreeSet;

use super::TriggerStatement;
use crate::lex::{Token, TokenKind};

/// What a statement or a routine's body names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Mentions {
    /// Whether it may change the schema itself.
    pub changes: Changes,
    /// What stands before a parenthesis: functions are among them.
    pub called: BTreeSet<String>,
    /// All names: relations are among them.
    pub names: BTreeSet<String>,
    /// What fires triggers.
    pub writes: Vec<TriggerStatement>,
}

/// Whether words of definitions are in a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Changes {
    /// It has none, so that it defines nothing itself.
    #[default]
    Nothing,
    /// `CREATE`, `ALTER`, `DROP`, `EXECUTE`.
    Perhaps,
}

/// Words without which a text changes no schema itself.
const CHANGES: [&str; 4] = ["create", "alter", "drop", "execute"];

/// Words of statements that fire triggers, and what they fire.
const WRITES: [(&str, TriggerStatement); 8] = [
    ("insert", TriggerStatement::Insert),
    ("copy", TriggerStatement::Insert),
    ("merge", TriggerStatement::Insert),
    ("update", TriggerStatement::Update),
    ("merge", TriggerStatement::Update),
    ("delete", TriggerStatement::Delete),
    ("merge", TriggerStatement::Delete),
    ("truncate", TriggerStatement::Truncate),
];

impl Mentions {
    /// Whether it may delete rows.
    pub(crate) fn may_delete(&self) -> bool {
        self.changes == Changes::Perhaps || deletes(&self.writes)
    }

    /// Those of a text.
    pub fn of(tokens: &[Token]) -> Mentions {
        let mut mentions = Mentions::default();
        for (at, token) in tokens.iter().enumerate() {
            let (TokenKind::Word(name) | TokenKind::QuotedWord(name)) = &token.kind else {
                continue;
            };
            if token.word().is_some_and(|word| CHANGES.contains(&word)) {
                mentions.changes = Changes::Perhaps;
            }
            for (word, event) in WRITES {
                if token.is_word(word) && !mentions.writes.contains(&event) {
                    mentions.writes.push(event);
                }
            }
            let called =
                tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::LeftParenthesis);
            if called && !mentions.called.contains(name) {
                mentions.called.insert(name.clone());
            }
            if !mentions.names.contains(name) {
                mentions.names.insert(name.clone());
            }
        }
        mentions
    }
}

/// Whether one of some statements deletes rows.
pub(crate) fn deletes(writes: &[TriggerStatement]) -> bool {
    let deletes = [TriggerStatement::Delete, TriggerStatement::Truncate];
    deletes.iter().any(|event| writes.contains(event))
}
