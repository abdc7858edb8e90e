//! Statements without names, for a pool before the server that gives each transaction another
//! connection of it, and knows no prepared statements.
//!
//! A statement is sent in one piece, with the types of its parameters. Those that not every server
//! numbers alike are found out once per connection: by preparing the statement within a transaction,
//! during which the pool's connection to the server stays the same. tokio-postgres asks about types by
//! statements that it prepares once and under names, too; so those are prepared anew, by the same
//! names, in each such transaction.

use std::borrow::Cow;
use std::collections::HashMap;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Poll, ready};

use futures_core::Stream as _;
use tokio::sync::RwLock;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::Type;
use tokio_postgres::{RowStream, SimpleQueryMessage, SimpleQueryStream, Statement};

use super::prepared::{Prepared, Stale, known_types, parameter_types};
use super::{Command, Session, Within};
use crate::argument::Argument;
use crate::error::{Error, Result};
use crate::schema;

/// What is known of statements without names on one connection.
#[derive(Default)]
pub(super) struct Unnamed {
    /// Whoever finds out types has it for writing, whoever sends a statement for reading: a statement
    /// that got between `BEGIN` and `ROLLBACK` would be undone.
    turn: RwLock<()>,
    /// What prepares tokio-postgres' questions about types.
    questions: Mutex<Vec<Question>>,
    /// The questions can be asked in the transaction that has begun.
    asked: AtomicBool,
    /// What was learned of texts that are known at run time.
    texts: Mutex<HashMap<Box<str>, Statement>>,
    /// The answer to the last command, if its sender has left it unread.
    left: Mutex<Option<Pin<Box<SimpleQueryStream>>>>,
}

/// A statement that tokio-postgres has prepared to ask about types.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    name: String,
    text: String,
}

/// The types of a statement's parameters.
enum Known {
    /// They have the same number on every server.
    Everywhere(Vec<Type>),
    Here(Statement),
}

impl Known {
    fn types(&self) -> &[Type] {
        match self {
            Known::Everywhere(types) => types,
            Known::Here(statement) => statement.params(),
        }
    }
}

/// How the questions begin (tokio-postgres 0.7.18, `prepare.rs`).
const QUESTIONS: [&str; 3] =
    ["SELECT t.typname, t.typtype", "SELECT enumlabel", "SELECT attname, atttypid"];

/// Removes what another process has left on the server's connection: tokio-postgres' names begin
/// anew in each.
const CLEAN: &str = "DO $$DECLARE old name; BEGIN \
                     FOR old IN SELECT p.name FROM pg_catalog.pg_prepared_statements p \
                     WHERE p.name ~ '^s[0-9]+$' LOOP EXECUTE 'DEALLOCATE ' || old; END LOOP; END$$";

/// How many texts a connection keeps the types of.
const TEXTS: usize = 256;

impl Session {
    /// Keeps the answer to a command that nobody waits for. When it comes, those before it have come.
    pub(super) fn leave_unread(&self, answer: SimpleQueryStream) {
        if self.left().replace(Box::pin(answer)).is_some() {
            self.finish();
        }
    }

    /// Reads what [`leave_unread`](Session::leave_unread) has kept; says whether there was something.
    ///
    /// PgBouncer 1.18 cannot count the answers that are still to come over the end of a copy (`server.c`:
    /// "it's impossible to track sync count over copy"). What is sent before they have come may be
    /// answered to its next client.
    pub(super) async fn read_left(&self) -> bool {
        let was = self.left().is_some();
        poll_fn(|cx| {
            let mut left = self.left();
            while let Some(answer) = left.as_mut() {
                match ready!(answer.as_mut().poll_next(cx)) {
                    Some(Ok(_)) => {}
                    // The end of its answer follows a refusal.
                    Some(Err(error)) if error.as_db_error().is_some() => {}
                    // Nothing more will come.
                    Some(Err(_)) | None => {
                        *left = None;
                        self.finish();
                    }
                }
            }
            Poll::Ready(())
        })
        .await;
        was
    }

    fn left(&self) -> MutexGuard<'_, Option<Pin<Box<SimpleQueryStream>>>> {
        self.unnamed.left.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a command in one piece, without a name.
    pub(super) async fn send_unnamed(
        &self,
        command: Command<'_>,
        arguments: &[Argument<'_>],
        within: Within,
    ) -> Result<RowStream> {
        let text = match command {
            Command::Plan(plan) | Command::Alone(plan) => self.tags.text(plan),
            Command::Text(text) | Command::Script(text) => Cow::Borrowed(text),
        };
        let known = self.known(command, &text, within).await?;
        let types = known.types();
        if types.len() != arguments.len() {
            return Err(Error::parameters(types.len(), arguments.len()));
        }
        let _turn = self.unnamed.turn.read().await;
        let typed: Vec<(Argument<'_>, Type)> =
            arguments.iter().copied().zip(types.iter().cloned()).collect();
        self.client.query_typed_raw(&text, typed).await.map_err(|error| self.refused(error))
    }

    /// Forgets all that is known of types, if that is why a statement was refused.
    pub(super) async fn forget_types(&self, error: &Error) -> Stale {
        let stale = if error.sqlstate() == Some(SqlState::UNDEFINED_OBJECT.code()) {
            // The type of a parameter is gone.
            Stale::NotExecuted
        } else if error.is_stale_statement() {
            // That of a column is another one, which tokio-postgres asks about when the answer comes.
            Stale::Executed
        } else {
            return Stale::No;
        };
        self.forget_all();
        self.texts().clear();
        // The statements have been closed when this is answered; in a failed transaction it is allowed.
        let _ = self.control("").await;
        stale
    }

    /// Prepares a statement only to see its parameters and columns. It is there until the end of the
    /// transaction, if there is one.
    pub(super) async fn learn(
        &self,
        text: &str,
        types: &[Type],
        within: Within,
    ) -> Result<Statement> {
        let _turn = self.unnamed.turn.write().await;
        self.read_left().await;
        let open = self.open_for_questions(within).await?;
        let asking = Asking { session: self };
        let prepared = self.client.prepare_typed(text, types).await;
        let statement = match prepared.map_err(|error| self.refused(error)) {
            Ok(statement) => statement,
            Err(error) => {
                // What is wrong with the statement itself is said before any question is asked.
                if !error.is_canceled() {
                    asking.end();
                }
                return Err(error);
            }
        };
        self.note_questions().await?;
        asking.end();
        open.close().await?;
        Ok(statement)
    }

    /// A transaction begins, in which the questions are still to be prepared.
    pub(super) fn questions_are_gone(&self) {
        self.unnamed.asked.store(false, Ordering::Relaxed);
    }

    /// What is known of the types of a command's parameters, after it has been found out.
    async fn known(&self, command: Command<'_>, text: &str, within: Within) -> Result<Known> {
        match command {
            Command::Plan(plan) | Command::Alone(plan) => {
                if let Some(types) = known_types(plan) {
                    return Ok(Known::Everywhere(types));
                }
                if let Some(statement) = self.learned(plan) {
                    return Ok(Known::Here(statement));
                }
                let statement = self.learn(text, &parameter_types(plan), within).await;
                let statement = statement.map_err(|error| schema::explain(plan, error))?;
                schema::compare(plan, &statement)?;
                self.remember(plan, Prepared::Learned(statement.clone()));
                Ok(Known::Here(statement))
            }
            Command::Text(_) | Command::Script(_) if returns_nothing(text) => {
                Ok(Known::Everywhere(Vec::new()))
            }
            Command::Text(_) | Command::Script(_) => {
                if let Some(statement) = self.texts().get(text) {
                    return Ok(Known::Here(statement.clone()));
                }
                let statement = self.learn(text, &[], within).await?;
                let mut texts = self.texts();
                if texts.len() >= TEXTS {
                    texts.clear();
                }
                texts.insert(text.into(), statement.clone());
                Ok(Known::Here(statement))
            }
        }
    }

    /// Sees to it that what is sent until `close` reaches one connection of the server, on which
    /// tokio-postgres' questions are prepared.
    async fn open_for_questions(&self, within: Within) -> Result<Open<'_>> {
        let mut prepare = CLEAN.to_owned();
        for Question { name, text } in self.questions().iter() {
            prepare.push_str(&format!("; PREPARE {name} AS {text}"));
        }
        match within {
            Within::Transaction => {
                if !self.unnamed.asked.swap(true, Ordering::Relaxed) {
                    self.control(&prepare).await?;
                }
                return Ok(Open { session: self, close: None });
            }
            Within::Held => {
                // Only the server knows whether the program has begun a transaction.
                let open = Open { session: self, close: Some("RELEASE SAVEPOINT sqldb_types") };
                match self.control(&format!("SAVEPOINT sqldb_types; {prepare}")).await {
                    Ok(()) => return Ok(open),
                    Err(error) => {
                        open.leave();
                        if error.sqlstate() != Some(SqlState::NO_ACTIVE_SQL_TRANSACTION.code()) {
                            return Err(error);
                        }
                    }
                }
            }
            Within::Autocommit => {}
        }
        let open = Open { session: self, close: Some("ROLLBACK") };
        self.control(&format!("BEGIN; {prepare}")).await?;
        Ok(open)
    }

    /// Remembers what tokio-postgres has prepared to ask about types, which it does once.
    async fn note_questions(&self) -> Result<()> {
        const PREPARED: &str =
            "SELECT name, statement FROM pg_catalog.pg_prepared_statements WHERE NOT from_sql";
        if self.questions().len() == QUESTIONS.len() {
            return Ok(());
        }
        let messages =
            self.client.simple_query(PREPARED).await.map_err(|error| self.refused(error))?;
        let mut questions = self.questions();
        for message in messages {
            let SimpleQueryMessage::Row(row) = message else { continue };
            let (Some(name), Some(text)) = (row.get(0), row.get(1)) else { continue };
            let question = Question { name: name.to_owned(), text: text.to_owned() };
            if QUESTIONS.iter().any(|begin| text.starts_with(begin))
                && !questions.contains(&question)
            {
                questions.push(question);
            }
        }
        Ok(())
    }

    fn texts(&self) -> MutexGuard<'_, HashMap<Box<str>, Statement>> {
        self.unnamed.texts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn questions(&self) -> MutexGuard<'_, Vec<Question>> {
        self.unnamed.questions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a text begins with a command that has neither parameters nor rows, so that there are no types
/// to be asked for; some are allowed when the transaction has failed, and questions are not.
fn returns_nothing(text: &str) -> bool {
    const COMMANDS: &[&str] = &[
        "abort",
        "alter",
        "analyze",
        "begin",
        "checkpoint",
        "close",
        "cluster",
        "comment",
        "commit",
        "create",
        "deallocate",
        "discard",
        "do",
        "drop",
        "end",
        "grant",
        "listen",
        "lock",
        "notify",
        "reindex",
        "release",
        "reset",
        "revoke",
        "rollback",
        "savepoint",
        "set",
        "start",
        "truncate",
        "unlisten",
        "vacuum",
    ];
    let command = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    COMMANDS.iter().any(|known| known.eq_ignore_ascii_case(command))
}

/// tokio-postgres may prepare a question, of which it will think from then on that it is there.
struct Asking<'s> {
    session: &'s Session,
}

impl Asking<'_> {
    /// Each question that was prepared has been noted.
    fn end(self) {
        std::mem::forget(self);
    }
}

impl Drop for Asking<'_> {
    /// Whoever asked is gone: a question that nobody has noted could not be prepared again.
    fn drop(&mut self) {
        if self.session.questions().len() < QUESTIONS.len() {
            self.session.spent.store(true, Ordering::Relaxed);
        }
    }
}

/// What keeps the pool's connection to the server the same, until it is closed or dropped.
struct Open<'s> {
    session: &'s Session,
    close: Option<&'static str>,
}

impl Open<'_> {
    async fn close(mut self) -> Result<()> {
        match self.close.take() {
            Some(text) => self.session.control(text).await,
            None => Ok(()),
        }
    }

    /// There is nothing to be closed.
    fn leave(mut self) {
        self.close = None;
    }
}

impl Drop for Open<'_> {
    /// The statement was refused, or its user is gone: the next must not be in this transaction.
    fn drop(&mut self) {
        if let Some(text) = self.close.take() {
            self.session.control_unread(text);
        }
    }
}
